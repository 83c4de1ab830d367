"""A reading beside the right one: which of its demands are right, and which of the right ones it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plangen.constraints import build_check
from plangen.constraints.minimise import Minimise
from plangen.errors import UsageError
from plangen.reading import misfits
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.trust import entailed, trial_plans
from plangen.trust.alignment import Alignment, align, plain
from plangen.trust.likeness import selected

Said = Mapping[str, bool | None]
"""By constraint: whether the other side demands it too; `None` when that could not be judged."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Precision and recall, constraint by constraint, and whether the plans have the same steps.

    `comparable` is false when the two count their plans in different units or from different days: nothing of the one
    is then demanded by the other. `cast` says whether the steps also have the same people and places.
    """

    precise: Said = field(default_factory=dict)
    recalled: Said = field(default_factory=dict)
    comparable: bool = False
    steps: bool = False
    cast: bool = False

    @property
    def right(self) -> bool:
        """Whether the reading demands all that the text does, and nothing else."""
        return self.steps and all((*self.precise.values(), *self.recalled.values()))


def compared(reading: Task | None, right: Task) -> Compared:
    """Compare the hard constraints that a program can check; a missing reading holds nothing."""
    if reading is None or (sides := align(reading.plan_format, right.plan_format)) is None:
        mine = {} if reading is None else dict.fromkeys((one.id for one in demands(reading)), False)
        return Compared(mine, dict.fromkeys((one.id for one in demands(right)), False))
    theirs = set(sides.pairs.values())
    precise = {
        one.id: _demanded(right, one, reading, narrowed=bool(_selectors(one)), known=set(sides.pairs))
        for one in demands(reading)
    }
    recalled = {one.id: _demanded(reading, one, right, narrowed=True, known=theirs) for one in demands(right)}
    return Compared(precise, recalled, True, _same_steps(sides), _same_cast(sides))


def demands(task: Task) -> list[Constraint]:
    """The hard constraints that a program can check."""
    return [one for one in task.constraints if one.hard and one.check is not None]


def _demanded(by: Task, one: Constraint, of: Task, *, narrowed: bool, known: set[str]) -> bool | None:
    """Whether the task `by` demands a constraint `one` of the task `of`, whose slots `known` it has too.

    A step that the other side does not have would meet every demand on it. Plans are tried that fit the format of
    `by`, whatever the grid of its starts.
    """
    shape, theirs = by.plan_format, of.plan_format
    if shape is None or theirs is None:
        return None
    if narrowed and not set(selected(one, theirs)) <= known:
        return False
    if (goal := _objective(one)) is not None:
        return any(_same_objective(goal, other) for other in map(_objective, demands(by)) if other is not None)
    fits = _any_start(shape)
    plans = [plan for plan in trial_plans(by, one, of=theirs) if not misfits(fits, plan)]
    return entailed(by, one, plans, of=theirs).holds


def _selectors(one: Constraint) -> list[Any]:
    return [name for name in ("select", "first", "then") if (one.check or {}).get(name)]


def _objective(one: Constraint) -> Minimise | None:
    try:
        check = build_check(one.check) if one.check is not None else None
    except UsageError:
        return None
    return check if isinstance(check, Minimise) else None


def _same_objective(one: Minimise, other: Minimise) -> bool:
    """Whether both want the same; over which steps is left open, since each names them its own way."""
    return (one.objective, one.sense) == (other.objective, other.sense)


def _any_start(shape: PlanFormat) -> PlanFormat:
    return shape.model_copy(update={"slots": tuple(slot.model_copy(update={"every": 1}) for slot in shape.slots)})


def _same_steps(sides: Alignment) -> bool:
    ours, theirs = sides.first.slots, sides.second.slots
    paired = len(sides.pairs) == len(ours) == len(theirs)
    return paired and all(one.optional == two.optional for one, two in _pairs(sides))


def _same_cast(sides: Alignment) -> bool:
    return all(
        {plain(who) for who in one.actors} == {plain(who) for who in two.actors}
        and plain(one.location) == plain(two.location)
        for one, two in _pairs(sides)
    )


def _pairs(sides: Alignment) -> list[tuple[Slot, Slot]]:
    ours, theirs = ({slot.id: slot for slot in shape.slots} for shape in (sides.first, sides.second))
    return [(ours[one], theirs[two]) for one, two in sides.pairs.items()]
