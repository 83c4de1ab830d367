"""What a plan is: typed steps on a line of ticks, or prose."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Unit = Literal["minute", "hour", "day", "step"]
Interval = tuple[int, int]
"""Half-open `[start, end)` in ticks."""


class Value(BaseModel):
    """Base of every frozen value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Value):
    """One action of a plan; times are integer ticks, half open `[start, end)`, or `None`."""

    id: str
    action: str = ""
    start: int | None = None
    end: int | None = None
    location: str | None = None
    actors: tuple[str, ...] = ()
    resources: dict[str, int] = Field(default_factory=dict)
    cost: float = Field(default=0, allow_inf_nan=False)
    depends_on: tuple[str, ...] = ()
    args: dict[str, JsonValue] = Field(default_factory=dict)


class Plan(Value):
    """Steps in `unit` ticks from `origin`, free values, and the prose they came from."""

    unit: Unit = "step"
    origin: str | None = None
    steps: tuple[Step, ...] = ()
    values: dict[str, JsonValue] = Field(default_factory=dict)
    text: str = ""


class Slot(Value):
    """A step that the plan must contain (or may, if `optional`): where it may lie and how long it may take.

    The step starts at a multiple of `every` ticks (counted from the start of the interval), lies inside
    one interval of `within`, and lasts `duration[0]` to `duration[1]` ticks. A step that fills it takes over
    its action, location, actors, resources and cost.
    """

    id: str
    action: str = ""
    location: str | None = None
    actors: tuple[str, ...] = ()
    within: tuple[Interval, ...]
    duration: tuple[int, int]
    every: int = Field(default=1, ge=1)
    optional: bool = False
    resources: dict[str, int] = Field(default_factory=dict)
    cost: float = Field(default=0, allow_inf_nan=False)


class PlanFormat(Value):
    """The shape of plan a task asks for: the unit and origin of its ticks, its slots, and what `values` may hold.

    `values` names the keys of the plan's own `values`, each with the finite domain it is chosen from.
    """

    unit: Unit = "minute"
    origin: str | None = None
    slots: tuple[Slot, ...] = ()
    values: dict[str, tuple[JsonValue, ...]] = Field(default_factory=dict)
