import pytest

from plangen.schema import Constraint, PlanFormat
from plangen.trust import entailed, trial_plans
from plangen.trust.behaviour import judge_of
from plangen.trust.proof import follows
from tests.trust.conftest import TUESDAY


def window(**fields):
    return Constraint(id="c", text="-", check={"type": "window", **fields})


def test_what_a_task_demands_follows_from_it(meeting, visits):
    for task in (meeting, visits):
        for one in task.constraints:
            assert entailed(task, one).holds is True


@pytest.mark.parametrize(("latest", "holds"), [(959, False), (960, True), (961, True)])
def test_a_tick_decides(meeting, latest, holds):
    assert entailed(meeting, window(latest=TUESDAY + latest)).holds is holds


def test_a_witness_meets_the_demands_and_breaks_the_constraint(meeting):
    found = entailed(meeting, window(earliest=TUESDAY + 661))
    assert found.holds is False
    assert judge_of(window(earliest=TUESDAY + 661))(found.witness) is False
    assert all(judge_of(one)(found.witness) for one in meeting.constraints)


def test_a_proof_is_told_from_a_trial(meeting):
    pytest.importorskip("ortools")
    assert entailed(meeting, window(latest=TUESDAY + 1000)).by == "solver"


def test_the_plans_to_be_tried_can_be_given(meeting):
    plans = trial_plans(meeting, meeting.constraints[0])
    assert entailed(meeting, window(latest=TUESDAY + 900), plans).holds is False


def test_a_constraint_of_another_format_is_aligned(meeting):
    slot = meeting.plan_format.slots[0].model_copy(update={"id": "talk", "action": "talk"})
    other = PlanFormat(slots=(slot,))
    over = window(select={"id": "talk"}, latest=TUESDAY + 960)
    assert entailed(meeting, over, of=other).holds is True
    assert entailed(meeting, window(select={"id": "talk"}, latest=TUESDAY + 900), of=other).holds is False


def test_what_cannot_be_judged_is_not_decided(meeting):
    assert entailed(meeting, Constraint(id="c", text="nice")).holds is None


def test_follows_finds_the_plan_that_shows_it_does_not(meeting):
    pytest.importorskip("ortools")
    proof = follows(meeting.plan_format, meeting.constraints, window(latest=TUESDAY + 959))
    assert proof.holds is False
    assert max(step.end for step in proof.witness.steps) == TUESDAY + 960


def test_an_objective_is_not_proved(meeting):
    objective = Constraint(id="c", text="-", check={"type": "minimise", "objective": "start"})
    assert follows(meeting.plan_format, meeting.constraints, objective).holds is None
