import json

import pytest

from plangen.errors import TaskFileError
from plangen.schema import Slot
from plangen.tasks import natural_plan_task

OWN = """\
You are visiting Old Harbour for the day and want to meet as many friends as possible. Solve the problem by \
considering various different schedules and picking the best one to optimize your goals.

Travel distances (in minutes):
Dock to Old Mill: 12.
Dock to Saint-Luke's Hill: 20.
Old Mill to Dock: 11.
Old Mill to Saint-Luke's Hill: 9.
Saint-Luke's Hill to Dock: 15.
Saint-Luke's Hill to Old Mill: 8.

CONSTRAINTS: You arrive at Dock at 9:00AM. Zora will be at Old Mill from 8:15AM to 12:00PM. You'd like to meet Zora \
for a minimum of 75 minutes. Ike will be at Saint-Luke's Hill from 12:30PM to 9:45PM. You'd like to meet Ike for a \
minimum of 15 minutes.

Your response should start with 'SOLUTION:'."""


@pytest.fixture(scope="module")
def rows(calendar):
    lines = calendar.with_name("meeting_planning.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def of_type(task, family):
    return [constraint.check for constraint in task.constraints if constraint.check["type"] == family]


def minutes(text):
    hours, rest = text[:-2].split(":")
    return int(hours) % 12 * 60 + int(rest) + (720 if text.endswith("PM") else 0)


def test_the_template_is_read_in_our_own_words():
    task = natural_plan_task({"id": "own", "prompt": OWN})
    assert [(c.id, c.check["type"]) for c in task.constraints] == [
        ("walks", "transition"),
        ("arrival", "window"),
        ("zora_window", "window"),
        ("zora_length", "duration"),
        ("ike_window", "window"),
        ("ike_length", "duration"),
        ("most_friends", "minimise"),
    ]
    walks, arrival, window, length = (c.check for c in task.constraints[:4])
    assert walks["lag"]["Saint-Luke's Hill"] == {"Dock": 15, "Old Mill": 8}
    assert (walks["origin"], walks["origin_time"], arrival["earliest"]) == ("Dock", 540, 540)
    assert window == {"type": "window", "select": {"actor": "Zora"}, "earliest": 495, "latest": 720}
    assert length == {"type": "duration", "select": {"actor": "Zora"}, "min": 75}
    assert of_type(task, "minimise") == [{"type": "minimise", "objective": "steps", "sense": "max"}]
    assert task.plan_format.slots[1] == Slot(
        id="meet_ike",
        action="meet",
        location="Saint-Luke's Hill",
        actors=("Ike",),
        within=((750, 1305),),
        duration=(15, 555),
        optional=True,
    )
    assert task.text.endswith("minimum of 15 minutes.")


def test_what_was_read_equals_the_data_beside_the_prompts(rows):
    assert len(rows) == 50
    for row in rows:
        task = natural_plan_task(row)
        (start, time), *friends = row["official_constraints"]
        (walks,) = of_type(task, "transition")
        assert walks["lag"] == row["dist_matrix"]
        assert (walks["origin"], walks["origin_time"]) == (start, minutes(time))
        windows = {c["select"]["actor"]: (c["earliest"], c["latest"]) for c in of_type(task, "window") if "select" in c}
        assert windows == {who: tuple(map(minutes, hours.split(" to "))) for who, _, hours, _ in friends}
        lengths = {c["select"]["actor"]: c["min"] for c in of_type(task, "duration")}
        assert lengths == {who: wanted for who, _, _, wanted in friends}
        assert [(*slot.actors, slot.location) for slot in task.plan_format.slots] == [(f[0], f[1]) for f in friends]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("as many friends as possible", "some friends"), "which the template does not have"),
        (("Ike will be", "Ike might be"), "`Ike might be at"),
        (("meet Ike for a minimum of", "meet Ike for at most"), "which the template does not have"),
        (("meet Ike for", "meet Zora for"), "speaks of Ike and goes on with Zora"),
        (("will be at Old Mill", "will be at New Mill"), "no way from New Mill"),
        (("Dock to Old Mill: 12.", "Dock to Old Mill, 12."), "which the template does not have"),
        (("Old Mill to Dock: 11.", "Dock to Old Mill: 11."), "twice"),
        (("12:30PM to 9:45PM", "12:30PM to 9:45AM"), "does not end after it starts"),
        (("minimum of 75", "minimum of 750"), "stays less than the 750 minutes"),
        (("Zora", "Ike"), "two things about `ike_window`"),
        (("minimum of 15 minutes.", "minimum of 15 minutes. Ike likes tea."), "`Ike likes tea.`"),
    ],
)
def test_a_prompt_that_is_not_understood_is_refused_whole(change, message):
    with pytest.raises(TaskFileError, match=message):
        natural_plan_task({"prompt": OWN.replace(*change)})
