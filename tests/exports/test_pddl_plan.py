import re

import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.exports import export
from plangen.schema import Plan, Step

DOMAIN = """(define (domain lamps) (:requirements :strips)
  (:predicates (on ?x) (off ?x))
  (:action switch-on :parameters (?x) :precondition (off ?x) :effect (and (on ?x) (not (off ?x)))))"""
PROBLEM = "(define (problem p) (:domain lamps) (:objects a b) (:init (off a) (off b)) (:goal (and (on a) (on b))))"


def plan(*actions):
    return Plan(steps=tuple(Step(id=f"s{number}", action=action) for number, action in enumerate(actions)))


def read(text):
    """The actions of a plan file, read by a grammar of its own."""
    lines = text.splitlines()
    found = [re.fullmatch(r"(\d+): \(([a-zA-Z][\w-]*(?: [a-zA-Z][\w-]*)*)\)", line) for line in lines]
    assert [int(match[1]) for match in found] == list(range(len(lines)))
    return [match[2] for match in found]


def test_a_ground_action_a_line():
    text = export(plan("(switch-on a)", " switch-on   b "), "pddl")
    assert text == "0: (switch-on a)\n1: (switch-on b)\n"


def test_a_plan_file_does_in_its_world_what_the_plan_does():
    check = build_check({"type": "pddl", "domain": DOMAIN, "problem": PROBLEM})
    again = plan(*read(export(plan("(switch-on a)", "(switch-on b)"), "pddl")))
    assert check.evaluate(again, Scope()).violations == ()
    assert check.evaluate(plan("(switch-on a)"), Scope()).violations


@pytest.mark.parametrize(
    "action",
    ["", "meet Ana at 10:00", "(switch-on ?x)", "(a) (b)", "(a\n) ; c", "switch-on a)", "(on ä)", "x; y", "9 a"],
)
def test_what_is_no_ground_action_is_refused(action):
    with pytest.raises(UsageError, match="no ground action"):
        export(plan("(switch-on a)", action), "pddl")
