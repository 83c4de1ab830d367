"""The fields of a step that a check may name, and what a step holds in them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from plangen.schema import Step

_FIELDS = ("id", "action", "location", "actors", "start", "end", "cost", "depends_on")
_LISTS = ("actors", "depends_on")
_AMOUNTS = ("cost", "duration")


def _known(field: str) -> str:
    if field not in _FIELDS and not re.fullmatch(r"args\.\S+", field):
        raise ValueError(f"a step has no field `{field[:80]}`; use one of {', '.join(_FIELDS)} or args.NAME")
    return field


def _summable(field: str) -> str:
    if field not in _AMOUNTS and not re.fullmatch(r"(?:args|resources)\.\S+", field):
        known = f"{', '.join(_AMOUNTS)}, resources.NAME or args.NAME"
        raise ValueError(f"`{field[:80]}` cannot be summed; use one of {known}")
    return field


FieldName = Annotated[str, Field(max_length=200), AfterValidator(_known)]
"""A field of a step, or `args.NAME`."""

Amount = Annotated[
    Annotated[int, Field(strict=True, ge=-(10**12), le=10**12)]
    | Annotated[float, Field(strict=True, ge=-1e12, le=1e12, allow_inf_nan=False)],
    Field(union_mode="left_to_right"),
]
"""A written number; no text or boolean passes as one."""

AmountName = Annotated[str, Field(max_length=200), AfterValidator(_summable)]
"""`cost`, `duration` (in ticks), `resources.NAME` or `args.NAME`."""


def values_of(step: Step, field: str) -> list[JsonValue]:
    """The value of the field, each item of a list, or nothing."""
    name = field.removeprefix("args.")
    found: JsonValue = step.args.get(name) if name != field else getattr(step, name)
    if isinstance(found, list | tuple):
        return list(found)
    return [] if found is None or found == "" else [found]


def may_be_empty(field: str) -> bool:
    """Whether a step may rightly hold nothing in the field."""
    return field in _LISTS


def amount_of(step: Step, field: str) -> float | None:
    """The number in the field; a resource that is not named is 0; `None` when there is no number or no valid times."""
    if field == "cost":
        return step.cost
    if field == "duration":
        if step.start is None or step.end is None or step.end < step.start:
            return None
        return step.end - step.start
    kind, _, name = field.partition(".")
    if kind == "resources":
        return step.resources.get(name, 0)
    found = step.args.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def exact_sum(amounts: list[float]) -> float:
    """The sum as people add written numbers: 0.1 + 0.2 is 0.3."""
    if all(isinstance(amount, int) or amount.is_integer() for amount in amounts):
        return sum(amounts)
    return float(sum((Decimal(str(amount)) for amount in amounts), Decimal(0)))


def exact_difference(left: float, right: float) -> float:
    """`|left - right|` as people subtract written numbers."""
    return abs(exact_sum([left, -right]))


def plain(number: float) -> str:
    """The number without a needless `.0`."""
    return str(int(number)) if float(number).is_integer() else str(number)
