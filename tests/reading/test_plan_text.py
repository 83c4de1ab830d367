import contextlib
import json
import random
import re
import time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.errors import ParseError, UsageError
from plangen.reading import (
    Clock,
    count_starts,
    misfits,
    plan_reply,
    plan_schema,
    read_plan,
    read_step,
    render_plan,
    starts,
    step_schema,
)
from plangen.schema import Plan, PlanFormat, Slot, Step

TWO = PlanFormat(
    slots=(
        Slot(id="a", action="meet", actors=("Ana", "Ben"), within=((540, 660),), duration=(30, 30), every=30),
        Slot(id="b", location="Lab", within=((540, 660), (1980, 2040)), duration=(30, 60), every=15),
    )
)
REPLY = (
    '{"steps": [{"id": "a", "start": "Monday 09:30"}, {"id": "b", "start": "Tuesday 09:00", "end": "Tuesday 09:45"}]}'
)


def test_the_schema_offers_what_the_slots_allow_and_no_more():
    schema = plan_schema(TWO, thoughts=True)
    jsonschema.Draft202012Validator.check_schema(schema)
    first, second = schema["properties"]["steps"]["prefixItems"]
    assert list(schema["properties"]) == ["thoughts", "steps"]
    assert first["properties"]["start"]["enum"] == ["Monday 09:00", "Monday 09:30", "Monday 10:00", "Monday 10:30"]
    assert "end" not in first["properties"]
    assert second["properties"]["end"]["enum"][0] == "Monday 09:30"
    assert second["properties"]["end"]["enum"][-1] == "Tuesday 10:00"
    assert first["additionalProperties"] is schema["additionalProperties"] is False


def test_every_reply_of_the_schema_is_read():
    schema = plan_schema(TWO)
    jsonschema.validate(json.loads(REPLY), schema)
    for text in schema["properties"]["steps"]["prefixItems"][0]["properties"]["start"]["enum"]:
        reply = json.loads(REPLY)
        reply["steps"][0]["start"] = text
        assert not misfits(TWO, read_plan(TWO, json.dumps(reply)))


@pytest.mark.parametrize(
    ("unit", "origin", "end"),
    [
        ("minute", None, 10_080),
        ("minute", "2026-01-05T00:00", 10_080),
        ("minute", "2026-01-05T00:00", 10**8),
        ("day", None, 5000),
        ("day", "2026-01-05", 5000),
        ("step", None, 5000),
        ("hour", None, 10**8),
    ],
)
def test_many_starts_become_a_pattern_that_fits_them_all(unit, origin, end):
    shape = PlanFormat(unit=unit, origin=origin, slots=(Slot(id="s", within=((0, end),), duration=(1, 1)),))
    pattern = plan_schema(shape)["properties"]["steps"]["prefixItems"][0]["properties"]["start"]["pattern"]
    ticks = random.Random(0).sample(range(end), 200)
    texts = [Clock.of(shape).time(tick) for tick in ticks]
    if end <= 10_080:
        assert all(re.search(pattern, text) for text in texts)
    assert not re.search(pattern, "soon")


def test_a_pattern_keeps_the_grid():
    shape = PlanFormat(slots=(Slot(id="s", within=((0, 20_000),), duration=(30, 30), every=30),))
    pattern = plan_schema(shape)["properties"]["steps"]["prefixItems"][0]["properties"]["start"]["pattern"]
    assert re.search(pattern, "week 2 Tuesday 10:30")
    assert not re.search(pattern, "week 2 Tuesday 10:45")


def test_starts_are_counted_without_listing_them():
    for slot in TWO.slots:
        assert count_starts(slot) == len(list(starts(slot)))
    assert count_starts(Slot(id="s", within=((0, 10**9),), duration=(1, 1))) == 10**9
    with pytest.raises(UsageError, match="allows no start"):
        plan_schema(PlanFormat(slots=(Slot(id="s", within=((0, 5),), duration=(9, 9)),)))


def test_the_step_schema_is_that_of_the_next_slot():
    assert step_schema(TWO)["properties"]["id"] == {"const": "a"}
    assert step_schema(TWO, ("a",))["properties"]["id"] == {"const": "b"}
    with pytest.raises(UsageError):
        step_schema(TWO, ("a", "b"))


def test_a_plan_grows_step_by_step():
    plan = read_step(TWO, Plan(unit="minute"), 'Let me see.\n{"id": "b", "start": "Monday 09:00", "end": "09:40"}')
    plan = read_step(TWO, plan, '{"id": "a", "start": "10:00"}')
    assert [(step.id, step.start, step.end) for step in plan.steps] == [("a", 600, 630), ("b", 540, 580)]
    with pytest.raises(ParseError, match="given twice"):
        read_step(TWO, plan, '{"id": "a", "start": "10:00"}')


def test_a_step_takes_over_what_its_slot_fixes():
    plan = read_plan(TWO, REPLY)
    assert plan.steps[0] == Step(id="a", action="meet", start=570, end=600, actors=("Ana", "Ben"))
    assert (plan.unit, plan.origin, plan.text) == ("minute", None, "")


@pytest.mark.parametrize(
    "text",
    [
        REPLY,
        f"```json\n{REPLY}\n```",
        f"Sure, {{here}} it is: {REPLY} Have fun!",
        f'I weigh {{"a": 1}} first.\n```\n{{"x": 2}}\n```\nThen {REPLY}',
        f'A 5" ruler: {REPLY}',
        REPLY.replace('"steps"', '"thoughts": "x", "steps"'),
    ],
)
def test_a_plan_is_found_in_its_reply(text):
    assert read_plan(TWO, text) == read_plan(TWO, REPLY)


def test_what_is_written_for_a_model_reads_back():
    plan = read_plan(TWO, REPLY)
    assert read_plan(TWO, plan_reply(TWO, plan)) == plan
    jsonschema.validate(json.loads(plan_reply(TWO, plan)), plan_schema(TWO))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the reply is empty"),
        ("   ", "the reply is empty"),
        ("Monday works.", "no JSON object with `steps`"),
        ("[]", "not an object"),
        ('{"steps": 3}', "no list `steps`"),
        ('{"plan": []}', "unknown key `plan`"),
        ('{"steps": []}', "lacks the step `a`"),
        ('{"steps": [3]}', "step 1 is not an object"),
        ('{"steps": [{"start": "Monday 09:00"}]}', "a step has no `id`"),
        ('{"steps": [{"id": "c", "start": "Monday 09:00"}]}', "the step `c` is unknown; the task asks for a, b"),
        ('{"steps": [{"id": ["a"], "start": "Monday 09:00"}]}', "is unknown"),
        ('{"steps": [{"id": "a"}]}', "step `a` has no `start`"),
        ('{"steps": [{"id": "a", "start": null}]}', "step `a` has no `start`"),
        ('{"steps": [{"id": "a", "start": true}]}', "step `a` has no `start`"),
        ('{"steps": [{"id": "a", "start": "soon"}]}', "step `a`, `start`: `soon` is not a time"),
        ('{"steps": [{"id": "a", "start": 1e3}]}', "step `a` has no `start`"),
        ('{"steps": [{"id": "b", "start": "Monday 09:00"}]}', "step `b` has no `end`"),
        ('{"steps": [{"id": "b", "start": "09:00", "end": "09:30"}]}', "names no day"),
        ('{"steps": [{"id": "a", "start": "09:00", "note": 1}]}', "unknown key `note`"),
        ('{"steps": [{"id": "a", "start": "09:00"}, {"id": "a", "start": "09:00"}]}', "given twice"),
        ('{"steps": [{}, {}, {}]}', "has 3 steps, the task asks for 2"),
        ('{"steps": [], "steps": []}', "given twice"),
        ('{"steps": ' + "[" * 100_000, "no JSON object"),
        (REPLY[:-5], "no JSON object"),
    ],
)
def test_a_bad_reply_says_what_is_wrong(text, message):
    with pytest.raises(ParseError) as caught:
        read_plan(TWO, text)
    assert message in str(caught.value)


def test_a_beginning_may_lack_slots():
    plan = read_plan(TWO, '{"steps": [{"id": "a", "start": "09:00"}]}', partial=True)
    assert [step.id for step in plan.steps] == ["a"]


def test_any_text_is_prose_without_a_format():
    assert read_plan(None, "Go home.\ud800").text == "Go home.\ufffd"
    assert read_plan(PlanFormat(), "Go home.") == Plan(unit="minute", text="Go home.")
    with pytest.raises(ParseError):
        read_plan(None, " ")


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from('{}[]":,\\`\n steps id start a Monday 09:00'), max_size=200))
def test_hostile_replies_are_read_or_refused(text):
    with contextlib.suppress(ParseError):
        read_plan(TWO, text)


@pytest.mark.parametrize(
    "text", ["{" * 1_000_000, '{"' * 500_000, "```\n" * 400_000, "```" + "\n" * 1_000_000, '{"steps":' * 200_000]
)
def test_hostile_replies_are_refused_in_no_time(text):
    began = time.perf_counter()
    with pytest.raises(ParseError):
        read_plan(TWO, text)
    assert time.perf_counter() - began < 5


def test_plans_are_shown_to_people():
    assert render_plan(read_plan(TWO, REPLY)) == ("1. a: Monday 09:30–10:00 (Ana, Ben)\n2. b: Tuesday 09:00–09:45, Lab")
    assert render_plan(Plan(text="Go home.")) == "Go home."
    assert render_plan(Plan(steps=(Step(id="s"), Step(id="t", start=3)))) == "1. s: no time\n2. t: step 3"


def test_misfits_name_what_is_not_of_the_format():
    def messages(*steps, **fields):
        return [fault.message for fault in misfits(TWO, Plan(unit="minute", steps=steps), **fields)]

    fine = read_plan(TWO, REPLY).steps
    a, b = fine
    assert messages(*fine) == []
    assert messages(a, partial=True) == []
    assert messages(a) == ["the step b is missing"]
    assert messages(a, a, b) == ["a is given twice"]
    assert messages(a, b, Step(id="c")) == ["c is no step that the task asks for"]
    assert messages(a.model_copy(update={"actors": ()}), b) == [
        "a has another action, location or actors than the task asks for"
    ]
    assert messages(a.model_copy(update={"start": 575, "end": 605}), b) == [
        "a starts at Monday 09:35, the task asks for every 30 min"
    ]
    assert messages(a.model_copy(update={"end": 630}), b) == ["a lasts 1 h, the task asks for 30 min"]
    assert messages(a.model_copy(update={"start": 645, "end": 675}), b) == [
        "a (Monday 10:45–11:15) does not lie within Monday 09:00–11:00"
    ]
    assert messages(a.model_copy(update={"end": None}), b) == ["a has no valid start and end"]
    assert "counts days" in misfits(TWO, Plan(unit="day", steps=fine))[0].message
