import json

import pytest

from plangen.errors import TaskFileError
from plangen.schema import Slot
from plangen.tasks import natural_plan_task

OWN = """\
You plan to visit 3 European cities for 9 days in total. You only take direct flights to commute between cities. \
You want to spend 4 days in Graz. You plan to stay in Bad Ems for 3 days. You would like to visit Turku for 4 days. \
During day 6 and day 9, you have to attend a conference in Turku. \
From day 1 to day 3, there is a annual show you want to attend in Bad Ems.

Here are the cities that have direct flights:
from Bad Ems to Graz, Graz and Turku, from Turku to Bad Ems.

Find a trip plan of visiting the cities for 9 days by taking direct flights to commute between them."""


@pytest.fixture(scope="module")
def rows(calendar):
    lines = calendar.with_name("trip_planning.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def of_type(task, family):
    return [constraint.check for constraint in task.constraints if constraint.check["type"] == family]


def test_the_template_is_read_in_our_own_words():
    task = natural_plan_task({"id": "own", "prompt": OWN})
    checks = {constraint.id: constraint.check for constraint in task.constraints}
    assert checks == {
        "cities": {"type": "cover", "field": "location", "values": ["Graz", "Bad Ems", "Turku"], "once": True},
        "days": {"type": "bounds", "start": 1, "end": 9},
        "graz_days": {"type": "duration", "select": {"location": "Graz"}, "min": 3, "max": 3},
        "bad_ems_days": {"type": "duration", "select": {"location": "Bad Ems"}, "min": 2, "max": 2},
        "turku_days": {"type": "duration", "select": {"location": "Turku"}, "min": 3, "max": 3},
        "turku_event": {"type": "present", "location": "Turku", "interval": [6, 9]},
        "bad_ems_event": {"type": "present", "location": "Bad Ems", "interval": [1, 3]},
        "flights": {
            "type": "transition",
            "lag": {"Graz": {"Turku": 0}, "Bad Ems": {"Graz": 0}, "Turku": {"Graz": 0, "Bad Ems": 0}},
            "exact": True,
        },
    }
    assert task.plan_format.unit == "day"
    assert task.plan_format.slots[1] == Slot(
        id="stay_bad_ems", action="stay", location="Bad Ems", within=((1, 9),), duration=(2, 2)
    )


def test_stays_equal_the_data_beside_the_prompts(rows):
    assert len(rows) == 48
    for row in rows:
        task = natural_plan_task(row)
        gold = dict(zip(row["cities"].split("**"), map(int, row["durations"].split("**")), strict=True))
        assert {c["select"]["location"]: c["min"] + 1 for c in of_type(task, "duration")} == gold


def test_events_and_flights_equal_the_annotation_but_for_the_direction(rows):
    annotated = [row for row in rows if row["constraints"]]
    assert len(annotated) == 24
    for row in annotated:
        task, theirs = natural_plan_task(row), row["constraints"]
        assert of_type(task, "bounds")[0]["end"] == theirs["trip_length"]
        mine = {(c["location"], *c["interval"]) for c in of_type(task, "present")}
        assert mine == {(c["city"], c["start"], c["end"]) for c in theirs["city_day_ranges"]}
        (flights,) = of_type(task, "transition")
        pairs = {frozenset((a, b)) for a, to in flights["lag"].items() for b in to}
        assert pairs == {frozenset((flight["from"], flight["to"])) for flight in theirs["direct_flights"]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("You want to spend 4 days in Graz", "You might spend 4 days in Graz"), "`You might spend"),
        (("3 European cities", "4 European cities"), "of 4 cities and gives the days of 3"),
        (("visiting the cities for 9 days", "visiting the cities for 8 days"), "two lengths"),
        (("Graz and Turku", "Graz or Turku"), "`Graz or Turku`, which is no flight"),
        (("Graz and Turku", "Graz and Torku"), "which is no flight between two of the cities"),
        (("attend in Bad Ems", "attend in Bad Aibling"), "no days for Bad Aibling"),
        (("From day 1 to day 3", "From day 3 to day 1"), "ends before it begins"),
        (("stay in Bad Ems", "stay in Graz"), "two things about `graz_days`"),
        (("visit Turku for 4 days", "visit Turku for 10 days"), "do not fit"),
        (("commute between them.", "commute between them. Take the train."), "`Take the train.`"),
        (("\n\nFind a trip plan", "\n\nFind no trip plan"), "which the template does not have"),
    ],
)
def test_a_prompt_that_is_not_understood_is_refused_whole(change, message):
    with pytest.raises(TaskFileError, match=message):
        natural_plan_task({"prompt": OWN.replace(*change)})
