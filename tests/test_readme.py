import re
import subprocess
import sys
from pathlib import Path

import pytest

from plangen import build_graph

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(mark, language):
    found = re.search(rf"<!-- {mark} -->\n```{language}\n(.*?)```", README, re.DOTALL)
    assert found, f"the README has no block marked {mark}"
    return found[1]


def drawing():
    drawn = build_graph("sim:p=1").get_graph().draw_mermaid()
    return drawn.split("---\n")[-1].replace("\t", "    ")


def test_the_drawing_of_the_graph_is_current():
    """After a change of the graph: python -m tests.test_readme"""
    assert block("mermaid", "mermaid") == drawing()


@pytest.mark.local
def test_the_python_block_runs_as_printed():
    done = subprocess.run([sys.executable, "-c", block("run", "python")], cwd=ROOT, capture_output=True, text=True)
    assert "verified by program" in done.stdout, done.stderr


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:src|docs|examples|benchmarks)/[\w/.]+)`", README))))
def test_what_the_readme_names_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_what_the_readme_links_is_there(name):
    assert (ROOT / name).exists()


def test_every_strategy_is_in_the_readme():
    from plangen.strategies import strategies

    assert set(strategies()) <= set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE))


if __name__ == "__main__":
    marked = f"<!-- mermaid -->\n```mermaid\n{drawing()}```"
    (ROOT / "README.md").write_text(
        re.sub(r"<!-- mermaid -->\n```mermaid\n.*?```", lambda _: marked, README, flags=re.DOTALL), encoding="utf-8"
    )
