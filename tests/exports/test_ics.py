from datetime import UTC, date, datetime

import icalendar
import pytest
import vobject

from plangen.errors import UsageError
from plangen.exports import export
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, HOSTILE, WILD

PROPERTIES = {
    "uid", "dtstamp", "dtstart", "dtend", "summary", "location", "description", "related-to",
}  # fmt: skip


def by_icalendar(text):
    """Events as icalendar reads them; every event must be free of faults."""
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert not [event.errors for event in events if event.errors]
    return [
        {
            "uid": str(event["uid"]),
            "start": event.decoded("dtstart"),
            "end": event.decoded("dtend") if "dtend" in event else None,
            "summary": str(event["summary"]),
            "names": {name.lower() for name in event},
        }
        for event in events
    ]


def by_vobject(text):
    """The same, by a parser that shares nothing with icalendar and reads the zones out of the file itself."""
    return [
        {
            "uid": event.uid.value,
            "start": event.dtstart.value,
            "end": event.dtend.value if hasattr(event, "dtend") else None,
            "summary": event.summary.value,
            "names": {child.name.lower() for child in event.getChildren()},
        }
        for event in vobject.readOne(text).vevent_list
    ]


READERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject])


def one(read, minutes, *, origin, timezone=None):
    """Start and end of the step at `(start, end)` in minutes, in UTC; its file."""
    step = Step(id="s", start=minutes[0], end=minutes[1])
    text = export(Plan(unit="minute", origin=origin, steps=(step,)), "ics", timezone=timezone)
    (event,) = read(text)
    return event["start"].astimezone(UTC), event["end"].astimezone(UTC), text


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(clock):
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@READERS
def test_an_event_a_step_with_its_links(read):
    text = export(DAY, "ics", title="The day", certificate="verified by program")
    brief, walk, tea = read(text)
    assert [event["summary"] for event in (brief, walk, tea)] == ["briefing", "walk", "tea"]
    assert (brief["start"], brief["end"]) == (datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9, 30))
    assert brief["start"].tzinfo is None
    unfolded = text.replace("\r\n ", "")
    assert f"RELATED-TO;RELTYPE=DEPENDS-ON:{brief['uid']}\r\n" in unfolded
    assert unfolded.count("RELATED-TO") == 3
    assert "With: Ana\\, Ben\\nCost: 12.5\\nPlan: The day\\nCertificate: verified by program" in unfolded


@READERS
def test_hostile_labels_add_no_event_and_no_property(read):
    text = export(WILD, "ics", title="x\r\nBEGIN:VALARM", timezone="Europe/Riga")
    events = read(text)
    assert len(events) == len(HOSTILE)
    assert all(event["names"] <= PROPERTIES for event in events)
    assert "BEGIN:VEVENT SUMMARY:injected END:VEVENT" in [event["summary"] for event in events]
    assert "semi;colon:colon,comma\\backslash" in [event["summary"] for event in events]
    assert "a --> b; c -.-> d % %% e" in [event["summary"] for event in events]


def test_lines_are_folded_and_end_as_the_standard_asks():
    raw = export(WILD, "ics", title="T" * 200, timezone="Europe/Riga").encode()
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(byte in line for line in lines for byte in (b"\n", b"\r", b"\0", b"\x1b"))


@READERS
@pytest.mark.parametrize(
    ("day", "zone", "times", "start", "end"),
    [
        ("2026-03-29", "Europe/Riga", ("02:30", "04:30"), "2026-03-29T00:30", "2026-03-29T01:30"),
        ("2026-03-29", "Europe/Riga", ("02:00", "03:00"), "2026-03-29T00:00", "2026-03-29T01:00"),
        ("2026-03-29", "Europe/Riga", ("04:00", "05:00"), "2026-03-29T01:00", "2026-03-29T02:00"),
        ("2026-10-25", "Europe/Riga", ("03:15", "03:45"), "2026-10-25T00:15", "2026-10-25T00:45"),
        ("2026-10-25", "Europe/Riga", ("02:30", "04:30"), "2026-10-24T23:30", "2026-10-25T02:30"),
        ("2026-03-08", "America/New_York", ("01:30", "03:30"), "2026-03-08T06:30", "2026-03-08T07:30"),
        ("2026-11-01", "America/New_York", ("01:15", "02:30"), "2026-11-01T05:15", "2026-11-01T07:30"),
        ("2026-07-01", "America/New_York", ("09:00", "10:00"), "2026-07-01T13:00", "2026-07-01T14:00"),
    ],
)
def test_a_zone_is_kept_over_the_change_of_clocks(read, day, zone, times, start, end):
    found = one(read, [at(clock) for clock in times], origin=day, timezone=zone)
    assert found[:2] == (utc(start), utc(end))
    assert f"TZID:{zone}" in found[2]


@pytest.mark.parametrize(
    ("day", "zone", "times"),
    [
        ("2026-03-29", "Europe/Riga", ("03:30", "05:00")),
        ("2026-03-29", "Europe/Riga", ("03:00", "04:00")),
        ("2026-03-29", "Europe/Riga", ("02:30", "03:30")),
        ("2026-03-08", "America/New_York", ("02:15", "03:15")),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(day, zone, times):
    with pytest.raises(UsageError, match=f"clocks in {zone} skip"):
        one(by_icalendar, [at(clock) for clock in times], origin=day, timezone=zone)
    floating = one(by_icalendar, [at(clock) for clock in times], origin=day, timezone="floating")
    assert "TZID" not in floating[2]


@READERS
def test_an_origin_with_an_offset_names_instants(read):
    origin = "2026-10-25T00:00+02:00"
    start, end, text = one(read, (at("02:30"), at("04:30")), origin=origin)
    assert (start, end) == (utc("2026-10-25T00:30"), utc("2026-10-25T02:30"))
    assert "DTSTART:20261025T003000Z" in text
    start, end, text = one(read, (at("03:30"), at("04:30")), origin=origin, timezone="Europe/Riga")
    assert (start, end) == (utc("2026-10-25T01:30"), utc("2026-10-25T02:30"))
    assert "DTSTART:20261025T013000Z" in text, "the second 03:30 of that night can only be said in UTC"
    assert "DTEND;TZID=Europe/Riga:20261025T043000" in text


def test_an_offset_is_dropped_where_floating_is_asked_for():
    _, _, text = one(by_icalendar, (600, 630), origin="2026-10-25T00:00+02:00", timezone="floating")
    assert "DTSTART:20261025T100000\r\n" in text


@READERS
def test_days_are_all_day_events_whose_end_is_the_day_behind(read):
    steps = (Step(id="riga", start=0, end=3), Step(id="home", start=3), Step(id="rest", start=4, end=4))
    plan = Plan(unit="day", origin="2026-03-28T15:00", steps=steps)
    text = export(plan, "ics", timezone="Europe/Riga")
    riga, home, rest = read(text)
    assert (riga["start"], riga["end"]) == (date(2026, 3, 28), date(2026, 3, 31))
    assert (home["start"], home["end"], rest["end"]) == (date(2026, 3, 31), None, None)
    assert "DTSTART;VALUE=DATE:20260328" in text
    assert "TZID" not in text


@READERS
def test_hours_are_read_as_hours(read):
    plan = Plan(unit="hour", origin="2026-03-02", steps=(Step(id="a", start=26, end=27),))
    (event,) = read(export(plan, "ics"))
    assert (event["start"], event["end"]) == (datetime(2026, 3, 3, 2), datetime(2026, 3, 3, 3))


def test_names_of_events_stay_when_times_change_and_differ_between_plans():
    def uids(plan, title="The day"):
        return [event["uid"] for event in by_icalendar(export(plan, "ics", title=title))]

    first, *others = DAY.steps
    moved = DAY.model_copy(update={"steps": (first.model_copy(update={"start": 480, "end": 510}), *others)})
    assert len(set(uids(DAY))) == 3
    assert uids(DAY) == uids(moved)
    assert not set(uids(DAY)) & set(uids(DAY, "Another day"))
    assert uids(DAY)[0] == "10ffa35689b946dc72300b4a03a92034@plangen", "a new version must not double the events"


def test_a_plan_without_a_date_asks_for_one():
    plan = DAY.model_copy(update={"origin": None})
    with pytest.raises(UsageError, match="no date") as caught:
        export(plan, "ics")
    assert "--origin 2026-01-05" in caught.value.hint
    assert by_icalendar(export(plan, "ics", origin="2026-01-05"))[0]["start"] == datetime(2026, 1, 5, 9)
    with pytest.raises(UsageError, match="beginning of a Monday") as caught:
        export(plan, "ics", origin="2026-01-08")
    assert caught.value.hint == "say --origin 2026-01-05"
    with pytest.raises(UsageError, match="is not a date"):
        export(plan, "ics", origin="soon")
    with pytest.raises(UsageError, match="takes no other origin"):
        export(DAY, "ics", origin="2026-01-05")
    days = Plan(unit="day", steps=(Step(id="a", start=1, end=2),))
    assert by_icalendar(export(days, "ics", origin="2026-01-08"))[0]["start"] == date(2026, 1, 9)


@pytest.mark.parametrize(
    ("unit", "step", "message"),
    [
        ("minute", Step(id="a"), "has no time"),
        ("minute", Step(id="a", start=5, end=4), "ends before it starts"),
        ("minute", Step(id="a", start=10**12, end=10**12 + 1), "outside the calendar"),
        ("step", Step(id="a", start=1, end=2), "counts steps"),
    ],
)
def test_what_has_no_place_in_a_calendar_is_refused(unit, step, message):
    with pytest.raises(UsageError, match=message):
        export(Plan(unit=unit, origin="2026-03-02", steps=(step,)), "ics")
