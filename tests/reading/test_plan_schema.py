import json
import random
import re

import jsonschema
import pytest

from plangen.errors import UsageError
from plangen.models.dialect import is_strict
from plangen.reading import Clock, misfits, plan_schema, read_plan, step_schema
from plangen.schema import PlanFormat, Slot
from tests.reading.test_plan_text import REPLY, TRIP, TWO

SUPPORTED = {"type", "properties", "required", "additionalProperties", "enum", "anyOf", "pattern"}
"""Keywords that OpenAI's strict mode takes, of those that stand in a plan's schema."""


def nodes(schema):
    """Every schema inside a schema; property names are no keywords."""
    yield schema
    for part in [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]:
        yield from nodes(part)


def test_the_schema_offers_what_the_slots_allow_and_no_more():
    schema = plan_schema(TWO, thoughts=True)
    jsonschema.Draft202012Validator.check_schema(schema)
    first, second = schema["properties"]["steps"]["properties"].values()
    assert list(schema["properties"]) == ["thoughts", "steps"]
    assert first["properties"]["start"]["enum"] == ["Monday 09:00", "Monday 09:30", "Monday 10:00", "Monday 10:30"]
    assert "end" not in first["properties"]
    assert second["properties"]["end"]["enum"][0] == "Monday 09:30"
    assert second["properties"]["end"]["enum"][-1] == "Tuesday 10:00"
    assert first["additionalProperties"] is schema["additionalProperties"] is False


def test_every_reply_of_the_schema_is_read():
    schema = plan_schema(TWO)
    jsonschema.validate(json.loads(REPLY), schema)
    for text in schema["properties"]["steps"]["properties"]["a"]["properties"]["start"]["enum"]:
        reply = json.loads(REPLY)
        reply["steps"]["a"]["start"] = text
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
    pattern = plan_schema(shape)["properties"]["steps"]["properties"]["s"]["properties"]["start"]["pattern"]
    ticks = random.Random(0).sample(range(end), 200)
    texts = [Clock.of(shape).time(tick) for tick in ticks]
    if end <= 10_080:
        assert all(re.search(pattern, text) for text in texts)
    assert not re.search(pattern, "soon")


def test_a_pattern_keeps_the_grid():
    shape = PlanFormat(slots=(Slot(id="s", within=((0, 20_000),), duration=(30, 30), every=30),))
    pattern = plan_schema(shape)["properties"]["steps"]["properties"]["s"]["properties"]["start"]["pattern"]
    assert re.search(pattern, "week 2 Tuesday 10:30")
    assert not re.search(pattern, "week 2 Tuesday 10:45")


@pytest.mark.parametrize("shape", [TWO, TRIP, PlanFormat(values={"a": (1, 2.5, None)})])
def test_the_schema_keeps_to_the_strict_subset(shape):
    for schema in (plan_schema(shape), step_schema(shape)):
        assert is_strict(schema)
        assert schema["type"] == "object"
        for node in nodes(schema):
            assert node.keys() <= SUPPORTED
            assert "type" in node or "anyOf" in node
            if node.get("type") == "object":
                assert node["required"] == list(node["properties"])
                assert node["additionalProperties"] is False


def test_an_optional_slot_may_be_null_and_no_other():
    steps = plan_schema(TRIP)["properties"]["steps"]["properties"]
    assert list(steps) == ["tea", "walk", "nap"]
    assert [kind.get("type") for kind in steps["tea"]["anyOf"]] == ["object", "null"]
    assert steps["walk"]["type"] == "object"


def test_barred_starts_are_not_offered_again():
    def offered(barred):
        steps = plan_schema(TRIP, barred=barred)["properties"]["steps"]["properties"]
        return steps["walk"]["properties"]["start"]["enum"], steps["tea"]

    assert offered({"walk": [540, 600]})[0] == ["Monday 09:30"]
    assert len(offered({"walk": [540, 570, 600]})[0]) == 3
    assert offered({"tea": [540, 570]})[1] == {"type": "null"}


def test_values_are_chosen_out_of_their_domain():
    values = plan_schema(TRIP)["properties"]["values"]
    assert values["properties"]["colour"] == {"type": "string", "enum": ["red", "blue"]}
    assert values["properties"]["seats"]["anyOf"] == [
        {"type": "integer", "enum": [1, 2]},
        {"type": "boolean", "enum": [True]},
    ]
    with pytest.raises(UsageError, match="empty domain"):
        plan_schema(PlanFormat(values={"a": ()}))
    with pytest.raises(UsageError, match="neither slots nor values"):
        plan_schema(PlanFormat())


def test_the_step_schema_is_that_of_the_next_slot():
    assert list(step_schema(TWO)["properties"]["steps"]["properties"]) == ["a"]
    assert list(step_schema(TWO, ("a",))["properties"]["steps"]["properties"]) == ["b"]
    assert list(step_schema(TWO, ("b",))["properties"]["steps"]["properties"]) == ["a"]
    with pytest.raises(UsageError):
        step_schema(TWO, ("a", "b"))


def test_the_last_step_decides_what_may_follow_and_the_values():
    schema = step_schema(TRIP)
    assert list(schema["properties"]["steps"]["properties"]) == ["tea", "walk", "nap"]
    assert list(schema["properties"]["values"]["properties"]) == ["colour", "seats"]
    longer = TRIP.model_copy(update={"slots": (*TRIP.slots, TRIP.slots[1].model_copy(update={"id": "run"}))})
    assert list(step_schema(longer)["properties"]) == ["steps"]
    assert list(step_schema(longer)["properties"]["steps"]["properties"]) == ["tea", "walk"]
    last = step_schema(longer, ("tea", "walk"))["properties"]
    assert list(last["steps"]["properties"]) == ["nap", "run"]
    assert list(last["values"]["properties"]) == ["colour", "seats"]
    only_values = step_schema(TRIP, ("tea", "walk", "nap"))
    assert list(only_values["properties"]) == ["values"]
