import json

import jsonschema
import pytest

from plangen.errors import BadReplyError, RequestRefusedError, TruncatedReplyError
from plangen.models.base import Message, Request
from plangen.models.local import grammar

pytest.importorskip("llguidance")

SCHEMA = {
    "type": "object",
    "properties": {"why": {"type": "string"}, "answer": {"enum": ["yes", "no"]}},
    "required": ["why", "answer"],
}


def compiled(schema):
    return json.loads(grammar.of(schema).text.partition("%json ")[2])


def request(schema=SCHEMA, max_tokens=9):
    return Request((Message("user", "?"),), schema=schema, max_tokens=max_tokens)


def test_no_schema_is_no_grammar():
    assert grammar.of(None) is None


def test_properties_keep_their_order_and_blanks_are_fixed():
    result = compiled(SCHEMA)
    assert list(result["properties"]) == ["why", "answer"]
    assert result["x-guidance"]["whitespace_flexible"] is False


def test_open_objects_are_closed_at_every_depth():
    nested = {"type": "array", "items": {"anyOf": [SCHEMA, {"type": "null"}]}}
    assert compiled(SCHEMA)["additionalProperties"] is False
    assert compiled(nested)["items"]["anyOf"][0]["additionalProperties"] is False


@pytest.mark.parametrize(
    "schema",
    [
        {**SCHEMA, "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": {}}, "required": ["b"]},
        {"type": "object", "properties": {"a": {}}, "anyOf": [{"required": ["b"]}, {"required": ["a"]}]},
        {"type": "object"},
    ],
)
def test_objects_that_need_to_be_open_stay_open(schema):
    assert compiled(schema).get("additionalProperties") is not False


def test_data_in_a_schema_is_left_alone():
    schema = {"enum": [{"properties": {"a": 1}}]}
    assert compiled(schema)["enum"] == schema["enum"]


def test_closed_schema_accepts_nothing_that_the_open_one_refuses():
    reply = {"why": "w", "answer": "no"}
    jsonschema.validate(reply, SCHEMA)
    jsonschema.validate(reply, grammar._closed(SCHEMA))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**reply, "more": 1}, grammar._closed(SCHEMA))


def test_wrong_schema_is_refused_with_the_reason():
    with pytest.raises(RequestRefusedError, match="Invalid type: nope"):
        grammar.of({"type": "nope"})


def test_keyword_that_cannot_be_enforced_is_noted():
    assert "uniqueItems" in grammar.of({"type": "array", "uniqueItems": True}).notes[0]


def test_complete_json_at_the_limit_is_an_end():
    assert grammar.settle(request(), '{"why": "w", "answer": "no"}  \n', "length") == (
        '{"why": "w", "answer": "no"}',
        "stop",
    )


def test_cut_json_is_a_truncation():
    with pytest.raises(TruncatedReplyError, match="at 9 tokens"):
        grammar.settle(request(), '{"why": "w', "length")


def test_reply_outside_its_constraint_is_a_bad_reply():
    with pytest.raises(BadReplyError, match="not the JSON"):
        grammar.settle(request(), "Sure! Here", "stop")


def test_free_text_keeps_its_finish():
    assert grammar.settle(request(schema=None), "half a sen", "length") == ("half a sen", "length")
