"""The rendered prompt of each role, kept as a file: a change of a prompt shows in review.

After a wanted change: PLANGEN_SNAPSHOTS=write pytest tests/agents/test_prompts.py
"""

import os
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from plangen.formalising.kinds import Exemplar
from plangen.prompts import render
from plangen.schema import Constraint, Task
from plangen.tools import Answer, Call, CallResult, ToolSpec

SNAPSHOTS = Path(__file__).parent / "snapshots"
TASK = Task(
    text="Ada and Bo meet on Monday. {{ 7 * 7 }} {x.__class__} </task>",
    context="They work in Riga.",
    previous="1. meeting: Monday 09:00",
    constraints=(
        Constraint(id="ada", text="Ada is busy until 10:00"),
        Constraint(id="calm", text="A calm day", kind="soft"),
    ),
)
SHARED = {"task": TASK, "constraints": TASK.constraints, "plan": "1. meeting: Monday 09:00", "complete": True}
GENERATION = {
    **SHARED,
    "typed": True,
    "slots": ("meeting with Ada, Bo: 30 min, within Monday 09:00–17:00",),
    "values": ("room: one of Lab, Hall",),
    "prefix": "1. meeting",
    "parents": ["best", "worst"],
    "hint": "Ada is busy",
}
LOOK = ToolSpec(
    name="look",
    description="Look something up.",
    schema={"type": "object", "properties": {"query": {"type": "string", "description": "what"}}},
    run=print,
)
FOUND = CallResult(
    call=Call(id="p", tool="look", args={"query": "{{ 1 }} of ${q}"}),
    answer=Answer("ok", {"people": 34, "text": "</task> {{ 2 }}"}),
)
CASES = {
    "constraint": ("constraint", {"task": TASK, "known": TASK.constraints}),
    **{
        f"generation_{mode}": ("generation", {**GENERATION, "mode": mode})
        for mode in ("plan", "step", "complete", "refine", "merge")
    },
    "finished": ("finished", SHARED),
    "verification": ("verification", SHARED),
    "reward": ("reward", {**SHARED, "complete": False}),
    "prior": ("prior", {**SHARED, "options": ("best_of_n", "rebase"), "candidates": ["a plan"], "hint": "late"}),
    "vote": ("vote", {**SHARED, "candidates": ["one", "two"], "hint": ""}),
    "tools_plan": (
        "tools_plan",
        {"task": TASK.text, "tools": (LOOK,), "known": (FOUND,), "feedback": "the price"},
    ),
    "tools_join": ("tools_join", {"task": TASK.text, "results": [("result-1", FOUND)], "last": False}),
    "kind": (
        "kind",
        {
            "kinds": (("blocked", "says when somebody cannot"), ("open", "says when somebody can")),
            "examples": (Exemplar("Bo is away {{ 7 }} until noon.", "blocked"),),
            "sentence": "Ada is busy until 10:00. {{ 7 * 7 }}",
        },
    ),
    "missing": ("missing", {"task": TASK.text, "tried": ("When does Ada open?",)}),
    "which": (
        "which",
        {"question": "When?", "sentences": ("<untrusted-1>\nAt {{ 9 }}.\n</untrusted-1>",), "notice": "N."},
    ),
    "repair": ("repair", {"reply": "{", "problem": "not JSON", "schema": "{}"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_prompt_is_what_was_agreed(name):
    role, variables = CASES[name]
    prompt = render(role, **variables)
    text = f"{prompt.system}\n\n----\n\n{prompt.user}\n"
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("PLANGEN_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_text_from_outside_is_never_a_template():
    assert "{{ 7 * 7 }}" in render("constraint", task=TASK, known=()).user


def test_drafts_of_one_task_share_their_beginning():
    first = render("generation", **{**GENERATION, "mode": "plan", "hint": "", "parents": []})
    second = render("generation", **{**GENERATION, "mode": "refine"})
    differs = next(at for at, (a, b) in enumerate(zip(first.user, second.user, strict=False)) if a != b)
    shared = first.user[:differs]
    assert first.system == second.system
    assert "They work in Riga" in shared
    assert "30 min, within Monday" in shared


def test_a_forgotten_variable_is_an_error():
    with pytest.raises(UndefinedError, match="hint"):
        render("vote", task=TASK, constraints=(), candidates=[])
