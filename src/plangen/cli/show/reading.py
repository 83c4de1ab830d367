"""What was read of a task, as text for a person and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from plangen.cli.show.sanitise import one_line

if TYPE_CHECKING:
    from plangen.tasks.overview import Overview, Shown


def as_text(found: Overview) -> str:
    """Steps, constraints with the words that they were read from, what is not covered, and conflicts."""
    parts = [
        *_block("to be planned", [one_line(step, 300) for step in found.steps]),
        *_block("constraints", [line for one in found.constraints for line in _constraint(one)] or ["none"]),
        *_block(
            "not settled: understood in one way only, or by no constraint",
            [f'"{one_line(words, 200)}"' for words in found.uncovered],
        ),
        *_block("cannot hold together", [one_line(said, 300) for said in found.conflicts]),
    ]
    return "\n".join([*parts, f"  {_claim(found)}"])


def as_json(task_id: str, found: Overview) -> str:
    """The same as one JSON document."""
    data = {"task": task_id, **found.data(), "doubtful": found.doubtful}
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _block(title: str, lines: list[str]) -> list[str]:
    return [f"  {title}:", *(f"    {line}" for line in lines)] if lines else []


def _constraint(one: Shown) -> list[str]:
    lines = [f"{one_line(one.id, 60)} ({one.kind}, {one.trust}): {one_line(one.rendering, 400)}"]
    if one.quote:
        lines.append(f'  "{one_line(one.quote, 300)}"')
    return [*lines, *(f"  ? {one_line(fault, 300)}" for fault in one.faults)]


def _claim(found: Overview) -> str:
    if found.doubtful:
        return "not all of this is believed: no plan of it is verified by program before you confirm it"
    judged = sum(one.check is None and one.kind == "hard" for one in found.constraints)
    if judged or not found.constraints:
        return "a program alone cannot certify this" + (f": {judged} left to a model" if judged else "")
    return "all of this may certify: a plan that meets it is verified by program"
