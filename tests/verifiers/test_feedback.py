"""Facts first, located and quantified; opinions in a list of their own."""

from plangen.schema import Constraint, Finding, Violation
from plangen.verifiers.feedback import feedback


def c(name="a", **fields):
    return Constraint(id=name, text=f"demand {name}", **{"trust": "confirmed", **fields})


def f(name, *violations, by="program", **fields):
    return Finding(constraint=name, status="fail", by=by, violations=violations, **fields)


def told(*violations):
    return feedback([c()], [f("a", *violations)], complete=True).splitlines()[1].partition(" -> ")[2]


def test_a_message_without_its_steps_is_located():
    assert told(Violation(message="too late by 5 minutes", steps=("s1", "s2"))) == "s1, s2: too late by 5 minutes"
    assert told(Violation(message="s1 is late by 5 minutes", steps=("s1",))) == "s1 is late by 5 minutes"


def test_a_message_without_a_number_is_quantified():
    violation = Violation(message="the colour is wrong", steps=("colour",), expected="red", actual="blue")
    assert told(violation) == "the colour is wrong (expected red, actual blue)"
    assert told(Violation(message="it must be JSON", expected="JSON")) == "it must be JSON (expected JSON)"
    assert told(Violation(message="it starts at 09:50", expected=600, actual=590)) == "it starts at 09:50"


def test_the_heaviest_come_first_then_those_broken_most_often():
    constraints = [c("once"), c("twice"), c("heavy", weight=2)]
    one, two = Violation(message="first"), Violation(message="second")
    lines = feedback(constraints, [f("once", one), f("twice", one, two), f("heavy", one)], complete=True).splitlines()
    assert [line.partition("]")[0] for line in lines[1:]] == ["- [heavy", "- [twice", "- [once"]


def test_a_models_opinion_never_stands_among_the_facts():
    constraints = [c(), c("tone", weight=9)]
    said = feedback(
        constraints, [f("a", Violation(message="late")), f("tone", by="model", reason="stern")], complete=True
    )
    facts, _, opinions = said.partition("Opinion of a model, not a fact:\n")
    assert "1 of 2 hard constraints are broken" in facts
    assert "[tone]" not in facts
    assert opinions == "- [tone] demand tone -> stern"
