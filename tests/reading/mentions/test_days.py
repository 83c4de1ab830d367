import pytest

from plangen.reading.mentions import Day, DayRef, read_values

MON, TUE, WED, THU, FRI, SAT, SUN = (DayRef(weekday=n) for n in range(7))


def day(text):
    found = [value for value in read_values(text) if isinstance(value, Day)]
    assert len(found) == 1, found
    return found[0]


def dates(month, first, last, year=None):
    return tuple(DayRef(year=year, month=month, day=n) for n in range(first, last + 1))


def numbered(*numbers):
    return tuple(DayRef(number=n) for n in numbers)


DAYS = [
    ("Monday", (MON,), "one"),
    ("on tuesday", (TUE,), "one"),
    ("Weds", (WED,), "one"),
    ("Thurs.", (THU,), "one"),
    ("Sun", (SUN,), "one"),
    ("every Monday", (MON,), "one"),
    ("Mondays", (MON,), "one"),
    ("2026-03-03", dates(3, 3, 3, 2026), "one"),
    ("March 3rd", dates(3, 3, 3), "one"),
    ("March 3", dates(3, 3, 3), "one"),
    ("Mar 3", dates(3, 3, 3), "one"),
    ("Sept. 21", dates(9, 21, 21), "one"),
    ("3 March 2026", dates(3, 3, 3, 2026), "one"),
    ("the 3rd of May", dates(5, 3, 3), "one"),
    ("the first of May", dates(5, 1, 1), "one"),
    ("May 3, 2026", dates(5, 3, 3, 2026), "one"),
    ("on 13/4", dates(4, 13, 13), "one"),
    ("13/4/2026", dates(4, 13, 13, 2026), "one"),
    ("3.4.2026", dates(4, 3, 3, 2026), "one"),
    ("on the 5th", (DayRef(day=5),), "one"),
    ("day 5", numbered(5), "one"),
    ("Day 12", numbered(12), "one"),
    ("day five", numbered(5), "one"),
    ("the 5th day", numbered(5), "one"),
    ("the second day", numbered(2), "one"),
    ("week 2 Tuesday", (DayRef(weekday=1, week=2),), "one"),
    ("Tuesday of week 3", (DayRef(weekday=1, week=3),), "one"),
    ("today", (DayRef(relative=0),), "one"),
    ("tomorrow", (DayRef(relative=1),), "one"),
    ("the day after tomorrow", (DayRef(relative=2),), "one"),
    ("Monday, March 2nd", (DayRef(weekday=0, month=3, day=2),), "one"),
    ("Monday 2026-01-05", (DayRef(weekday=0, year=2026, month=1, day=5),), "one"),
    ("every day", (DayRef(every=True),), "every"),
    ("daily", (DayRef(every=True),), "every"),
    ("the entire week", (DayRef(every=True),), "every"),
    ("all week", (DayRef(every=True),), "every"),
    ("all day", (), "whole"),
    ("the whole day", (), "whole"),
    ("weekdays", (MON, TUE, WED, THU, FRI), "list"),
    ("every weekday", (MON, TUE, WED, THU, FRI), "list"),
    ("on working days", (MON, TUE, WED, THU, FRI), "list"),
    ("the weekend", (SAT, SUN), "list"),
    ("Mon/Wed", (MON, WED), "list"),
    ("Monday and Tuesday", (MON, TUE), "list"),
    ("Mon, Wed and Fri", (MON, WED, FRI), "list"),
    ("Monday, Wednesday, and Friday", (MON, WED, FRI), "list"),
    ("Tue & Thu", (TUE, THU), "list"),
    ("Monday, Tuesday or Wednesday", (MON, TUE, WED), "choice"),
    ("Monday or on Friday", (MON, FRI), "choice"),
    ("Mon-Fri", (MON, TUE, WED, THU, FRI), "range"),
    ("Monday through Thursday", (MON, TUE, WED, THU), "range"),
    ("Fri to Mon", (FRI, SAT, SUN, MON), "range"),
    ("from Monday to Wednesday", (MON, TUE, WED), "range"),
    ("days 3 to 5", numbered(3, 4, 5), "range"),
    ("day 3-5", numbered(3, 4, 5), "range"),
    ("day 3 to day 5", numbered(3, 4, 5), "range"),
    ("between day 4 and day 7", numbered(4, 5, 6, 7), "range"),
    ("from day 4 until 6", numbered(4, 5, 6), "range"),
    ("days 1, 4 and 6", numbered(1, 4, 6), "list"),
    ("day 1 and day 3", numbered(1, 3), "list"),
    ("March 3rd to March 9th", dates(3, 3, 9), "range"),
    ("March 3-5", dates(3, 3, 5), "range"),
    ("2026-03-03 to 2026-03-05", dates(3, 3, 5, 2026), "range"),
    ("March 3rd to 5th", dates(3, 3, 5), "range"),
    ("Mar 30 - Apr 1", dates(3, 30, 31) + dates(4, 1, 1), "range"),
]


@pytest.mark.parametrize(("text", "days", "form"), DAYS, ids=[row[0] for row in DAYS])
def test_reads_days(text, days, form):
    found = day(text)
    assert (found.days, found.form, found.alternatives) == (days, form, ())


@pytest.mark.parametrize("text", ["on 3/4", "3/4/2026", "due 3/4", "Mon 3/4/26"])
def test_a_slashed_date_stays_open(text):
    found = day(text)
    assert found.days == found.alternatives[0]
    assert [(one.month, one.day) for (one,) in found.alternatives] == [(3, 4), (4, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "3/4 of a cup",
        "24/7",
        "he may 3",
        "they march 12 miles",
        "the 5th floor",
        "Feb 30",
        "13/13/2026",
        "the sun",
        "she sat",
        "we wed",
        "2026",
        "week 2",
        "5 days",
        "10.5.2.1",
        "moment",
        "Monica",
        "Friedrich",
    ],
)
def test_what_is_no_day(text):
    assert not [value for value in read_values(text) if isinstance(value, Day)]


def test_a_day_before_its_own_times_starts_no_list():
    found = [value.text for value in read_values("Monday, Tuesday 9-10") if isinstance(value, Day)]
    assert found == ["Monday", "Tuesday"]


def test_a_range_of_days_too_long_to_write_out_stays_two_days():
    found = [value.text for value in read_values("day 1 to day 9999") if isinstance(value, Day)]
    assert found == ["day 1", "day 9999"]
