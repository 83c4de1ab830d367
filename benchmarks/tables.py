"""What every script prints: a markdown table, written to a file too when one is named."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

import plangen
from benchmarks.intervals import wilson


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A markdown table; the first column is text, the others are set to the right."""
    lines = [[*head], ["---", *["---:"] * (len(head) - 1)], *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(successes: int, trials: int) -> str:
    """A share in percent with its 95 % interval: `7/50 = 14 % [7, 26]`."""
    if trials == 0:
        return "none"
    low, high = wilson(successes, trials)
    return f"{successes}/{trials} = {100 * successes / trials:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"


def within(figure: float, limit: float, *, digits: int = 2) -> str:
    """A figure with its limit beside it, and whether it is broken."""
    return f"{figure:.{digits}f} (limit {limit:.{digits}f}{'' if figure <= limit else ', BROKEN'})"


def publish(title: str, parts: Sequence[str], out: Path | None) -> None:
    """Print a page, and write it to `out` if that is given."""
    about = f"plangen {plangen.__version__}, Python {platform.python_version()}, {platform.machine()}"
    page = "\n\n".join([f"# {title}", *parts, f"Measured with {about}."]) + "\n"
    print(page)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
