"""Facts that were looked up, read into typed constraints beside those of the task's own words.

A fact is a sentence that its source holds literally. It is read like a sentence of the task, by the same two readings,
and may only add: where it would change a step or a constraint that the task's own words gave, it is not used.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from plangen.agents.formaliser import Formalised, formalise
from plangen.agents.missing import Missing
from plangen.agents.seat import Seat
from plangen.formalising.believed import believed_task
from plangen.formalising.cues import cue_scores, strongest
from plangen.reading import Clock
from plangen.reading.mentions import Name, read_values
from plangen.schema import Constraint, Task
from plangen.trust import consistent
from plangen.trust.rendering import sentence

Span = tuple[int, int]

_MOST_LEFT = 6
_MORE = frozenset("and but or not no never except unless only before after while if".split())  # noqa: SIM905
"""Words with which a statement says something beside what was quoted of it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that answers a question, word for word as it stands in `source`."""

    missing: Missing
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Learned:
    """The task with what the facts say, and whether a fact conflicts with the rest."""

    task: Task
    conflict: bool


async def learn(seat: Seat, task: Task, facts: Sequence[Fact], *, seed: int | None = None) -> Learned | None:
    """The task, as it was read, with a constraint for each fact that could be typed.

    Such a constraint quotes the fact and names its source; it is `agreed`, or not believed for its conflict.
    A fact must be about what was asked: it names something of the question, and nothing else that the task names.
    Words of the task that refer to a fact and say no value of their own count as covered once the fact is agreed.
    `None` when the facts give no constraint or one that is not agreed for another reason than a conflict, and when they
    would change what the task's own words say.
    """
    facts = [fact for fact in facts if _is_asked_for(task.text, fact)]
    if not facts or task.plan_format is None:
        return None
    text = task.text + "".join(f"\n{fact.text}" for fact in facts)
    found = await formalise(seat, text, seed=seed)
    if found.formal is None or found.formal.plan_format != task.plan_format:
        return None
    whole = Task(id=task.id, text=text)
    read, _ = await asyncio.to_thread(believed_task, whole, found.statements, found.readings, found.formal)
    own, added = _parted(read.constraints, len(task.text))
    if not added or _demands(own) != _demands(task.constraints):
        return None
    referring = _referring(task, facts, added, found)
    conflict = any(one.trust != "agreed" for one in added)
    if conflict and not await asyncio.to_thread(_conflicts, read, added):
        return None
    told = {one.id: _told(one, facts, Clock.of(task.plan_format)) for one in added}
    kept = tuple(
        told.get(one.id, one)
        for one in read.constraints
        if one.id in told or (one in own and (one.check is not None or one.span not in referring))
    )
    spoken_for = {task.text[slice(*span)][:200] for span in referring}
    uncovered = tuple(words for words in read.uncovered if words not in spoken_for)
    changed = task.model_copy(update={"constraints": kept, "uncovered": uncovered})
    return Learned(changed, conflict)


def _is_asked_for(text: str, fact: Fact) -> bool:
    asked = f"{fact.missing.question} {text[slice(*fact.missing.span)]}".casefold()
    names = {value.text.casefold() for value in read_values(fact.text) if isinstance(value, Name)}
    known = {name for name in names if name in text.casefold()}
    return any(name in asked for name in names) and all(name in asked for name in known)


def _parted(constraints: Sequence[Constraint], end: int) -> tuple[list[Constraint], list[Constraint]]:
    """The constraints that quote the task's own words, and the typed ones that quote the facts behind them."""
    own = [one for one in constraints if one.span is not None and one.span[1] <= end]
    added = [one for one in constraints if one.check is not None and one not in own]
    return own, added


def _demands(constraints: Sequence[Constraint]) -> list[tuple[str, str, str]]:
    return sorted((one.quote, one.kind, repr(one.check)) for one in constraints)


def _conflicts(read: Task, added: Sequence[Constraint]) -> bool:
    names = {one.id for one in added}
    return any(name in names for name in consistent(read).conflict)


def _told(one: Constraint, facts: Sequence[Fact], clock: Clock) -> Constraint:
    """The constraint said in the program's words, since those of the fact are nobody's here, with its source."""
    fact = next((fact for fact in facts if one.quote and one.quote in fact.text), None)
    source = "" if fact is None else f" (found at {address(fact.source)})"
    return one.model_copy(update={"text": sentence(one, clock) + source, "span": None})


def address(source: str) -> str:
    """A source as it may stand in a prompt: no blank, quote or bracket, at most 200 characters."""
    return re.sub(r"[^\w:/.?=&%#~+,@-]+", "_", source, flags=re.ASCII)[:200]


def _referring(task: Task, facts: Sequence[Fact], added: Sequence[Constraint], found: Formalised) -> list[Span]:
    """Statements that say no more than an agreed fact does.

    Two readings must agree on that: the model pointed at the fact as the answer to a question that quotes the
    statement, and a program reads it as the kind of statement that the fact is. It holds no value but names, all of
    which the fact holds too.
    """
    end = len(task.text)
    pairs = list(zip(found.statements, found.readings, strict=True))
    spans: list[Span] = []
    for fact in facts:
        agreed = [one for one in added if one.trust == "agreed" and one.quote and one.quote in fact.text]
        kinds = {
            reading.kind
            for said, reading in pairs
            if said.span[0] >= end and reading.settled and any(said.text in one.quote for one in agreed)
        }
        spans += [
            said.span
            for said in found.statements
            if said.span[1] <= end and strongest(cue_scores(said.text)) in kinds
            if _says_no_more(said.text, said.span, fact.missing.span)
            if _only_names(task.text, said.span, fact.text)
        ]
    return spans


def _says_no_more(text: str, span: Span, quoted: Span) -> bool:
    """Whether the quote takes up the statement, but for a few words that join nothing and deny nothing."""
    low, high = max(0, quoted[0] - span[0]), min(len(text), quoted[1] - span[0])
    if high <= low:
        return False
    left = re.findall(r"\w+", f"{text[:low]} {text[high:]}")
    return len(left) <= _MOST_LEFT and not any(word.casefold() in _MORE for word in left)


def _only_names(text: str, span: Span, fact: str) -> bool:
    """Whether the words hold no value but names, at least one, all of which the fact holds too."""
    values = [value for value in read_values(text) if span[0] <= value.span[0] and value.span[1] <= span[1]]
    names = [value.text.casefold() for value in values if isinstance(value, Name)]
    return bool(names) and len(names) == len(values) and all(name in fact.casefold() for name in names)
