import pytest

from plangen.reading.mentions import ClockTime, read_values


def times(text):
    return [
        (value.minute, value.alternatives) for value in read_values(text, hours24=False) if isinstance(value, ClockTime)
    ]


def at(hour, minute=0):
    return 60 * hour + minute


CLOSED = [
    ("9am", at(9)),
    ("9 am", at(9)),
    ("9 a.m.", at(9)),
    ("9 A.M.", at(9)),
    ("9:00AM", at(9)),
    ("9.30am", at(9, 30)),
    ("9:30 pm", at(21, 30)),
    ("12am", 0),
    ("12pm", at(12)),
    ("12:30 a.m.", 30),
    ("09:30", at(9, 30)),
    ("00:15", 15),
    ("0930", at(9, 30)),
    ("09h30", at(9, 30)),
    ("14h15", at(14, 15)),
    ("21:15", at(21, 15)),
    ("21:15:00", at(21, 15)),
    ("at 14 h", at(14)),
    ("at 14h", at(14)),
    ("24:00", at(24)),
    ("noon", at(12)),
    ("12 noon", at(12)),
    ("midday", at(12)),
    ("midnight", 0),
    ("three pm", at(15)),
    ("eleven thirty am", at(11, 30)),
    ("half past nine in the morning", at(9, 30)),
    ("half past nine in the evening", at(21, 30)),
    ("a quarter past 3pm", at(15, 15)),
    ("ten minutes to noon", at(11, 50)),
    ("9 in the morning", at(9)),
    ("5 in the afternoon", at(17)),
    ("8 at night", at(20)),
    ("5 o'clock in the afternoon", at(17)),
    ("9:00 in the evening", at(21)),
    ("Monday morning at 9", at(9)),
    ("in the evening at 8", at(20)),
    ("after 1430", at(14, 30)),
    ("until 17", at(17)),
    ("before 13.45", at(13, 45)),
    ("2026-01-05T07:30", at(7, 30)),
]


@pytest.mark.parametrize(("text", "minute"), CLOSED, ids=[row[0] for row in CLOSED])
def test_reads_a_time_whose_half_is_known(text, minute):
    assert times(text) == [(minute, ())]


OPEN = [
    ("9:30", at(9, 30)),
    ("6:45", at(18, 45)),
    ("at 5", at(17)),
    ("at 9", at(9)),
    ("at five", at(17)),
    ("by 11", at(11)),
    ("until 6.", at(18)),
    ("before 10, please", at(10)),
    ("after 8 on Friday", at(8)),
    ("no later than 5", at(17)),
    ("at around 7", at(7)),
    ("@ 3", at(15)),
    ("at 9.30", at(9, 30)),
    ("half past two", at(14, 30)),
    ("half past 2", at(14, 30)),
    ("quarter to nine", at(8, 45)),
    ("a quarter past one", at(13, 15)),
    ("ten to five", at(16, 50)),
    ("twenty past six", at(18, 20)),
    ("twenty-five to six", at(17, 35)),
    ("10 past 9", at(9, 10)),
    ("five o'clock", at(17)),
    ("7 o'clock", at(7)),
    ("12 o'clock", at(12)),
]


@pytest.mark.parametrize(("text", "minute"), OPEN, ids=[row[0] for row in OPEN])
def test_keeps_both_halves_of_the_day_open(text, minute):
    other = minute - 720 if minute >= 720 else minute + 720
    assert times(text) == [(minute, tuple(sorted((minute, other))))]


RANGES = [
    ("1-3pm", at(13), at(15)),
    ("11-1pm", at(11), at(13)),
    ("9am to 5", at(9), at(17)),
    ("9am-11", at(9), at(11)),
    ("9am–10:30", at(9), at(10, 30)),
    ("9am - 5pm", at(9), at(17)),
    ("from 9 to 17", at(9), at(17)),
    ("between 9 and 17", at(9), at(17)),
    ("from 11 to 1", at(11), at(13)),
    ("9:00 to 17:00", at(9), at(17)),
    ("09:00—10:00", at(9), at(10)),
    ("0930-1100", at(9, 30), at(11)),
    ("from 0930 until 1100", at(9, 30), at(11)),
    ("from 14 h to 16 h", at(14), at(16)),
    ("09h30-11h00", at(9, 30), at(11)),
    ("9.30-10.30am", at(9, 30), at(10, 30)),
    ("two to three pm", at(14), at(15)),
    ("between 2 and 4 in the afternoon", at(14), at(16)),
    ("10 pm to midnight", at(22), at(24)),
    ("22:00-00:00", at(22), at(24)),
    ("22:00 to 24:00", at(22), at(24)),
    ("noon to 2", at(12), at(14)),
    ("11 to noon", at(11), at(12)),
    ("Monday: 14-15", at(14), at(15)),
    ("14-15 on Monday", at(14), at(15)),
    ("11 p.m. to 1 a.m.", at(23), at(1)),
    ("in the afternoon from 2 to 4", at(14), at(16)),
]


@pytest.mark.parametrize(("text", "start", "end"), RANGES, ids=[row[0] for row in RANGES])
def test_reads_both_ends_of_a_range(text, start, end):
    assert times(text) == [(start, ()), (end, ())]


def test_a_long_range_over_noon_keeps_the_night():
    assert times("9 to 5") == [(at(9), (at(9), at(21))), (at(17), (at(17), at(5)))]


def test_a_range_within_a_half_keeps_both():
    assert times("from 1 to 3") == [(at(13), (at(13), at(1))), (at(15), (at(15), at(3)))]


def test_a_text_with_the_24_hour_clock_closes_times_with_minutes():
    assert [value.alternatives for value in read_values("9:30, 10:30 and 14:00")] == [(), (), ()]


NONE = [
    "2026",
    "in 2026",
    "until 2030",
    "since 1999.",
    "3.5",
    "room 9",
    "Room 12",
    "at 5 Main Street",
    "at 221B Baker Street",
    "by 5 people",
    "by 5%",
    "increase it by 5",
    "multiply by 3",
    "after 3 meetings",
    "from 3 to 5 ovens",
    "between 9 and 17 people",
    "a scale from 1 to 10",
    "numbers between 1 and 12",
    "pages 9-10",
    "pages 3 to 5",
    "days 3 to 5",
    "rows 4 to 2",
    "more than 5",
    "at least 5",
    "at most 12",
    "$9.30",
    "at $5",
    "555-0930",
    "call 020 7946 0930",
    "version 9.30",
    "v10.15",
    "at 80 km/h",
    "25:00",
    "13pm",
    "12:75",
    "10:30:15:20",
    "one by one",
    "from 2020 to 2025",
    "2020-2025",
    "1h30",
    "9 hours",
    "after 14 hours",
    "from 20 to 30 minutes",
    "ratio 3:1",
    "chapter 12",
    "at 5 degrees",
    "by 2 pounds",
    "BA1030",
    "the 9 nurses",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time(text):
    assert times(text) == []
