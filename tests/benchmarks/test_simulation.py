from itertools import product

import pytest
from benchmarks import curves
from benchmarks.picture import draw
from benchmarks.simulation import Outcome, Point, best_of_n_chance, simulate

from plangen.models.simulated import Dials


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(("fa", "fr"), [(0, 0), (0.1, 0.2), (0.45, 0.45), (1, 0), (0, 1)])
def test_the_closed_form_is_what_counting_says(n, fa, fr):
    dials = Dials(p=0.3, fa=fa, fr=fr)
    total = 0.0
    for drafts in product((True, False), repeat=n):
        for accepted in product((True, False), repeat=n):
            chance = 1.0
            for right, accept in zip(drafts, accepted, strict=True):
                yes = 1 - fr if right else fa
                chance *= (0.3 if right else 0.7) * (yes if accept else 1 - yes)
            total += chance * drafts[accepted.index(True) if True in accepted else 0]
    assert best_of_n_chance(n, dials) == pytest.approx(total)


def test_a_perfect_judge_is_repeated_sampling():
    assert best_of_n_chance(5, Dials(p=0.2, fa=0, fr=0)) == pytest.approx(1 - 0.8**5)


def test_a_simulated_run_counts_calls_and_right_plans():
    sure = simulate(Point("best_of_n", "n=2", "best_of_n:n=2"), Dials(p=1, fa=0, fr=0), 5)
    assert (sure.right, sure.calls, sure.candidates) == (5, 4.0, 10)
    never = simulate(
        Point("sound_loop", "rounds=3", "sound_loop:rounds=3", programmed=True), Dials(p=0, fa=0, fr=0, feedback=0), 4
    )
    assert (never.right, never.calls) == (0, 3.0)


def test_a_mute_judge_gives_no_score():
    mute = simulate(Point("rebase", "width=2", "rebase:width=2,depth=2"), Dials(mute=1), 3)
    assert mute.candidates > 0
    assert mute.scored == 0


def test_every_point_has_a_line_in_the_picture(tmp_path):
    names = {point.name for point in curves.points()}
    draw({"one": {name: [Outcome(10, 3, 4.0)] for name in sorted(names)}}, tmp_path / "x.svg", single=0.2)
    text = (tmp_path / "x.svg").read_text()
    assert all(name in text for name in names)
