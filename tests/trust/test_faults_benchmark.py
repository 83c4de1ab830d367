import json

import pytest
from benchmarks.faults import corpus
from benchmarks.faults.__main__ import main
from benchmarks.faults.injection import DROPPED, INVENTED, cases
from benchmarks.faults.kinds import CHANGES
from benchmarks.faults.rungs import LADDER, caught

from tests.trust.conftest import TUESDAY


def test_each_case_has_exactly_one_fault(meeting, visits):
    for case in cases([meeting, visits], 60):
        right = {one.id: one for one in case.right.constraints}
        wrong = {one.id: one for one in case.wrong.constraints}
        if case.kind == DROPPED:
            assert set(right) - set(wrong) == {case.constraint}
        elif case.kind == INVENTED:
            assert set(wrong) - set(right) == {case.constraint}
        else:
            assert [name for name in right if right[name] != wrong[name]] == [case.constraint]
            assert right[case.constraint].quote == wrong[case.constraint].quote


def test_the_same_seed_draws_the_same_cases(meeting, visits):
    assert cases([meeting, visits], 40, seed=5) == cases([meeting, visits], 40, seed=5)
    assert cases([meeting, visits], 40, seed=5) != cases([meeting, visits], 40, seed=6)


def test_cases_are_spread_over_the_kinds(meeting, visits):
    drawn = cases([meeting, visits], 60)
    assert len(drawn) == 60
    assert sum(case.kind == DROPPED for case in drawn) == 12
    assert len({case.kind for case in drawn}) > 15


@pytest.mark.parametrize("kind", ["a.m. / p.m.", "an hour off", "off by one, looser", "minimum as maximum"])
def test_a_misread_number_is_caught(meeting, visits, kind):
    drawn = [case for case in cases([meeting, visits], 80) if case.kind == kind]
    assert drawn
    assert all(caught(case) & set(LADDER) for case in drawn)


def test_without_a_second_reading_only_the_others_count(meeting, visits):
    case = next(case for case in cases([meeting, visits], 60) if case.kind == "order exchanged")
    assert "second, each" in caught(case)
    assert not caught(case, second=lambda text: None) & {"second, each", "second, whole"}


def test_every_change_leaves_alone_what_it_does_not_fit(meeting):
    from random import Random

    check = {"type": "regex", "pattern": "^Day 1"}
    assert all(change(check, meeting, Random(0)) is None for change in CHANGES.values())


def test_widened_slots_keep_nothing_of_what_the_constraints_say(meeting):
    slot = meeting.plan_format.slots[0].model_copy(update={"within": ((TUESDAY + 540, TUESDAY + 960),), "every": 30})
    task = meeting.model_copy(update={"plan_format": meeting.plan_format.model_copy(update={"slots": (slot,)})})
    (wide,) = corpus.widened(task).plan_format.slots
    assert wide.within == ((TUESDAY, 2 * TUESDAY),)
    assert wide.duration == (1, TUESDAY)


def test_the_report_compares_with_readings_from_a_file(tmp_path, capsys, meeting):
    own = tmp_path / "own"
    own.mkdir()
    (own / "meeting.yaml").write_text(
        json.dumps(meeting.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8"
    )
    second = tmp_path / "second.jsonl"
    second.write_text(meeting.model_dump_json() + "\n", encoding="utf-8")
    out = tmp_path / "faults.md"
    assert (
        main(
            [
                "--own",
                str(own),
                "--heldout",
                str(tmp_path / "none"),
                "--cases",
                "12",
                "--second",
                str(second),
                "--out",
                str(out),
            ]
        )
        == 0
    )
    assert "The second reading is the one in the file" in capsys.readouterr().out
    assert "| **all** (12) |" in out.read_text(encoding="utf-8")
