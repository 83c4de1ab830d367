import pytest

from plangen.schema import Finding
from plangen.trust import consistent, explain, review, suspects, uncovered
from tests.trust.conftest import TUESDAY, changed, dropped


def trust(reviewed):
    return {one.id: one.trust for one in reviewed.task.constraints}


def test_one_good_reading_is_tested(meeting):
    reviewed = review(meeting)
    assert set(trust(reviewed).values()) == {"tested"}
    assert reviewed.agreement is None
    assert not reviewed.sure


def test_two_good_readings_agree(meeting, visits):
    for task in (meeting, visits):
        reviewed = review(task, task)
        assert set(trust(reviewed).values()) == {"agreed"}
        assert reviewed.sure


def test_a_grave_fault_keeps_an_agreed_reading_down(meeting):
    wrong = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 900})
    reviewed = review(wrong, wrong)
    assert trust(reviewed)["over"] == "unreviewed"
    assert trust(reviewed)["ben"] == "agreed"
    assert not reviewed.sure


def test_a_doubt_is_settled_by_a_second_reading(meeting):
    bound = changed(meeting, "length", {"type": "duration", "min": 45})
    assert trust(review(bound))["length"] == "unreviewed"
    assert trust(review(bound, bound))["length"] == "agreed"


def test_a_difference_stays_tested(meeting):
    other = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 900})
    assert trust(review(meeting, other))["over"] == "tested"


def test_what_the_user_confirmed_stays_confirmed(meeting):
    wrong = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 900}, trust="confirmed")
    assert trust(review(wrong))["over"] == "confirmed"


def test_a_missing_constraint_keeps_the_whole_from_being_sure(meeting):
    assert not review(dropped(meeting, "ben"), meeting).sure


def test_a_conflict_is_named_in_sentences(meeting):
    pytest.importorskip("ortools")
    early = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 690})
    found = consistent(early)
    assert found.holds is False
    assert found.conflict == ("length", "ben", "over")
    assert found.sentences[1] == "[ben] Every step with Ben starts at Tuesday 11:00 or later"


def test_nothing_in_a_conflict_is_agreed(meeting):
    pytest.importorskip("ortools")
    early = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 690})
    assert trust(review(early, early))["length"] == "tested"
    assert trust(review(early, early))["ana"] == "agreed"


def test_constraints_that_hold_together(meeting, visits):
    pytest.importorskip("ortools")
    assert consistent(meeting).holds is True
    assert consistent(visits).holds is True


def test_without_a_plan_format_consistency_is_not_decided(meeting):
    found = consistent(meeting.model_copy(update={"plan_format": None}))
    assert found.holds is None
    assert found.reason


def test_dropping_any_constraint_leaves_its_words_uncovered(meeting, visits, trip):
    for task in (meeting, visits, trip):
        assert uncovered(task) == ()
        for one in task.constraints:
            spans = uncovered(dropped(task, one.id))
            assert spans
            assert all(one.span[0] <= start and end <= one.span[1] for start, end in spans)


def test_settled_words_are_not_uncovered(meeting):
    gap = dropped(meeting, "ben")
    assert uncovered(gap, settled=[next(one.span for one in meeting.constraints if one.id == "ben")]) == ()


def test_each_constraint_is_said_beside_its_quote(meeting):
    said = {one.constraint: one for one in explain(meeting)}
    assert said["ben"].sentence == "Every step with Ben starts at Tuesday 11:00 or later"
    assert said["ben"].quote == "Ben cannot come on Tuesday before 11:00"


def test_what_no_program_can_judge_is_said_so(meeting):
    (said,) = [one for one in explain(changed(meeting, "over", check=None)) if one.constraint == "over"]
    assert said.sentence.endswith("(no program can judge this)")


def test_what_every_candidate_fails_is_suspect():
    def findings(**status):
        return [Finding(constraint=name, status=said, by="program") for name, said in status.items()]

    candidates = [findings(a="fail", b="fail", c="pass"), findings(a="fail", b="pass", c="fail")]
    assert suspects(candidates) == ("a",)
    assert suspects(candidates[:1]) == ()
