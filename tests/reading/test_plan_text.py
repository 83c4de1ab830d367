import contextlib
import json
import time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.errors import ParseError
from plangen.reading import misfits, plan_reply, plan_schema, read_plan, read_step, render_plan
from plangen.reading.plan_text import is_whole
from plangen.schema import Plan, PlanFormat, Slot, Step

TWO = PlanFormat(
    slots=(
        Slot(id="a", action="meet", actors=("Ana", "Ben"), within=((540, 660),), duration=(30, 30), every=30),
        Slot(id="b", location="Lab", within=((540, 660), (1980, 2040)), duration=(30, 60), every=15),
    )
)
REPLY = '{"steps": {"a": {"start": "Monday 09:30"}, "b": {"start": "Tuesday 09:00", "end": "Tuesday 09:45"}}}'
LISTED = (
    '{"steps": [{"id": "a", "start": "Monday 09:30"}, {"id": "b", "start": "Tuesday 09:00", "end": "Tuesday 09:45"}]}'
)
TRIP = PlanFormat(
    slots=(
        Slot(id="tea", within=((540, 600),), duration=(30, 30), every=30, optional=True),
        Slot(id="walk", within=((540, 660),), duration=(60, 60), every=30, resources={"guide": 1}, cost=12.5),
        Slot(id="nap", within=((600, 720),), duration=(30, 60), every=30, optional=True),
    ),
    values={"colour": ("red", "blue"), "seats": (1, 2, True)},
)


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
        LISTED,
        REPLY.replace('"b": {', '"b": {"id": "b", '),
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
    trip = read_plan(TRIP, '{"steps": {"walk": {"start": "09:00"}}, "values": {"colour": "red", "seats": 1}}')
    assert read_plan(TRIP, plan_reply(TRIP, trip)) == trip
    jsonschema.validate(json.loads(plan_reply(TRIP, trip)), plan_schema(TRIP))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the reply is empty"),
        ("   ", "the reply is empty"),
        ("Monday works.", "no JSON object with `steps`"),
        ("[]", "not an object"),
        ('{"steps": 3}', "no object `steps`"),
        ('{"values": {}}', "no object `steps`"),
        ('{"steps": {}}', "lacks the step `a`"),
        ('{"steps": {"a": null}}', "step `a` is not an object"),
        ('{"steps": {"a": "Monday 09:00"}}', "step `a` is not an object"),
        ('{"steps": {"c": {"start": "Monday 09:00"}}}', "the step `c` is unknown; the task asks for a, b"),
        ('{"steps": {"c": null}}', "the step `c` is unknown"),
        ('{"steps": {"a": {"id": "b", "start": "Monday 09:00"}}}', "the step `a` names itself `b`"),
        ('{"steps": {"a": {"start": "09:00"}, "a": {"start": "09:00"}}}', "given twice"),
        ('{"steps": {"a": {}}, "values": {"x": 1}}', "step `a` has no `start`"),
        (REPLY[:-1] + ', "values": {"x": 1}}', "`values` has an unknown key `x`"),
        (REPLY[:-1] + ', "values": 3}', "`values` is not an object"),
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


def test_an_optional_step_may_be_null_or_lack():
    for steps in ('{"tea": null, "walk": {"start": "09:00"}, "nap": null}', '{"walk": {"start": "09:00"}}'):
        plan = read_plan(TRIP, f'{{"steps": {steps}, "values": {{"seats": 1, "colour": "red"}}}}')
        assert [step.id for step in plan.steps] == ["walk"]
        assert not misfits(TRIP, plan)


def test_a_step_takes_over_the_resources_and_cost_of_its_slot():
    plan = read_plan(TRIP, '{"steps": {"walk": {"start": "09:00"}}}', partial=True)
    assert (plan.steps[0].resources, plan.steps[0].cost) == ({"guide": 1}, 12.5)


def test_values_are_read_as_their_domain_writes_them():
    walk = '"steps": {"walk": {"start": "09:00"}}'
    plan = read_plan(TRIP, f'{{{walk}, "values": {{"seats": 2.0, "colour": "green"}}}}')
    assert plan.values == {"colour": "green", "seats": 2}
    assert type(plan.values["seats"]) is int
    assert read_plan(TRIP, f'{{{walk}, "values": {{"seats": true, "colour": "red"}}}}').values["seats"] is True
    with pytest.raises(ParseError, match="lacks the value `seats`"):
        read_plan(TRIP, f'{{{walk}, "values": {{"colour": "red"}}}}')


def test_a_format_of_values_alone_needs_no_steps():
    shape = PlanFormat(unit="step", values={"a": ("red", "blue")})
    plan = read_plan(shape, 'I choose {"values": {"a": "blue"}}.')
    assert (plan.values, plan.steps) == ({"a": "blue"}, ())
    assert read_plan(shape, plan_reply(shape, plan)) == plan
    assert render_plan(plan) == "a = blue"


def test_the_last_step_also_decides_what_may_follow_it():
    plan = read_step(TRIP, Plan(unit="minute"), '{"steps": {"tea": null, "walk": {"start": "09:30"}, "nap": null}}')
    assert not is_whole(TRIP, plan)
    plan = read_step(TRIP, plan, '{"values": {"colour": "red", "seats": 1}}')
    assert is_whole(TRIP, plan)
    assert [step.id for step in plan.steps] == ["walk"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"steps": {"b": {"start": "Monday 09:00", "end": "09:30"}, "a": {"start": "09:00"}}}', "the steps b, a"),
        ('{"steps": {}}', "lacks the step `a`"),
        ('{"values": {}}', "lacks the step `a`"),
        ('{"thoughts": "none"}', "no object `steps`"),
    ],
)
def test_a_step_that_is_not_one_is_refused(text, message):
    with pytest.raises(ParseError, match=message):
        read_step(TWO, Plan(unit="minute"), text)


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
