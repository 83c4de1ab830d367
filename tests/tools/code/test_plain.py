import math

import pytest

from plangen.tools.code.native.inside.frames import BadFrame, length, pack, unpack
from plangen.tools.code.native.inside.plain import MAX_DEPTH, NotPlain, plain


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


class Chameleon(dict):
    def items(self):
        raise AssertionError("a method of a foreign class was called")


def test_json_data_is_copied_and_tuples_are_lists():
    data = {"a": [1, (2.5, None)], "b": {"c": True}}
    copy = plain(data)
    assert copy == {"a": [1, [2.5, None]], "b": {"c": True}}
    assert copy["b"] is not data["b"]


def test_the_deepest_value_passes_and_a_deeper_one_does_not():
    assert plain(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
    with pytest.raises(NotPlain, match="deeper"):
        plain(nested(MAX_DEPTH + 1))


def test_a_value_that_holds_itself_is_refused():
    ring = []
    ring.append(ring)
    with pytest.raises(NotPlain, match="deeper"):
        plain(ring)


@pytest.mark.parametrize(
    "value", [{1}, b"x", 1j, object(), {1: 2}, math.nan, math.inf, "\ud800", {"\ud800": 1}, Chameleon(a=1)]
)
def test_what_is_no_json_data_is_refused(value):
    with pytest.raises(NotPlain):
        plain(value)


def test_a_frame_reads_back():
    message = {"value": ["ü", {"a": None}], "text": "\x00\n"}
    frame = pack(message)
    assert length(frame, 1000) == len(frame) - 4
    assert unpack(frame[4:]) == message


@pytest.mark.parametrize(
    "body", [b"", b"[1]", b"1", b"\xff\xfe", b'{"a": NaN}', b'{"a": 1} {"b": 2}', b'{"a":' * 100_000]
)
def test_bytes_that_are_no_object_are_refused(body):
    with pytest.raises(BadFrame):
        unpack(body)


def test_a_frame_above_the_limit_is_refused_by_its_head_alone():
    with pytest.raises(BadFrame, match="4294967295"):
        length(b"\xff\xff\xff\xff", 1 << 20)


def test_a_number_too_long_to_write_is_refused():
    with pytest.raises(NotPlain, match="digits"):
        plain([10**5000])
