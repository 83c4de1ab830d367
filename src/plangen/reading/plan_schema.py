"""The JSON Schema of a plan: only what the slots allow, for constrained decoding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from plangen.errors import UsageError
from plangen.reading.clock import Clock
from plangen.reading.slots import count_starts, starts
from plangen.schema import PlanFormat, Slot

MAX_ENUM = 500
MAX_THOUGHTS = 400
_MAX_SCANNED = 20_000

Schema = dict[str, Any]
Barred = Mapping[str, Collection[int]]
"""Starts by slot id."""


def plan_schema(plan_format: PlanFormat, *, thoughts: bool = False, barred: Barred | None = None) -> Schema:
    """The schema of a whole plan: `{"steps": [{"id", "start"[, "end"]}, ...]}` with one item a slot, in order.

    A start is one of the clock texts that the slot allows (a pattern above 500 of them); `end` is there only
    when the length is not fixed, and offers lengths in steps of `every`. `thoughts` puts a short text first.
    `barred` names starts of a slot that are not offered again, unless that would leave none.
    """
    slots = plan_format.slots
    if not slots:
        raise UsageError("the plan format has no slots, so it has no schema", hint="ask for prose instead")
    clock = Clock.of(plan_format)
    steps: Schema = {
        "type": "array",
        "prefixItems": [_step(slot, clock, barred) for slot in slots],
        "items": False,
        "minItems": len(slots),
        "maxItems": len(slots),
    }
    leading: Schema = {"thoughts": {"type": "string", "maxLength": MAX_THOUGHTS}} if thoughts else {}
    return _closed({**leading, "steps": steps})


def step_schema(plan_format: PlanFormat, done_ids: tuple[str, ...] = (), *, barred: Barred | None = None) -> Schema:
    """The schema of one further step: that of the first slot not in `done_ids`; raises `UsageError` if none is."""
    for slot in plan_format.slots:
        if slot.id not in done_ids:
            return _step(slot, Clock.of(plan_format), barred)
    raise UsageError("every slot of the plan is filled, there is no further step")


def _step(slot: Slot, clock: Clock, barred: Barred | None) -> Schema:
    start = _starts(slot, clock, frozenset((barred or {}).get(slot.id, ())))
    properties: Schema = {"id": {"const": slot.id}, "start": start}
    if slot.duration[0] != slot.duration[1]:
        properties["end"] = _ends(slot, clock)
    return _closed(properties)


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _starts(slot: Slot, clock: Clock, barred: frozenset[int]) -> Schema:
    if count_starts(slot) == 0:
        raise UsageError(f"the slot `{slot.id}` allows no start: no interval of `within` holds its duration")
    ticks = list(dict.fromkeys(islice(starts(slot), _MAX_SCANNED + 1)))
    offered = [tick for tick in ticks if tick not in barred] or ticks
    return _one_of(offered, clock, cut=count_starts(slot) > _MAX_SCANNED)


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
        return {"enum": texts}
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
