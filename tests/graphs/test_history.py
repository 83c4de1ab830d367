import json

import pytest

from plangen import Limits, Planner
from plangen.errors import StorageError
from plangen.graphs.history import History
from tests.graphs.worlds import PROSE

STRATEGY = "mixture:rounds=3,scope=store"
MODEL = "sim:p=0.05,fa=0,fr=0,feedback=0"


def pulls(history):
    return sum(arm["pulls"] for arm in history.snapshot().values())


def test_pulls_are_kept_over_tasks_and_processes(tmp_path):
    path = tmp_path / "history.json"
    Planner(MODEL, strategy=STRATEGY, history=History(path)).plan(PROSE)
    first = pulls(History(path))
    assert first > 0
    Planner(MODEL, strategy=STRATEGY, seed=1, history=History(path)).plan(PROSE)
    assert pulls(History(path)) > first


def test_a_resumed_run_is_counted_once(tmp_path):
    whole = History()
    Planner(MODEL, strategy=STRATEGY, history=whole).plan(PROSE)
    resumed = History()
    options = {"strategy": STRATEGY, "history": resumed, "runs": tmp_path}
    Planner(MODEL, limits=Limits(calls=20), **options).plan(PROSE, run_id="r")
    assert pulls(resumed) == 0
    Planner(MODEL, **options).plan(PROSE, run_id="r")
    assert resumed.snapshot() == whole.snapshot()


def test_a_history_that_does_not_read_back_is_one_clear_error(tmp_path):
    path = tmp_path / "history.json"
    for content in ("{", json.dumps({"best_of_n": {"pulls": 1, "strange": 2}}), "[]"):
        path.write_text(content)
        with pytest.raises(StorageError, match="delete it"):
            History(path)
