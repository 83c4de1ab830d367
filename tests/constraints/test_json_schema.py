import json

import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan

DAYS = {
    "type": "object",
    "required": ["days"],
    "properties": {"days": {"type": "array", "items": {"type": "object", "properties": {"city": {"type": "string"}}}}},
}


def check(schema=None):
    return build_check({"type": "json_schema", "schema": DAYS if schema is None else schema})


def broken(text, schema=None):
    return check(schema).evaluate(Plan(text=text), Scope()).violations


def test_passes_when_the_schema_accepts_the_text():
    assert broken('{"days": [{"city": "Riga"}]}') == ()


def test_each_place_that_is_refused_is_named():
    first, second = broken('{"days": [{"city": 3}, 4]}')
    assert first.message == "days[0].city: 3 is not of type 'string'"
    assert (first.expected, first.by) == ("type string", 1)
    assert second.message.startswith("days[1]: 4")
    assert broken("{}")[0].message == "'days' is a required property"


@pytest.mark.parametrize("text", ["Day 1: Riga", '{"days": NaN}', "[" * 100_000, '{"days": []} and more'])
def test_a_text_that_is_no_json_breaks_it(text):
    (found,) = broken(text)
    assert found.message.startswith("the text is not JSON")


def test_at_most_twenty_places_are_named():
    assert len(broken(json.dumps({"days": [1] * 50}))) == 20


def test_what_is_no_whole_text_is_not_judged(day):
    assert check().evaluate(day, Scope()).violations is None
    assert check().evaluate(Plan(text="{"), Scope(partial=True)).violations is None


def test_patterns_are_searched_in_linear_time():
    hostile = {"type": "string", "pattern": "^(a+)+$"}
    assert broken(json.dumps("a" * 2_000 + "!"), hostile)
    keys = {"patternProperties": {"^(x+)+$": {"type": "integer"}}}
    assert broken('{"xx": 1, "y": "z"}', keys) == ()
    assert broken('{"xx": "1"}', keys)[0].message == "xx: '1' is not of type 'integer'"


def test_references_stay_inside_and_are_counted():
    tree = {"$defs": {"n": {"type": "array", "items": {"$ref": "#/$defs/n"}}}, "$ref": "#/$defs/n"}
    assert broken("[[], [[]]]", tree) == ()
    assert broken("[[], [1]]", tree)
    doubled = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    bomb = {"$defs": {**doubled, "d40": {}}, "$ref": "#/$defs/d0"}
    with pytest.raises(RecursionError, match="references"):
        broken("1", bomb)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"$ref": "https://example.org/schema.json"}, "leaves the schema"),
        ({"items": [{"$ref": "file:///etc/passwd"}]}, "leaves the schema"),
        ({"type": "objekt"}, "not a JSON Schema"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "only the dialect"),
        ({"pattern": r"(a)\1"}, "backreferences"),
        ({"patternProperties": {"(": {}}}, "not closed"),
        ({"description": "x" * 60_000}, "more than 50000"),
        ([], "field `schema`"),
    ],
)
def test_hostile_schemas_are_refused(schema, message):
    with pytest.raises(UsageError, match=message):
        check(schema)


def test_is_described_with_its_schema():
    assert check({"type": "object"}).describe() == 'the text is JSON that follows the schema {"type": "object"}'
