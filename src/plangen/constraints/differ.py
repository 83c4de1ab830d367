"""`differ`: pairs of the plan's values are not equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.domain import Key
from plangen.constraints.select import Select, same
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value


def _two(pair: tuple[str, str]) -> tuple[str, str]:
    if pair[0] == pair[1]:
        raise ValueError(f"`{pair[0]}` cannot differ from itself")
    return pair


Pair = Annotated[tuple[Key, Key], AfterValidator(_two)]


class Differ(Value):
    """For each of `pairs` the plan's `values` at the two keys differ; a key without value breaks it.

    Its violations name keys where those of other families name steps.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["differ"] = "differ"
    pairs: tuple[Pair, ...] = Field(min_length=1, max_length=100_000)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each pair of equal values and each key without one."""
        values, found = plan.values, list[Violation]()
        absent: dict[str, None] = {}
        for pair in self.pairs:
            missing = [key for key in pair if key not in values]
            absent.update(dict.fromkeys(missing))
            if not missing and same(values[pair[0]], values[pair[1]]):
                equal = str(values[pair[0]])
                message = f"{pair[0]} and {pair[1]} are both {equal}"
                found.append(Violation(message=message, steps=pair, expected=f"not {equal}", actual=equal, by=1))
        if not scope.partial:
            found += [Violation(message=f"{key} has no value", steps=(key,), by=1) for key in absent]
        elif absent and not found:
            return Judgement(None, "some keys have no value yet")
        return Judgement(tuple(found))

    def describe(self, words: Words = TICKS) -> str:
        """`these pairs have different values: v0 and v1`."""
        return f"these pairs have different values: {', '.join(f'{left} and {right}' for left, right in self.pairs)}"
