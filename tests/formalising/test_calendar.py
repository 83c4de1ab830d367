"""Days and ticks of a text."""

import pytest

from plangen.formalising.calendar import Calendar, counts_days, read_calendar
from plangen.reading.mentions import Day, DayRef, read_values


def calendar(text, asked=""):
    days = [day for value in read_values(asked) if isinstance(value, Day) for day in value.days]
    return read_calendar(read_values(text), days)


def test_weekdays_count_from_monday():
    found = calendar("Meet on Tuesday or Thursday at 9:00.")
    assert (found.unit, found.origin, found.horizon) == ("minute", None, (1, 3))


def test_dates_count_from_the_first_of_them():
    found = calendar("Meet on 5 May 2026 or 4 May 2026 at 9:00.")
    assert (found.origin, found.horizon) == ("2026-05-04T00:00", (0, 1))


def test_only_the_days_of_the_request_are_planned():
    assert calendar("Meet on Monday. Ada is away on Friday at 9:00.", "Meet on Monday.").horizon == (0,)


def test_a_text_without_days_is_of_one_day():
    assert calendar("Wash for 10 minutes from 9:00.").horizon == (0,)


@pytest.mark.parametrize("text", ["Meet on 4 May at 9:00.", "On 4 May 2026 and on 5 May 2027 at 9:00."])
def test_dates_without_one_year_are_not_guessed(text):
    assert calendar(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("Riga for 3 days.", True), ("On day 2 we rest.", True), ("3 days, at 9:00.", False), ("For 30 minutes.", False)],
)
def test_a_text_counts_in_days_when_it_names_no_time(text, days):
    assert counts_days(read_values(text)) is days


def test_a_day_that_cannot_be_placed_has_no_index():
    assert Calendar("minute", None, (0,)).indices([DayRef(month=5, day=4)]) is None


def test_every_day_is_each_day_of_the_horizon():
    assert Calendar("minute", None, (0, 2)).indices([DayRef(every=True)]) == (0, 2)
