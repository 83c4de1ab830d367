import time

import pytest

from plangen.errors import ParseError
from plangen.reading import parse_json


def test_reads_plain_json():
    assert parse_json('{"a": [1, 2.5, null, true, "é\\u00e9"]}') == {"a": [1, 2.5, None, True, "éé"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("{'a': 1}", "not JSON"),
        ('{"a": 1} x', "not JSON"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ('{"a": 1e999}', "out of range"),
        ('{"a": 1, "a": 2}', "the key `a` is given twice"),
        ("[" * 65 + "]" * 65, "nested deeper than 64"),
        ("[" * 900_000, "nested deeper than 64"),
        ("1" * 41, "more than 40 digits"),
        ("0." + "1" * 5000, "more than 40 digits"),
        ('"' + "x" * 2_000_000 + '"', "too long"),
    ],
)
def test_refuses_with_what_is_wrong(text, message):
    with pytest.raises(ParseError, match=message):
        parse_json(text)


def test_brackets_in_strings_are_not_depth():
    assert parse_json('["' + "[" * 500 + '\\"{"]') == ["[" * 500 + '"{']


def test_lone_surrogates_become_something_that_can_be_written():
    value = parse_json('{"\\ud800": ["\\udc00x", "\\ud83d\\ude00", "\ud800"]}')
    assert value == {"\ufffd": ["\ufffdx", "😀", "\ufffd"]}
    str(value).encode()


@pytest.mark.parametrize("text", ['"' + '\\"' * 900_000, "{" * 1_000_000, '{"a":' * 300_000, "\\" * 1_000_000])
def test_hostile_text_is_refused_in_no_time(text):
    began = time.perf_counter()
    with pytest.raises(ParseError):
        parse_json(text)
    assert time.perf_counter() - began < 3
