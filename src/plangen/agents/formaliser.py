"""The constraint agent as a formaliser: from plain words to a plan format and typed constraints.

The model only says what kind of statement a sentence is; every value is read by a program. Each sentence is read by
makers that err differently: the program's cues, the nearest exemplars under the model's embeddings, and, where these
two differ, the model itself with the nearest exemplars before its eyes. Two that agree settle it. Medprompt
(arXiv 2311.16452) chooses exemplars so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from plangen.agents.seat import Ask, Seat
from plangen.errors import ModelError, ParseError
from plangen.formalising.assemble import Formal, assemble
from plangen.formalising.believed import believed_task
from plangen.formalising.calendar import read_calendar
from plangen.formalising.cues import cue_scores, strongest
from plangen.formalising.kinds import KINDS, Exemplar, Kind, descriptions, exemplars
from plangen.formalising.nearest import NEAREST, Bank, masked
from plangen.formalising.possible import possible_kinds, read_alike
from plangen.formalising.reader import read_notes
from plangen.formalising.readings import Kinded, open_questions, settle
from plangen.formalising.statements import Statement, statements
from plangen.formalising.structure import kinds_by_structure, says_nothing
from plangen.models.base import Message, Model, Request
from plangen.prompts import render
from plangen.reading.mentions import ClockTime, Day, DayPart, Length, Name, Value, read_values
from plangen.schema import Task

_BATCH = 16
_DEMANDING: frozenset[Kind] = frozenset(
    {"blocked", "limit", "order", "objective", "part", "event", "travel", "start", "open"}
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"kind": {"type": "string", "enum": list(KINDS)}},
    "required": ["kind"],
    "additionalProperties": False,
}


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    kind: Kind


@dataclass(frozen=True, slots=True)
class Formalised:
    """A text's statements with their kinds, and the typed problem they make; `None` if no clock fits its days."""

    statements: tuple[Statement, ...]
    readings: tuple[Kinded, ...]
    formal: Formal | None


async def read_task(seat: Seat, task: Task, *, seed: int | None = None) -> tuple[Task, tuple[str, ...]] | None:
    """The task typed as far as it is understood, and warnings; `None` when too little of its text is."""
    if not may_be_typed(task.text):
        return None
    found = await formalise(seat, task.text, seed=seed)
    if found.formal is None or not found.formal.worth:
        return None
    return await asyncio.to_thread(believed_task, task, found.statements, found.readings, found.formal)


def may_be_typed(text: str) -> bool:
    """Whether a text has what a typed plan needs: a length of time, and a time, a day or a second length; pure."""
    values = read_values(text)
    lengths = sum(isinstance(value, Length) for value in values)
    timed = any(isinstance(value, ClockTime | DayPart) or (isinstance(value, Day) and value.days) for value in values)
    return lengths > 1 or (lengths == 1 and timed)


async def formalise(seat: Seat, text: str, *, seed: int | None = None) -> Formalised:
    """Read a task's text; model calls: one embedding a batch of sentences, one short question a sentence in doubt."""
    said = statements(text)
    readings = await read_kinds(seat, text, said, seed=seed)
    return Formalised(said, readings, build(text, said, readings))


def build(text: str, said: Sequence[Statement], readings: Sequence[Kinded]) -> Formal | None:
    """The typed problem of statements whose kinds are known; pure."""
    found, notes = read_notes(text, [(one, reading.kind) for one, reading in zip(said, readings, strict=True)])
    asked = [
        day
        for one, reading in zip(said, readings, strict=True)
        if reading.kind == "request"
        for value in found.within(one.span)
        if isinstance(value, Day)
        for day in value.days
    ]
    calendar = read_calendar(found.values, asked)
    return None if calendar is None else assemble(text, notes, calendar)


def program_votes(text: str, said: Sequence[Statement]) -> list[dict[str, Kind]]:
    """What the words and the build of the text say of each statement's kind; pure."""
    values = read_values(text)
    cues = [_possible_cues(one, values) for one in said]
    built = kinds_by_structure(said, cues, values)
    return [
        {maker: kind for maker, kind in (("cues", strongest(scores)), ("structure", other)) if kind is not None}
        for scores, other in zip(cues, built, strict=True)
    ]


def _possible_cues(one: Statement, values: Sequence[Value]) -> dict[Kind, int]:
    """The cues of a statement, without those of kinds that its values rule out; a table's row has none."""
    if one.row is not None:
        return {}
    possible = possible_kinds(one, values)
    return {kind: weight for kind, weight in cue_scores(one.text).items() if kind in possible}


def holds_nothing(text: str, said: Sequence[Statement]) -> list[bool]:
    """Which statements hold no value but names, and no word of an order, a limit, an aim or a refusal; pure."""
    values = [value for value in read_values(text) if not isinstance(value, Name) and not says_nothing(value)]
    return [one.row is None and not one.inside(values) and not set(cue_scores(one.text)) & _DEMANDING for one in said]


async def read_kinds(
    seat: Seat, text: str, said: Sequence[Statement], *, seed: int | None = None
) -> tuple[Kinded, ...]:
    """The kind of each statement; the models read only what two programs do not agree on."""
    votes, bare, values = program_votes(text, said), holds_nothing(text, said), read_values(text)
    possible = [possible_kinds(one, values) for one in said]

    def settled() -> list[Kinded]:
        alike = [
            {maker: read_alike(one, values, kind) for maker, kind in vote.items()}
            for one, vote in zip(said, votes, strict=True)
        ]
        found: list[Kinded] = []
        for one, vote, own, nothing in zip(said, alike, votes, bare, strict=True):
            # A bare day or time says what the statement before it says.
            goes_on = one.fragment and bool(found)
            found.append(found[-1] if goes_on else replace(settle(vote, bare=nothing), votes=own))
        return found

    readings = settled()
    first = [number for number in open_questions(readings) if not said[number].fragment]
    near = await _nearest(seat, [said[number].in_context for number in first], [possible[number] for number in first])
    examples = dict.fromkeys(first, exemplars())
    for number, (kind, close) in zip(first, near or (), strict=False):
        votes[number]["nearest"], examples[number] = kind, close
    readings = settled()
    second = [number for number in open_questions(readings) if not said[number].fragment]
    answers = await asyncio.gather(
        *(_ask(seat, said[number].in_context, examples[number], possible[number], seed) for number in second)
    )
    for number, answer in zip(second, answers, strict=True):
        if answer is not None:
            votes[number]["asked"] = answer
    return tuple(settled())


async def _nearest(
    seat: Seat, texts: Sequence[str], possible: Sequence[Sequence[Kind]]
) -> list[tuple[Kind, tuple[Exemplar, ...]]] | None:
    """Each text's kind by its nearest exemplars, and these, the most similar last; `None` without an encoder."""
    encode = getattr(seat.model, "encoder", None)
    if encode is None or not texts:
        return None
    encoder = encode()
    bank = Bank.shipped(encoder.name)
    if bank is None:
        bank = Bank.of(await _embed(seat, encoder, [masked(exemplar.text) for exemplar in exemplars()]))
    vectors = await _embed(seat, encoder, [masked(text) for text in texts])
    return [
        (bank.kind(vector, among), tuple(example for _, example in reversed(bank.nearest(vector, among=NEAREST))))
        for vector, among in zip(vectors, possible, strict=True)
    ]


async def _embed(seat: Seat, encoder: Model, texts: Sequence[str]) -> list[list[float]]:
    found: list[list[float]] = []
    for at in range(0, len(texts), _BATCH):
        request = Request(
            tuple(Message("user", text) for text in texts[at : at + _BATCH]), max_tokens=0, purpose="embed"
        )
        reply = await seat.door.ask(encoder, request, role=seat.role)
        found += json.loads(reply.text)
    return found


async def _ask(
    seat: Seat, sentence: str, examples: Sequence[Exemplar], possible: Sequence[Kind], seed: int | None
) -> Kind | None:
    """The model's own word, of the kinds that can be; `None` when it gives none."""
    prompt = render("kind", kinds=list(descriptions().items()), examples=examples, sentence=sentence)
    schema = {**_SCHEMA, "properties": {"kind": {"type": "string", "enum": list(possible)}}}
    try:
        reply = await seat.ask_typed(prompt, Ask("kind", seed=seed, max_tokens=16), _Reply, schema)
    except (ModelError, ParseError):
        return None
    return reply.kind if reply.kind in possible else None
