"""The last rung of the trust ladder: what the user says of the constraints that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Literal

from plangen.errors import UsageError
from plangen.schema import Constraint, Task
from plangen.tasks.markup import Document
from plangen.tasks.typed import typed_check

Span = tuple[int, int]

_FEW_WORDS = 3
"""More words than these are a statement, not one value of it."""


def confirm(
    task: Task,
    ids: Iterable[str] | Literal["all"] = (),
    *,
    drop: Iterable[str] = (),
    edit: Mapping[str, Mapping[str, Any]] | None = None,
    settle: bool = False,
) -> Task:
    """The task with the user's word on its constraints: confirmed, dropped, or confirmed with another check.

    `edit` gives checks by constraint, in the notations of a task file. `ids="all"` confirms all that is not dropped.
    Words that lie in what was decided on are no longer uncovered; with `settle` no words are: what nobody read
    demands nothing, and constraints that only repeat it go. Raises `UsageError` for an unknown id or one decided on
    twice, and `TaskFileError` for a check that says nothing.
    """
    edits, dropped = dict(edit or {}), set(drop)
    repeating = {one.id for one in task.constraints if settle and _repeats(one, task.uncovered)} - set(edits)
    every = {one.id for one in task.constraints} - dropped - set(edits) - repeating
    confirmed = every if ids == "all" else set(ids)
    _known(task, [*confirmed, *dropped, *edits])
    twice = (dropped & confirmed) | (dropped & set(edits))
    if twice:
        raise UsageError(f"`{sorted(twice)[0]}` is both dropped and kept", hint="name it once")
    document = Document("edit", edits, {})
    made = {name: typed_check(document, (name,), check, task.plan_format)[0] for name, check in edits.items()}
    dropped |= repeating - confirmed
    kept = tuple(
        _decided(one, made.get(one.id)) if one.id in confirmed or one.id in made else one
        for one in task.constraints
        if one.id not in dropped
    )
    decided = confirmed | dropped | set(edits)
    left = () if settle else still_uncovered(task, decided)
    return task.model_copy(update={"constraints": kept, "uncovered": left})


def still_uncovered(task: Task, decided: Iterable[str]) -> tuple[str, ...]:
    """The uncovered words that the user's decisions on some constraints leave open.

    A statement is settled when all that quotes it was decided on; a single time, name or number also where a
    constraint of a check quotes it.
    """
    decided = set(decided)
    quoted = [(one, one.span) for one in task.constraints if one.span is not None]
    sure = [span for one, span in quoted if one.id in decided]
    doubtful = [span for one, span in quoted if one.id not in decided]
    checked = [span for one, span in quoted if one.check is not None]

    def settled(words: str) -> bool:
        places = _places(task.text, words)
        if len(words.split()) > _FEW_WORDS:
            return bool(places) and all(_within(it, sure) and not _within(it, doubtful) for it in places)
        return bool(places) and all(_within(it, sure) or _within(it, checked) for it in places)

    return tuple(words for words in task.uncovered if not settled(words))


def _decided(one: Constraint, check: dict[str, Any] | None) -> Constraint:
    change: dict[str, Any] = {"trust": "confirmed"}
    if check is not None:
        change |= {"check": check, "origin": "user"}
    return one.model_copy(update=change)


def _repeats(one: Constraint, uncovered: Iterable[str]) -> bool:
    """Whether it is nothing but uncovered words, handed to a model to judge."""
    return one.check is None and one.origin == "llm" and any(one.quote[: len(words)] == words for words in uncovered)


def _known(task: Task, names: Iterable[str]) -> None:
    known = [one.id for one in task.constraints]
    for name in names:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(known[:20]) or 'none'}"
            raise UsageError(f"there is no constraint `{str(name)[:80]}`", hint=hint)


def _places(text: str, words: str) -> list[Span]:
    found, at = [], text.find(words)
    while at >= 0 and words:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _within(span: Span, spans: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)
