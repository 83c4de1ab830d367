import pytest
from rich.text import Text

from plangen import Planner
from plangen.cli.show.result import render
from plangen.cli.show.sanitise import clean, one_line, sanitise
from plangen.cli.show.screen import draw
from plangen.cli.show.view import View, advance
from plangen.schema import Acceptance, Certificate, ConstraintReport, Result
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


def test_what_the_claim_does_not_say_stands_beside_it():
    constraints = (
        ConstraintReport(id="a", text="A", trust="confirmed", status="satisfied", judged_by="program"),
        ConstraintReport(id="b", text="B", trust="tested", status="satisfied", judged_by="program"),
        ConstraintReport(id="c", text="C", trust="unreviewed", status="satisfied", judged_by="model"),
    )
    result = Result(
        run_id="r",
        status="completed",
        termination_reason="search_done",
        certificate=Certificate(claim="judged only", exact_share=1 / 3, uncovered=("two\x1b[2J dogs",)),
        acceptance=Acceptance(accepted=False, chance=0.5, needed=0.8, reason="the chance is too small"),
        constraints=constraints,
    )
    assert render(result, "text").splitlines()[2:] == [
        "certificate: judged only",
        "  decided by program: 33% of the hard constraints by weight",
        '  covered by no constraint: "two dogs"',
        "  not accepted: the chance is too small",
        "  pass  a  A (by program)",
        "  pass  b  B (by program, tested)",
        "  pass  c  C (by model)",
    ]
    assert '*covered by no constraint: "two dogs"*' in render(result, "md")


def test_a_whole_certificate_needs_no_word_beside_it():
    result = Result(
        run_id="r",
        status="completed",
        termination_reason="certified",
        certificate=Certificate(claim="verified by program", exact_share=1),
        acceptance=Acceptance(accepted=True, reason="it counts"),
    )
    assert render(result, "text") == "no plan\n\ncertificate: verified by program\n"
