import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"langgraph", "langchain_core", "litellm", "openai", "torch", "transformers", "xllamacpp"}


@pytest.mark.parametrize("name", ["agents", "graphs", "tools", "prompts"])
def test_the_links_at_the_top_lead_into_the_package(name):
    link = ROOT / name
    if not link.is_symlink():
        pytest.skip(f"{name} is no link in this checkout (the package works without)")
    assert link.samefile(ROOT / "src" / "plangen" / name)
    assert not Path(link.readlink()).is_absolute()


def test_the_links_are_no_packages_of_their_own(tmp_path):
    done = subprocess.run([sys.executable, "-I", "-c", "import agents"], cwd=tmp_path, capture_output=True, text=True)
    assert "ModuleNotFoundError" in done.stderr


@pytest.mark.parametrize("code", ["import plangen", "import plangen.errors, plangen.strategies.registry"])
def test_an_import_loads_nothing_heavy(code):
    listing = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_litellm_starts_nothing_at_interpreter_start():
    """Two compromised releases of litellm shipped a .pth file that ran at every start."""
    found = find_spec("litellm")
    assert found is not None
    assert found.origin is not None
    assert not list(Path(found.origin).parents[1].glob("litellm*.pth"))
