"""What an export is given beside the plan, and the one Protocol of this folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan, Step

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TICKS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class About:
    """`title` names the plan; `certificate` says how far it is checked.

    `origin` dates a plan that has no date of its own (ISO 8601); `timezone` is the zone of its times, as in
    `Europe/Riga`, or `floating`.
    """

    title: str = ""
    certificate: str = ""
    origin: str | None = None
    timezone: str | None = None


class Export(Protocol):
    """Writes a plan in one format; raises UsageError for a plan that the format cannot hold."""

    def __call__(self, plan: Plan, about: About) -> str: ...  # noqa: D102


def whole(text: str) -> str:
    """The text with its line breaks, but without control characters, marks that turn its direction, and surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def label(text: str) -> str:
    """The text on one line."""
    return " ".join(whole(re.sub("[\u2028\u2029\x85\x0b\x0c]", " ", text)).split())


def name(step: Step) -> str:
    """What a step is called: its action, else its id."""
    return label(step.action) or label(step.id)


def links(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The ids that each step depends on; raises UsageError for one that the plan does not have, and for equal ids."""
    known = {step.id for step in plan.steps}
    if len(known) < len(plan.steps):
        raise UsageError("two steps of the plan have the same id, so they cannot be told apart")
    for step in plan.steps:
        for other in step.depends_on:
            if other not in known:
                raise UsageError(f"the step `{step.id}` depends on `{other[:80]}`, which the plan does not have")
    return {step.id: tuple(dict.fromkeys(step.depends_on)) for step in plan.steps}


def moment(plan: Plan, tick: int) -> datetime:
    """The date and time that clocks show at a tick of a dated plan that counts minutes, hours or days."""
    start = Clock.of(plan).start()
    if start is None or plan.unit == "step":
        raise UsageError(f"a plan that counts {plan.unit}s from no date has no calendar")
    if plan.unit == "day":
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return (
            start
            + tick * {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}[plan.unit]
        )
    except OverflowError:
        raise UsageError(f"tick {tick} lies outside the calendar, which ends with the year 9999") from None


def dated(plan: Plan, origin: str | None) -> Plan:
    """The plan counted from `origin` if it has no date of its own.

    Weeks begin on Monday where minutes or hours are counted from none, so `origin` must then be a Monday. Raises
    UsageError for that, for a date that is none, and for one beside another that the plan has.
    """
    if origin is None or plan.origin == origin:
        return plan
    if plan.origin is not None:
        raise UsageError(
            f"the plan begins at {plan.origin[:40]}, so it takes no other origin", hint="leave out --origin"
        )
    try:
        start = datetime.fromisoformat(origin)
    except ValueError:
        raise UsageError(f"the origin `{origin[:40]}` is not a date", hint="write it like 2026-01-05") from None
    if plan.unit in ("minute", "hour") and (start.weekday(), start.hour, start.minute, start.second) != (0, 0, 0, 0):
        monday = _monday(start.date())
        raise UsageError(
            f"the origin {origin[:40]} is not the beginning of a Monday, but the plan's weeks begin on Monday",
            hint=f"say --origin {monday.isoformat()}" if monday else "",
        )
    return plan.model_copy(update={"origin": origin})


def _monday(day: date) -> date | None:
    try:
        return day - timedelta(days=day.weekday())
    except OverflowError:
        return None
