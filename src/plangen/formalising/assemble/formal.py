"""A text as a typed problem."""

from __future__ import annotations

from dataclasses import dataclass

from plangen.formalising.facts import Span
from plangen.schema import Constraint, PlanFormat

_TIMED = frozenset({"avoid", "window", "transition"})


@dataclass(frozen=True, slots=True)
class Formal:
    """What a text asks for, typed; each constraint quotes the words it comes from.

    `idle` are spans that demand nothing, `covered` those whose facts went into slots or into constraints that quote
    other words, `unread` those that demand something nobody understood, and why: with one of them nothing may be
    certified.
    """

    plan_format: PlanFormat
    constraints: tuple[Constraint, ...]
    idle: tuple[Span, ...]
    covered: tuple[Span, ...]
    unread: tuple[tuple[Span, str], ...]

    @property
    def worth(self) -> bool:
        """Whether enough was read to plan by: two stays or ways, or activities on a clock, and most of what is said."""
        slots = len(self.plan_format.slots)
        timed = any((one.check or {}).get("type") in _TIMED for one in self.constraints)
        enough = slots > 1 or (slots > 0 and self.plan_format.unit != "day" and timed)
        read = {one.span for one in self.constraints} | set(self.covered)
        return enough and len({span for span, _ in self.unread}) <= max(1, len(read))
