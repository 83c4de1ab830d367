import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from benchmarks.faults.__main__ import readings
from benchmarks.formalising import lines, read, solve
from benchmarks.formalising.arms import answer_read, plan_judged, run
from benchmarks.formalising.compared import compared, demands
from benchmarks.formalising.judged import CERTIFIED, judged, solved
from benchmarks.formalising.readings import read as read_words
from benchmarks.formalising.silent import SilentModel
from benchmarks.formalising.solve_report import finished
from benchmarks.formalising.sources import NATURAL_PLAN, corpus, natural_plan
from benchmarks.natural_plan.official_rows import read_gold

from plangen import Limits
from plangen.models.scripted import ScriptedModel
from plangen.schema import Task

pytest.importorskip("ortools", reason="plans of readings are made by the extra `solver`")


@pytest.fixture(scope="module")
def own():
    return {subject.name: subject for subject in corpus(("develop",))}


@pytest.fixture(scope="module")
def data(calendar):
    return calendar.parent


@pytest.fixture(scope="module")
def rows(data):
    return natural_plan(data, per_size=1)


def of(rows, kind):
    return [subject for subject in rows if subject.data == kind]


def changed(task, name, **update):
    """The task with another check in one constraint."""
    constraints = tuple(
        one.model_copy(update={"check": {**one.check, **update}}) if one.id == name else one for one in task.constraints
    )
    return task.model_copy(update={"constraints": constraints})


def renamed(task):
    """The task with other ids for its slots, and constraints that speak of them."""
    written = task.model_dump_json()
    for number, slot in enumerate(task.plan_format.slots):
        written = written.replace(f'"id":"{slot.id}"', f'"id":"x{number}"')
    return Task.model_validate_json(written)


@pytest.mark.parametrize("name", ["quick_call", "sunday_roast", "andes_loop"])
def test_a_right_reading_demands_all_and_nothing_else_whatever_its_steps_are_called(own, name):
    right = own[name].right
    found = compared(renamed(right), right)
    assert found.right
    assert found.cast
    assert set(found.recalled) == {one.id for one in demands(right)}


def test_a_lost_demand_is_not_recalled_and_the_others_are(own):
    right = own["sunday_roast"].right
    lost = next(one for one in demands(right) if one.check["type"] == "precedence")
    rest = tuple(one for one in right.constraints if one != lost)
    found = compared(right.model_copy(update={"constraints": rest}), right)
    assert [name for name, said in found.recalled.items() if not said] == [lost.id]
    assert all(found.precise.values())
    assert not found.right


def test_a_wrong_value_is_neither_precise_nor_recalled(own):
    right = own["sunday_roast"].right
    length = next(one for one in demands(right) if one.check["type"] == "duration")
    wrong = {side: length.check[side] + 7 for side in ("min", "max") if length.check.get(side) is not None}
    found = compared(changed(right, length.id, **wrong), right)
    assert found.precise[length.id] is False
    assert found.recalled[length.id] is False


def test_demands_on_a_step_that_was_not_read_are_not_met_by_its_absence(own):
    right = own["sunday_roast"].right
    lost = right.plan_format.slots[-1].id
    shape = right.plan_format.model_copy(update={"slots": right.plan_format.slots[:-1]})
    rest = tuple(one for one in right.constraints if f'"{lost}"' not in json.dumps(one.check))
    found = compared(right.model_copy(update={"plan_format": shape, "constraints": rest}), right)
    on_it = [one.id for one in demands(right) if f'"{lost}"' in json.dumps(one.check)]
    assert on_it
    assert not any(found.recalled[name] for name in on_it)
    assert not found.steps


def test_an_objective_is_demanded_by_the_same_objective_only(rows):
    right = of(rows, "meeting")[0].right
    (goal,) = (one.id for one in demands(right) if one.check["type"] == "minimise")
    assert compared(right, right).recalled[goal] is True
    found = compared(changed(right, goal, objective="cost", best=None), right)
    assert (found.precise[goal], found.recalled[goal]) == (False, False)


def test_another_clock_or_no_reading_holds_nothing(own):
    right = own["quick_call"].right
    elsewhere = right.model_copy(
        update={"plan_format": right.plan_format.model_copy(update={"origin": "2031-05-05T00:00"})}
    )
    for reading in (elsewhere, None):
        found = compared(reading, right)
        assert not found.comparable
        assert not any(found.recalled.values())
        assert not found.right
    assert not any(compared(elsewhere, right).precise.values())


@pytest.mark.parametrize("kind", NATURAL_PLAN)
def test_the_gold_plan_is_right_under_other_names(rows, kind):
    for subject in of(rows, kind)[:6]:
        gold = read_gold(subject.row)
        said = plan_judged(subject, gold)
        assert (said.kept, said.oracle, said.official, said.wrong) == (True, True, True, False)
        other = renamed(subject.right).plan_format
        names = dict(zip((one.id for one in subject.right.plan_format.slots), other.slots, strict=True))
        steps = tuple(step.model_copy(update={"id": names[step.id].id}) for step in gold.steps)
        assert judged(subject, gold.model_copy(update={"steps": steps}), other) == said


@pytest.mark.parametrize("kind", NATURAL_PLAN)
def test_a_plan_at_other_times_is_wrong(rows, kind):
    subject = of(rows, kind)[-1]
    gold = read_gold(subject.row)
    late = tuple(step.model_copy(update={"start": step.start + 900, "end": step.end + 900}) for step in gold.steps)
    assert plan_judged(subject, gold.model_copy(update={"steps": late})).wrong


def test_a_meeting_without_somebody_is_wrong_though_the_official_rule_does_not_see_it(rows):
    subject = of(rows, "calendar")[-1]
    gold = read_gold(subject.row)
    alone = tuple(step.model_copy(update={"actors": step.actors[:1]}) for step in gold.steps)
    said = plan_judged(subject, gold.model_copy(update={"steps": alone}))
    assert said.official
    assert said.wrong


@pytest.mark.parametrize("kind", NATURAL_PLAN)
def test_an_answer_in_the_form_of_the_benchmark_is_read_and_no_other(rows, kind):
    subject = of(rows, kind)[0]
    gold = subject.row["golden_plan"]
    text = gold if isinstance(gold, str) else "SOLUTION: " + " ".join(gold)
    assert answer_read(subject.row, text) == read_gold(subject.row)
    assert answer_read(subject.row, "Meet at 25:99 on some day, or do not.") is None


def test_a_reading_that_lost_a_demand_is_certified_and_found_to_be_false(own):
    subject = own["two_stops"]
    assert solved(subject.right, seed=0)[2] == CERTIFIED
    for lost in demands(subject.right):
        rest = tuple(one for one in subject.right.constraints if one != lost)
        reading = subject.right.model_copy(update={"constraints": rest})
        _, plan, claim = solved(reading, seed=0)
        if judged(subject, plan, reading.plan_format).wrong:
            assert claim == CERTIFIED
            return
    pytest.fail("no lost demand changed the plan")


def test_words_left_over_block_the_certificate(own):
    subject = own["two_stops"]
    assert solved(subject.right.model_copy(update={"uncovered": ("by noon",)}), seed=0)[2] != CERTIFIED


async def test_calls_of_a_reading_are_those_that_the_model_saw(own):
    model = ScriptedModel({"kind": '{"kind": "context"}'})
    reading = await read_words(model, Task(text=own["quick_call"].text), seed=0)
    assert reading.spent.calls == len(model.calls) > 0
    assert reading.spent.prompt_tokens > 0
    assert any("asked" in one.votes for one in reading.found.readings)


async def test_without_a_model_nothing_is_paid_and_only_programs_vote(own):
    reading = await read_words(SilentModel(), Task(text=own["quick_call"].text), seed=0)
    assert (reading.spent.calls, reading.spent.tokens) == (0, 0)
    assert {maker for one in reading.found.readings for maker in one.votes} <= {"cues", "structure"}
    record = read.measured(own["quick_call"], reading, seed=0)
    assert set(record["settled_by"]) <= {"cues+structure", "idle", "open"}
    assert sum(record["settled_by"].values()) == record["statements"]


async def test_a_held_out_task_leaves_numbers_only(own):
    subject = replace(own["quick_call"], data="heldout")
    reading = await read_words(SilentModel(), Task(text=subject.text), seed=0)
    record = read.measured(subject, reading, seed=0)
    assert subject.name not in json.dumps(record)
    assert not {"wrong", "missed"} & set(record)


async def test_a_reading_of_the_whole_prompt_is_kept_under_the_words_of_the_task(rows):
    subject = of(rows, "calendar")[0]
    reading = await read_words(SilentModel(), Task(text=subject.text), seed=0)
    moved = read.comparable_text(subject, reading.task)
    assert moved.text == subject.right.text != subject.text
    assert moved.constraints
    assert all(moved.text[slice(*one.span)].startswith(one.quote[:200]) for one in moved.constraints)


def test_readings_go_on_after_a_kill_and_serve_as_a_second_reading(own, tmp_path, capsys, monkeypatch):
    few = [own["quick_call"], own["two_stops"], own["flyer_round"]]
    monkeypatch.setattr(read, "corpus", lambda halves, per_size: few)
    out, kept = tmp_path / "read.jsonl", tmp_path / "tasks.jsonl"
    begin = [
        "--model",
        "program",
        "--corpus",
        "develop",
        "--tasks",
        "1",
        "--out",
        str(out),
        "--formalisations",
        str(kept),
    ]
    assert read.main(begin) == 0
    whole = lines.read(out)
    assert len(whole) == 3
    out.write_bytes(out.read_bytes()[:-80])
    assert read.main([*begin, "--resume"]) == 0
    times = {"seconds": 0}
    assert [{**one, **times} for one in lines.read(out)] == [{**one, **times} for one in whole]
    second = readings(kept)
    formalised = [one for one in few if second(one.text) is not None]
    assert len(formalised) == sum(one["read"] for one in whole)
    with pytest.raises(SystemExit, match="--resume"):
        read.main(begin)
    with pytest.raises(SystemExit, match="another seed"):
        read.main([*begin, "--resume", "--seed", "1"])
    assert read.main(["--report", str(out), "--page", str(tmp_path / "page.md")]) == 0
    assert "| our corpus, develop | 3 |" in (tmp_path / "page.md").read_text()
    false = {**whole[0], "claim": CERTIFIED, "plan": {**(whole[0]["plan"] or {}), "wrong": True, "official": None}}
    lines.append(out, {**false, "task": "another"})
    assert read.main(["--report", str(out)]) == 1
    assert "1 false certificates" in capsys.readouterr().out


async def test_a_direct_answer_is_judged_as_it_was_written(rows):
    subject = of(rows, "calendar")[0]
    model = ScriptedModel({"plan": subject.row["golden_plan"], "default": '{"reason": "so", "satisfied": true}'})
    said = await run(model, subject, "direct", seed=0, max_tokens=100, limits=Limits())
    assert not said["typed"]
    assert said["claim"] != CERTIFIED
    assert (said["plan"]["official"], said["plan"]["wrong"]) == (True, False)
    assert said["calls"] == len(model.calls)
    assert model.calls[0].purpose == "plan"


async def test_a_failed_run_is_an_error_with_what_it_cost(rows):
    subject = of(rows, "trip")[0]
    said = await run(SilentModel(), subject, "direct", seed=0, max_tokens=100, limits=Limits())
    assert (said["claim"], said["plan"], said["calls"]) == ("error", None, 0)


def test_plans_of_readings_go_on_after_a_kill_and_have_a_page(data, rows, tmp_path, monkeypatch):
    few = [one for kind in NATURAL_PLAN for one in of(rows, kind)[:2]]
    monkeypatch.setattr(solve, "natural_plan", lambda folder, per_size: few)
    out, page = tmp_path / "solve.jsonl", tmp_path / "page.md"
    begin = ["--model", "program", "--kinds", "calendar,trip", "--tasks", "1", "--data", str(data), "--out", str(out)]
    assert solve.main([*begin, "--minutes", "0"]) == 3
    assert solve.main([*begin, "--resume"] if out.exists() else begin) == 0
    whole = lines.read(out)
    assert [one["data"] for one in whole[:4]] == ["calendar", "trip"] * 2
    assert {one["arm"] for one in whole} == {"formalise + solver"}
    assert solve.main([*begin, "--resume"]) == 0
    assert len(lines.read(out)) == len(whole) == 4
    assert solve.main(["--report", str(out), "--page", str(page)]) == 0
    assert "| *published: PlanGEN* | 60.7 % |" in page.read_text()


def test_arms_are_compared_on_tasks_that_all_have_finished():
    records = [{"arm": arm, "task": task} for arm, task in (("a", "1"), ("a", "2"), ("b", "2"), ("b", "3"))]
    assert [one["task"] for one in finished(records)] == ["2", "2"]


def test_begun_otherwise_is_said(tmp_path):
    out = tmp_path / "runs.jsonl"
    lines.append(out, {"model": "a", "seed": 0})
    with pytest.raises(SystemExit, match="another model"):
        lines.begun(SimpleNamespace(out=out, resume=True, model="b", seed=0), ("model", "seed"))
