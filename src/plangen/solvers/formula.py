"""Conditions on a plan as formulas over solver variables: they can be enforced, and most can be negated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


class NotCompilable(Exception):
    """A check, or its negation, that no formula says exactly; the message says why."""


@dataclass(frozen=True, slots=True)
class Is:
    """The literal is true."""

    literal: Any


@dataclass(frozen=True, slots=True)
class AtMost:
    """The linear expression (or the number) is at most `limit`."""

    expression: Any
    limit: int


@dataclass(frozen=True, slots=True)
class All:
    """Every member holds; none given holds."""

    members: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some member holds; none given does not."""

    members: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Global:
    """A condition that CP-SAT has a propagator for: `post(literals)` enforces it while the literals are true.

    `plain` makes a formula that says the same, so that it can be negated; `None` where there is none.
    """

    post: Callable[[Sequence[Any]], None]
    plain: Callable[[], Formula] | None = None


Formula = Is | AtMost | All | Either | Global

TRUE = All(())
FALSE = Either(())


def at_least(expression: Any, limit: int) -> AtMost:
    """The expression is at least `limit`."""
    return AtMost(-expression, -limit)


def given(literal: Any, formula: Formula) -> Formula:
    """The formula holds if the literal is true."""
    return Either((Is(~literal), formula))


def negated(formula: Formula) -> Formula:
    """The formula does not hold; raises `NotCompilable` where that cannot be said."""
    if isinstance(formula, Is):
        return Is(~formula.literal)
    if isinstance(formula, AtMost):
        return at_least(formula.expression, formula.limit + 1)
    if isinstance(formula, All):
        return Either(tuple(negated(member) for member in formula.members))
    if isinstance(formula, Either):
        return All(tuple(negated(member) for member in formula.members))
    if formula.plain is None:
        raise NotCompilable("its negation cannot be said to the solver")
    return negated(formula.plain())


def enforce(model: Any, formula: Formula, when: Sequence[Any] = ()) -> None:
    """Make the formula hold in every solution in which all literals of `when` are true."""
    if isinstance(formula, All):
        for member in formula.members:
            enforce(model, member, when)
    elif isinstance(formula, Global):
        formula.post(when)
    elif isinstance(formula, AtMost) and isinstance(formula.expression, int):
        if formula.expression > formula.limit:
            _clause(model, (), when)
    elif isinstance(formula, AtMost):
        guard(model.add(formula.expression <= formula.limit), when)
    elif isinstance(formula, Is):
        _clause(model, (formula.literal,), when)
    else:
        _either(model, formula, when)


def _either(model: Any, formula: Either, when: Sequence[Any]) -> None:
    literals = [member.literal for member in formula.members if isinstance(member, Is)]
    others = [member for member in formula.members if not isinstance(member, Is)]
    if len(others) == 1:
        # One member with content needs no literal of its own: it holds where all the others fail.
        enforce(model, others[0], (*when, *(~literal for literal in literals)))
        return
    for member in others:
        chosen = model.new_bool_var("")
        enforce(model, member, (chosen,))
        literals.append(chosen)
    _clause(model, literals, when)


def _clause(model: Any, literals: Sequence[Any], when: Sequence[Any]) -> None:
    model.add_bool_or([*literals, *(~literal for literal in when)])


def define(model: Any, literal: Any, formula: Formula) -> None:
    """Make the literal true in exactly those solutions in which the formula holds."""
    enforce(model, formula, (literal,))
    enforce(model, negated(formula), (~literal,))


def guard(constraint: Any, when: Sequence[Any]) -> None:
    """Enforce a constraint of the model only while the literals are true."""
    if when:
        constraint.only_enforce_if(list(when))
