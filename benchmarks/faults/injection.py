"""One fault in each case, drawn with a fixed seed; every kind as often as another where the tasks allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.faults.kinds import CHANGES, sound
from plangen.schema import Constraint, Task

DROPPED = "dropped"
INVENTED = "constraint invented"
KIND = "soft for hard"
KINDS = (DROPPED, INVENTED, KIND, *CHANGES)


@dataclass(frozen=True, slots=True)
class Case:
    """A correct reading, and the same with one fault of `kind`; `constraint` is the id that was changed."""

    kind: str
    right: Task
    wrong: Task
    constraint: str


def cases(tasks: Sequence[Task], number: int, *, dropped: float = 0.2, seed: int = 0) -> list[Case]:
    """`number` cases: the share `dropped` of them without a constraint, the rest in turn from all other kinds.

    A kind that no task allows any more gives way to the others. Faults that change nothing are not counted.
    """
    rng = Random(seed)
    found = []
    for _ in range(round(number * dropped)):
        task = rng.choice(tasks)
        found.append(_dropped(task, rng))
    streams = {kind: _stream(kind, tasks, rng) for kind in KINDS if kind != DROPPED}
    while len(found) < number and streams:
        for kind in list(streams):
            case = next(streams[kind], None)
            if case is None:
                del streams[kind]
            elif len(found) < number:
                found.append(case)
    return found


def _stream(kind: str, tasks: Sequence[Task], rng: Random) -> Iterator[Case]:
    """Different cases of one kind, at most twice as many as there are places for it."""
    places = [(task, n) for task in tasks for n in range(len(task.constraints))]
    seen: set[str] = set()
    for _ in range(2):
        rng.shuffle(places)
        for task, n in places:
            changed = _changed(kind, task, task.constraints[n], rng)
            if changed is None or changed == task.constraints[n]:
                continue
            mark = f"{task.id} {changed.model_dump_json()}"
            if mark not in seen:
                seen.add(mark)
                yield Case(kind, task, _with(task, n, changed, kind), changed.id)


def _changed(kind: str, task: Task, one: Constraint, rng: Random) -> Constraint | None:
    if kind == KIND:
        return one.model_copy(update={"kind": "soft" if one.hard else "hard"})
    if one.check is None:
        return None
    if kind == INVENTED:
        check = CHANGES["wrong value"](dict(one.check), task, rng) or CHANGES["window shifted"](
            dict(one.check), task, rng
        )
        made = None if check is None else one.model_copy(update={"check": check, "id": f"{one.id}_invented"})
    else:
        check = CHANGES[kind](dict(one.check), task, rng)
        made = None if check is None else one.model_copy(update={"check": check})
    return made if made is not None and (sound(made) or kind == "name misspelt") else None


def _with(task: Task, n: int, changed: Constraint, kind: str) -> Task:
    kept = task.constraints
    if kind == INVENTED:
        return task.model_copy(update={"constraints": (*kept, changed)})
    return task.model_copy(update={"constraints": (*kept[:n], changed, *kept[n + 1 :])})


def _dropped(task: Task, rng: Random) -> Case:
    n = rng.randrange(len(task.constraints))
    kept = task.constraints[:n] + task.constraints[n + 1 :]
    return Case(DROPPED, task, task.model_copy(update={"constraints": kept}), task.constraints[n].id)
