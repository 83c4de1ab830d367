"""Plays a strategy against the log: the same results lead to the same point, so resume is replay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from plangen.schema import Candidate
from plangen.strategies.base import Act, Generate, Judge, Note, Operation, Search
from plangen.tools import Observation

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The strategy has ended: with a candidate, or abstaining with `None`."""

    candidate: Candidate | None


@dataclass(frozen=True, slots=True)
class Part:
    """One branch of a wave: copy `index` of operation `op`; `number` counts the drafts of the whole run."""

    op: int
    index: int
    number: int
    operation: Operation


@dataclass(frozen=True, slots=True)
class Wave:
    """A batch that the strategy waits for."""

    number: int
    operations: tuple[Operation, ...]
    single: bool
    parts: tuple[Part, ...]


class Playback:
    """A strategy's generator beside the log of the results it has been sent.

    `advance` is idempotent: it sends what the log holds and the generator has not seen, starts afresh when the
    log is shorter than what was sent (another branch of history), and returns what the strategy waits for. The log
    holds wave after wave; inside a wave the order does not matter.
    """

    def __init__(self, start: Callable[[], Search], *, on_note: Callable[[Note], None]) -> None:
        self._start = start
        self._on_note = on_note
        self._noted = 0
        self._reset()

    def _reset(self) -> None:
        self._search = self._start()
        self._sent = 0
        self._read = 0
        self._drafts = 0
        self._notes = 0
        self._point: Wave | Chosen | None = None

    def advance(self, log: Sequence[Entry]) -> Wave | Chosen:
        """The wave that the strategy waits for after the results in `log`, or its choice."""
        waves = 1 + log[-1]["wave"] if log else 0
        if waves < self._sent:
            self._reset()
        if self._point is None:
            self._point = self._send(None)
        while isinstance(self._point, Wave) and self._sent < waves:
            end = self._read
            while end < len(log) and log[end]["wave"] == self._sent:
                end += 1
            answer = collect(self._point, log[self._read : end])
            self._read = end
            self._sent += 1
            self._point = self._send(answer)
        return self._point

    def _send(self, answer: Any) -> Wave | Chosen:
        try:
            while True:
                asked = self._search.send(answer)
                single = not isinstance(asked, Sequence)
                operations: tuple[Operation, ...] = (asked,) if single else tuple(asked)  # type: ignore[assignment,arg-type]
                for operation in operations:
                    if isinstance(operation, Note):
                        self._note(operation)
                wave = self._wave(operations, single=single)
                if wave.parts:
                    return wave
                answer = collect(wave, ())
        except StopIteration as end:
            return Chosen(end.value)

    def _note(self, note: Note) -> None:
        self._notes += 1
        if self._notes > self._noted:
            self._noted = self._notes
            self._on_note(note)

    def _wave(self, operations: tuple[Operation, ...], *, single: bool) -> Wave:
        parts = []
        for op, operation in enumerate(operations):
            if isinstance(operation, Note):
                continue
            for index in range(operation.n if isinstance(operation, Generate) else 1):
                parts.append(Part(op, index, self._drafts, operation))
                self._drafts += isinstance(operation, Generate)
        return Wave(self._sent, operations, single, tuple(parts))


def collect(wave: Wave, entries: Sequence[Entry]) -> Any:
    """What the generator is sent for a wave: results in the order of its operations, whatever order they came in."""
    answers = []
    for op, operation in enumerate(wave.operations):
        mine = sorted((entry for entry in entries if entry["op"] == op), key=lambda entry: entry["index"])
        answers.append(_answer(operation, mine))
    return answers[0] if wave.single else answers


def _answer(operation: Operation, entries: list[Entry]) -> Any:
    if isinstance(operation, Note):
        return None
    if isinstance(operation, Generate):
        return [Candidate.model_validate(entry["value"]) for entry in entries if entry["kind"] == "candidate"]
    value = next((entry["value"] for entry in entries if entry["kind"] == "answer"), None)
    if isinstance(operation, Act):
        return Observation(**value) if value is not None else Observation(ok=False, text="the call was not made")
    return value if value is not None or operation.question == "vote" else {}


def dump(operation: Operation) -> dict[str, Any]:
    """An operation as plain data."""
    data: dict[str, Any] = {field.name: getattr(operation, field.name) for field in fields(operation)}
    for name in {"parents", "candidates"} & data.keys():
        data[name] = [candidate.model_dump(mode="json") for candidate in data[name]]
    if isinstance(operation, Judge):
        data["options"] = list(operation.options)
    return {"type": type(operation).__name__.lower(), **data}


def load(data: dict[str, Any]) -> Generate | Judge | Act:
    """The operation that `dump` wrote."""
    given = {name: value for name, value in data.items() if name != "type"}
    if data["type"] == "generate":
        parents = tuple(Candidate.model_validate(parent) for parent in given.pop("parents"))
        return Generate(**given, parents=parents)
    if data["type"] == "judge":
        shown = tuple(Candidate.model_validate(candidate) for candidate in given.pop("candidates"))
        return Judge(**{**given, "options": tuple(given["options"])}, candidates=shown)
    return Act(**given)
