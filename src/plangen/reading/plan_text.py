"""Plans as text: what a model replies, read strictly, and what people are shown."""

from __future__ import annotations

import json

from pydantic import JsonValue

from plangen.errors import ParseError
from plangen.reading.choices import member, plain_value
from plangen.reading.clock import Clock
from plangen.reading.found_json import find_object
from plangen.reading.slots import fill, next_slots
from plangen.reading.strict_json import MAX_CHARS, whole
from plangen.schema import Plan, PlanFormat, Slot, Step


def read_plan(plan_format: PlanFormat | None, text: str, *, partial: bool = False) -> Plan:
    """The plan in a reply; any text is a prose plan when the task has no plan format.

    The reply is one JSON object `{"steps": {"<slot id>": {"start"[, "end"]}}, "values": {...}}`, or holds one in a
    fence or in its prose; `steps` may also be a list of `{"id", "start"[, "end"]}`. They may come in any order and
    are put into that of the slots. Raises `ParseError`: no JSON, an unknown key or id, an id twice, a time that is
    none, a slot missing that is not optional or a value missing (unless `partial`). Whether a step fits its slot,
    and a value its domain, is for the checks to say.
    """
    if not text.strip():
        raise ParseError("the reply is empty")
    if plan_format is None or not (plan_format.slots or plan_format.values):
        if len(text) > MAX_CHARS:
            raise ParseError(f"the reply is too long: {len(text)} characters, at most {MAX_CHARS}", reply=text)
        return Plan(text=whole(text)) if plan_format is None else _plan(plan_format, {}, {}, text=whole(text))
    reply = find_object(text, "steps" if plan_format.slots else "values")
    _only(reply, ("steps", "values", "thoughts"), "the plan", text)
    found: dict[str, Step] = {}
    if plan_format.slots or "steps" in reply:
        _steps(plan_format, found, reply, text)
    values = _values(plan_format, reply, text)
    missing = [slot.id for slot in plan_format.slots if slot.id not in found and not slot.optional]
    if missing and not partial:
        raise ParseError(f"the reply lacks the step `{missing[0]}`", reply=text)
    lacking = [key for key in plan_format.values if key not in values]
    if lacking and not partial:
        raise ParseError(f"the reply lacks the value `{lacking[0]}`", reply=text)
    return _plan(plan_format, found, values)


def read_step(plan_format: PlanFormat, plan: Plan, text: str) -> Plan:
    """The unfinished `plan` with the step of the reply added, which is as `step_schema` says, or `{"id", "start"}`.

    Raises `ParseError`, also when the reply adds no step where one must be added, or more than one that must be.
    """
    if not text.strip():
        raise ParseError("the reply is empty")
    found = {step.id: step for step in plan.steps}
    values = plan.values
    reply = find_object(text, "steps", "id", "values")
    if "id" in reply:
        _add(plan_format, found, reply, text)
    else:
        _only(reply, ("steps", "values", "thoughts"), "the step", text)
        if "steps" in reply or "values" not in reply:
            _steps(plan_format, found, reply, text)
        values = {**values, **_values(plan_format, reply, text)}
    must = {slot.id for slot in plan_format.slots if not slot.optional}
    added = [name for name in found if name in must and all(name != step.id for step in plan.steps)]
    if len(added) > 1:
        raise ParseError(f"the reply has the steps {', '.join(added)[:200]}, but one step was asked for", reply=text)
    if not added and must - {step.id for step in plan.steps}:
        waiting = [slot.id for slot in next_slots(plan_format, tuple(found)) if not slot.optional]
        raise ParseError(f"the reply lacks the step `{waiting[0]}`", reply=text)
    return _plan(plan_format, found, values)


def is_whole(plan_format: PlanFormat, plan: Plan) -> bool:
    """Whether the plan has every step and value that it must have."""
    done = {step.id for step in plan.steps}
    return all(slot.optional or slot.id in done for slot in plan_format.slots) and plan_format.values.keys() <= (
        plan.values.keys()
    )


def plan_reply(plan_format: PlanFormat, plan: Plan) -> str:
    """The plan as the JSON that `read_plan` reads and `plan_schema` describes."""
    clock = Clock.of(plan_format)
    done = {step.id: step for step in plan.steps}
    reply: dict[str, JsonValue] = {}
    if plan_format.slots:
        wanted = [slot for slot in plan_format.slots if slot.id in done or slot.optional]
        reply["steps"] = {slot.id: _item(slot, done.get(slot.id), clock) for slot in wanted}
    if plan_format.values:
        reply["values"] = plan.values
    return json.dumps(reply, ensure_ascii=False)


def _item(slot: Slot, step: Step | None, clock: Clock) -> JsonValue:
    if step is None:
        return None
    item: dict[str, JsonValue] = {"start": None if step.start is None else clock.time(step.start)}
    if slot.duration[0] != slot.duration[1]:
        item["end"] = None if step.end is None else clock.time(step.end)
    return item


def render_plan(plan: Plan) -> str:
    """The plan for people, a line a step: `1. meeting: Monday 10:30–11:00, Lab (Ana, Ben)`, then its values, a line
    each: `colour = red`; prose as it is.
    """
    if not plan.steps and not plan.values:
        return plan.text
    clock = Clock.of(plan)
    lines = [f"{number}. {_line(step, clock)}" for number, step in enumerate(plan.steps, 1)]
    return "\n".join([*lines, *(f"{key} = {plain_value(value)}" for key, value in plan.values.items())])


def _line(step: Step, clock: Clock) -> str:
    if step.start is None:
        times = "no time"
    else:
        times = clock.time(step.start) if step.end is None else clock.span(step.start, step.end)
    place = f", {step.location}" if step.location else ""
    return f"{step.id}: {times}{place}" + (f" ({', '.join(step.actors)})" if step.actors else "")


def _plan(plan_format: PlanFormat, found: dict[str, Step], values: dict[str, JsonValue], *, text: str = "") -> Plan:
    steps = tuple(found[slot.id] for slot in plan_format.slots if slot.id in found)
    return Plan(unit=plan_format.unit, origin=plan_format.origin, steps=steps, values=values, text=text)


def _steps(plan_format: PlanFormat, found: dict[str, Step], reply: dict[str, JsonValue], text: str) -> None:
    steps = reply.get("steps")
    if isinstance(steps, dict):
        steps = [
            _keyed(plan_format, key, item, text) for key, item in steps.items() if not _left_out(plan_format, key, item)
        ]
    if not isinstance(steps, list):
        raise ParseError("the reply has no object `steps`", reply=text)
    if len(steps) > len(plan_format.slots):
        raise ParseError(f"the reply has {len(steps)} steps, the task asks for {len(plan_format.slots)}", reply=text)
    for item in steps:
        _add(plan_format, found, item, text)


def _left_out(plan_format: PlanFormat, key: str, item: JsonValue) -> bool:
    return item is None and any(slot.id == key and slot.optional for slot in plan_format.slots)


def _keyed(plan_format: PlanFormat, key: str, item: JsonValue, reply: str) -> JsonValue:
    """A step that stands under its id, as one that names it; an `id` of its own must be the same."""
    if any(slot.id == key for slot in plan_format.slots) and not isinstance(item, dict):
        raise ParseError(f"step `{key}` is not an object", reply=reply)
    if isinstance(item, dict) and item.get("id", key) != key:
        raise ParseError(f"the step `{key[:80]}` names itself `{str(item['id'])[:80]}`", reply=reply)
    return {**(item if isinstance(item, dict) else {}), "id": key}


def _values(plan_format: PlanFormat, reply: dict[str, JsonValue], text: str) -> dict[str, JsonValue]:
    """The reply's values in the format's order; one that equals a member of its domain is written as that."""
    values = reply.get("values", {})
    if not isinstance(values, dict):
        raise ParseError("`values` is not an object", reply=text)
    _only(values, tuple(plan_format.values), "`values`", text)
    found: dict[str, JsonValue] = {}
    for key, domain in plan_format.values.items():
        if key in values:
            found[key] = (*member(domain, values[key]), values[key])[0]
    return found


def _add(plan_format: PlanFormat, found: dict[str, Step], item: JsonValue, reply: str) -> None:
    if not isinstance(item, dict):
        raise ParseError(f"step {len(found) + 1} is not an object", reply=reply)
    name = item.get("id")
    slot = next((slot for slot in plan_format.slots if slot.id == name), None)
    if slot is None:
        known = ", ".join(slot.id for slot in plan_format.slots[:20])
        fault = "a step has no `id`" if name is None else f"the step `{str(name)[:80]}` is unknown"
        raise ParseError(f"{fault}; the task asks for {known}", reply=reply)
    if slot.id in found:
        raise ParseError(f"the step `{slot.id}` is given twice", reply=reply)
    _only(item, ("id", "start", "end"), f"step `{slot.id}`", reply)
    found[slot.id] = _step(slot, item, Clock.of(plan_format), reply)


def _step(slot: Slot, item: dict[str, JsonValue], clock: Clock, reply: str) -> Step:
    days = {clock.day_of(start) for start, _ in slot.within} if clock.unit in ("minute", "hour") else set()
    start = _tick(slot, item, "start", clock, slot.within[0][0] if len(days) == 1 else None, reply)
    shortest, longest = slot.duration
    if "end" in item:
        end = _tick(slot, item, "end", clock, start, reply)
    elif shortest == longest:
        end = start + shortest
    else:
        raise ParseError(f"step `{slot.id}` has no `end`", reply=reply)
    return fill(slot, start, end)


def _tick(slot: Slot, item: dict[str, JsonValue], key: str, clock: Clock, near: int | None, reply: str) -> int:
    value = item.get(key)
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ParseError(f"step `{slot.id}` has no `{key}`", reply=reply)
    try:
        return clock.parse(value, near=near)
    except ParseError as error:
        raise ParseError(f"step `{slot.id}`, `{key}`: {error.message}", reply=reply, hint=error.hint) from None


def _only(found: dict[str, JsonValue], known: tuple[str, ...], where: str, reply: str) -> None:
    for key in found:
        if key not in known:
            raise ParseError(f"{where} has an unknown key `{key[:80]}`; known: {', '.join(known)}", reply=reply)
