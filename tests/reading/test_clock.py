import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.errors import ParseError
from plangen.reading import Clock

WEEK = Clock("minute")
DATED = Clock("minute", "2026-01-07T08:00")  # a Wednesday


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("Monday 10:30", 630),
        ("monday 10:30", 630),
        ("Mon 9am", 540),
        ("Mon. 9 a.m.", 540),
        ("Tues 12pm", 1440 + 720),
        ("Thurs, 12am", 3 * 1440),
        ("Wednesday at noon", 2 * 1440 + 720),
        ("Friday 24:00", 5 * 1440),
        ("week 2 Monday 9:00", 7 * 1440 + 540),
        ("Monday 9", 540),
        ("tick 7", 7),
        (630, 630),
    ],
)
def test_reads_the_week(text, tick):
    assert WEEK.parse(text) == tick


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("2026-01-07T10:30", 150),
        ("2026-01-07 10:30", 150),
        ("Wednesday 2026-01-07 10:30", 150),
        ("Wednesday 10:30", 150),
        ("Tuesday 08:00", 6 * 1440),
        ("2026-01-06 08:00", -1440),
    ],
)
def test_reads_dates_from_an_origin(text, tick):
    assert DATED.parse(text) == tick


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10:30",
        "930",
        "0930",
        "Monday",
        "Monday 25:00",
        "Monday 10:60",
        "Monday 13pm",
        "Monday 0am",
        "Monday 9:00:30",
        "2026-01-07 10:30",
        "soon",
        "x" * 10_000,
        "Monday 10:30 Tuesday",
        "week 9999999 Monday 9:00",
        10**12,
        True,
    ],
)
def test_refuses_what_is_no_time_of_the_week(text):
    with pytest.raises(ParseError):
        WEEK.parse(text)


@pytest.mark.parametrize("text", ["Monday 2026-01-07 10:30", "2026-13-01 10:00", "2026-01-07T08:00Z"])
def test_refuses_dates_that_contradict_themselves_or_the_origin(text):
    with pytest.raises(ParseError):
        DATED.parse(text)


def test_a_bare_time_needs_a_day():
    assert WEEK.parse("10:30", near=1440 + 5) == 1440 + 630
    with pytest.raises(ParseError, match="names no day"):
        WEEK.parse("10:30")


def test_a_time_zone_needs_an_origin_that_has_one():
    zoned = Clock("minute", "2026-01-07T08:00+01:00")
    assert zoned.parse("2026-01-07T08:00Z") == 60
    assert zoned.parse("2026-01-07 10:00") == 120


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("Monday 09:00-17:00", ((540, 1020),)),
        ("Monday 9am to 5pm", ((540, 1020),)),
        ("Mon 9–17", ((540, 1020),)),
        ("Mon-Wed 09:00-10:00", ((540, 600), (1980, 2040), (3420, 3480))),
        ("Tuesday", ((1440, 2880),)),
        ("Mon to Tue", ((0, 2880),)),
        ("Monday 22:00 - Tuesday 06:00", ((1320, 1800),)),
        ("Sunday 22:00 - Monday 06:00", ((6 * 1440 + 1320, 7 * 1440 + 360),)),
        ("Mon 22:00-midnight", ((1320, 1440),)),
    ],
)
def test_reads_intervals(text, intervals):
    assert WEEK.intervals(text) == intervals


def test_weekdays_run_on_from_the_origin():
    assert [start for start, _ in DATED.intervals("Fri-Mon 08:00-09:00")] == [2880, 4320, 5760, 7200]


@pytest.mark.parametrize("text", ["09:00-17:00", "Mon 9-5", "Mon 09:00", "Mon 09:00-", "3-5", "", "Monday 09:00-09:00"])
def test_refuses_what_is_no_interval(text):
    with pytest.raises(ParseError):
        WEEK.intervals(text)


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("30 min", 30),
        ("1 h 30 min", 90),
        ("half an hour", 30),
        ("one hour", 60),
        ("1.5 hours", 90),
        ("2 days", 2880),
        (45, 45),
    ],
)
def test_reads_lengths(text, ticks):
    assert WEEK.ticks(text) == ticks


@pytest.mark.parametrize("text", ["", "45", "soon", "2 steps", "1.00001 h", "0.5 min", True])
def test_refuses_what_is_no_length(text):
    with pytest.raises(ParseError):
        WEEK.ticks(text)


def test_counts_days_hours_and_steps():
    assert Clock("day").parse("day 5") == 5
    assert Clock("day").intervals("day 3-5") == ((3, 5),)
    assert Clock("day", "2026-01-07").parse("2026-01-12") == 5
    assert Clock("day", "2026-01-07").intervals("2026-01-08 to 2026-01-10") == ((1, 3),)
    assert Clock("hour").parse("Tuesday 10:00") == 34
    assert Clock("step").parse("step 3") == 3
    assert Clock("step").ticks("2 steps") == 2
    with pytest.raises(ParseError, match="not a whole hour"):
        Clock("hour").parse("Tuesday 10:30")
    with pytest.raises(ParseError):
        Clock("day").parse("step 3")


def test_writes_for_people():
    assert WEEK.time(630) == "Monday 10:30"
    assert WEEK.time(7 * 1440) == "week 2 Monday 00:00"
    assert DATED.time(150) == "Wednesday 2026-01-07 10:30"
    assert WEEK.span(630, 660) == "Monday 10:30–11:00"
    assert WEEK.span(1380, 1440) == "Monday 23:00–24:00"
    assert WEEK.span(1380, 1500) == "Monday 23:00 – Tuesday 01:00"
    assert [WEEK.length(n) for n in (0, 30, 60, 90)] == ["0 min", "30 min", "1 h", "1 h 30 min"]
    assert (Clock("day").span(5, 8), Clock("day").length(1)) == ("day 5–8", "1 day")


@given(
    st.sampled_from([WEEK, DATED, Clock("hour"), Clock("day"), Clock("day", "2026-01-07"), Clock("step")]),
    st.integers(-(10**9), 10**9),
)
def test_what_is_written_reads_back(clock, tick):
    assert clock.parse(clock.time(tick)) == tick


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for clock in (WEEK, DATED, Clock("day"), Clock("day", "2026-01-07")):
        for read in (clock.parse, clock.intervals, clock.ticks):
            with contextlib.suppress(ParseError):
                read(text)


def test_a_bad_origin_is_named():
    with pytest.raises(ParseError, match="the origin `next week`"):
        Clock("minute", "next week").time(0)
