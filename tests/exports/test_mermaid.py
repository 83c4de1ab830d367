import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from plangen.errors import UsageError
from plangen.exports import export
from plangen.exports.base import label
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, HOSTILE, WILD

ROOT = Path(__file__).parents[2]
MODULES = Path(os.environ.get("PLANGEN_NODE_MODULES", ROOT / "node_modules"))

# What the exports may write at all: letters of other scripts and a few marks, all else as an entity code.
TEXT = r"(?:[A-Za-z0-9 .,()/_'+\u0080-\U0010ffff-]|#\d+;)+"
TASK = rf"    {TEXT} :n\d+, [\dT:-]+, [\dT:-]+"
GANTT = re.compile(
    rf"gantt\n(?:    title {TEXT}\n)?    dateFormat \S+\n    axisFormat [^\n]+\n"
    rf"(?:{TASK}\n)*(?:    section {TEXT}\n(?:{TASK}\n)+)*"
)
FLOWCHART = re.compile(rf'flowchart TD\n(?:    n\d+\["{TEXT}"\]\n)+(?:    n\d+ --> n\d+\n)*')


def decoded(text):
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)


def parsed(*texts):
    """The diagrams as mermaid's own parser reads them."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (MODULES / "mermaid").is_dir() or not (MODULES / "jsdom").is_dir():
        pytest.skip(f"{MODULES} lacks mermaid and jsdom; npm install them and name the folder in PLANGEN_NODE_MODULES")
    command = ["node", str(Path(__file__).with_name("parse_mermaid.mjs")), str(MODULES)]
    done = subprocess.run(
        command,
        input="=====\n".join(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "TZ": "UTC"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_gantt_chart_with_sections_of_places():
    assert export(DAY, "mermaid", title="The day") == (
        "gantt\n    title The day\n    dateFormat YYYY-MM-DDTHH:mm\n    axisFormat %m-%d %H:%M\n"
        "    walk :n2, 2026-03-02T10:00, 2026-03-02T11:30\n"
        "    section Hall\n"
        "    briefing :n1, 2026-03-02T09:00, 2026-03-02T09:30\n"
        "    tea :n3, 2026-03-02T11:30, 2026-03-02T12:00\n"
    )


def test_sections_are_of_actors_where_there_is_no_place():
    plan = Plan(unit="step", steps=(Step(id="a", start=0, end=2, actors=("Ana", "Ben")),))
    assert export(plan, "mermaid").endswith(
        "    dateFormat x\n    axisFormat %Q\n    section Ana, Ben\n    a :n1, 0, 2\n"
    )


def test_a_flowchart_of_what_depends_on_what():
    expected = (
        'flowchart TD\n    n1["briefing"]\n    n2["walk"]\n    n3["tea"]\n    n1 --> n2\n    n1 --> n3\n    n2 --> n3\n'
    )
    assert export(DAY, "flowchart") == expected
    timeless = DAY.model_copy(
        update={"steps": tuple(step.model_copy(update={"start": None, "end": None}) for step in DAY.steps)}
    )
    assert export(timeless, "mermaid") == expected


@pytest.mark.parametrize(("form", "grammar"), [("mermaid", GANTT), ("flowchart", FLOWCHART)])
def test_hostile_labels_stay_labels(form, grammar):
    text = export(WILD, form, title=HOSTILE[2])
    assert grammar.fullmatch(text)
    assert "%%" not in text
    assert "--" not in text.replace("    n1 --> n", "")


@pytest.mark.parametrize(
    "text", [*HOSTILE, *(f"{word} it" for word in ("title", "Section", "CLICK", "vert", "todayMarker"))]
)
def test_a_label_reads_back(text):
    plan = Plan(unit="step", steps=(Step(id="-", action=text, start=0, end=2),))
    shown = re.search(r"^    ([^:\n]+) :n1,", export(plan, "mermaid"), re.MULTILINE)[1]
    assert decoded(shown) == (label(text) or "-")
    assert not re.match(r"(?i)section|title|click|vert|todayMarker|\d", shown)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(UsageError, match="before 0"):
        export(Plan(steps=(Step(id="a", start=-1, end=2),)), "mermaid")
    with pytest.raises(UsageError, match="outside the calendar"):
        export(Plan(unit="hour", steps=(Step(id="a", start=0, end=10**12),)), "mermaid")


def test_mermaid_itself_reads_the_same():
    timed = [
        Plan(unit="minute", steps=(Step(id="a", start=1500, end=1530),)),
        Plan(unit="hour", origin="2026-03-02T00:00+02:00", steps=(Step(id="a", start=1, end=2),)),
        Plan(unit="day", origin="2026-03-02", steps=(Step(id="a", start=1, end=2),)),
        Plan(unit="step", steps=(Step(id="a", start=1, end=2),)),
    ]
    labels = [label(text) or label(f"s{number} {text}") for number, text in enumerate(HOSTILE)]
    gantt, flow, *others = parsed(
        export(WILD, "mermaid", title=HOSTILE[7]), export(WILD, "flowchart"), *(export(p, "mermaid") for p in timed)
    )
    assert gantt["title"] == HOSTILE[7]
    assert {(task["label"], task["section"]) for task in gantt["tasks"]} == {
        (shown, label(text) or ", Ben") for shown, text in zip(labels, HOSTILE, strict=True)
    }
    assert gantt["tasks"][1]["start"] == "2026-03-02T10:10:00.000Z"
    assert flow["nodes"] == [[f"n{number}", shown] for number, shown in enumerate(labels, 1)]
    assert flow["arrows"] == [["n1", f"n{number}"] for number in range(2, len(HOSTILE) + 1)]
    assert [task["start"] for found in others for task in found["tasks"]] == [
        "1970-01-06T01:00:00.000Z",
        "2026-03-02T01:00:00.000Z",
        "2026-03-03T00:00:00.000Z",
        "1970-01-01T00:00:00.001Z",
    ]
