import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.reading.mentions import (
    ClockTime,
    Length,
    Money,
    Name,
    Occasion,
    names,
    occasions,
    read_values,
    uses_24_hours,
)
from plangen.reading.mentions.words import NUMBER_WORDS

_HOURS = {n: word for word, n in NUMBER_WORDS.items() if 1 <= n <= 12}
_WORDS = (
    "at from to between and until before , . : ; - – / 9 17 10:30 9am noon Monday Tue Fri March 3rd day 5 two hours "
    "half past a quarter of an hour Ana Ben Room $ 40 euros at least no more than every morning in the week 2026 "
    "one at a time % 3/4 09h30 1h30 T 2026-01-05 's + ( ) \n all days to 7"
)
_PIECES = st.sampled_from(re.split(" ", _WORDS))


def twelve(minute):
    hour, rest = divmod(minute, 60)
    return f"{hour % 12 or 12}:{rest:02d}", "am" if hour < 12 else "pm"


NOTATIONS = [
    lambda m: f"{m // 60:02d}:{m % 60:02d}",
    lambda m: f"{m // 60:02d}h{m % 60:02d}",
    lambda m: "".join(twelve(m)),
    lambda m: " ".join(twelve(m)),
    lambda m: twelve(m)[0] + " " + {"am": "a.m.", "pm": "p.m."}[twelve(m)[1]],
    lambda m: twelve(m)[0].replace(":", ".") + twelve(m)[1].upper(),
]


@given(st.integers(0, 1439), st.sampled_from(NOTATIONS))
def test_a_written_time_is_read_back(minute, write):
    (found,) = read_values(f"we meet at {write(minute)} sharp", hours24=True)
    assert (found.minute, found.alternatives) == (minute, ())


@given(
    st.integers(0, 1438),
    st.integers(1, 1439),
    st.sampled_from(NOTATIONS),
    st.sampled_from([" to ", "-", " – ", " until "]),
)
def test_a_written_range_is_read_back(start, end, write, link):
    if start < end:
        (found,) = occasions(f"{write(start)}{link}{write(end)}", hours24=True)
        assert (found.start, found.end, found.side) == (start, end, "range")


@given(
    st.integers(1, 12),
    st.sampled_from([("half past", 30), ("quarter past", 15), ("quarter to", -15), ("ten past", 10)]),
)
def test_a_spoken_time_is_read_back(hour, words):
    (found,) = read_values(f"{words[0]} {_HOURS[hour]}")
    assert {minute % 720 for minute in found.alternatives} == {(hour * 60 + words[1]) % 720}


@given(st.integers(1, 600))
def test_a_written_length_is_read_back(minutes):
    for text in (f"{minutes} minutes", f"{minutes}-minute", f"{minutes // 60} h {minutes % 60} min"):
        (found,) = read_values(text)
        assert isinstance(found, Length)
        assert (found.low, found.unit) == (minutes, "minutes")


@given(st.integers(0, 10**7))
def test_written_money_is_read_back(cents):
    (found,) = read_values(f"${cents // 100:,}.{cents % 100:02d}")
    assert isinstance(found, Money)
    assert (found.low, found.currency) == (cents, "USD")


def _sound(text):
    values = read_values(text)
    end = 0
    for value in values:
        assert end <= value.span[0] < value.span[1] <= len(text)
        assert value.text == text[slice(*value.span)]
        end = value.span[1]
        if isinstance(value, ClockTime):
            assert 0 <= value.minute <= 1440
            assert not value.alternatives or value.minute in value.alternatives
    covered = {at for value in values for at in range(*value.span)}
    assert all(at in covered for match in re.finditer(r"\d", text) for at in range(*match.span()))
    for found in (*names(text), *occasions(text)):
        assert isinstance(found, Name | Occasion)
        assert found.text == text[slice(*found.span)]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    _sound(text)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["", " ", "  "]))
def test_any_heap_of_words_can_be_read(pieces, gap):
    _sound(gap.join(pieces))


@pytest.mark.parametrize("word", [word for word in NUMBER_WORDS if word != "zero"])
def test_each_number_word_is_reported(word):
    assert [value.text for value in read_values(f"the {word}!")] == [word]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Two nurses work at 9 in Room 2 for 45 minutes.", ["Quantity", "ClockTime", "Name", "Length"]),
        ("In 2026 we pay $40 on Monday afternoon.", ["Number", "Money", "Day", "DayPart"]),
        ("Ana needs 3 hours by 5 pm, at most 2 people.", ["Name", "Length", "ClockTime", "Quantity"]),
        ("Call 555-0199 about flight BA123.", ["Number", "Number"]),
        ("It is 5 Ana 3", ["Number", "Name", "Number"]),
    ],
)
def test_values_stand_in_order(text, kinds):
    assert [type(value).__name__ for value in read_values(text)] == kinds


@pytest.mark.parametrize("text", ["40 EUR for 5 KG at 9AM", "\u017fix \u212a 5 \u0130 M\u0130N", "Kim is at Kiel"])
def test_letters_of_any_case_and_kind(text):
    _sound(text)
    expected = {"4": ["Money", "Quantity", "ClockTime"], "K": ["Name", "Name"]}.get(text[0])
    assert expected is None or [type(value).__name__ for value in read_values(text)] == expected


def test_names_of_the_whole_text_serve_a_part():
    whole = "Orla has a badge. Orla at 9."
    part = whole[18:]
    known = [Name((0, 4), "Orla")]
    assert [value.text for value in read_values(part, known=known)] == ["Orla", "9"]


@pytest.mark.parametrize(
    ("text", "expected"), [("9:00 to 17:00", True), ("at 09:30", True), ("9:30", False), ("9:00 am, 17:00", False)]
)
def test_tells_the_24_hour_clock(text, expected):
    assert uses_24_hours(text) is expected


@pytest.mark.parametrize(
    "piece",
    [
        "9 ",
        "at ",
        "a ",
        " ",
        "-",
        "9",
        "Ana ",
        "A.",
        "one ",
        "9:00 to 10:00, ",
        "Monday and ",
        "1,",
        "\n",
        "day 1 to ",
        "no more than ",
        "a-",
        "day 1, ",
        "$",
        "Aa",
    ],
)
def test_a_hostile_text_is_read_in_linear_time(piece):
    def seconds(size):
        text = (piece * size)[:size]
        started = time.perf_counter()
        read_values(text)
        occasions(text)
        return time.perf_counter() - started

    small = min(seconds(1_500) for _ in range(3))
    assert seconds(12_000) < 30 * small + 0.2
