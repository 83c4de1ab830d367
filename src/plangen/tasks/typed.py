"""From the data of a task file to a typed task: notations, defaults and lint."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from plangen.constraints import build_check
from plangen.constraints.members import selectors
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock, count_starts, locate
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.tasks.markup import Document, Path
from plangen.tasks.notation import check_in_ticks, slot_in_ticks
from plangen.verifiers.base import IMPLIED

MAX_ITEMS = 1000

T = TypeVar("T", bound=BaseModel)


def task_of(document: Document, *, default_id: str = "task") -> Task:
    """The task that a file's data state; a constraint of the file is the user's own and confirmed unless it says else.

    Raises `TaskFileError` that names file, line and field.
    """
    data = _mapping(document, (), document.data, Task)
    plan_format = _plan_format(document, data.get("plan_format"))
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        fault = "missing: what is to be planned, in words" if text is None else "must be a text that says something"
        raise document.error(("text",), fault)
    constraints = _list(document, ("constraints",), data.get("constraints"))
    read = [_constraint(document, index, item, text, plan_format) for index, item in enumerate(constraints)]
    _distinct(document, ("constraints",), [constraint.id for constraint in read])
    fields = {"id": default_id, **data, "plan_format": plan_format, "constraints": tuple(read)}
    return _validated(document, (), fields, Task)


def explain(error: ValidationError, model: type[BaseModel]) -> tuple[Path, str]:
    """Where the first fault of a value lies, and what it is."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = tuple(fault["loc"])
    if fault["type"] == "missing":
        return where, "missing"
    if fault["type"] == "extra_forbidden":
        return where, _unknown(str(where[-1]), model if len(where) == 1 else None)
    return where, fault["msg"].removeprefix("Value error, ").replace("Input should be", "should be")


def _unknown(key: str, model: type[BaseModel] | None) -> str:
    known = [] if model is None else list(model.model_fields)
    near = get_close_matches(key, known, n=1)
    return "unknown key" + (f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(known)}" if known else "")


def _mapping(document: Document, path: Path, data: Any, model: type[BaseModel]) -> dict[str, Any]:
    if not isinstance(data, dict):
        kind = "empty" if data is None else "a list" if isinstance(data, list) else "a single value"
        raise document.error(path, f"should be a mapping with {', '.join(model.model_fields)}, but is {kind}")
    for key in data:
        if key not in model.model_fields:
            raise document.error((*path, key), _unknown(key, model))
    return data


def _list(document: Document, path: Path, data: Any) -> list[Any]:
    if data is None:
        return []
    if not isinstance(data, list):
        raise document.error(path, "should be a list")
    if len(data) > MAX_ITEMS:
        raise document.error(path, f"has {len(data)} items, at most {MAX_ITEMS}")
    return data


def _validated(document: Document, path: Path, data: dict[str, Any], model: type[T]) -> T:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        where, message = explain(error, model)
        raise document.error((*path, *where), message) from None


def _distinct(document: Document, path: Path, ids: list[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen or (path == ("constraints",) and name in IMPLIED):
            raise document.error((*path, index), f"the id `{name}` is {'given twice' if name in seen else 'reserved'}")
        seen.add(name)


def _in_ticks(document: Document, path: Path, convert: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return convert()
    except (ParseError, UsageError) as error:
        raise document.error(path, error.message, hint=error.hint) from None


def _plan_format(document: Document, data: Any) -> PlanFormat | None:
    if data is None:
        return None
    path: Path = ("plan_format",)
    data = _mapping(document, path, data, PlanFormat)
    shape = _validated(document, path, {key: value for key, value in data.items() if key != "slots"}, PlanFormat)
    try:
        clock = Clock.of(shape)
    except ParseError as error:
        raise document.error((*path, "origin"), error.message, hint=error.hint) from None
    slots = [
        _slot(document, (*path, "slots", index), item, clock)
        for index, item in enumerate(_list(document, (*path, "slots"), data.get("slots")))
    ]
    _distinct(document, (*path, "slots"), [slot.id for slot in slots])
    return shape.model_copy(update={"slots": tuple(slots)})


def _slot(document: Document, path: Path, item: Any, clock: Clock) -> Slot:
    data = _mapping(document, path, item, Slot)
    slot = _validated(document, path, _in_ticks(document, path, lambda: slot_in_ticks(data, clock)), Slot)
    shortest, longest = slot.duration
    if not 0 <= shortest <= longest:
        raise document.error((*path, "duration"), "should be a length, or the shortest and the longest")
    if any(start >= end for start, end in slot.within):
        raise document.error((*path, "within"), "an interval does not end after it starts")
    if count_starts(slot) == 0:
        raise document.error((*path, "within"), "no interval is as long as the duration")
    return slot


def _constraint(document: Document, index: int, item: Any, text: str, plan_format: PlanFormat | None) -> Constraint:
    path: Path = ("constraints", index)
    if isinstance(item, str):
        item = {"text": item}
    data = dict(_mapping(document, path, item, Constraint))
    data.setdefault("id", f"c{index + 1}")
    data.setdefault("origin", "user")
    data.setdefault("trust", "confirmed")
    if data.get("check") is not None:
        data["check"], described = typed_check(document, (*path, "check"), data["check"], plan_format)
        data.setdefault("text", data.get("quote") or described)
    data.setdefault("text", data.get("quote"))
    if not isinstance(data["text"], str) or not data["text"].strip():
        raise document.error((*path, "text"), "missing: say in words what is demanded")
    constraint = _validated(document, path, data, Constraint)
    span = constraint.span
    if span is None or text[span[0] : span[1]] != constraint.quote or not constraint.quote:
        span = locate(text, constraint.quote)
    return constraint.model_copy(update={"span": span})


def typed_check(
    document: Document, path: Path, data: Any, plan_format: PlanFormat | None
) -> tuple[dict[str, Any], str]:
    """The check in ticks, and what it demands in words; raises `TaskFileError` that names `path`."""
    if not isinstance(data, dict):
        raise document.error(path, "should be a mapping with `type` and the fields of that check")
    clock = Clock.of(plan_format)
    ticks = _in_ticks(document, path, lambda: check_in_ticks(data, clock))
    try:
        check = build_check(ticks)
    except UsageError as error:
        raise document.error(path, error.message, hint=error.hint) from None
    slots = plan_format.slots if plan_format is not None else ()
    for select in selectors(check):
        if slots and not any(select.can_match(slot) for slot in slots):
            raise document.error(
                (*path, "select"),
                f"nothing in the plan format matches `{select.describe()}`, so the check would say nothing",
                hint=f"slots: {', '.join(slot.id for slot in slots[:10])}",
            )
    return ticks, check.describe(clock)
