"""Success against calls as a small SVG: one panel a setting, one line a strategy, 95 % intervals as bars.

The background is transparent and all ink of middle lightness, so that it reads on a light and on a dark page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from benchmarks.simulation import Outcome

INK = "#767676"
STYLE = {
    "best_of_n": ("#3b82f6", "o"),
    "self_consistency": ("#8d8d8d", "s"),
    "tree_of_thoughts": ("#16a34a", "^"),
    "rebase": ("#0d9aa8", "v"),
    "iterative_decoding": ("#ef4444", "D"),
    "sound_loop": ("#d97706", "P"),
    "hybrid": ("#db2777", "X"),
    "mixture": ("#9a5cf0", "*"),
}

Curves = Mapping[str, Mapping[str, Sequence[Outcome]]]
"""Outcomes by panel and strategy, in the order of effort."""


def draw(curves: Curves, file: Path, *, single: float) -> None:
    """Write the picture; `single` is the chance of a single draft, a dotted line."""
    quiet = dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "text.color", "xtick.color", "ytick.color"), INK)
    plain = {"svg.fonttype": "none", "svg.hashsalt": "plangen", "font.size": 9, "font.sans-serif": ["DejaVu Sans"]}
    with plt.rc_context({**plain, **quiet}):
        figure, panels = plt.subplots(1, len(curves), figsize=(3.6 * len(curves), 3.4), sharey=True, squeeze=False)
        for axes, (title, lines) in zip(panels[0], curves.items(), strict=True):
            _panel(axes, title, lines, single)
        panels[0][0].set_ylabel("right plans")
        handles = {
            name: handle for axes in panels[0] for handle, name in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        figure.legend(handles.values(), handles.keys(), loc="lower center", ncols=4, frameon=False, labelcolor=INK)
        figure.tight_layout(rect=(0, 0.04 + 0.06 * -(-len(handles) // 4), 1, 1))
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
        plt.close(figure)
    # Hundredths of a point are enough, and a third of the file is digits beyond them.
    short = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", file.read_text(encoding="utf-8"))
    file.write_text("\n".join(line.rstrip() for line in short.splitlines()) + "\n", encoding="utf-8")


def _panel(axes: Axes, title: str, lines: Mapping[str, Sequence[Outcome]], single: float) -> None:
    for name, outcomes in lines.items():
        color, marker = STYLE[name]
        x, y = [outcome.calls for outcome in outcomes], [outcome.share for outcome in outcomes]
        low = [max(0.0, share - outcome.interval[0]) for share, outcome in zip(y, outcomes, strict=True)]
        high = [max(0.0, outcome.interval[1] - share) for share, outcome in zip(y, outcomes, strict=True)]
        look = {"color": color, "marker": marker, "markersize": 4, "linewidth": 1.4, "elinewidth": 0.8}
        axes.errorbar(x, y, yerr=[low, high], label=name, **look)
    axes.axhline(single, color=INK, linewidth=0.8, linestyle=":")
    axes.set_title(title, fontsize=9)
    axes.set_xscale("log", base=2)
    axes.set_xlim(0.9, 80)
    axes.set_xticks([1, 2, 4, 8, 16, 32, 64], labels=["1", "2", "4", "8", "16", "32", "64"])
    axes.set_xlabel("calls a run")
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(color=INK, alpha=0.2, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
