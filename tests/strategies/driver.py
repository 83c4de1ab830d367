"""Runs a strategy against a toy world: no model, no engine, every operation and result kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from plangen.schema import Candidate, Finding, Plan, Step, Task, Verdict
from plangen.strategies import Context, Generate, Judge, Note, Operation, Search, lookup

FAILED = object()
"""A draft that did not come to be: it is missing from its list."""


def context(**changes: Any) -> Context:
    return Context(**{"task": Task(text="Plan a day."), "lookup": lookup, **changes})


def candidate(
    name: str = "c",
    score: float | None = None,
    *,
    complete: bool = True,
    certified: bool = False,
    feedback: str = "",
    text: str = "",
    plan: Plan | None = None,
    findings: tuple[Finding, ...] = (),
) -> Candidate:
    judged = score is not None or certified or feedback or findings
    status = "valid" if certified else "unknown"
    verdict = Verdict(status=status, score=score, sound=certified, feedback=feedback, findings=findings)
    return Candidate(id=name, complete=complete, text=text or name, plan=plan, verdict=verdict if judged else None)


def typed(*actions: str, ids: str = "s") -> Plan:
    return Plan(steps=tuple(Step(id=f"{ids}{place}", action=action) for place, action in enumerate(actions)))


@dataclass
class Run:
    """What a strategy asked for, what it was sent, and what it returned."""

    yields: list[Operation | Sequence[Operation]] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)
    chosen: Candidate | None = None

    @property
    def operations(self) -> list[Operation]:
        return [op for asked in self.yields for op in (asked if isinstance(asked, Sequence) else [asked])]

    @property
    def drafts(self) -> list[Generate]:
        return [op for op in self.operations if isinstance(op, Generate)]

    @property
    def notes(self) -> list[Note]:
        return [op for op in self.operations if isinstance(op, Note)]

    @property
    def levels(self) -> list[int]:
        """Drafts asked for at each yield that asks for any."""
        asked = [one if isinstance(one, Sequence) else [one] for one in self.yields]
        counts = [sum(op.n for op in batch if isinstance(op, Generate)) for batch in asked]
        return [count for count in counts if count]

    @property
    def made(self) -> list[Candidate]:
        """Every candidate that was sent, in order."""
        return list(_candidates(self.results))


def drive(search: Search, answer: Callable[[Operation], Any], *, limit: int = 1000) -> Run:
    run = Run()
    try:
        asked = next(search)
        while True:
            assert len(run.yields) < limit, "the strategy does not end"
            run.yields.append(asked)
            result = [answer(op) for op in asked] if isinstance(asked, Sequence) else answer(asked)
            run.results.append(result)
            asked = search.send(result)
    except StopIteration as stop:
        run.chosen = stop.value
    return run


def replay(search: Search, run: Run) -> Run:
    """The same strategy sent the recorded results."""
    results = iter(run.results)
    again = Run()
    try:
        asked = next(search)
        while True:
            again.yields.append(asked)
            again.results.append(next(results))
            asked = search.send(again.results[-1])
    except StopIteration as stop:
        again.chosen = stop.value
    return again


class Script:
    """A world whose drafts are given: a score, `None` (not judged), `FAILED` or a candidate; the last one repeats."""

    def __init__(self, *drafts: Any, priors: dict[str, float] | None = None, vote: int | None = None) -> None:
        self._drafts = list(drafts)
        self._priors = priors or {}
        self._vote = vote
        self._made = 0

    def __call__(self, op: Operation) -> Any:
        if isinstance(op, Generate):
            drafts = [self._draft(op) for _ in range(op.n)]
            return [draft for draft in drafts if draft is not None]
        if isinstance(op, Judge):
            return self._priors if op.question == "prior" else self._vote
        return None

    def _draft(self, op: Generate) -> Candidate | None:
        given = self._drafts.pop(0) if len(self._drafts) > 1 else self._drafts[0]
        self._made += 1
        if given is FAILED:
            return None
        if isinstance(given, Candidate):
            return given
        return candidate(f"c{self._made}", given if op.check else None, complete=op.mode != "step")


class Toy:
    """A random world of steps: a plan of `length` steps, drafts that fail, scores that are noisy or missing."""

    def __init__(self, seed: int, *, length: int = 3, fail: float = 0.2, mute: float = 0.2) -> None:
        self._random = Random(seed)
        self._length, self._fail, self._mute = length, fail, mute
        self._made = 0

    def __call__(self, op: Operation) -> Any:
        if isinstance(op, Generate):
            return [self._draft(op) for _ in range(op.n) if self._random.random() >= self._fail]
        if isinstance(op, Judge) and op.question == "prior":
            return {arm: self._random.random() for arm in op.options if self._random.random() >= self._mute}
        if isinstance(op, Judge):
            return self._random.choice([None, 0])
        return None

    def _draft(self, op: Generate) -> Candidate:
        self._made += 1
        steps = (*(op.parents[0].steps if op.parents else ()), f"step {self._made}")
        score = None if not op.check or self._random.random() < self._mute else self._random.random()
        return Candidate(
            id=f"c{self._made}",
            mode=op.mode,
            parents=tuple(parent.id for parent in op.parents),
            text="\n".join(steps),
            steps=steps if op.mode == "step" else (),
            complete=op.mode != "step" or len(steps) >= self._length,
            verdict=None if score is None else Verdict(status="unknown", score=score),
        )


def _candidates(result: Any) -> Iterator[Candidate]:
    if isinstance(result, Candidate):
        yield result
    elif isinstance(result, Iterable) and not isinstance(result, (str, dict)):
        for item in result:
            yield from _candidates(item)
