import pytest

from plangen.agents import judge_constraints, left_to_a_model
from plangen.constraints import Scope, build_check
from plangen.constraints.llm import rubric
from plangen.errors import UsageError
from plangen.schema import Candidate, Constraint, Finding, Plan, Step, Task
from plangen.verifiers import certificate, check_constraints, combine

CALM = {"type": "llm", "rubric": "No day feels rushed."}
TASK = Task(text="x", constraints=(Constraint(id="calm", text="A calm trip", trust="confirmed", check=CALM),))
PLAN = Plan(steps=(Step(id="s"),))


def test_is_never_judged_by_program():
    judged = build_check(CALM).evaluate(PLAN, Scope())
    assert (judged.violations, judged.reason) == (None, "only a model can judge it")


def test_what_a_model_says_counts_but_does_not_certify():
    said = Finding(constraint="calm", status="pass", by="model", score=1.0)
    verdict = combine(TASK.constraints, (*check_constraints(TASK, PLAN), said), complete=True, threshold=0.975)
    assert (verdict.status, verdict.score, verdict.sound) == ("valid", 1.0, False)
    claim = certificate(TASK.constraints, verdict)
    assert (claim.claim, claim.judged_by_model, claim.exact_share) == ("judged only", ("calm",), 0)


def test_without_a_model_it_stays_undecided():
    verdict = combine(TASK.constraints, check_constraints(TASK, PLAN), complete=True, threshold=0.975)
    assert (verdict.status, verdict.score) == ("unknown", None)
    assert certificate(TASK.constraints, verdict).undecided == ("calm",)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_needs_a_rubric(text):
    with pytest.raises(UsageError, match=r"check `llm`: field `rubric`"):
        build_check({"type": "llm", "rubric": text})


def test_the_rubric_is_found_in_a_check_of_this_family_only():
    assert rubric(CALM) == "No day feels rushed."
    assert rubric(None) is None
    assert rubric({"type": "regex", "rubric": "x"}) is None
    assert rubric({"type": "llm", "rubric": 3}) is None


def test_is_described_by_its_rubric():
    assert build_check(CALM).describe() == "a model finds: No day feels rushed."


class Asked:
    """A seat that keeps the prompt and says that everything is satisfied."""

    async def ask_typed(self, prompt, how, model, schema):
        self.prompt = prompt
        return model.model_validate({"findings": [{"constraint": "calm", "reason": "slow", "satisfied": True}]})


async def test_the_agent_judges_the_rubric_and_not_the_text():
    seat = Asked()
    (found,) = await judge_constraints(seat, TASK, TASK.constraints, Candidate(id="a", text="Rest, then walk."))
    assert "- calm: No day feels rushed." in seat.prompt.user
    assert "A calm trip" not in seat.prompt.user
    assert (found.constraint, found.status, found.by) == ("calm", "pass", "model")


def test_only_a_rubric_and_what_has_no_check_is_left_to_a_model():
    free = Constraint(id="free", text="Somewhere green")
    counted = Constraint(id="n", text="One step", check={"type": "count", "min": 1})
    assert [item.id for item in left_to_a_model((*TASK.constraints, free, counted))] == ["calm", "free"]
