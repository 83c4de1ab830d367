"""Minutes that times cover and leave."""

from plangen.formalising.calendar import Calendar
from plangen.formalising.hours import allowed, complement, covered, merged, placed, tick
from plangen.reading.mentions import occasions

MONDAY = Calendar("minute", None, (0,))
TWO_DAYS = Calendar("minute", None, (0, 1))


def hours(ranges):
    return [(start / 60, end / 60) for start, end in ranges]


def test_a_time_without_a_day_covers_every_day():
    assert hours(covered(TWO_DAYS, occasions("from 9:00 to 10:00"))) == [(9, 10), (33, 34)]


def test_a_time_of_a_day_covers_this_day():
    assert hours(covered(TWO_DAYS, occasions("on Tuesday from 9:00 to 10:00"))) == [(33, 34)]


def test_a_bare_day_is_covered_whole():
    assert hours(covered(TWO_DAYS, occasions("on Tuesday"))) == [(24, 48)]


def test_two_bounds_leave_what_lies_between():
    assert hours(allowed(MONDAY, occasions("after 9:00, before 17:00"))) == [(9, 17)]


def test_bounds_that_do_not_meet_leave_both_ends():
    assert hours(allowed(MONDAY, occasions("before 9:00 or after 17:00"))) == [(0, 9), (17, 24)]


def test_a_range_or_a_bound_leave_both():
    assert hours(allowed(MONDAY, occasions("from 9:00 to 11:00 or after 14:00"))) == [(9, 11), (14, 24)]


def test_hours_of_one_day_leave_no_other_day():
    assert hours(allowed(TWO_DAYS, occasions("on Tuesday from 9:00 to 10:00"))) == [(33, 34)]


def test_bounds_of_one_day_leave_other_days_as_they_are():
    assert hours(allowed(TWO_DAYS, occasions("on Tuesday after 9:00"))) == [(0, 24), (33, 48)]


def test_what_is_left_is_the_rest_of_the_days():
    assert hours(complement(TWO_DAYS, [(540, 600)])) == [(0, 9), (10, 48)]


def test_ranges_that_touch_are_one():
    assert merged([(5, 9), (0, 5), (12, 13)]) == [(0, 9), (12, 13)]


def test_a_date_without_a_first_date_is_not_placed():
    assert not placed(MONDAY, occasions("on 4 May 2026 from 9:00 to 10:00"))
    assert tick(MONDAY, occasions("on 4 May 2026 at 9:00")[0]) is None


def test_a_single_time_is_on_the_first_day():
    assert tick(Calendar("minute", None, (2, 3)), occasions("at 9:00")[0]) == 2 * 1440 + 540
