import subprocess
import sys

import pytest
from benchmarks.import_cost import FORBIDDEN, child_cost, modules


@pytest.mark.parametrize("command", ["plangen --help", "plangen --version", "import plangen"])
def test_starting_loads_nothing_heavy(command):
    loaded = modules(command)
    assert "plangen" in loaded
    assert not loaded & {*FORBIDDEN, "pydantic", "networkx"}


def test_a_childs_cpu_is_its_own():
    busy = "sum(range(3_000_000))"
    assert child_cost([sys.executable, "-c", busy]).cpu > child_cost([sys.executable, "-c", "pass"]).cpu
    with pytest.raises(subprocess.CalledProcessError):
        child_cost([sys.executable, "-c", "raise SystemExit(3)"])
