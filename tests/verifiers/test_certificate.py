"""A claim is never more than what was decided; Hypothesis looks for one that is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.schema import Constraint, Finding
from plangen.verifiers import certificate, combine

NAMES = ("a", "b", "c")
TRUSTS = ("agreed", "confirmed", "confirmed", "tested", "unreviewed")
CONSTRAINTS = st.tuples(
    *(
        st.builds(
            Constraint,
            id=st.just(name),
            text=st.just(name),
            quote=st.sampled_from(["", "noon", "by noon on Monday"]),
            kind=st.sampled_from(["hard", "soft"]),
            weight=st.sampled_from([0.5, 1.0, 3.0]),
            trust=st.sampled_from(TRUSTS),
        )
        for name in NAMES
    )
)
SAID = ("pass", "pass", "pass", "pass", "fail", "error", "abstain")
JUDGES = ("program", "program", "program", "solver", "model")


def said_of(name, *, least):
    """The findings about one constraint: mostly that a program passes it."""
    finding = st.builds(Finding, constraint=st.just(name), status=st.sampled_from(SAID), by=st.sampled_from(JUDGES))
    return st.lists(finding, min_size=least, max_size=least + 1)


FINDINGS = st.tuples(
    *(said_of(name, least=1) for name in NAMES), *(said_of(name, least=0) for name in ("checker", "format", "stranger"))
).map(lambda listed: [finding for findings in listed for finding in findings])
UNCOVERED = st.sampled_from([(), (), (), ("noon",), ("two dogs",), ("noon", "two dogs")])


def c(name="a", **fields):
    return Constraint(id=name, text=name, **{"trust": "confirmed", **fields})


def f(name="a", status="pass", by="program"):
    return Finding(constraint=name, status=status, by=by)


def claim(constraints, findings, uncovered=()):
    verdict = combine(constraints, findings, complete=True, threshold=0.975)
    return certificate(constraints, verdict, uncovered=uncovered)


@settings(max_examples=500, deadline=None)
@given(CONSTRAINTS, FINDINGS, UNCOVERED, st.sampled_from([True, True, True, False]))
def test_verified_by_program_is_never_said_of_less(constraints, findings, uncovered, complete):
    verdict = combine(constraints, findings, complete=complete, threshold=0.975)
    found = certificate(constraints, verdict, uncovered=uncovered)
    if found.claim != "verified by program":
        return
    assert complete
    assert not uncovered
    hard = [constraint for constraint in constraints if constraint.hard]
    assert all(constraint.trust in ("agreed", "confirmed") for constraint in hard)
    for name in [*(constraint.id for constraint in hard), "checker", "format"]:
        said = {finding.status for finding in findings if finding.constraint == name and finding.by != "model"}
        assert "fail" not in said
        assert "pass" in said or name not in found.trust
    assert (*found.judged_by_model, *found.undecided, *found.violated) == ()
    assert found.exact_share == 1.0


@given(CONSTRAINTS, FINDINGS, UNCOVERED)
def test_every_hard_constraint_is_accounted_for_once(constraints, findings, uncovered):
    found = claim(constraints, findings, uncovered)
    named = [*found.judged_by_model, *found.undecided, *found.violated]
    assert len(named) == len(set(named))
    assert set(named) <= set(found.trust)
    assert set(found.trust) >= {constraint.id for constraint in constraints if constraint.hard}
    assert (found.claim == "verified except k judged by a model") <= bool(found.judged_by_model)


def test_words_that_no_constraint_speaks_for_leave_nothing_verified():
    found = claim([c()], [f()], ["after 3 pm"])
    assert (found.claim, found.uncovered, found.exact_share) == ("judged only", ("after 3 pm",), 1.0)


def test_words_that_a_model_judged_count_among_the_k():
    constraints = [c(), c("b", quote="not after 3 pm", trust="unreviewed")]
    found = claim(constraints, [f(), f("b", by="model")], ["after 3 pm"])
    assert str(found) == "verified except 1 judged by a model"
    assert claim(constraints, [f(), f("b", by="model")], ["after 3 pm", "two dogs"]).claim == "judged only"


def test_words_quoted_by_a_constraint_of_a_program_alone_stay_uncovered():
    assert claim([c(quote="not after 3 pm")], [f()], ["after 3 pm"]).claim == "judged only"


def test_the_trust_of_each_hard_constraint_stands_in_the_certificate():
    found = claim([c(trust="agreed"), c("b", trust="tested"), c("wish", kind="soft")], [f(), f("b"), f("checker")])
    assert found.trust == {"a": "agreed", "b": "tested", "checker": "confirmed"}


def test_the_exact_share_is_by_weight():
    assert claim([c(weight=3), c("b")], [f(), f("b", by="model")]).exact_share == 0.75
