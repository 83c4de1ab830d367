import asyncio

import pytest

from plangen.agents import Draft, Generation, Seat, judge_constraints, rate_arms, read_constraints, score_plan, vote
from plangen.budget import Budget, Limits
from plangen.errors import ParseError, TruncatedReplyError
from plangen.journal import Journal
from plangen.models.base import Completion, Usage
from plangen.models.door import Door
from plangen.models.scripted import ScriptedModel
from plangen.schema import Candidate, Constraint, Task
from plangen.tracing import Trace
from tests.graphs.worlds import MEETING, reply

TASK = Task(text="Ada and Bo meet on Monday,\n before noon.")
CANDIDATE = Candidate(id="c1", text="1. meeting: Monday 09:00")
ADA = Constraint(id="ada", text="Ada is free")
BO = Constraint(id="bo", text="Bo is free")


@pytest.fixture
def seat():
    journals = []

    def make(*replies):
        journals.append(Journal())
        door = Door(budget=Budget(Limits(calls=20)), journal=journals[-1], trace=Trace("run"))
        return Seat("generation", ScriptedModel(list(replies), cycle=False), door)

    yield make
    for journal in journals:
        journal.close()


async def test_a_quote_is_found_by_program_and_what_is_not_there_is_ungrounded(seat):
    said = (
        '{"constraints": [{"text": "before noon", "quote": "on Monday, before noon", "kind": "hard"},'
        ' {"text": "in Riga", "quote": "in Riga", "kind": "soft"}]}'
    )
    noon, riga = await read_constraints(seat(said), TASK)
    assert TASK.text[slice(*noon.span)] == "on Monday,\n before noon"
    assert (riga.grounded, riga.hard) == (False, False)
    assert {noon.trust, riga.trust} == {"unreviewed"}
    assert (noon.id, riga.id) == ("d1", "d2")


async def test_a_reply_gets_one_repair_and_then_fails_with_what_was_said(seat):
    asked = seat("The steps are obvious.", reply("Monday 09:00"))
    candidate = await Generation(asked, MEETING, ()).draft(Draft(id="c1", number=0))
    assert candidate.plan.steps[0].start == 540
    assert [call.purpose for call in asked.model.calls] == ["plan", "repair"]
    with pytest.raises(ParseError) as caught:
        await Generation(seat("nonsense", "still nonsense"), MEETING, ()).draft(Draft(id="c1", number=0))
    assert "still nonsense" in caught.value.reply


async def test_steps_add_up_to_a_plan(seat):
    two = MEETING.plan_format.slots[0]
    shape = MEETING.plan_format.model_copy(update={"slots": (two, two.model_copy(update={"id": "second"}))})
    task = MEETING.model_copy(update={"plan_format": shape})
    agent = Generation(
        seat('{"steps": {"meeting": {"start": "Monday 09:00"}}}', '{"id": "second", "start": "Monday 10:00"}'), task, ()
    )
    first = await agent.draft(Draft(id="c1", number=0, mode="step"))
    second = await agent.draft(Draft(id="c2", number=1, mode="step", parents=(first,)))
    assert (first.complete, second.complete) == (False, True)
    assert [step.start for step in second.plan.steps] == [540, 600]
    assert second.parents == ("c1",)
    assert len(second.steps) == 2


async def test_each_constraint_gets_a_finding_and_silence_is_abstention(seat):
    said = (
        '{"findings": [{"constraint": "ada", "reason": "busy", "satisfied": false},'
        ' {"constraint": "other", "reason": "", "satisfied": true}]}'
    )
    ada, bo = await judge_constraints(seat(said), TASK, (ADA, BO), CANDIDATE)
    assert (ada.status, ada.score, ada.violations[0].message) == ("fail", 0.0, "busy")
    assert (bo.status, bo.score) == ("abstain", None)
    assert {ada.by, bo.by} == {"model"}


@pytest.mark.parametrize(
    "said",
    ['{"score": NaN}', '{"score": 101}', '{"score": "90"}', '{"score": 9.5}', "90", "8/10", '{"reasoning": "good"}'],
)
async def test_a_reward_that_is_none_never_becomes_a_number(seat, said):
    verdict = await score_plan(seat(said, said), TASK, (), CANDIDATE)
    assert verdict.score is None
    assert verdict.status == "unknown"


async def test_the_papers_reward_maps_to_the_unit_interval(seat):
    verdict = await score_plan(seat('{"reasoning": "r", "score": 95}'), TASK, (), CANDIDATE)
    assert verdict.score == pytest.approx(0.975)


async def test_priors_out_of_range_are_missing(seat):
    said = '{"reasoning": "", "priors": {"a": 0.7, "b": 7, "stranger": 0.5}}'
    assert await rate_arms(seat(said), TASK, (), arms=("a", "b"), best=None, hint="") == {"a": 0.7}
    assert await rate_arms(seat("?", "?"), TASK, (), arms=("a", "b"), best=None, hint="") == {}


async def test_a_vote_for_nobody_is_none(seat):
    both = (CANDIDATE, CANDIDATE)
    assert await vote(seat('{"reasoning": "", "best": 1}'), TASK, (), candidates=both, hint="") == 1
    assert await vote(seat('{"reasoning": "", "best": 2}'), TASK, (), candidates=both, hint="") is None


async def test_equal_questions_asked_at_once_are_one_call(seat):
    asked = seat('{"findings": [{"constraint": "ada", "reason": "", "satisfied": true}]}')
    both = await asyncio.gather(*(judge_constraints(asked, TASK, (ADA,), CANDIDATE) for _ in range(5)))
    assert len(asked.model.calls) == 1
    assert all(findings == both[0] for findings in both)


async def test_prose_that_was_cut_off_is_not_a_plan(seat):
    cut = Completion("1. Go to the", "length", Usage(10, 1024), 0.0)
    with pytest.raises(TruncatedReplyError, match="1024 tokens"):
        await Generation(seat(cut), TASK, ()).draft(Draft(id="c1", number=0))


async def test_a_demand_without_a_word_is_no_demand(seat):
    said = '{"constraints": [{"text": "...", "quote": "...", "kind": "hard"}]}'
    with pytest.raises(ParseError):
        await read_constraints(seat(said, said), TASK)
