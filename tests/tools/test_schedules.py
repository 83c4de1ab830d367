"""Random plans in virtual time against a reference simulation, and replays of them."""

from dataclasses import replace
from graphlib import TopologicalSorter

from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.budget import Budget, Limits
from plangen.tools import Call, ToolDoor, account, gantt, replay, spans_of_run
from plangen.tools.plan import parents
from plangen.tracing import Trace
from plangen.tracing.events import ToolFinished, ToolStarted
from tests.tools.boxes import box, fail, run, wait

TOOLS = box(wait, fail)


@st.composite
def plans(draw, most=14):
    """Plans whose calls are given in any order, some of which fail."""
    count = draw(st.integers(1, most))
    calls = []
    for number in range(count):
        refers = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        after = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
        bad = draw(st.integers(0, 5)) == 0
        shown = [f"${{c{other}}}" for other in refers]
        args = {"message": "".join(shown)} if bad else {"seconds": draw(st.integers(0, 8)), "value": shown}
        on_error = draw(st.sampled_from(["skip", "continue"]))
        after_ids = tuple(f"c{other}" for other in after)
        calls.append(
            Call(id=f"c{number}", tool="fail" if bad else "wait", args=args, after=after_ids, on_error=on_error)
        )
    return draw(st.permutations(calls))


def simulated(calls):
    """Status and end of each call, by going through the plan in an order in which parents come first."""
    by_id = {call.id: call for call in calls}
    needs = {call.id: parents(call, by_id) for call in calls}
    ended, status = {}, {}
    for name in TopologicalSorter(needs).static_order():
        call = by_id[name]
        passes = [status[p] == "ok" or by_id[p].on_error == "continue" for p in needs[name]]
        # A call is given up as soon as one of its parents gives nothing.
        if not all(passes):
            status[name] = "skipped"
            ended[name] = min(ended[p] for p, good in zip(needs[name], passes, strict=True) if not good)
        else:
            begin = max((ended[p] for p in needs[name]), default=0)
            status[name] = "failed" if call.tool == "fail" else "ok"
            ended[name] = begin + call.args.get("seconds", 0)
    return status, ended


@given(plans())
@settings(max_examples=150, deadline=None)
def test_every_plan_ends_as_the_simulation_says(calls):
    status, ended = simulated(calls)
    events = []
    budget = Budget(Limits(calls=1000))
    outcome = run(calls, TOOLS, ToolDoor(budget=budget, trace=Trace("r", listeners=(events.append,))))
    assert {name: item.status for name, item in outcome.results.items()} == status
    assert {name: item.ended for name, item in outcome.results.items()} == ended
    assert outcome.seconds == max(ended.values())
    executed = sum(1 for item in status.values() if item != "skipped")
    started = sum(isinstance(event, ToolStarted) for event in events)
    finished = sum(isinstance(event, ToolFinished) for event in events)
    assert budget.spent.calls == started == finished == account(outcome).attempts == executed


@given(plans())
@settings(max_examples=60, deadline=None)
def test_a_streamed_plan_ends_like_a_whole_one(calls):
    ordered = sorted(calls, key=lambda call: int(call.id[1:]))

    async def stream():
        for call in ordered:
            yield call

    whole, streamed = run(ordered, TOOLS), run(stream(), TOOLS)
    assert {name: (item.status, item.value, item.ended) for name, item in whole.results.items()} == {
        name: (item.status, item.value, item.ended) for name, item in streamed.results.items()
    }


@given(plans(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_no_plan_deadlocks_under_a_cap_and_the_cap_is_kept(calls, cap):
    outcome = run(calls, TOOLS, ToolDoor(concurrency=cap))
    ran = [item for item in outcome.results.values() if item.answer.attempts]
    for item in ran:
        assert sum(1 for other in ran if other.started <= item.started < other.ended) <= cap
    accounts = account(outcome)
    assert accounts.wall >= accounts.critical_path
    # Graham's bound for list scheduling.
    assert accounts.wall <= accounts.work / cap + accounts.critical_path


def unblamed(result):
    """A result without whom a skipped call blames: its status, times and all else stay."""
    if result.cause is None:
        return result
    return replace(result, cause=None, answer=replace(result.answer, error=""))


@given(plans())
@settings(max_examples=40, deadline=None)
def test_a_replay_is_the_same_to_the_last_digit(calls):
    recorded = run(calls, TOOLS)
    again = replay(calls, TOOLS, recorded.results)
    assert list(map(unblamed, again.results.values())) == [unblamed(recorded.results[name]) for name in again.results]
    for name, result in again.results.items():
        # Of calls that fail at one instant a skipped one may blame either; another it may not.
        blamed = recorded.results[name].cause
        assert (result.cause is None) == (blamed is None)
        if result.cause != blamed:
            assert recorded.results[result.cause].status == recorded.results[blamed].status == "failed"
            assert recorded.results[result.cause].ended == recorded.results[blamed].ended
    assert again.seconds == recorded.seconds
    assert gantt(spans_of_run(again)) == gantt(spans_of_run(recorded))


def test_a_replay_calls_no_tool():
    made = []

    async def book(x: int) -> int:
        made.append(x)
        return x

    calls = [Call(id="a", tool="book", args={"x": 1})]
    recorded = run(calls, box(book))
    assert replay(calls, box(book), recorded.results).results["a"].value == 1
    assert made == [1]


def test_a_replay_of_another_plan_says_what_is_missing():
    calls = [Call(id="a", tool="wait", args={"seconds": 1}), Call(id="b", tool="wait", args={"seconds": 1})]
    recorded = run(calls[:1], TOOLS)
    answer = replay(calls, TOOLS, recorded.results).results["b"].answer
    assert answer.error == "the record holds no answer for the call `b`"
