"""Each constraint said back in English, from the typed check alone."""

from __future__ import annotations

from dataclasses import dataclass

from plangen.constraints import Words, build_check
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock
from plangen.schema import Constraint, Task


@dataclass(frozen=True, slots=True)
class Explained:
    """A constraint, what its check demands in a plain sentence, and the words of the task it was read from."""

    constraint: str
    sentence: str
    quote: str


def explain(task: Task) -> tuple[Explained, ...]:
    """The task's constraints in order, for a person who compares sentence and quote.

    The sentence is made by template from the check: no second model, no second error.
    """
    try:
        clock = Clock.of(task.plan_format)
    except ParseError:
        clock = Clock("step")
    return tuple(Explained(one.id, sentence(one, clock), one.quote) for one in task.constraints)


def sentence(constraint: Constraint, words: Words) -> str:
    """What the check demands; without a check the constraint's own text, and that no program can judge it."""
    kind = "" if constraint.hard else "if possible, "
    if constraint.check is None:
        return f"{kind}{constraint.text} (no program can judge this)"
    try:
        said = build_check(constraint.check).describe(words)
    except UsageError as error:
        return f"{kind}{constraint.text} (its check cannot be built: {error.message})"
    said = kind + said
    return said[:1].upper() + said[1:]
