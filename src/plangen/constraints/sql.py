"""`sql`: a query over the plan's tables returns no row; each row it returns is a witness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select
from plangen.constraints.tables import rows
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

MAX_WITNESSES = 20
_MAX_CHARS = 100
_LOCATING = ("id", "step")


class Sql(Value):
    """`query` is one SELECT of SQLite over the tables of `constraints.tables`; it finds what must not be.

    A column called `id` or `step` locates the violation at the steps it names. A query that SQLite refuses, that
    does anything but read, or that needs too much raises.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["sql"] = "sql"
    query: str = Field(min_length=1, max_length=2000)

    @field_validator("query")
    @classmethod
    def _reads(cls, query: str) -> str:
        if not re.match(r"\s*(select|with)\b", query, re.IGNORECASE):
            raise ValueError("should be one SELECT (or WITH ... SELECT) that finds what must not be")
        return query

    @property
    def select(self) -> Select:
        """Every step: a query chooses for itself."""
        return Select()

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each of the first 20 rows."""
        if scope.partial:
            return Judgement(None, "the plan is not complete")
        names, found = rows(plan, self.query, MAX_WITNESSES)
        known = {step.id for step in plan.steps}
        return Judgement(tuple(_witness(names, row, known) for row in found))

    def describe(self, words: Words = TICKS) -> str:
        """`the query `select id from step where cost > 9` finds nothing`."""
        return f"the query `{' '.join(self.query.split())}` finds nothing"


def _witness(names: tuple[str, ...], row: tuple[object, ...], known: set[str]) -> Violation:
    said = ", ".join(f"{name} = {_shown(value)}" for name, value in zip(names, row, strict=True))
    return Violation(message=f"the query finds {said}", steps=tuple(dict.fromkeys(_steps(names, row, known))))


def _steps(names: tuple[str, ...], row: tuple[object, ...], known: set[str]) -> Iterator[str]:
    for name, value in zip(names, row, strict=True):
        if name.lower() in _LOCATING and isinstance(value, str) and value in known:
            yield value


def _shown(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _MAX_CHARS else text[: _MAX_CHARS - 1] + "…"
