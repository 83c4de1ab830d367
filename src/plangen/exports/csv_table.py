"""The plan as a table for spreadsheets, RFC 4180; no cell of it is read as a formula.

OWASP, CSV injection: a text that begins with `= + - @`, a tab or a line break is a formula to some spreadsheets.
Such a text gets an apostrophe in front, which spreadsheets take for "this is text".
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from pydantic import JsonValue

from plangen.exports.base import About, moment, whole
from plangen.reading import Clock
from plangen.schema import Plan, Step

COLUMNS = (
    "id",
    "action",
    "start",
    "end",
    "start_tick",
    "end_tick",
    "location",
    "actors",
    "resources",
    "cost",
    "depends_on",
    "args",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def csv_table(plan: Plan, about: About) -> str:
    """A row a step with `COLUMNS`, then a column `value KEY` for each value; a plan of values alone is `key,value`.

    `start` and `end` are ISO dates and times of a dated plan, else clock texts; lists are joined with `; `.
    """
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\r\n")
    values = [_json(value) for value in plan.values.values()]
    if plan.steps:
        rows.writerow(_safe([*COLUMNS, *(f"value {key}" for key in plan.values)]))
        rows.writerows(_safe([*_row(plan, step), *values]) for step in plan.steps)
    else:
        rows.writerow(["key", "value"])
        rows.writerows(_safe(row) for row in zip(plan.values, values, strict=True))
    return buffer.getvalue()


def _row(plan: Plan, step: Step) -> list[Cell]:
    return [
        step.id,
        step.action,
        _time(plan, step.start),
        _time(plan, step.end),
        step.start,
        step.end,
        step.location,
        "; ".join(step.actors),
        "; ".join(f"{amount} {kind}" for kind, amount in step.resources.items()),
        step.cost,
        "; ".join(step.depends_on),
        json.dumps(step.args, ensure_ascii=False) if step.args else None,
    ]


def _time(plan: Plan, tick: int | None) -> str | None:
    if tick is None:
        return None
    if plan.origin is None or plan.unit == "step":
        return Clock.of(plan).time(tick)
    there = moment(plan, tick)
    return there.date().isoformat() if plan.unit == "day" else there.isoformat(timespec="minutes")


def _json(value: JsonValue) -> Cell:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if isinstance(value, str) or number else json.dumps(value, ensure_ascii=False)  # type: ignore[return-value]


def _safe(cells: Iterable[Cell]) -> list[Cell]:
    return [_text(cell) if isinstance(cell, str) else cell for cell in cells]


def _text(cell: str) -> str:
    text = whole(cell)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) else text
