import json
from collections import Counter
from itertools import product
from random import Random

import pytest
from benchmarks.natural_plan import report, run
from benchmarks.natural_plan.instances import load
from benchmarks.natural_plan.uniform import draw, hit

from plangen.reading import read_plan
from plangen.reading.plan_schema import plan_schema


@pytest.fixture(scope="module")
def instances(calendar):
    return load(calendar.parent)


def test_every_beginning_is_drawn_across_the_sizes(instances):
    assert len(instances) == 50
    assert max(Counter(found.size for found in instances[:10]).values()) == 1
    assert set(Counter(found.size for found in instances[:30]).values()) == {3}


def test_a_valid_start_is_never_wrong_by_what_others_wrote(instances):
    for found in instances:
        opinions = {start: found.independent(found.plan_at(start)) for start in found.legal}
        assert "right" in {opinions[start] for start in found.good}
        assert "wrong" not in {opinions[start] for start in found.good}
        assert sum(found.official(found.plan_at(start)) for start in found.legal) == 1


def test_an_invalid_start_is_wrong_wherever_others_can_tell(instances):
    lenient = ("776", "867")
    for found in instances:
        if found.row["constraints"] and not found.task.id.endswith(lenient):
            assert {found.independent(found.plan_at(s)) for s in set(found.legal) - found.good} <= {"wrong"}


def test_draws_are_even_and_legal(instances):
    plan_format = instances[0].task.plan_format
    schema = plan_schema(plan_format)
    random = Random(1)
    starts = Counter(read_plan(plan_format, json.dumps(draw(schema, random))).steps[0].start for _ in range(1600))
    assert set(starts) == set(instances[0].legal)
    assert all(60 < count < 145 for count in starts.values())


@pytest.mark.parametrize("replace", [True, False])
def test_chance_is_what_counting_all_draws_says(replace):
    legal, good, draws = 5, 2, 3
    series = [s for s in product(range(legal), repeat=draws) if replace or len(set(s)) == draws]
    share = sum(any(start < good for start in s) for s in series) / len(series)
    assert hit(draws, legal=legal, good=good, replace=replace) == pytest.approx(share)


def test_more_draws_than_wrong_starts_always_hit():
    assert hit(4, legal=5, good=2, replace=False) == 1


def options(calendar, out):
    return ["--model", "uniform", "--tasks", "1", "--tokens", "3000", "--data", str(calendar.parent), "--out", str(out)]


def test_a_run_that_was_cut_off_goes_on_and_ends_the_same(calendar, tmp_path, capsys):
    out = tmp_path / "runs.jsonl"
    begin = [*options(calendar, out), "--methods", "zero_shot,best_of_n"]
    assert run.main(begin) == 0
    whole = out.read_bytes()
    out.write_bytes(whole[:-100])
    assert run.main([*begin, "--resume"]) == 0
    kept = {"wall_s": 0}
    first = [{**json.loads(line), **kept} for line in whole.splitlines()]
    assert [{**record, **kept} for record in run.read(out)] == first
    with pytest.raises(SystemExit, match="--resume"):
        run.main(begin)
    with pytest.raises(SystemExit, match="another tokens"):
        run.main([*begin, "--resume", "--tokens", "4000"])


def test_the_report_counts_common_tasks_and_fails_beyond_a_limit(calendar, tmp_path, capsys):
    out = tmp_path / "runs.jsonl"
    run.main([*options(calendar, out), "--methods", "zero_shot,best_of_n,iterative_decoding"])
    assert report.main([str(out), "--out", str(tmp_path / "page.md")]) == 0
    page = (tmp_path / "page.md").read_text()
    assert "10 tasks" in page
    assert "uniform, as many draws as best_of_n" in page
    lines = out.read_text().splitlines()
    false = {**json.loads(lines[0]), "claim": "verified by program", "independent": "wrong"}
    out.write_text("\n".join([json.dumps(false), *lines[1:-1]]) + "\n")
    assert report.main([str(out)]) == 1
    assert "9 tasks" in capsys.readouterr().out
