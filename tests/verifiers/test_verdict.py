import pytest

from plangen.errors import ParseError, UsageError
from plangen.schema import Constraint, Finding, Violation
from plangen.verifiers import certificate, combine, unparsed


def c(name="a", **fields):
    return Constraint(id=name, text=f"demand {name}", **{"trust": "confirmed", **fields})


def f(name="a", status="pass", by="program", **fields):
    return Finding(constraint=name, status=status, by=by, **fields)


def judge(constraints, findings, *, complete=True, threshold=0.975):
    verdict = combine(constraints, findings, complete=complete, threshold=threshold)
    return verdict, certificate(constraints, verdict)


def test_all_hard_constraints_decided_by_program_certify():
    verdict, claim = judge([c("a"), c("b")], [f("a"), f("b", by="solver")])
    assert (verdict.status, verdict.score, verdict.sound, verdict.certified) == ("valid", 1.0, True, True)
    assert (claim.claim, claim.exact_share) == ("verified by program", 1.0)


def test_a_hard_failure_decides_and_stays_below_the_threshold():
    many = [c(f"c{n}") for n in range(100)]
    verdict, claim = judge(many, [f(m.id, "fail" if m.id == "c7" else "pass") for m in many])
    assert (verdict.status, verdict.sound, verdict.certified) == ("invalid", True, False)
    assert 0.96 < verdict.score < 0.975
    assert (claim.claim, claim.violated, claim.exact_share) == ("failed", ("c7",), 1.0)


def test_no_model_overrules_a_program():
    for program, model in (("pass", "fail"), ("fail", "pass")):
        verdict, _ = judge([c()], [f(status=model, by="model"), f(status=program)])
        assert [finding.by for finding in verdict.findings] == ["program"]
        assert verdict.status == ("valid" if program == "pass" else "invalid")


def test_a_model_stands_in_where_the_program_could_not_judge():
    for status in ("error", "abstain"):
        verdict, claim = judge([c("a"), c("b")], [f("a"), f("b", status, reason="?"), f("b", by="model")])
        assert (verdict.status, verdict.sound, verdict.certified) == ("valid", False, False)
        assert str(claim) == "verified except 1 judged by a model"
        assert (claim.judged_by_model, claim.exact_share) == (("b",), 0.5)


def test_unknown_is_not_a_pass():
    for finding in (f("b", "error"), f("b", "abstain"), f("z")):
        verdict, claim = judge([c("a"), c("b")], [f("a"), finding])
        assert (verdict.status, verdict.certified) == ("unknown", False)
        assert verdict.score < 0.975
        assert (claim.claim, claim.undecided) == ("judged only", ("b",))


@pytest.mark.parametrize("trust", ["unreviewed", "tested"])
def test_constraints_that_nobody_confirmed_only_advise(trust):
    verdict, claim = judge([c("a"), c("b", trust=trust)], [f("a"), f("b", "fail")])
    assert (verdict.status, verdict.sound) == ("unknown", False)
    assert (claim.claim, claim.violated) == ("judged only", ("b",))
    verdict, claim = judge([c("a"), c("b", trust=trust)], [f("a"), f("b")])
    assert (verdict.status, verdict.certified) == ("valid", False)
    assert str(claim) == "verified except 1 judged by a model"
    verdict, claim = judge([c("b", trust=trust)], [f("b")])
    assert (verdict.certified, claim.claim, claim.exact_share) == (False, "judged only", 0.0)


def test_a_task_without_constraints_is_never_verified():
    verdict, claim = judge([], [])
    assert (verdict.status, verdict.score, verdict.sound, claim.claim) == ("unknown", None, False, "not judged")
    verdict, claim = judge([], [f("reward", by="model", score=0.99)])
    assert (verdict.status, verdict.score, verdict.certified, claim.claim) == ("unknown", 0.99, False, "judged only")


def test_soft_constraints_alone_never_verify():
    verdict, claim = judge([c("a", kind="soft")], [f("a")])
    assert (verdict.score, verdict.certified, claim.claim) == (1.0, False, "judged only")


def test_soft_failures_lower_the_score_only():
    verdict, claim = judge([c("a"), c("b", kind="soft", weight=3)], [f("a"), f("b", "fail")])
    assert (verdict.status, verdict.score, claim.claim) == ("valid", 0.25, "verified by program")


def test_only_a_models_opinion_is_judged_only():
    verdict, claim = judge([c("a")], [f("a", by="model", score=0.8)])
    assert (verdict.status, verdict.score, verdict.sound) == ("valid", 0.8, False)
    assert (claim.claim, claim.judged_by_model) == ("judged only", ("a",))


def test_nothing_judged_has_no_score():
    verdict, claim = judge([c("a")], [f("a", "abstain")])
    assert (verdict.score, verdict.reward, claim.claim) == (None, None, "not judged")


def test_a_beginning_is_never_valid_nor_above_the_threshold():
    verdict, claim = judge([c("a")], [f("a")], complete=False)
    assert (verdict.status, verdict.sound, claim.claim) == ("unknown", False, "judged only")
    assert verdict.score < 0.975
    assert judge([c("a")], [f("a", "fail")], complete=False)[0].status == "invalid"


def test_the_users_checker_counts_as_a_confirmed_hard_constraint():
    assert judge([], [f("checker")])[1].claim == "verified by program"
    assert judge([c("a")], [f("a"), f("checker", "fail")])[1].violated == ("checker",)
    verdict, claim = judge([c("a")], [f("a"), f("checker", "error")])
    assert (verdict.status, claim.undecided) == ("unknown", ("checker",))


def test_a_plan_that_is_not_of_the_format_is_invalid():
    verdict, claim = judge([c("a")], [f("format", "fail"), f("a")])
    assert (verdict.status, claim.claim, claim.violated) == ("invalid", "failed", ("format",))


def test_a_failure_counts_over_a_pass_of_the_same_kind_of_judge():
    assert judge([c()], [f(), f(status="fail", by="tool")])[0].status == "invalid"
    assert judge([c()], [f(status="fail"), f()])[0].status == "invalid"


def test_an_unparsed_reply_has_no_score_and_is_not_judged():
    verdict = unparsed(ParseError("no JSON", reply="hello"))
    assert (verdict.status, verdict.score) == ("unparsed", None)
    assert "no JSON" in verdict.feedback
    assert certificate([c("a")], verdict).claim == "not judged"
    assert certificate([c("a")], verdict).undecided == ("a",)


def test_one_finding_never_decides_two_constraints():
    for twice in ([c("a"), c("a")], [c("checker")], [c("format")]):
        with pytest.raises(UsageError, match="the constraint id"):
            judge(twice, [f("a")])


def test_feedback_is_located_and_quantified():
    constraints = [
        c("when"),
        c("walk", weight=2),
        c("len"),
        c("tone"),
        c("guess", trust="unreviewed"),
        c("wish", kind="soft"),
    ]
    findings = [
        f("when", "fail", violations=(Violation(message="s1 starts 10 min too early"),)),
        f("walk", "fail", violations=(Violation(message="s2 starts too soon"), Violation(message="s3 as well"))),
        f("len"),
        f("tone", "fail", by="model", reason="too stern"),
        f("guess", "fail", violations=(Violation(message="s1 is long"),)),
        f("wish", "fail", violations=(Violation(message="s1 is late"),)),
    ]
    assert judge(constraints, findings)[0].feedback == "\n".join(
        [
            "The plan is not valid: 2 of 5 hard constraints are broken.",
            "- [walk] demand walk -> s2 starts too soon; s3 as well",
            "- [when] demand when -> s1 starts 10 min too early",
            "Wishes not met:",
            "- [wish] demand wish -> s1 is late",
            "Perhaps broken (nobody has confirmed these readings of the task):",
            "- [guess] demand guess -> s1 is long",
            "Satisfied already, keep so: len",
            "Opinion of a model, not a fact:",
            "- [tone] demand tone -> too stern",
        ]
    )


def test_feedback_lists_at_most_six():
    many = [c(f"c{n}") for n in range(10)]
    feedback = judge(many, [f(m.id, "fail", reason="no") for m in many])[0].feedback
    assert feedback.count("- [") == 6
    assert "- and 4 more" in feedback
