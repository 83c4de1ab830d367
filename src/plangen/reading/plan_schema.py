"""The JSON Schema of a plan: only what the slots allow, for constrained decoding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import JsonValue

from plangen.errors import UsageError
from plangen.reading.choices import member
from plangen.reading.clock import Clock
from plangen.reading.slots import count_starts, next_slots, starts
from plangen.schema import PlanFormat, Slot

MAX_ENUM = 500
MAX_THOUGHTS = 400
_MAX_SCANNED = 20_000

Schema = dict[str, Any]
Barred = Mapping[str, Collection[int]]
"""Starts by slot id."""


def plan_schema(plan_format: PlanFormat, *, thoughts: bool = False, barred: Barred | None = None) -> Schema:
    """The schema of a whole plan: `{"steps": {"<slot id>": {"start"[, "end"]}, ...}[, "values": {...}]}`.

    Every slot is a required key, in order; that of an optional slot may be `null`. A start is one of the clock texts
    that the slot allows (a pattern above 500 of them); `end` is there only when the length is not fixed, and offers
    lengths in steps of `every`. A value is one of its domain. `thoughts` puts a short text first. `barred` names
    starts of a slot that are not offered again, unless that would leave none to a slot that must be filled.
    Keeps to what OpenAI's strict mode takes, but for its limit of 1000 enum values in all and the length of `thoughts`.
    """
    if not plan_format.slots and not plan_format.values:
        raise UsageError("the plan format has neither slots nor values, so it has no schema", hint="ask for prose")
    leading: Schema = {"thoughts": {"type": "string", "maxLength": MAX_THOUGHTS}} if thoughts else {}
    return _closed({**leading, **_parts_of(plan_format, plan_format.slots, barred, values=True)})


def step_schema(plan_format: PlanFormat, done_ids: tuple[str, ...] = (), *, barred: Barred | None = None) -> Schema:
    """The schema of one further step: that of a plan which has only the slots that come next.

    These are the first slot not in `done_ids` that must be filled, with the optional ones before it; the last step
    also decides the optional ones behind it, and the values. Raises `UsageError` if nothing is left to decide.
    """
    slots = next_slots(plan_format, done_ids)
    last = all(slot.optional or slot in slots or slot.id in done_ids for slot in plan_format.slots)
    parts = _parts_of(plan_format, slots, barred, values=last)
    if not parts:
        raise UsageError("every slot of the plan is filled, there is no further step")
    return _closed(parts)


def _parts_of(plan_format: PlanFormat, slots: Sequence[Slot], barred: Barred | None, *, values: bool) -> Schema:
    clock = Clock.of(plan_format)
    parts: Schema = {}
    if slots:
        parts["steps"] = _closed({slot.id: _step(slot, clock, barred) for slot in slots})
    if values and plan_format.values:
        parts["values"] = _closed({key: _choice(key, domain) for key, domain in plan_format.values.items()})
    return parts


def _step(slot: Slot, clock: Clock, barred: Barred | None) -> Schema:
    start = _starts(slot, clock, frozenset((barred or {}).get(slot.id, ())))
    if start is None:
        return {"type": "null"}
    properties: Schema = {"start": start}
    if slot.duration[0] != slot.duration[1]:
        properties["end"] = _ends(slot, clock)
    return {"anyOf": [_closed(properties), {"type": "null"}]} if slot.optional else _closed(properties)


def _choice(key: str, domain: Sequence[JsonValue]) -> Schema:
    if not domain:
        raise UsageError(f"the value `{key}` has an empty domain, so nothing can be chosen")
    kinds: dict[str, list[JsonValue]] = {}
    for item in domain:
        if not member(offered := kinds.setdefault(_kind(item), []), item):
            offered.append(item)
    if "number" in kinds and "integer" in kinds:
        kinds["number"] += kinds.pop("integer")
    options = [{"type": kind, "enum": items} for kind, items in kinds.items()]
    return options[0] if len(options) == 1 else {"anyOf": options}


def _kind(value: JsonValue) -> str:
    if isinstance(value, list | tuple):
        return "array"
    names = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object"}
    return "null" if value is None else names[type(value)]


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _starts(slot: Slot, clock: Clock, barred: frozenset[int]) -> Schema | None:
    """What is offered as start; `None` for an optional slot of which every start is barred."""
    if count_starts(slot) == 0:
        raise UsageError(f"the slot `{slot.id}` allows no start: no interval of `within` holds its duration")
    ticks = list(dict.fromkeys(islice(starts(slot), _MAX_SCANNED + 1)))
    cut = count_starts(slot) > _MAX_SCANNED
    offered = [tick for tick in ticks if tick not in barred]
    if not offered and slot.optional and not cut:
        return None
    return _one_of(offered or ticks, clock, cut=cut)


def _ends(slot: Slot, clock: Clock) -> Schema:
    shortest, longest = slot.duration
    lengths = [*range(shortest, min(longest, shortest + slot.every * MAX_ENUM) + 1, slot.every)]
    if lengths[-1] != longest:
        lengths.append(longest)
    ends: set[int] = set()
    for start, end in slot.within:
        for length in lengths:
            ends.update(range(start + length, end + 1, slot.every))
            if len(ends) > _MAX_SCANNED:
                return _one_of(sorted(ends), clock, cut=True)
    return _one_of(sorted(ends), clock, cut=False)


def _one_of(ticks: list[int], clock: Clock, *, cut: bool) -> Schema:
    texts = [clock.time(tick) for tick in ticks]
    if not cut and len(texts) <= MAX_ENUM:
        return {"type": "string", "enum": texts}
    if cut or not all(":" in text for text in texts):
        return {"type": "string", "pattern": _any_pattern(texts[0])}
    days, hours, minutes = ([*dict.fromkeys(part)] for part in zip(*map(_parts, texts), strict=True))
    day = _alternatives(days) if len(days) <= MAX_ENUM else _any_pattern(days[0])[1:-1]
    return {"type": "string", "pattern": f"^{day} {_alternatives(hours)}:{_alternatives(minutes)}$"}


def _parts(text: str) -> tuple[str, str, str]:
    day, _, time = text.rpartition(" ")
    hour, _, minute = time.partition(":")
    return day, hour, minute


def _alternatives(texts: list[str]) -> str:
    return "(" + "|".join(re.escape(text).replace("\\ ", " ").replace("\\-", "-") for text in texts) + ")"


def _any_pattern(example: str) -> str:
    """A pattern of all texts that are written like the example: its digits and weekday are free."""
    days = "(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
    words = re.sub(r"[A-Z][a-z]+day", "#", example)
    pattern = re.sub(
        r"\d+", lambda run: "[0-9]{1,10}" if len(run.group()) == 1 else f"[0-9]{{{len(run.group())}}}", words
    )
    return "^" + pattern.replace("#", days) + "$"
