"""A plan as tables of an SQLite database in memory that can only be read.

`step` has a row for each step, the others one for each actor, resource, dependency and value:

    step(id, pos, action, start, end, location, cost, args)    pos counts from 0, args is JSON, times are ticks
    actor(step, actor)    resource(step, resource, amount)    dep(step, depends_on)    value(key, value)

A value that is a list or a mapping is JSON text, true and false are 1 and 0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from plangen.errors import UsageError
from plangen.schema import Plan

if TYPE_CHECKING:
    import sqlite3

MAX_INSTRUCTIONS = 1_000_000
"""Of SQLite's virtual machine: about a tenth of a second."""

MAX_BYTES = 4000
"""Of one text, number or row, so that no query can fill the memory within its instructions."""

_EVERY = 10_000
_TABLES = {
    "step": ("id", "pos", "action", "start", "end", "location", "cost", "args"),
    "actor": ("step", "actor"),
    "resource": ("step", "resource", "amount"),
    "dep": ("step", "depends_on"),
    "value": ("key", "value"),
}
_FUNCTIONS = frozenset(
    {
        *("abs", "avg", "coalesce", "count", "cume_dist", "dense_rank", "first_value", "glob", "group_concat"),
        *("ifnull", "iif", "instr", "json_array_length", "json_extract", "json_type", "lag", "last_value"),
        *("lead", "length", "like", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif"),
        *("percent_rank", "rank", "replace", "round", "row_number", "rtrim", "sign", "substr", "substring"),
        *("sum", "total", "trim", "typeof", "upper", "->", "->>"),
    }
)


def rows(plan: Plan, query: str, most: int) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The column names and the first `most` rows of a query over the plan.

    Raises `UsageError` with what SQLite says for a query that it refuses, that is not allowed or needs too much.
    """
    import sqlite3

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _fill(connection, plan)
        _lock(connection)
        cursor = connection.execute(query)
        names = tuple(column[0] for column in cursor.description or ())
        return names, cursor.fetchmany(most)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise UsageError(f"the query fails: {_reason(error)}", hint=_hint()) from None
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, plan: Plan) -> None:
    for table, columns in _TABLES.items():
        # Bracketed, since `end` is a word of SQL.
        connection.execute(f"create table {table} ({', '.join(f'[{column}]' for column in columns)})")
    for table, content in _content(plan).items():
        marks = ", ".join("?" * len(_TABLES[table]))
        connection.executemany(f"insert into {table} values ({marks})", content)


def _content(plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
    steps = plan.steps
    return {
        "step": [
            (step.id, pos, step.action, step.start, step.end, step.location, step.cost, json.dumps(step.args))
            for pos, step in enumerate(steps)
        ],
        "actor": [(step.id, actor) for step in steps for actor in step.actors],
        "resource": [(step.id, name, amount) for step in steps for name, amount in step.resources.items()],
        "dep": [(step.id, before) for step in steps for before in step.depends_on],
        "value": [(key, _scalar(value)) for key, value in plan.values.items()],
    }


def _scalar(value: JsonValue) -> str | int | float | None:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _lock(connection: sqlite3.Connection) -> None:
    """From here on the tables can only be read, with the functions of the list, within the limits."""
    import sqlite3

    for limit, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 20),
        (sqlite3.SQLITE_LIMIT_COLUMN, 100),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
    ):
        connection.setlimit(limit, most)
    reading = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)

    def allow(action: int, first: str | None, second: str | None, database: str | None, inner: str | None) -> int:
        allowed = (
            action in reading
            or (action == sqlite3.SQLITE_READ and first in _TABLES)
            or (action == sqlite3.SQLITE_FUNCTION and str(second).lower() in _FUNCTIONS)
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    left = MAX_INSTRUCTIONS // _EVERY

    def stop() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    connection.set_authorizer(allow)
    connection.set_progress_handler(stop, _EVERY)


def _reason(error: Exception) -> str:
    return f"it needs more than {MAX_INSTRUCTIONS} instructions" if str(error) == "interrupted" else str(error)[:200]


def _hint() -> str:
    return "tables: " + ", ".join(f"{table}({', '.join(columns)})" for table, columns in _TABLES.items())
