"""Walks through a world action by action, as far as the actions can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from plangen.constraints.strips.domain import Domain
from plangen.constraints.strips.literals import Fact, Literal
from plangen.constraints.strips.problem import Problem


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the actions lead: `fault` says why action number `stopped` (from 0) cannot be taken.

    `unmet` are the preconditions that do not hold there, or the parts of the goal that do not hold at the end; empty
    when the goal is reached, and when the fault is another.
    """

    stopped: int | None = None
    fault: str = ""
    unmet: tuple[Literal, ...] = ()


def walk(domain: Domain, problem: Problem, actions: Sequence[str]) -> Walk:
    """Take the ground actions (`(stack a b)` or `stack a b`) one after another from the problem's first facts."""
    state = set(problem.start)
    for index, text in enumerate(actions):
        step = ground(domain, problem, text)
        if isinstance(step, str):
            return Walk(index, step)
        preconditions, effects = step
        unmet = tuple(literal for literal in preconditions if not literal.met(state))
        if unmet:
            return Walk(index, f"unmet preconditions {' '.join(map(str, unmet))}", unmet)
        apply(state, effects)
    return Walk(unmet=tuple(literal for literal in problem.goal if not literal.met(state)))


def ground(domain: Domain, problem: Problem, text: str) -> tuple[list[Literal], list[Literal]] | str:
    """The preconditions and effects of a ground action, or why there is no such action."""
    name, *objects = text.lower().replace("(", " ").replace(")", " ").split() or [""]
    action = domain.actions.get(name)
    if action is None:
        near = get_close_matches(name, domain.actions, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"actions: {', '.join(domain.actions)}"
        return f"there is no action `{name[:80]}`; {hint}"
    if len(objects) != len(action.parameters):
        return f"{name} takes {len(action.parameters)} objects, not {len(objects)}"
    for value, (parameter, kinds) in zip(objects, action.parameters, strict=True):
        if value not in problem.objects:
            return f"there is no object `{value[:80]}`"
        if not domain.is_a(problem.objects[value], kinds):
            return f"`{value}` is no {' or '.join(kinds)}, which {parameter} must be"
    binding = {parameter: value for (parameter, _), value in zip(action.parameters, objects, strict=True)}
    preconditions = [literal.ground(binding) for literal in action.preconditions]
    return preconditions, [literal.ground(binding) for literal in action.effects]


def apply(state: set[Fact], effects: Sequence[Literal]) -> None:
    """Change the state: a fact that an action both removes and adds holds afterwards."""
    state.difference_update([effect.atom for effect in effects if not effect.holds])
    state.update([effect.atom for effect in effects if effect.holds])
