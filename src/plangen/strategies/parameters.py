"""The types that strategy parameters are annotated with; their ranges are checked when a specification is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field


def _distinct(arms: tuple[str, ...]) -> tuple[str, ...]:
    if not arms or len(set(arms)) < len(arms):
        raise ValueError("name at least one arm, and each arm once")
    return arms


class Nested:
    """Marks a parameter whose strings are themselves strategy specifications."""


Count = Annotated[int, Field(ge=1, le=10_000)]
Temperature = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Arms = Annotated[tuple[str, ...], AfterValidator(_distinct), Nested()]
