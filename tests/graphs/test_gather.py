"""Facts before drafting: looked up on a search engine of our own, and by planned calls, in whole runs."""

import json
import re

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from plangen import Limits, Planner, build_graph
from plangen.errors import UsageError
from plangen.models.scripted import ScriptedModel
from plangen.tools.web import FetchPage, WebSearch
from plangen.tools.web.guard import Guard
from plangen.tools.web.providers.searxng import Searxng
from plangen.tracing.events import CallStarted, ConstraintsRead, ToolStarted
from tests.graphs.worlds import BUSY
from tests.tools.web.engine import Engine

pytest.importorskip("trafilatura", reason="the extra `search` is not installed")
pytest.importorskip("protego", reason="the extra `search` is not installed")

TEXT = """\
Ines and Tom visit the Harbour Museum for two hours on Monday.
Nobody can meet before 09:00 or after 18:00.
Tom is busy on Monday from 09:00 to 11:00.
The visit must lie within the opening hours of the Harbour Museum.
"""
REFERS = "The visit must lie within the opening hours of the Harbour Museum."
QUESTION = "When is the Harbour Museum open?"
HOURS = "The Harbour Museum is open from 13:00 to 16:00."
CORPUS = {
    "harbour": ("Harbour Museum", f"The Harbour Museum shows forty ships. {HOURS} The café has a view of the pier."),
    "mill": ("Old Mill", "The Old Mill is open from 08:00 to 09:00. It stands by the river."),
}
CONFIG = {"configurable": {"thread_id": "1"}}
KINDS = {
    "visit the Harbour": "length",
    "Nobody": "blocked",
    "busy": "blocked",
    "opening hours": "open",
    "is open": "open",
    "shut": "blocked",
}


def prompt_of(request):
    return "\n".join(message.content for message in request.messages)


def kind(request):
    """What kind of statement the last sentence is, for the sentences of these tests."""
    sentence = prompt_of(request).rsplit("Sentence: ", 1)[-1]
    return json.dumps({"kind": next((kind for words, kind in KINDS.items() if words in sentence), "context")})


def pointing_at(*words):
    """The number of the offered sentence that holds the first of `words` that any does."""

    def which(request):
        blocks = re.split(r"\n(\d+):\n", prompt_of(request))
        offered = dict(zip(blocks[1::2], blocks[2::2], strict=True))
        found = (int(n) for word in words for n, text in offered.items() if word in text)
        return json.dumps({"sentence": next(found, 0)})

    return which


def asking(*rounds):
    """A round's questions as pairs of question and quote."""
    return [json.dumps({"questions": [{"question": q, "quote": quote} for q, quote in pairs]}) for pairs in rounds]


def model(**replies):
    usual = {
        "kind": kind,
        "missing": asking([(QUESTION, REFERS)], []),
        "which": pointing_at("is open from"),
        "verify": '{"findings": []}',
        "repair": "no",
        "plan": "no",
    }
    return ScriptedModel({**usual, **replies})


def searching(engine, *more):
    return {
        "search": WebSearch([Searxng(engine.url)]),
        "pages": FetchPage(guard=Guard(allow=engine.allow | frozenset(more))),
    }


def visit(start):
    return json.dumps({"steps": [{"id": "harbour_museum", "start": start}]})


def purposes(scripted):
    return {call.purpose for call in scripted.calls}


async def test_a_fact_that_stands_only_on_a_page_makes_a_certified_plan():
    scripted, events = model(), []
    async with Engine(CORPUS) as engine:
        planner = Planner(scripted, strategy="solver", **searching(engine))
        result = await planner.plan_async(TEXT, listeners=(events.append,))
        source = f"{engine.url}/harbour"
    assert result.certificate.claim == "verified by program"
    assert 13 * 60 <= result.plan.steps[0].start <= 14 * 60
    fact = next(one for one in result.constraints if one.quote == HOURS)
    assert (fact.trust, fact.status, fact.judged_by) == ("agreed", "satisfied", "program")
    assert fact.text.endswith(f"(found at {source})")
    assert "plan" not in purposes(scripted)
    first, last = [event for event in events if isinstance(event, ConstraintsRead)]
    assert (first.uncovered, last.uncovered) == ((REFERS,), ())


async def test_without_a_search_the_same_task_is_not_certified():
    with pytest.raises(UsageError, match="agreed or confirmed"):
        await Planner(model(), strategy="solver").plan_async(TEXT)
    scripted = model(plan=visit("Monday 11:00"))
    result = await Planner(scripted, strategy="best_of_n:n=1").plan_async(TEXT)
    assert result.certificate.claim != "verified by program"
    assert not purposes(scripted) & {"missing", "which", "tools"}


async def test_nothing_is_asked_or_searched_where_gathering_is_off():
    scripted = model(plan=visit("Monday 11:00"))
    async with Engine(CORPUS) as engine:
        await Planner(scripted, strategy="best_of_n:n=1", gather="never", **searching(engine)).plan_async(TEXT)
        assert engine.requests == []
    assert not purposes(scripted) & {"missing", "which", "tools"}


async def test_a_fact_that_cannot_hold_is_searched_for_once_more():
    winter = "The Harbour Museum is open from 13:00 to 14:00."
    corpus = CORPUS | {"winter": ("Harbour Museum in winter", f"{winter} It is cold.")}
    scripted = model(
        missing=asking([(QUESTION, REFERS)], [("When is the Harbour Museum open in summer?", REFERS)]),
        which=pointing_at(winter, HOURS),
    )
    async with Engine(corpus) as engine:
        result = await Planner(scripted, strategy="solver", **searching(engine)).plan_async(TEXT)
    assert result.certificate.claim == "verified by program"
    assert [one.quote for one in result.constraints if "found at" in one.text] == [HOURS]
    assert "cannot hold together" in result.warnings[0]
    second = [call for call in scripted.calls if call.purpose == "missing"][1]
    assert QUESTION in prompt_of(second)
    assert winter not in prompt_of(second)


async def test_it_is_searched_twice_at_most():
    scripted = model(
        missing=asking(*([(f"Hours of the Harbour Museum, {n}?", REFERS)] for n in range(9))),
        which='{"sentence": 0}',
        plan=visit("Monday 13:00"),
    )
    async with Engine(CORPUS) as engine:
        result = await Planner(scripted, strategy="best_of_n:n=1", **searching(engine)).plan_async(TEXT)
        assert len([one for one in engine.requests if one.path == "/search"]) == 2
    assert [call.purpose for call in scripted.calls].count("missing") == 2
    assert result.certificate.claim != "verified by program"


async def test_a_task_that_no_plan_can_meet_still_ends_with_its_conflict():
    scripted = model(missing=asking([(QUESTION, "on Monday")]))
    async with Engine(CORPUS) as engine:
        result = await Planner(scripted, strategy="solver", **searching(engine)).plan_async(BUSY)
    assert result.termination_reason == "unsat"
    assert [one.id for one in result.constraints if one.status == "violated"] == ["ada"]
    assert [call.purpose for call in scripted.calls].count("missing") == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Tom is busy on Monday from 13:00 to 14:00.",
        "The Harbour Museum is shut to Tom on Monday from 13:00 to 14:00.",
        "The tour of the Harbour Museum takes fifty minutes.",
        "Nobody can meet ever.",
    ],
)
async def test_a_sentence_that_would_change_the_users_words_gives_no_constraint(sentence):
    corpus = {"harbour": ("Harbour Museum", f"The Harbour Museum is large. {sentence}")}
    scripted = model(which=pointing_at(sentence), plan=visit("Monday 13:00"))
    async with Engine(corpus) as engine:
        result = await Planner(scripted, strategy="best_of_n:n=1", **searching(engine)).plan_async(TEXT)
    assert [one for one in result.constraints if "found at" in one.text] == []
    assert [step.id for step in result.plan.steps] == ["harbour_museum"]
    assert result.certificate.claim != "verified by program"


@pytest.mark.parametrize(
    "refers",
    [
        "The visit must lie within the opening hours of the Harbour Museum and feel calm.",
        "The visit must lie within the opening hours of the Harbour Museum by 12:00.",
        "The visit must lie within the opening hours of the Old Mill.",
    ],
)
async def test_words_that_say_more_than_the_fact_stay_uncovered(refers):
    quote = "within the opening hours of the " + ("Old Mill" if "Mill" in refers else "Harbour Museum")
    scripted = model(missing=asking([(QUESTION, quote)], []), plan=visit("Monday 13:00"))
    async with Engine(CORPUS) as engine:
        planner = Planner(scripted, strategy="best_of_n:n=1", **searching(engine))
        result = await planner.plan_async(TEXT.replace(REFERS, refers))
    assert result.certificate.claim != "verified by program"


async def test_a_question_must_quote_the_task():
    scripted = model(missing=asking([(QUESTION, "while the moon is full")]), plan=visit("Monday 13:00"))
    async with Engine(CORPUS) as engine:
        planner = Planner(scripted, strategy="best_of_n:n=1", **searching(engine))
        await planner.plan_async(TEXT.replace(REFERS, ""))
        assert engine.requests == []


async def test_a_model_that_asks_nothing_is_helped_by_what_nobody_understood():
    scripted = model(missing=asking([]))
    async with Engine(CORPUS) as engine:
        result = await Planner(scripted, strategy="solver", **searching(engine)).plan_async(TEXT)
        (asked,) = [one.query["q"] for one in engine.requests if one.path == "/search"]
    assert asked == REFERS
    assert result.certificate.claim == "verified by program"


async def test_a_resumed_run_neither_searches_nor_pays_again(tmp_path):
    events = []
    async with Engine(CORPUS) as engine:
        outside = searching(engine)
        first = Planner(model(), strategy="solver", runs=tmp_path, limits=Limits(calls=99), **outside)
        paid = await first.plan_async(TEXT, run_id="r", listeners=(events.append,))
        asked = len(engine.requests)
        silent = ScriptedModel(AssertionError("asked again"))
        again = await Planner(silent, strategy="solver", runs=tmp_path, limits=Limits(calls=99), **outside).plan_async(
            TEXT, run_id="r"
        )
        assert len(engine.requests) == asked
    assert again.plan == paid.plan
    assert silent.calls == []
    calls = [event for event in events if isinstance(event, ToolStarted | CallStarted)]
    assert paid.usage.calls == again.usage.calls == len(calls)


async def test_another_process_goes_on_with_what_was_gathered():
    saver, scripted = InMemorySaver(), model()
    async with Engine(CORPUS) as engine:
        outside = searching(engine)
        first = build_graph(scripted, strategy="solver", confirm="always", checkpointer=saver, **outside)
        state = await first.ainvoke({"task": TEXT}, CONFIG)
        shown = state["__interrupt__"][0].value["constraints"]
        assert [one["quote"] for one in shown if "found at" in one["text"]] == [HOURS]
        later = ScriptedModel(AssertionError("asked again"))
        second = build_graph(later, strategy="solver", confirm="always", checkpointer=saver, **outside)
        state = await second.ainvoke(Command(resume={"confirm": "all"}), CONFIG)
    assert state["result"]["certificate"]["claim"] == "verified by program"
    assert HOURS in state["read"]["context"] if "read" in state else True
    assert later.calls == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"search": "gogle"}, "unknown search provider"),
        ({"search": 3}, "int is no search"),
        ({"mcp": 3}, "int names no MCP servers"),
        ({"gather": "often"}, "gather cannot be `often`"),
    ],
)
def test_what_is_no_source_of_facts_is_refused_at_once(given, error):
    with pytest.raises(UsageError, match=error):
        Planner(ScriptedModel("?"), **given)


async def test_a_folder_is_searched_and_read(tmp_path, monkeypatch):
    (tmp_path / "harbour.md").write_text(f"# Harbour Museum\n\n{HOURS}\n")
    monkeypatch.setenv("PLANGEN_SEARCH_FOLDER", str(tmp_path))
    result = await Planner(model(), strategy="solver", search="local").plan_async(TEXT)
    assert result.certificate.claim == "verified by program"
    assert any(one.text.endswith("(found at local:harbour.md)") for one in result.constraints)
