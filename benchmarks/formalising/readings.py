"""One reading of one text, with what it cost: the formaliser as the planner uses it, at a door of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.formalising.silent import SilentModel
from plangen.agents.formaliser import Formalised, formalise, read_task
from plangen.agents.seat import Seat
from plangen.budget import Budget, Charge, Limits
from plangen.journal import Journal
from plangen.models.door import Door
from plangen.schema import Task
from plangen.tracing import Trace


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the typed task (`None` when too little was understood), the statements' kinds, and the price."""

    task: Task | None
    found: Formalised
    spent: Charge
    seconds: float


async def read(model: Any, task: Task, *, seed: int) -> Reading:
    """Formalise a task that is nothing but words."""
    journal = Journal()
    trace = Trace("formalising")
    try:
        budget = Budget(Limits())
        door = Door(budget=budget, journal=journal, trace=trace, random=Random(seed))
        seat = Seat("constraint", model, door)
        begun = time.monotonic()
        typed = await read_task(seat, task, seed=seed)
        seconds = time.monotonic() - begun
        spent = Charge() if isinstance(model, SilentModel) else budget.spent
        # The kinds once more: the journal answers every question that was asked before.
        found = await formalise(seat, task.text, seed=seed)
    finally:
        journal.close()
        trace.close()
    return Reading(None if typed is None else typed[0], found, spent, seconds)
