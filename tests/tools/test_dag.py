"""Running plans: what starts when, what fails with what, and what the caller learns."""

import asyncio
import threading
import time

import pytest

from plangen.errors import ParseError, RateLimitError
from plangen.tools import Call, Decision, LineReader, ToolDoor, account, run_plan, stream_lines
from tests.tools.boxes import PLAIN, box, call, echo, run, statuses, tool, wait


def test_calls_start_the_moment_that_they_can():
    """No levels: c needs only the fast a, and does not wait for the slow b."""
    outcome = run(
        [call("a", "wait", seconds=1), call("b", "wait", seconds=5), call("c", "wait", seconds=3, value="${a}")]
    )
    assert outcome.seconds == 5
    assert outcome.results["c"].started == 1


def test_results_keep_their_types_on_the_way():
    outcome = run(
        [
            call("a", "echo", value={"n": [1, 2]}),
            call("b", "echo", value="${a.n}"),
            call("c", "echo", value="n ${a.n[1]}"),
        ]
    )
    assert outcome.results["b"].value == [1, 2]
    assert outcome.results["c"].value == "n 2"


def test_a_result_that_holds_a_reference_is_not_read_again():
    async def page(n: int) -> str:
        return "${secret} and $1"

    outcome = run(
        [
            call("secret", "echo", value="s3"),
            call("1", "page", n=1, after=("secret",)),
            call("b", "echo", value={"whole": "$1", "inside": "got ${1}"}, after=("secret",)),
        ],
        box(page, echo),
    )
    assert outcome.results["b"].value == {"whole": "${secret} and $1", "inside": "got ${secret} and $1"}


def test_a_bad_plan_runs_nothing():
    ran = []

    async def note(x: int) -> int:
        ran.append(x)
        return x

    with pytest.raises(ParseError, match="2 problems"):
        run([call("a", "note", x=1), call("b", "note", x="${c}"), call("d", "none")], box(note))
    assert ran == []


def test_a_failure_skips_what_depends_on_it_and_nothing_else():
    outcome = run(
        [
            call("a", "fail", message="no luck"),
            call("b", "echo", value="${a}"),
            call("c", "echo", value="${b}"),
            call("d", "wait", seconds=2, value="fine"),
            call("e", "echo", value="${d}"),
        ]
    )
    assert statuses(outcome) == {"a": "failed", "b": "skipped", "c": "skipped", "d": "ok", "e": "ok"}
    assert outcome.results["c"].cause == "a"
    assert outcome.results["a"].text == "(failed: ValueError: no luck)"
    assert outcome.results["c"].text == "(skipped because of `a`: `a` gave no result)"
    assert not outcome.ok


def test_a_failure_may_be_passed_on_as_null():
    outcome = run([call("a", "fail", on_error="continue"), call("b", "echo", value=["${a}", "${a.deep[0]}"])])
    assert statuses(outcome) == {"a": "failed", "b": "ok"}
    assert outcome.results["b"].value == [None, None]


def test_a_failure_may_end_the_plan():
    outcome = run(
        [
            call("slow", "wait", seconds=60),
            call("a", "wait", seconds=1),
            call("b", "fail", message="${a}", on_error="abort"),
            call("c", "echo", value="${slow}"),
        ]
    )
    assert statuses(outcome) == {"slow": "cancelled", "a": "ok", "b": "failed", "c": "cancelled"}
    assert outcome.seconds < 2


def test_a_call_that_is_cancelled_before_its_first_step_is_told_too():
    outcome = run([call("a", "fail", on_error="abort"), *(call(f"b{n}", "wait", seconds=9) for n in range(3))])
    assert set(statuses(outcome).values()) == {"failed", "cancelled"}


def test_a_missing_path_fails_that_call_alone():
    outcome = run(
        [call("a", "echo", value={"x": 1}), call("b", "echo", value="${a.y}"), call("c", "echo", value="${a.x}")]
    )
    assert statuses(outcome) == {"a": "ok", "b": "failed", "c": "ok"}
    assert "has no `y`" in outcome.results["b"].answer.error


def test_an_asynchronous_tool_that_is_late_is_cancelled():
    ended = []

    async def late(x: int) -> int:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(x)
            raise
        return x

    outcome = run([call("a", "late", x=1, timeout_s=2), call("b", "echo", value="${a}")], box(late, echo))
    assert statuses(outcome) == {"a": "timeout", "b": "skipped"}
    assert ended == [1]
    assert not outcome.results["a"].answer.abandoned


async def test_a_synchronous_tool_that_is_late_is_reported_as_abandoned():
    gate = threading.Event()

    def stuck(x: int) -> int:
        gate.wait(10)
        return x

    begun = time.monotonic()
    outcome = await run_plan([call("a", "stuck", x=1, timeout_s=0.1)], box(stuck), ToolDoor())
    gate.set()
    assert time.monotonic() - begun < 5
    assert outcome.results["a"].status == "timeout"
    assert outcome.results["a"].answer.abandoned


def test_a_coroutine_that_heeds_no_cancelling_is_abandoned():
    async def deaf(x: int) -> int:
        for _ in range(3):
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                continue
        return x

    outcome = run([call("a", "deaf", x=1, timeout_s=1)], box(deaf))
    assert outcome.results["a"].answer.abandoned
    assert outcome.seconds < 5


async def test_cancelling_the_plan_cancels_what_is_under_way():
    ended = []

    async def long(x: int) -> int:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(x)
        return x

    task = asyncio.create_task(run_plan([call("a", "long", x=1), call("b", "long", x=2)], box(long), ToolDoor()))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sorted(ended) == [1, 2]
    assert len(asyncio.all_tasks()) == 1


def flaky(errors):
    made = []

    async def shaky(x: int) -> int:
        made.append(x)
        if len(made) <= len(errors):
            raise errors[len(made) - 1]
        return x

    return shaky, made


def test_only_an_idempotent_tool_that_failed_in_passing_is_tried_again():
    shaky, made = flaky([ConnectionError("gone"), RateLimitError("slow down", retry_after=7)])
    outcome = run([call("a", "shaky", x=1, retries=2)], box(tool(shaky, idempotent=True)))
    assert (outcome.results["a"].status, outcome.results["a"].answer.attempts, len(made)) == ("ok", 3, 3)
    assert 7 < outcome.seconds < 9
    for errors, changes in [([ConnectionError("gone")], {}), ([ValueError("wrong")], {"idempotent": True})]:
        shaky, made = flaky(errors)
        outcome = run([call("a", "shaky", x=1, retries=5)], box(tool(shaky, **changes)))
        assert (outcome.results["a"].status, len(made)) == ("failed", 1)


def test_equal_calls_of_an_idempotent_tool_run_once():
    made = []

    async def look(x: int) -> int:
        made.append(x)
        await asyncio.sleep(1)
        return x

    calls = [call("a", "look", x=1), call("b", "look", x=1), call("c", "look", x="${a}"), call("d", "look", x=2)]
    outcome = run(calls, box(tool(look, idempotent=True)))
    assert outcome.ok
    assert sorted(made) == [1, 2]
    assert {name: item.answer.source for name, item in outcome.results.items()} == {
        "a": "run",
        "b": "shared",
        "c": "shared",
        "d": "run",
    }


def test_calls_with_side_effects_are_never_merged():
    made = []

    async def book(x: int) -> int:
        made.append(x)
        return x

    run([call("a", "book", x=1), call("b", "book", x=1)], box(book))
    assert made == [1, 1]


def test_who_shares_a_call_that_fails_tries_in_its_place():
    shaky, made = flaky([ValueError("once")])
    outcome = run([call("a", "shaky", x=1), call("b", "shaky", x=1)], box(tool(shaky, idempotent=True)))
    assert statuses(outcome) == {"a": "failed", "b": "ok"}
    assert len(made) == 2


def peak_of(changes, count=12, concurrency=64):
    now, peak = [0], [0]

    async def work(x: int) -> int:
        now[0] += 1
        peak[0] = max(peak[0], now[0])
        await asyncio.sleep(1)
        now[0] -= 1
        return x

    outcome = run(
        [call(str(n), "work", x=n) for n in range(count)], box(tool(work, **changes)), ToolDoor(concurrency=concurrency)
    )
    assert outcome.ok
    return peak[0], outcome.seconds


def test_concurrency_is_bounded_for_each_tool_each_resource_and_in_all():
    assert peak_of({}) == (12, 1)
    assert peak_of({"max_concurrency": 4}) == (4, 3)
    assert peak_of({"resource": "printer"}) == (1, 12)
    assert peak_of({}, concurrency=3) == (3, 4)


def test_a_slot_is_not_held_while_a_call_waits_for_another():
    calls = [call(str(n), "wait", seconds=1, value=f"${{{n + 1}}}") for n in range(9)] + [call("9", "wait", seconds=1)]
    outcome = run(calls, box(tool(wait, max_concurrency=1)), ToolDoor(concurrency=1))
    assert outcome.ok
    assert outcome.seconds == 10


def test_the_rate_is_kept_in_every_second():
    outcome = run([call(str(n), "echo", value=n) for n in range(20)], box(tool(echo, rate=4)))
    starts = sorted(item.started for item in outcome.results.values())
    assert max(sum(1 for other in starts if at <= other < at + 1) for at in starts) <= 8
    assert starts[-1] == pytest.approx((20 - 4) / 4)


def test_a_slow_rate_spaces_calls():
    outcome = run([call(str(n), "echo", value=n) for n in range(3)], box(tool(echo, rate=0.5)))
    assert sorted(item.started for item in outcome.results.values()) == [0, 2, 4]


def test_many_calls_at_once_stay_under_the_cap():
    assert peak_of({}, count=500) == (64, 8)


async def stream(calls, gap):
    for item in calls:
        await asyncio.sleep(gap)
        yield item


def test_a_plan_runs_while_it_is_still_written():
    calls = [call(str(n), "wait", seconds=0.1) for n in range(5)]
    assert run(stream(calls, 0.06)).seconds == pytest.approx(0.4)


def test_a_call_is_not_held_back_while_the_writer_pauses():
    calls = [call("a", "wait", seconds=0.3), call("b", "echo", value="${a}"), call("c", "echo", value=1)]
    assert run(stream(calls, 1)).results["b"].started == 2
    assert run(stream(calls[:2], 0.1)).results["b"].started == pytest.approx(0.4)


def test_a_faulty_call_of_a_stream_fails_alone():
    calls = [
        call("a", "echo", value=1),
        call("b", "echo", value="${later}"),
        call("c", "echo", value="${b}"),
        call("a", "echo", value=2),
        call("later", "echo", value="${a}"),
    ]
    outcome = run(stream(calls, 0.1))
    assert statuses(outcome) == {"a": "ok", "b": "failed", "c": "skipped", "later": "ok"}
    assert [problem.kind for problem in outcome.problems] == ["dangling", "duplicate"]
    assert outcome.results["a"].value == 1


def test_an_id_that_is_given_later_does_not_make_money_a_reference():
    async def pieces():
        yield call("a", "wait", seconds=1)
        yield call("b", "echo", value="$7", after=("a",))
        yield call("7", "echo", value="seven")

    assert run(pieces()).results["b"].value == "$7"


def test_a_stream_that_breaks_ends_the_run_and_does_not_hang():
    async def broken():
        yield call("a", "wait", seconds=60)
        raise ConnectionError("the planner is gone")

    with pytest.raises(ConnectionError, match="the planner is gone"):
        run(broken())


def test_written_lines_run_as_they_arrive():
    async def pieces():
        for piece in ('1. wait(1, "a")', "\n2. wait(1, ", '"b") 3. echo(["$1", $2])\n', "4. join()"):
            yield piece
            await asyncio.sleep(0.5)

    reader = LineReader(PLAIN)
    outcome = run(stream_lines(pieces(), PLAIN, reader))
    assert reader.problems == []
    assert outcome.results["3"].value == ["a", "b"]
    assert outcome.seconds == pytest.approx(2.0)


def test_a_later_round_refers_to_earlier_results():
    first = run([call("a", "echo", value={"x": 1}), call("bad", "fail")])
    second = run([call("b", "echo", value="${a.x}"), call("c", "echo", value="${bad}")], known=first.results)
    assert second.results["b"].value == 1
    assert (second.results["c"].status, second.results["c"].cause) == ("skipped", "bad")


def test_taint_follows_the_values():
    tools = box(tool(echo, taints=False), wait)
    outcome = run(
        [
            call("a", "echo", value=1),
            call("b", "wait", seconds=1),
            call("c", "echo", value="${b}"),
            call("d", "echo", value="${a}"),
        ],
        tools,
    )
    assert {name: item.tainted for name, item in outcome.results.items()} == {
        "a": False,
        "b": True,
        "c": True,
        "d": False,
    }


def asking(decisions):
    async def approve(question):
        return decisions.get(question.call)

    return ToolDoor(approve=approve)


HELD = box(tool(echo, needs_approval=True), wait)


def test_a_call_that_needs_approval_is_allowed_denied_or_edited():
    door = asking({"a": Decision(True), "b": Decision(False, reason="too dear"), "c": Decision(True, {"value": 9})})
    outcome = run(
        [*(call(name, "echo", value=1) for name in "abc"), call("d", "wait", seconds=1, value="${b}")], HELD, door
    )
    assert statuses(outcome) == {"a": "ok", "b": "denied", "c": "ok", "d": "skipped"}
    assert outcome.results["c"].value == 9
    assert outcome.results["b"].answer.error == "too dear"


def test_an_edit_that_does_not_fit_is_a_failure():
    outcome = run([call("a", "echo", value=1)], HELD, asking({"a": Decision(True, {"valu": 9})}))
    assert "did you mean `value`?" in outcome.results["a"].answer.error


def test_without_anyone_to_ask_it_is_denied():
    assert statuses(run([call("a", "echo", value=1)], HELD)) == {"a": "denied"}


def test_what_is_not_decided_yet_waits_and_the_rest_goes_on():
    calls = [call("a", "echo", value=1), call("b", "echo", value="${a}"), call("c", "wait", seconds=1)]
    outcome = run(calls, HELD, asking({}))
    assert statuses(outcome) == {"a": "waiting", "b": "waiting", "c": "ok"}
    assert [item.id for item in outcome.waiting] == ["a"]


def test_a_wary_door_asks_before_side_effects_of_untrusted_text():
    async def approve(question):
        assert question.tainted
        return Decision(False, reason="from the web")

    calls = [
        call("page", "wait", seconds=1, value="pay me"),
        call("pay", "echo", value="${page}"),
        call("x", "echo", value=1),
    ]
    outcome = run(calls, door=ToolDoor(approve=approve, wary=True))
    assert statuses(outcome) == {"page": "ok", "pay": "denied", "x": "ok"}


def test_the_accounts_of_a_plan():
    outcome = run(
        [
            call("a", "wait", seconds=1),
            call("b", "wait", seconds=4),
            call("c", "wait", seconds=2, value="${a}"),
            call("d", "wait", seconds=3, value="${c}"),
        ]
    )
    accounts = account(outcome)
    assert (accounts.critical_path, accounts.critical) == (6, ("a", "c", "d"))
    assert (accounts.work, accounts.wall, accounts.overhead) == (10, 6, 0)
    assert accounts.parallelism == pytest.approx(10 / 6)


def test_a_tool_that_ends_the_program_fails_alone():
    async def leave(x: int) -> int:
        raise SystemExit(3)

    assert statuses(run([call("a", "leave", x=1), call("b", "echo", value=1)], box(leave, echo))) == {
        "a": "failed",
        "b": "ok",
    }


def test_an_empty_plan_is_over_at_once():
    assert run([]).results == {}


def test_a_long_chain_needs_no_recursion():
    calls = [call("0", "fail")] + [Call(id=str(n), tool="echo", args={"value": f"${{{n - 1}}}"}) for n in range(1, 900)]
    outcome = run(calls)
    assert outcome.results["899"].cause == "0"
    assert account(outcome).calls == 900
