import asyncio
from collections import Counter

import pytest

from plangen import Limits, Planner, build_graph
from plangen.errors import AuthenticationError, ParseError, ProviderUnreachableError, UsageError
from plangen.models.retry import Retry
from plangen.models.scripted import ScriptedModel
from plangen.tracing.events import RunFinished
from tests.graphs.worlds import HALF_HOURS, MEETING, PROSE, SlowModel, reply

STRATEGIES = [
    "best_of_n:n=4",
    "self_consistency:n=4",
    "tree_of_thoughts:depth=6",
    "rebase:width=3,depth=6",
    "iterative_decoding",
    "sound_loop",
    "hybrid:parallel=2,sequential=2",
    "mixture:rounds=2",
]


def events_of(planner, task, **options):
    async def gather():
        return [event async for event in planner.stream(task, **options)]

    return asyncio.run(gather())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_charges_what_it_calls_and_traces_what_it_charges(strategy):
    planner = Planner("sim:p=0.4,fa=0.1,fr=0.1", strategy=strategy)
    events = events_of(planner, PROSE)
    result = events[-1].result
    counts = Counter(event.type for event in events)
    assert counts["call_started"] == counts["call_finished"] == result.usage.calls > 0
    assert counts["candidate_drafted"] == len(result.candidates)
    assert result.certificate.claim in {"judged only", "not judged"}
    assert not result.verified


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_seed_gives_the_same_trace(strategy):
    def run():
        events = events_of(Planner("sim:p=0.3,fa=0.2,fr=0.2", strategy=strategy, seed=5), PROSE, run_id="same")
        skip = {"ts", "seconds", "seq"}
        return Counter(event.model_dump_json(exclude=skip) for event in events if event.type != "run_finished")

    assert run() == run()


def test_a_program_certifies_and_the_search_ends_there():
    model = ScriptedModel([reply("Monday 09:00"), reply("Monday 16:30"), reply("Monday 10:00")])
    result = Planner(model, strategy="best_of_n:n=3").plan(MEETING)
    assert result.termination_reason == "certified"
    assert result.certificate.claim == "verified by program"
    assert result.verified
    assert result.candidate == "c2"
    assert result.plan.steps[0].start == 990
    assert [(item.status, item.judged_by) for item in result.constraints] == [("satisfied", "program")]


def test_a_certified_candidate_cancels_the_others():
    model = SlowModel(lambda sample: reply("Monday 16:00"), lambda sample: 0 if sample == 2 else 30)
    planner = Planner(model, strategy="best_of_n:n=8")
    events = events_of(planner, MEETING)
    counts = Counter(event.type for event in events)
    assert counts["candidate_cancelled"] == 7
    assert counts["call_cancelled"] == 7
    assert events[-1].result.candidate == "c3"
    assert events[-1].result.usage.calls == 8
    assert events[-1].result.timings.wall_s < 5


def test_no_model_overrules_a_program():
    model = ScriptedModel({"plan": [reply("Monday 09:00")], "verify": ['{"findings": []}']})
    wish = MEETING.constraints[0].model_copy(update={"id": "calm", "text": "The day feels calm.", "check": None})
    task = MEETING.model_copy(update={"constraints": (*MEETING.constraints, wish)})
    result = Planner(model, strategy="best_of_n:n=1").plan(task)
    assert result.certificate.claim == "failed"
    assert result.certificate.violated == ("ada",)
    assert [call.purpose for call in model.calls] == ["plan"]


def test_a_constraint_that_a_model_judged_is_named_in_the_certificate():
    said = '{"findings": [{"constraint": "calm", "reason": "one meeting", "satisfied": true}]}'
    model = ScriptedModel({"plan": [reply("Monday 16:00")], "verify": [said]})
    wish = MEETING.constraints[0].model_copy(update={"id": "calm", "text": "The day feels calm.", "check": None})
    task = MEETING.model_copy(update={"constraints": (*MEETING.constraints, wish)})
    result = Planner(model, strategy="best_of_n:n=1").plan(task)
    assert str(result.certificate) == "verified except 1 judged by a model"
    assert result.certificate.judged_by_model == ("calm",)
    assert result.verified
    strict = Planner(model, strategy="best_of_n:n=1", accept="program").plan(task)
    assert not strict.verified


@pytest.mark.parametrize(
    "garbage", ["", "no json", '{"findings": [{"constraint": "goal", "satisfied": "8/10"}]}', "{" * 99]
)
def test_a_judge_that_cannot_be_read_never_becomes_a_score(garbage):
    model = ScriptedModel({"plan": ["1. Go."], "verify": [garbage], "repair": [garbage], "constraints": ["{}"]})
    result = Planner(model, strategy="best_of_n:n=2", extract="never", retry=Retry(attempts=1)).plan(PROSE)
    assert result.score is None
    assert all(candidate.score is None for candidate in result.candidates)
    assert result.certificate.claim == "not judged"


def test_plangens_own_verifier_gives_its_scalar_and_no_certificate():
    model = ScriptedModel({"plan": ["1. Go."], "reward": ['{"reasoning": "fine", "score": 90}'], "default": ["{}"]})
    planner = Planner(model, strategy="best_of_n:n=2", verifier="plangen", extract="never")
    events = events_of(planner, PROSE)
    judged = [event.verdict for event in events if event.type == "candidate_judged"]
    assert judged[0].score == pytest.approx(0.95)
    assert judged[0].reward == pytest.approx(90)
    assert not events[-1].result.verified


@pytest.mark.parametrize("strategy", ["best_of_n:n=25", "tree_of_thoughts", "rebase", "mixture", "iterative_decoding"])
def test_seven_calls_are_seven_calls(strategy):
    model = "sim:p=0.001,steps=30,fa=0,fr=0,feedback=0"
    planner = Planner(model, strategy=strategy, limits=Limits(calls=7))
    events = events_of(planner, PROSE)
    result = events[-1].result
    assert sum(event.type == "call_started" for event in events) == 7
    assert result.usage.calls == 7
    assert result.termination_reason == "budget_calls"
    assert result.status == "partial"
    assert result.plan is not None


def test_the_time_limit_returns_the_best_so_far():
    model = SlowModel(lambda sample: reply("Monday 09:00"), lambda sample: 0 if sample == 0 else 30)
    planner = Planner(model, strategy="best_of_n:n=3", limits=Limits(seconds=0.5))
    result = planner.plan(MEETING)
    assert result.termination_reason == "timeout"
    assert result.candidate == "c1"


def test_a_limit_that_is_met_while_judging_ends_the_run_and_keeps_the_draft():
    """Seven calls: one to read the task, five drafts, one judgement; the other drafts stay, not judged."""
    planner = Planner("sim:p=1,fr=0", strategy="best_of_n:n=5", limits=Limits(calls=7))
    result = planner.plan(PROSE)
    assert result.termination_reason == "budget_calls"
    assert [candidate.score for candidate in result.candidates].count(None) == 4
    assert result.score is not None


def test_stop_keeps_the_best_so_far():
    model = SlowModel(lambda sample: reply("Monday 09:00"), lambda sample: 0 if sample == 0 else 30)
    planner = Planner(model, strategy="best_of_n:n=3")

    async def run():
        async for event in planner.stream(MEETING, run_id="r"):
            if event.type == "candidate_judged":
                planner.stop("r")
            if isinstance(event, RunFinished):
                return event.result

    result = asyncio.run(run())
    assert (result.status, result.termination_reason, result.candidate) == ("cancelled", "interrupted", "c1")


def test_a_stop_before_the_run_has_begun_is_not_lost():
    planner = Planner(SlowModel(lambda sample: reply("Monday 09:00"), lambda sample: 30), strategy="best_of_n:n=3")
    planner.stop("r")
    result = planner.plan(MEETING, run_id="r")
    assert (result.status, result.usage.calls, result.plan) == ("cancelled", 0, None)
    assert planner._sessions._stopped == set()


def test_a_stop_reaches_the_constraint_agent():
    model = SlowModel(lambda sample: "{}", lambda sample: 30)
    planner = Planner(model, strategy="best_of_n:n=3")

    async def run():
        async for event in planner.stream(PROSE, run_id="r"):
            if event.type == "call_started":
                planner.stop("r")
            if isinstance(event, RunFinished):
                return event.result

    result = asyncio.run(run())
    assert result.status == "cancelled"
    assert result.timings.wall_s < 5


def test_one_failing_draft_leaves_the_others_alone():
    model = ScriptedModel([ParseError("junk"), reply("Monday 09:00"), reply("Monday 10:00")])
    result = Planner(model, strategy="best_of_n:n=3").plan(MEETING)
    assert len(result.candidates) == 2
    assert [failure.code for failure in result.failures] == ["parse"]


def test_a_run_without_any_draft_raises_its_commonest_failure():
    model = ScriptedModel(lambda request: ProviderUnreachableError("nobody there"))
    with pytest.raises(ProviderUnreachableError, match="nobody there"):
        Planner(model, strategy="best_of_n:n=2", retry=Retry(attempts=1)).plan(MEETING)


def test_a_refused_key_ends_the_run_at_once():
    model = ScriptedModel(lambda request: AuthenticationError("key refused"))
    with pytest.raises(AuthenticationError):
        Planner(model, strategy="best_of_n:n=8").plan(MEETING)


def test_a_callable_of_the_users_own_decides_like_a_program():
    model = ScriptedModel([reply(start) for start in HALF_HOURS])

    def after_noon(task, plan):
        return [] if plan.steps[0].start >= 720 else ["too early"]

    task = MEETING.model_copy(update={"constraints": ()})
    result = Planner(model, strategy="best_of_n:n=16", checker=after_noon).plan(task)
    assert result.certificate.claim == "verified by program"
    assert result.plan.steps[0].start >= 720


def test_bad_names_fail_before_anything_runs():
    with pytest.raises(UsageError, match="did you mean `rebase`"):
        Planner("sim:p=0.5", strategy="rebsae")
    with pytest.raises(UsageError, match="role"):
        Planner("sim:p=0.5", roles={"verifier": "sim:p=0.5"})


async def test_messages_are_enough_and_a_message_comes_back():
    graph = build_graph("sim:p=1", strategy="best_of_n:n=1")
    state = await graph.ainvoke({"messages": [{"role": "user", "content": "Plan a picnic."}]})
    assert state["messages"][-1].type == "ai"
    assert state["result"]["status"] == "completed"
