import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.errors import TaskFileError
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Step, Task
from plangen.tasks import dump_task, load_plan, load_task

GOOD = """
id: sync
text: |
  Ana and Ben meet on Monday for half an hour.
  Ana is busy until 10:00.
plan_format:
  slots:
    - {id: sync, action: meet, actors: [Ana, Ben], within: Monday 09:00-12:00, duration: 30 min, every: 30 min}
constraints:
  - quote: Ana is   busy until 10:00
    check: {type: avoid, select: {actor: Ana}, intervals: [Monday 00:00-10:00, [600, 610]]}
  - id: nice
    kind: soft
    weight: 2
    text: It is a nice time.
  - Nobody is hungry.
"""


@pytest.fixture
def write(tmp_path):
    def _write(text, name="task.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write


def test_reads_the_notations_of_people(write):
    task = load_task(write(GOOD))
    slot = task.plan_format.slots[0]
    assert (slot.within, slot.duration, slot.every, slot.actors) == (((540, 720),), (30, 30), 30, ("Ana", "Ben"))
    first, nice, hungry = task.constraints
    assert first.check == {"type": "avoid", "select": {"actor": "Ana"}, "intervals": [[0, 600], [600, 610]]}
    assert (first.id, first.origin, first.trust, first.hard) == ("c1", "user", "confirmed", True)
    assert task.text[slice(*first.span)] == "Ana is busy until 10:00"
    assert (nice.kind, nice.weight, nice.grounded) == ("soft", 2, False)
    assert (hungry.id, hungry.text) == ("c3", "Nobody is hungry.")


def test_json_and_yaml_say_the_same(write):
    task = load_task(write(GOOD))
    assert load_task(write(task.model_dump_json(), "task.json")) == task


def test_a_check_without_words_is_described(write):
    text = "text: x\nplan_format: {unit: minute}\nconstraints: [{check: {type: window, latest: Monday 10:00}}]"
    assert load_task(write(text)).constraints[0].text == "every step ends at Monday 10:00 or earlier"


def test_times_may_be_numbers_and_durations_ranges(write):
    text = (
        "text: x\nplan_format: {unit: day, slots: [{id: a, within: [[1, 9], day 12-20], duration: 2 days to 3 days}]}"
    )
    slot = load_task(write(text)).plan_format.slots[0]
    assert (slot.within, slot.duration) == (((1, 9), (12, 20)), (2, 3))
    slot = load_task(write(text.replace("2 days to 3 days", "[1, 2 days]"))).plan_format.slots[0]
    assert slot.duration == (1, 2)


def test_plain_text_is_a_task(write):
    assert load_task(write("Plan my day.\n", "day.md")) == Task(id="day", text="Plan my day.")
    assert load_task("Plan my day: 9-5? #soon") == Task(text="Plan my day: 9-5? #soon")
    assert load_task("Plan.\nMy day.yaml") == Task(text="Plan.\nMy day.yaml")
    assert load_task("x" * 5000).text == "x" * 5000


@pytest.mark.parametrize("source", ["", "  \n "])
def test_no_text_is_no_task(source):
    with pytest.raises(TaskFileError, match="the task is empty"):
        load_task(source)


SLOT = "text: x\nplan_format: {slots: [{id: a, within: Monday 09:00-10:00, duration: 30 min, every: 30 min}]}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "task.yaml: the file is empty"),
        ("# only a comment", "task.yaml: should be a mapping"),
        ("- a", "task.yaml:1: should be a mapping"),
        ("just words", "task.yaml:1: should be a mapping"),
        ("id: a", "task.yaml:1: `text`: missing"),
        ("text:", "task.yaml:1: `text`: missing"),
        ("text: 3", "`text`: must be a text"),
        ("text: ' '", "`text`: must be a text"),
        ("text: [", "task.yaml:1: not YAML"),
        ("text: x\n\tid: a", "task.yaml:2: not YAML"),
        ("text: x\ntext: y", "task.yaml:2: not YAML: the key `text` is given twice"),
        ("text: x\nconstraint: []", "task.yaml:2: `constraint`: unknown key; did you mean `constraints`?"),
        ("text: x\nconstraints: 3", "task.yaml:2: `constraints`: should be a list"),
        ("text: x\nconstraints: [3]", "`constraints[0]`: should be a mapping"),
        ("text: x\nconstraints:\n  - {}", "task.yaml:3: `constraints[0].text`: missing"),
        (
            "text: x\nconstraints:\n  - text: a\n    kind: firm",
            "task.yaml:4: `constraints[0].kind`: should be 'hard' or 'soft'",
        ),
        ("text: x\nconstraints: [{text: a, weight: heavy}]", "`constraints[0].weight`: should be a valid number"),
        ("text: x\nconstraints: [{text: a, weight: -1}]", "`constraints[0].weight`: should be greater than 0"),
        ("text: x\nconstraints: [{text: a, weight: .nan}]", "task.yaml:2: not YAML: .nan"),
        ("text: x\nconstraints: [{text: a, weight: 1e999}]", "task.yaml:2: not YAML: 1e999"),
        ("text: x\nconstraints: [{text: a, id: b}, {text: c, id: b}]", "`constraints[1]`: the id `b` is given twice"),
        ("text: x\nconstraints: [{text: a, check: 3}]", "`constraints[0].check`: should be a mapping"),
        ("text: x\nconstraints: [{text: a, check: {}}]", "`constraints[0].check`: the check has no `type`"),
        ("text: x\nconstraints: [{text: a, check: {type: windw}}]", "did you mean `window`?"),
        ("text: x\nconstraints: [{text: a, check: {type: window}}]", "check `window`: needs `earliest` or `latest`"),
        (SLOT + "constraints: [{text: a, check: {type: window, latest: soon}}]", "`latest`: `soon` is not a time"),
        (SLOT + "constraints: [{text: a, check: {type: avoid, intervals: 09:00-10:00}}]", "`intervals`: "),
        (
            SLOT + "constraints: [{text: a, check: {type: count, min: 1, select: {id: b}}}]",
            "nothing in the plan format matches",
        ),
        ("text: x\nplan_format: 3", "`plan_format`: should be a mapping"),
        ("text: x\nplan_format: {unit: week}", "`plan_format.unit`: should be"),
        ("text: x\nplan_format: {origin: soon}", "`plan_format.origin`: the origin `soon`"),
        ("text: x\nplan_format: {slots: {id: a}}", "`plan_format.slots`: should be a list"),
        ("text: x\nplan_format: {slots: [{id: a}]}", "`plan_format.slots[0].within`: missing"),
        (SLOT.replace("30 min, every", "soon, every"), "`duration`: `soon` is not a length"),
        (SLOT.replace("30 min, every", "2 h, every"), "no interval is as long as the duration"),
        (SLOT.replace("every: 30 min", "every: 0"), "`plan_format.slots[0].every`: should be greater"),
        (SLOT.replace("Monday 09:00-10:00", "[[5, 3]]"), "does not end after it starts"),
        (SLOT.replace("Monday 09:00-10:00", "Monday 17:00-09:00"), "`within`: `Monday 17:00-09:00` does not end"),
        (SLOT.replace("30 min, every", "[60, 30], every"), "the shortest and the longest"),
        (SLOT.replace("Monday 09:00-10:00", "3"), "`within`: should be a list of intervals like"),
        (SLOT.replace("Monday 09:00-10:00", "[[0, true]]"), "`within`: should be a time like Monday 10:30"),
        (SLOT.replace("Monday 09:00-10:00", "[[0, 99999999999]]"), "`within`: `99999999999` is out of range"),
        (SLOT.replace("Monday 09:00-10:00", "[]"), "no interval is as long"),
        (SLOT.replace("30 min, every", "0.5, every"), "`duration`: should be a length like 30 min"),
        (SLOT + "constraints: [{text: a, check: {type: window, latest: 1.5}}]", "`latest`: should be a time like"),
        (SLOT.replace("every", "evry"), "unknown key; did you mean `every`?"),
        ("a: &x [1]\nb: [*x, *x]", "task.yaml:2: not YAML: aliases"),
        ("text: !!python/object/apply:os.system [ls]", "tags (tag:yaml.org,2002:python/object/apply:os.system)"),
        ("[" + "a," * 400_000, "more than 20000 values"),
        ('text: x\n"a\\e[2J\\nb": 1', "task.yaml:2: `a?[2J?b`: unknown key"),
        ("text: x\nconstraints: [{text: a, id: checker}]", "the id `checker` is reserved"),
        ("[" * 500_000, "nested deeper than 64"),
        ("text: " + "1" * 5000, "more than 40 digits"),
        (b"text: \xff\xfe", "task.yaml: not UTF-8 text (byte 6)"),
        (b"text: a\0b", "task.yaml: not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "task.yaml: not UTF-8 text"),
        (b"x" * 10_000_000, "task.yaml: too large, at most 1 MB"),
    ],
)
def test_a_bad_file_gets_one_clear_error(write, text, message):
    path = write(text)
    began = time.perf_counter()
    with pytest.raises(TaskFileError) as caught:
        load_task(path)
    assert message in str(caught.value).replace(f"{path.parent}/", "")
    assert time.perf_counter() - began < 10


def test_a_billion_laughs_are_not_heard(write):
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(TaskFileError, match="aliases"):
        load_task(write("\n".join(lines)))


def test_what_is_no_file_is_said(tmp_path, write):
    for source, message in [
        (tmp_path / "none.yaml", "there is no such file"),
        (str(tmp_path / "none.yaml"), "there is no such file"),
        (tmp_path, "a folder, not a file"),
        (str(tmp_path), "a folder, not a file"),
        (write("x", "task.toml"), "not a kind of task file"),
        (write("{}", "a.json"), "`text`: missing"),
        (write("{", "b.json"), "not JSON"),
        (f"{write('a', 'a.txt')}#3", "only a .jsonl file has rows"),
        (tmp_path / ("x" * 300 + ".yaml"), "cannot be read"),
    ]:
        with pytest.raises(TaskFileError, match=message):
            load_task(source)
    with pytest.raises(TaskFileError, match="only a"):
        load_task(write("a", "a.txt"), row=3)


def test_rows_of_typed_tasks(write, tmp_path):
    rows = [{"id": "a", "text": "one"}, {"text": "two"}, {"id": "7", "text": "three"}]
    path = write("\n".join(json.dumps(row) for row in rows) + "\n", "t.jsonl")
    assert load_task(f"{path}#a").text == "one"
    assert load_task(f"{path}#1") == Task(id="t-1", text="two")
    assert load_task(path, row=2).text == "three"
    for source, message in [
        (path, "several tasks"),
        (f"{path}#z", "no row `z`; the file has 3"),
        (f"{path}#9", "no row `9`"),
        (write("", "e.jsonl"), "empty"),
        (tmp_path / "no.jsonl", "no such file"),
        (write('{"text": "x"', "b0.jsonl"), "b0.jsonl:1: not JSON"),
        (write("[1]", "b1.jsonl"), "b1.jsonl:1: the row is not a JSON object"),
        (write("{}", "b2.jsonl"), "b2.jsonl:1: `text`: missing"),
        (write(b"\xff", "b3.jsonl"), "not UTF-8"),
        (write(b"x" * 2_000_000, "b4.jsonl"), "the line is too long"),
    ]:
        with pytest.raises(TaskFileError, match=message):
            load_task(source)
    assert load_task(write(json.dumps(rows[0]), "one.jsonl")).text == "one"


TEXTS = st.text(min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=150)
@given(
    st.builds(
        Task,
        id=TEXTS,
        text=st.one_of(
            TEXTS, st.sampled_from(["yes", "10:30", "1e5", "null", "~", "0x1", "a: b", "- a", "2026-01-05", " x "])
        ),
        context=st.text(max_size=20),
        previous=st.sampled_from(["", "1. a"]),
        plan_format=st.sampled_from(
            [
                None,
                PlanFormat(unit="day"),
                PlanFormat(origin="2026-01-05T00:00", slots=(Slot(id="a", within=((0, 9),), duration=(1, 2)),)),
            ]
        ),
        constraints=st.lists(
            st.builds(
                Constraint,
                id=TEXTS,
                text=TEXTS,
                kind=st.sampled_from(["hard", "soft"]),
                weight=st.floats(0.1, 10),
                origin=st.sampled_from(["user", "llm", "default"]),
                trust=st.sampled_from(["unreviewed", "tested", "agreed", "confirmed"]),
                check=st.sampled_from([None, {"type": "count", "min": 1, "select": {"id": "a"}}]),
            ),
            max_size=3,
            unique_by=lambda constraint: constraint.id,
        ).map(tuple),
    )
)
def test_what_is_dumped_loads_back(tmp_path_factory, task):
    path = tmp_path_factory.mktemp("dump") / "task.yaml"
    text = dump_task(task)
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text) or "\0" in text:
        return
    path.write_text(text, encoding="utf-8", newline="")
    assert load_task(path) == task


@settings(max_examples=150)
@given(st.text(max_size=80), st.sampled_from([".yaml", ".json", ".jsonl", ".txt"]))
def test_any_file_is_read_or_refused(tmp_path_factory, text, suffix):
    path = tmp_path_factory.mktemp("any") / f"task{suffix}"
    path.write_text(text, encoding="utf-8", errors="replace")
    with contextlib.suppress(TaskFileError):
        assert isinstance(load_task(path), Task)


def test_plans_are_read_in_every_form(write):
    shape = load_task(write(GOOD)).plan_format
    step = Step(id="sync", action="meet", start=600, end=630, actors=("Ana", "Ben"))
    plan = Plan(unit="minute", steps=(step,))
    result = json.dumps({"run_id": "r", "plan": plan.model_dump(mode="json")})
    for text, name in [
        ('{"steps": [{"id": "sync", "start": "Monday 10:00"}]}', "p.json"),
        ('```json\n{"steps": [{"id": "sync", "start": "10:00"}]}\n```', "p.md"),
        (plan.model_dump_json(), "p.json"),
        (result, "p.json"),
        ("unit: minute\nsteps: [{id: sync, action: meet, start: 600, end: 630, actors: [Ana, Ben]}]", "p.yaml"),
        ("steps: [{id: sync, start: Monday 10:00}]", "p.yaml"),
    ]:
        assert load_plan(write(text, name), shape) == plan
    assert load_plan(write("Go home.", "p.txt"), None) == Plan(text="Go home.")


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ('{"unit": "minute", "steps": [{"start": 3}]}', "p.json", "`steps[0].id`: missing"),
        ('{"unit": "minute", "stepps": []}', "p.json", "did you mean `steps`"),
        ("{", "p.json", "not JSON"),
        ("nothing", "p.txt", "no JSON object"),
        ('{"run_id": "r", "plan": null}', "p.json", "the result holds no plan"),
        ("", "p.txt", "empty"),
    ],
)
def test_a_bad_plan_file_gets_one_clear_error(write, text, name, message):
    shape = load_task(write(GOOD)).plan_format
    with pytest.raises(TaskFileError) as caught:
        load_plan(write(text, name), shape)
    assert message in str(caught.value)
