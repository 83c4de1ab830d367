"""The plan as an iCalendar file, RFC 5545: an event a step, and for days all-day events.

`depends_on` is RELATED-TO with RELTYPE=DEPENDS-ON (RFC 9253, section 5). The same plan gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date
from typing import TYPE_CHECKING

from plangen.errors import MissingExtraError, UsageError
from plangen.exports.base import About, dated, label, links, moment, name
from plangen.exports.zones import in_zone, zone_of
from plangen.schema import Plan, Step

if TYPE_CHECKING:
    from icalendar import Calendar, Event


def ics(plan: Plan, about: About) -> str:
    """The calendar of a plan that counts minutes, hours or days from a date, its own or `about.origin`.

    Times are in `about.timezone` with its VTIMEZONE; without one, in UTC if the origin has an offset, else floating.
    A step's UID depends on the title, the unit and the ids of the plan's steps only, so that a plan whose times have
    changed gives the same events. Raises UsageError for a plan without a date, a step without times, a time that
    the zone skips; MissingExtraError.
    """
    ready(about.timezone)
    from icalendar import Calendar

    if not plan.steps:
        raise UsageError("the plan has values and no steps, so it has no calendar")
    if plan.unit == "step":
        raise UsageError("the plan counts steps and not time, so it has no calendar")
    plan = dated(plan, about.origin)
    if plan.origin is None:
        raise UsageError("the plan has no date, so it has no calendar", hint="say when it begins: --origin 2026-01-05")
    calendar = Calendar()
    calendar.add("prodid", "-//plangen//plangen//EN")
    calendar.add("version", "2.0")
    if label(about.title):
        calendar.add("x-wr-calname", label(about.title))
    uids = _uids(plan, about.title)
    for step in plan.steps:
        calendar.add_component(_event(plan, step, about, uids))
    _add_zones(calendar, plan)
    return bytes(calendar.to_ical()).decode("utf-8")


def ready(timezone: str | None) -> None:
    """Raise MissingExtraError without icalendar, UsageError for a time zone that is none."""
    try:
        import icalendar  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("a calendar file", extra="calendar") from error
    zone_of(timezone)


def _event(plan: Plan, step: Step, about: About, uids: dict[str, str]) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uids[step.id])
    event.add("dtstamp", moment(plan, 0).replace(tzinfo=UTC))
    start, end = _times(plan, step, about.timezone)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", name(step))
    if step.location and label(step.location):
        event.add("location", label(step.location))
    event.add("description", _description(step, about))
    for other in step.depends_on:
        event.add("related-to", uids[other], parameters={"RELTYPE": "DEPENDS-ON"})
    return event


def _times(plan: Plan, step: Step, timezone: str | None) -> tuple[date, date | None]:
    """Start and end as dates or times; no end for a step that takes no time, as RFC 5545 asks."""
    if step.start is None:
        raise UsageError(f"the step `{step.id[:80]}` has no time, so it cannot stand in a calendar")
    if step.end is not None and step.end < step.start:
        raise UsageError(f"the step `{step.id[:80]}` ends before it starts")
    lasting = None if step.end is None or step.end == step.start else step.end
    if plan.unit == "day":
        return moment(plan, step.start).date(), None if lasting is None else moment(plan, lasting).date()
    start = in_zone(moment(plan, step.start), timezone, step.id)
    return start, None if lasting is None else in_zone(moment(plan, lasting), timezone, step.id, end=True)


def _uids(plan: Plan, title: str) -> dict[str, str]:
    links(plan)
    identity = json.dumps([title, plan.unit, [step.id for step in plan.steps]])
    return {
        step.id: hashlib.sha256(json.dumps([identity, step.id]).encode()).hexdigest()[:32] + "@plangen"
        for step in plan.steps
    }


def _description(step: Step, about: About) -> str:
    uses = ", ".join(f"{amount} {kind}" for kind, amount in step.resources.items())
    lines = {
        "Step": step.id,
        "With": ", ".join(step.actors),
        "Uses": uses,
        "Cost": f"{step.cost:g}" if step.cost else "",
        "Plan": about.title,
        "Certificate": about.certificate,
    }
    return "\n".join(f"{key}: {label(text)}" for key, text in lines.items() if label(text))


def _add_zones(calendar: Calendar, plan: Plan) -> None:
    """Add the VTIMEZONE of each zone that is named, with its changes in the years of the plan."""
    ticks = [tick for step in plan.steps for tick in (step.start, step.end) if tick is not None]
    first, last = moment(plan, min(ticks)).year, moment(plan, max(ticks)).year
    calendar.add_missing_timezones(date(max(first - 1, 1), 1, 1), date(min(last + 2, 9999), 1, 1))
