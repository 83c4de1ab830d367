import pytest

from plangen.reading.mentions import occasions

MON, TUE, WED, THU, FRI = (0,), (1,), (2,), (3,), (4,)


def read(text):
    return [
        (tuple(ref.weekday for ref in found.days), found.start, found.end, found.side)
        for found in occasions(text, hours24=True)
    ]


ROWS = [
    (
        "Monday during 9:00 to 9:30, 10:30 to 11:00, Tuesday during 9:00 to 17:00",
        [(MON, 540, 570, "range"), (MON, 630, 660, "range"), (TUE, 540, 1020, "range")],
    ),
    ("9-10 on Monday", [(MON, 540, 600, "range")]),
    ("11:30 to 12:00, Tuesday", [(TUE, 690, 720, "range")]),
    ("9:00 to 9:30, 11:30 to 12:00, Tuesday", [(TUE, 540, 570, "range"), (TUE, 690, 720, "range")]),
    ("Mon/Wed 9am–10:30", [((0, 2), 540, 630, "range")]),
    (
        "Monday: 9-10, 14-15; Tuesday: none",
        [(MON, 540, 600, "range"), (MON, 840, 900, "range"), (TUE, None, None, "day")],
    ),
    ("9-10 on Monday, 11-12 on Tuesday", [(MON, 540, 600, "range"), (TUE, 660, 720, "range")]),
    ("at 9 on Monday and at 10 on Tuesday", [(MON, 540, None, "at"), (TUE, 600, None, "at")]),
    ("Monday 9-12 and 13-17", [(MON, 540, 720, "range"), (MON, 780, 1020, "range")]),
    (
        "on Monday and Wednesday from 9am to 11am, and on Friday after 3 pm",
        [((0, 2), 540, 660, "range"), (FRI, 900, None, "after")],
    ),
    ("9am to 5pm, Monday to Wednesday", [((0, 1, 2), 540, 1020, "range")]),
    ("Mon-Wed 9am to 5pm", [((0, 1, 2), 540, 1020, "range")]),
    ("Tuesday afternoon", [(TUE, 720, None, "after")]),
    ("Tuesday morning and Thursday evening", [(TUE, None, 720, "before"), (THU, 1020, None, "after")]),
    ("mornings", [((), None, 720, "before")]),
    ("in the evening", [((), 1020, None, "after")]),
    ("before 10am", [((), None, 600, "before")]),
    ("after 3pm", [((), 900, None, "after")]),
    ("until noon", [((), None, 720, "before")]),
    ("from 14:00 on", [((), 840, None, "after")]),
    ("from 14:00 onwards", [((), 840, None, "after")]),
    ("from 14:00", [((), 840, None, "after")]),
    ("14:00 or later", [((), 840, None, "after")]),
    ("11:00 at the latest", [((), None, 660, "before")]),
    ("by 5 pm", [((), None, 1020, "before")]),
    ("until midnight", [((), None, 1440, "before")]),
    ("no later than 16:00", [((), None, 960, "before")]),
    ("not after 16:00", [((), None, 960, "before")]),
    ("not before 9am", [((), 540, None, "after")]),
    ("no earlier than 9am", [((), 540, None, "after")]),
    ("since 8:00", [((), 480, None, "after")]),
    ("starting at 8:00", [((), 480, None, "after")]),
    ("ending by 18:00", [((), None, 1080, "before")]),
    ("between 9 and 17", [((), 540, 1020, "range")]),
    ("at 9:15", [((), 555, None, "at")]),
    ("Monday", [(MON, None, None, "day")]),
    ("Monday and Friday", [((0, 4), None, None, "day")]),
    ("Tuesday all day", [(TUE, None, None, "day")]),
    ("all day", [((), None, None, "day")]),
    ("on Monday before 10:30", [(MON, None, 630, "before")]),
    ("after 15:00 on Thursday", [(THU, 900, None, "after")]),
    ("Monday morning at 9", [(MON, 540, None, "at")]),
    ("busy Monday. Free at 9:00.", [(MON, None, None, "day"), ((), 540, None, "at")]),
    ("Monday 9:00-10:00\nTuesday 11:00-12:00", [(MON, 540, 600, "range"), (TUE, 660, 720, "range")]),
    ("Mon 9:00-10:00, 11:00-12:00; 14:00-15:00", [(MON, s, s + 60, "range") for s in (540, 660, 840)]),
    ("Monday (9:00-10:00)", [(MON, 540, 600, "range")]),
    ("Monday at 9 a.m. Tuesday at 10 a.m.", [(MON, 540, None, "at"), (TUE, 600, None, "at")]),
    (
        "works Monday 9-12, is off on Tuesday, and is free at 17:00 on Thursday",
        [(MON, 540, 720, "range"), (TUE, None, None, "day"), (THU, 1020, None, "at")],
    ),
    ("not before 10am or after 4pm", [((), 600, None, "after"), ((), 960, None, "after")]),
    ("hours are 8–12 and 13–17, Monday", [(MON, 480, 720, "range"), (MON, 780, 1020, "range")]),
    ("Thursday except 11-12", [(THU, 660, 720, "range")]),
    ("the tram at 9.05 takes long", [((), 545, None, "at")]),
    (
        "away from Monday at noon until Wednesday at 10am",
        [(MON, 720, None, "after"), (TUE, None, None, "day"), (WED, None, 600, "before")],
    ),
    (
        "from 9am on Monday to 5pm on Tuesday",
        [(MON, 540, None, "after"), (TUE, None, 1020, "before")],
    ),
    (
        "Monday 22:00 to Tuesday 06:00",
        [(MON, 1320, None, "after"), (TUE, None, 360, "before")],
    ),
    ("1-2:30pm Tue and all day Friday", [(TUE, 780, 870, "range"), (FRI, None, None, "day")]),
    ("Mon am, Tue pm", [(MON, None, 720, "before"), (TUE, 720, None, "after")]),
    ("the last at 23.10.", [((), 1390, None, "at")]),
    ("9-10 on Mon. Work at 11:00.", [(MON, 540, 600, "range"), ((), 660, None, "at")]),
    ("Monday at 9 a.m. Ben calls at 11:00.", [(MON, 540, None, "at"), ((), 660, None, "at")]),
    (
        "Monday between 9:00 and 12:00 or 14:00 and 16:00",
        [(MON, 540, 720, "range"), (MON, 840, 960, "range")],
    ),
    ("We like Kim. Kim: 8-10, 12-14.", [((), 480, 600, "range"), ((), 720, 840, "range")]),
    ("At 13 Ana meets Bo.", [((), 780, None, "at")]),
    ("no time is named", []),
    ("at least 3 people", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_groups_times_with_their_days(text, expected):
    assert read(text) == expected


def test_every_day_holds_for_times():
    (found,) = occasions("every day 8am to 10am")
    assert [ref.every for ref in found.days] == [True]
    assert (found.start, found.end) == (480, 600)


def test_every_evening_is_every_day():
    found = occasions("class on Monday 9:00-11:00, and works every evening from 6 until 9")
    assert [(ref.every, one.start, one.end) for one in found for ref in one.days] == [
        (False, 540, 660),
        (True, 1080, 1260),
    ]


def test_numbered_days_are_a_range_of_days():
    (found,) = occasions("between day 4 and day 7")
    assert [ref.number for ref in found.days] == [4, 5, 6, 7]
    assert found.side == "day"


def test_days_joined_by_or_are_a_choice():
    (found,) = occasions("on Monday or Tuesday before 9am")
    assert found.choice
    assert len(found.days) == 2


def test_nine_to_five_keeps_the_night():
    (found,) = occasions("from 9 to 5")
    assert found.alternatives == ((540, 1020), (1260, 300))


def test_one_reading_has_no_alternatives():
    (found,) = occasions("11 to 1 on Monday")
    assert (found.start, found.end, found.alternatives) == (660, 780, ())


def test_an_open_bound_keeps_both_halves():
    (found,) = occasions("before 10")
    assert found.alternatives == ((None, 600), (None, 1320))


def test_the_span_covers_day_and_bounding_words():
    text = "Ana is away on Monday until 10:30 though."
    (found,) = occasions(text)
    assert found.text == text[slice(*found.span)] == "Monday until 10:30"
