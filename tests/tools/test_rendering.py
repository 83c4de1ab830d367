"""Results as text that may enter a prompt."""

import json

from hypothesis import given
from hypothesis import strategies as st

from plangen.tools.rendering import shorten, to_json, to_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=60,
)


@given(JSON, st.integers(256, 2000))
def test_nothing_is_longer_than_its_cap_and_nothing_short_is_touched(value, most):
    text = shorten(value, most)
    assert len(text.encode("utf-8", "surrogatepass")) <= most
    whole = to_text(value)
    if len(whole.encode("utf-8", "surrogatepass")) <= most:
        assert text == whole


def test_head_and_tail_are_kept_and_the_cut_is_said():
    text = shorten("begin" + "x" * 10_000 + "end", 500)
    assert text.startswith("begin")
    assert text.endswith("end")
    assert "10,008 bytes in all, the middle left out" in text


def test_no_character_is_cut_in_two():
    for most in range(256, 270):
        assert "\ufffd" not in shorten("ä€😀" * 500, most)


def test_a_cut_list_is_still_json():
    rows = [{"n": number, "text": "y" * 300} for number in range(500)]
    value = json.loads(shorten(rows, 4000))
    assert value[0]["n"] == 0
    assert value[-1]["n"] == 499
    assert any("items left out" in item for item in value if isinstance(item, str))


@given(JSON)
def test_json_data_stays_what_it_is(value):
    assert to_json(value) == value
