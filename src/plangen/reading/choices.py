"""What a plan's own `values` may hold: each key a choice out of a finite domain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from plangen.schema import Plan, PlanFormat

_MAX_SHOWN = 20


def member(domain: Sequence[JsonValue], value: JsonValue) -> tuple[JsonValue, ...]:
    """The member of the domain that equals `value` as JSON (1 and 1.0 are equal, 1 and true are not), or nothing."""
    wanted = _key(value)
    return next(((item,) for item in domain if _key(item) == wanted), ())


def value_faults(plan_format: PlanFormat, plan: Plan, *, partial: bool = False) -> Iterator[str]:
    """What is wrong with the plan's values: unknown keys, choices outside their domain, and, if whole, missing keys."""
    for key, value in plan.values.items():
        if key not in plan_format.values:
            yield f"`{key[:80]}` is no value that the task asks for"
        elif not member(plan_format.values[key], value):
            yield f"`{key}` is {plain_value(value)}, the task allows {_listed(plan_format.values[key])}"
    for key in plan_format.values:
        if key not in plan.values and not partial:
            yield f"the value `{key}` is missing"


def describe_values(plan_format: PlanFormat) -> tuple[str, ...]:
    """Each value in one plain line: its key and what it is chosen from."""
    return tuple(f"{key}: one of {_listed(domain)}" for key, domain in plan_format.values.items())


def _listed(domain: Sequence[JsonValue]) -> str:
    more = len(domain) - _MAX_SHOWN
    return ", ".join(plain_value(item) for item in domain[:_MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")


def plain_value(value: JsonValue) -> str:
    """The value for people: a text as it is, all else as JSON, cut at 80 characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _key(value: JsonValue) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
