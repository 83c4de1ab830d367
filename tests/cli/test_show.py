import pytest
from rich.text import Text

from plangen import Planner
from plangen.cli.show.sanitise import clean, one_line, sanitise
from plangen.cli.show.screen import draw
from plangen.cli.show.view import View, advance
from tests.graphs.worlds import PROSE

HOSTILE = [
    "\x1b[2J\x1b[1;1H",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;ZWNobw==\x07",
    "\x1bP1$r\x1b\\",
    "\x1b_apc\x1b\\",
    "\x9b31m",
    "\x1bc",
    "\x1b[6n",
    "\x1b]0;unterminated",
    "over\rwritten",
    "\u202eright to left\u202c",
    "\u2066isolate\u2069",
    "\ud800",
    "\x00\x07\x08\x7f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_drives_a_terminal_passes(text):
    for shown in (clean(text), one_line(text), Text.from_markup(sanitise(text)).plain):
        assert not any(ord(char) < 32 and char not in "\n\t" for char in shown)
        assert not any(0x7F <= ord(char) < 0xA0 or 0x202A <= ord(char) <= 0x202E for char in shown)
        shown.encode()


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", "[link=http://evil]x", "\\[x]", "[" * 50])
def test_markup_is_text(text):
    assert Text.from_markup(sanitise(text)).plain == text


def test_words_and_emoji_stay():
    assert clean("Größe 👩‍🚀\n日本") == "Größe 👩‍🚀\n日本"


def test_the_view_agrees_with_the_result():
    seen = []
    planner = Planner("sim:p=0.4,fa=0.1", strategy="iterative_decoding")
    import asyncio

    result = asyncio.run(planner.plan_async(PROSE, listeners=(seen.append,)))
    view = View()
    for event in seen:
        view = advance(view, event)
    assert view.calls == result.usage.calls
    assert view.winner == result.candidate
    assert set(view.rows) == {candidate.id for candidate in result.candidates}
    assert {name: row.score for name, row in view.rows.items()} == {item.id: item.score for item in result.candidates}
    assert draw(view, now=0.0) is not None
