"""What was read of a task, laid out for the person who is to confirm it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from plangen.errors import ParseError
from plangen.reading import Clock
from plangen.schema import PlanFormat, Slot, Task, Trust
from plangen.trust import consistent, explain, lint

BELIEVED: tuple[Trust, ...] = ("agreed", "confirmed")
"""Trust that may certify and veto."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One constraint: `rendering` is its check said back in English, `quote` the words that it was read from.

    `faults` are what a program finds odd in it; nothing is said against what the user confirmed.
    """

    id: str
    kind: Literal["hard", "soft"]
    trust: Trust
    text: str
    rendering: str
    quote: str
    check: dict[str, Any] | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What is to be planned, all constraints, the words that none speaks for, and what cannot hold together."""

    steps: tuple[str, ...]
    constraints: tuple[Shown, ...]
    uncovered: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a hard constraint is not believed, something is not covered, or constraints conflict."""
        doubted = any(one.kind == "hard" and one.trust not in BELIEVED for one in self.constraints)
        return doubted or bool(self.uncovered or self.conflicts)

    def data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return {
            "steps": list(self.steps),
            "constraints": [{**asdict(one), "faults": list(one.faults)} for one in self.constraints],
            "uncovered": list(self.uncovered),
            "conflicts": list(self.conflicts),
        }


def overview(task: Task) -> Overview:
    """What the task is held to; blocking, for the solver is asked about conflicts where it is installed."""
    faults = lint(task)
    shown = tuple(
        Shown(
            one.id,
            one.kind,
            one.trust,
            one.text,
            said.sentence,
            one.quote,
            one.check,
            () if one.trust == "confirmed" else tuple(fault.message for fault in faults.get(one.id, ())),
        )
        for one, said in zip(task.constraints, explain(task), strict=True)
    )
    conflicts = consistent(task).sentences if task.constraints else ()
    return Overview(_steps(task.plan_format), shown, task.uncovered, conflicts)


def _steps(shape: PlanFormat | None) -> tuple[str, ...]:
    """Each step that is to be placed: its id, length, place, people, and whether it may be left out."""
    if shape is None:
        return ()
    try:
        clock = Clock.of(shape)
    except ParseError:
        clock = Clock("step")
    return tuple(_step(slot, clock) for slot in shape.slots)


def _step(slot: Slot, clock: Clock) -> str:
    shortest, longest = slot.duration
    length = clock.length(shortest) if shortest == longest else f"{clock.length(shortest)} to {clock.length(longest)}"
    place = f", at {slot.location}" if slot.location else ""
    people = f", with {', '.join(slot.actors)}" if slot.actors else ""
    return f"{slot.id}: {length}{place}{people}{', may be left out' if slot.optional else ''}"
