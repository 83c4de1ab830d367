"""Plans as text: what a model replies, read strictly, and what people are shown."""

from __future__ import annotations

import json

from pydantic import JsonValue

from plangen.errors import ParseError
from plangen.reading.clock import Clock
from plangen.reading.found_json import find_object
from plangen.reading.strict_json import MAX_CHARS, whole
from plangen.schema import Plan, PlanFormat, Slot, Step


def read_plan(plan_format: PlanFormat | None, text: str, *, partial: bool = False) -> Plan:
    """The plan in a reply; any text is a prose plan when the task has no plan format.

    The reply is one JSON object `{"steps": [...]}`, or holds one in a fence or in its prose. Steps may come in any
    order and are put into that of the slots. Raises `ParseError`: no JSON, an unknown key or id, an id twice, a
    time that is none, a slot missing (unless `partial`). Whether a step fits its slot is for the checks to say.
    """
    if not text.strip():
        raise ParseError("the reply is empty")
    if plan_format is None or not plan_format.slots:
        if len(text) > MAX_CHARS:
            raise ParseError(f"the reply is too long: {len(text)} characters, at most {MAX_CHARS}", reply=text)
        return Plan(text=whole(text)) if plan_format is None else _plan(plan_format, {}, text=whole(text))
    reply = find_object(text, "steps")
    _only(reply, ("steps", "thoughts"), "the plan", text)
    steps = reply.get("steps")
    if not isinstance(steps, list):
        raise ParseError("the reply has no list `steps`", reply=text)
    if len(steps) > len(plan_format.slots):
        raise ParseError(f"the reply has {len(steps)} steps, the task asks for {len(plan_format.slots)}", reply=text)
    found: dict[str, Step] = {}
    for item in steps:
        _add(plan_format, found, item, text)
    missing = [slot.id for slot in plan_format.slots if slot.id not in found]
    if missing and not partial:
        raise ParseError(f"the reply lacks the step `{missing[0]}`", reply=text)
    return _plan(plan_format, found)


def read_step(plan_format: PlanFormat, plan: Plan, text: str) -> Plan:
    """The unfinished `plan` with the one step of the reply, `{"id", "start"[, "end"]}`, added; raises `ParseError`."""
    if not text.strip():
        raise ParseError("the reply is empty")
    found = {step.id: step for step in plan.steps}
    _add(plan_format, found, find_object(text, "id"), text)
    return _plan(plan_format, found)


def plan_reply(plan_format: PlanFormat, plan: Plan) -> str:
    """The plan as the JSON that `read_plan` reads and `plan_schema` describes."""

    clock = Clock.of(plan_format)
    fixed = {slot.id for slot in plan_format.slots if slot.duration[0] == slot.duration[1]}
    steps = []
    for step in plan.steps:
        item = {"id": step.id, "start": None if step.start is None else clock.time(step.start)}
        if step.id not in fixed:
            item["end"] = None if step.end is None else clock.time(step.end)
        steps.append(item)
    return json.dumps({"steps": steps}, ensure_ascii=False)


def render_plan(plan: Plan) -> str:
    """The plan for people, a line a step: `1. meeting: Monday 10:30–11:00, Lab (Ana, Ben)`; prose as it is."""
    if not plan.steps:
        return plan.text
    clock = Clock.of(plan)
    return "\n".join(f"{number}. {_line(step, clock)}" for number, step in enumerate(plan.steps, 1))


def _line(step: Step, clock: Clock) -> str:
    if step.start is None:
        times = "no time"
    else:
        times = clock.time(step.start) if step.end is None else clock.span(step.start, step.end)
    place = f", {step.location}" if step.location else ""
    return f"{step.id}: {times}{place}" + (f" ({', '.join(step.actors)})" if step.actors else "")


def _plan(plan_format: PlanFormat, found: dict[str, Step], *, text: str = "") -> Plan:
    steps = tuple(found[slot.id] for slot in plan_format.slots if slot.id in found)
    return Plan(unit=plan_format.unit, origin=plan_format.origin, steps=steps, text=text)


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
    return Step(id=slot.id, action=slot.action, start=start, end=end, location=slot.location, actors=slot.actors)


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
