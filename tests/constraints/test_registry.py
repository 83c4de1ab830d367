import json

import pytest

from plangen.constraints import FAMILIES, TICKS, build_check
from plangen.errors import UsageError
from plangen.schema import Slot
from tests.constraints.examples import EXAMPLES, VARIANTS


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({}, "has no `type`"),
        ({"type": 3}, "has no `type`"),
        ({"type": "windoww"}, "unknown check `windoww` (did you mean `window`?)"),
        ({"type": "window"}, "check `window`: needs `earliest` or `latest`"),
        ({"type": "window", "earlest": 3}, "check `window`: unknown field `earlest`; did you mean `earliest`?"),
        ({"type": "window", "earliest": 9, "latest": 3}, "`earliest` lies after `latest`"),
        ({"type": "window", "earliest": "9"}, "check `window`: field `earliest`"),
        ({"type": "window", "earliest": True}, "check `window`: field `earliest`"),
        ({"type": "window", "earliest": 10**12}, "check `window`: field `earliest`"),
        (
            {"type": "window", "earliest": 1, "select": {"actr": "Ana"}},
            "unknown field `select.actr`; did you mean `actor`?",
        ),
        ({"type": "window", "earliest": 1, "select": {"actor": ""}}, "check `window`: field `select.actor`"),
        ({"type": "duration", "min": -1}, "a length cannot be negative"),
        ({"type": "duration", "min": 3, "max": 2}, "`min` is greater than `max`"),
        ({"type": "avoid"}, "check `avoid`: the field `intervals` is missing"),
        ({"type": "avoid", "intervals": []}, "check `avoid`: field `intervals`"),
        ({"type": "avoid", "intervals": [[5, 5]]}, "the interval [5, 5] does not end after it starts"),
        ({"type": "allowed", "field": "colour", "values": [1]}, "a step has no field `colour`"),
        ({"type": "count"}, "needs `min` or `max`"),
        ({"type": "count", "min": -1}, "check `count`: field `min`"),
        ({"type": "minimise", "objective": "fun"}, "check `minimise`: field `objective`"),
    ],
)
def test_names_family_and_field(check, message):
    with pytest.raises(UsageError) as caught:
        build_check(check)
    assert message in str(caught.value)


def test_checks_are_frozen_values():
    for data in EXAMPLES + VARIANTS:
        check = build_check(data)
        assert check == build_check(check.model_dump()) == build_check(json.loads(check.model_dump_json()))
    check = build_check({"type": "window", "earliest": 3})
    with pytest.raises(ValueError, match="frozen"):
        check.earliest = 4


def test_every_family_is_discriminated_by_its_type():
    for name, family in FAMILIES.items():
        assert family.model_fields["type"].default == name
        assert set(family.notation) <= set(family.model_fields)


def test_a_selector_knows_which_slots_it_can_match():
    slot = Slot(id="a", action="meet", actors=("Ana",), within=((0, 9),), duration=(1, 1))

    def matches(**select):
        return build_check({"type": "count", "min": 1, "select": select}).select.can_match(slot)

    assert matches()
    assert matches(id="a", action="meet", actor="Ana")
    assert not matches(actor="Anna")
    assert not matches(args={"x": 1})


def test_bare_ticks_are_words_too():
    assert (TICKS.time(3), TICKS.length(1), TICKS.span(3, 5)) == ("tick 3", "1 tick", "ticks 3–5")
