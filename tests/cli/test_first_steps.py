"""What someone meets who has just installed plangen."""

import pytest

from plangen.cli import amounts
from plangen.cli.options import Caps, Options
from plangen.errors import UsageError
from tests.cli.running import plangen


def test_without_a_command_the_commands_are_shown(tmp_path):
    done = plangen(tmp_path)
    assert done.returncode == 0
    assert "demo" in done.stdout
    assert done.stderr == ""


def test_weights_are_not_fetched_unless_somebody_agrees(tmp_path):
    store = tmp_path / "models"
    done = plangen(tmp_path, "solve", "Plan a picnic", "-m", "local:smollm2-135m", PLANGEN_MODELS=str(store))
    assert done.returncode == 3
    assert "98 MB, licence Apache-2.0" in done.stderr
    assert "plangen models pull smollm2-135m" in done.stderr
    assert not store.exists()
    assert not (tmp_path / "runs").exists()


def test_misuse_is_said_before_anything_is_fetched(tmp_path):
    words = ("solve", "x", "-m", "local:smollm2-135m", "--yes", "--strategy", "nonsense")
    done = plangen(tmp_path, *words, PLANGEN_MODELS=str(tmp_path / "models"))
    assert (done.returncode, "nonsense" in done.stderr) == (2, True)
    assert not (tmp_path / "models").exists()


def test_an_unknown_action_names_the_nearest(tmp_path):
    done = plangen(tmp_path, "models", "plul")
    assert (done.returncode, "did you mean `pull`?" in done.stderr) == (2, True)


def test_the_end_of_a_run_is_said_once(tmp_path):
    done = plangen(tmp_path, "solve", "x", "-m", "sim:p=1,fr=0", "--strategy", "best_of_n:n=2")
    assert done.stderr.count("judged only") == 1


def test_quiet_leaves_standard_error_empty(tmp_path):
    done = plangen(tmp_path, "-p", "x", "-m", "sim:p=1,fr=0", "-q", "--accept", "judged")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("text", "value"), [("60", 60), ("200k", 200_000), ("1.5M", 1_500_000)])
def test_counts_take_suffixes(text, value):
    assert amounts.count(text, "--max-tokens") == value


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), ("1.5m", 90)])
def test_times_take_units(text, value):
    assert amounts.seconds(text, "--timeout") == value


@pytest.mark.parametrize("text", ["", "0", "-1", "1.2", "many", "1e3", "10 0", "9" * 30])
def test_what_is_no_count_is_refused_by_the_options_name(text):
    with pytest.raises(UsageError, match="--max-calls"):
        amounts.count(text, "--max-calls")


def test_options_come_back_as_they_were_kept(tmp_path):
    options = Options(model="sim:p=1", roles={"verification": "sim:fa=0"}, seed=3, caps=Caps(calls=7, cost=0.5))
    options.keep(tmp_path / "run")
    assert Options.kept(tmp_path / "run") == options


def test_limits_that_are_given_replace_those_that_were_kept():
    assert Caps(calls=9).over(Caps(calls=7, tokens=100)) == Caps(calls=9, tokens=100)
