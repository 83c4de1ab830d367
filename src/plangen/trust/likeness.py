"""A check in a normal form: two that say the same of every plan of a format come out equal, as far as one can see."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from plangen.constraints import Select, build_check
from plangen.errors import UsageError
from plangen.schema import Constraint, PlanFormat
from plangen.trust.alignment import Alignment, plain

_SELECTORS = ("select", "first", "then")
_UNORDERED = ("values", "keys", "pairs", "checks")
_NAMED = ("location", "origin", "resource", "field")


def normal(constraint: Constraint, shape: PlanFormat, slot_name: Callable[[str], str] = str) -> str | None:
    """The constraint's check in normal form, `None` when it has none or it cannot be built.

    Selectors become the slots they select (by `slot_name`) and the person they name; names are compared without
    case and article, lists that have no order are sorted, intervals joined, fields of no effect left out.
    """
    if constraint.check is None:
        return None
    try:
        build_check(constraint.check)
    except UsageError:
        return None
    return json.dumps(_normal(constraint.check, shape, slot_name), sort_keys=True)


def same_slots(alignment: Alignment, one: Constraint, two: Constraint) -> bool:
    """Whether both checks speak about the same steps."""
    return selected(one, alignment.first) == selected(two, alignment.second, alignment.slot_of)


def selected(constraint: Constraint, shape: PlanFormat, slot_name: Callable[[str], str] = str) -> tuple[str, ...]:
    """The slots that the check's selectors select."""
    check = constraint.check or {}
    found: set[str] = set()
    for name in _SELECTORS:
        chosen = check.get(name)
        if isinstance(chosen, dict) and "type" not in chosen:
            found |= set(_slots(chosen, shape, slot_name))
    if not any(name in check for name in _SELECTORS):
        found |= {slot_name(slot.id) for slot in shape.slots}
    return tuple(sorted(found))


def people(constraint: Constraint) -> frozenset[str]:
    """The people that the check's selectors name."""
    check = constraint.check or {}
    chosen = [check.get(name) for name in _SELECTORS]
    return frozenset(plain(str(one["actor"])) for one in chosen if isinstance(one, dict) and one.get("actor"))


def _normal(check: Mapping[str, Any], shape: PlanFormat, slot_name: Callable[[str], str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in check.items():
        if value is None or value is False or value in ([], {}) or (name == "gap" and value == 0):
            continue
        if isinstance(value, dict) and "type" in value:
            found[name] = _normal(value, shape, slot_name)
        elif name in _SELECTORS and isinstance(value, dict):
            found[name] = _slots(value, shape, slot_name)
        elif name == "intervals":
            found[name] = joined(value)
        elif name == "lag" and isinstance(value, dict):
            found[name] = {plain(a): {plain(b): n for b, n in row.items()} for a, row in value.items() if row}
        elif name in _UNORDERED and isinstance(value, list | tuple):
            found[name] = _sorted([_item(item, shape, slot_name) for item in value])
        else:
            found[name] = plain(value) if name in _NAMED and isinstance(value, str) else value
    if "select" not in found and "first" not in found:
        found["select"] = _slots({}, shape, slot_name)
    return found


def _item(item: Any, shape: PlanFormat, slot_name: Callable[[str], str]) -> Any:
    if isinstance(item, dict) and "type" in item:
        return _normal(item, shape, slot_name)
    if isinstance(item, list | tuple):
        return _sorted([plain(part) if isinstance(part, str) else part for part in item])
    return plain(item) if isinstance(item, str) else item


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True, default=str))


def _slots(select: Mapping[str, Any], shape: PlanFormat, slot_name: Callable[[str], str]) -> list[str]:
    try:
        chosen = Select.model_validate(dict(select))
    except ValueError:
        return [json.dumps(dict(select), sort_keys=True, default=str)]
    slots = sorted(slot_name(slot.id) for slot in shape.slots if chosen.can_match(slot))
    return slots or [json.dumps(dict(select), sort_keys=True, default=str)]


def joined(intervals: Any) -> list[list[int]]:
    """The intervals in order, those that touch or overlap made one."""
    found: list[list[int]] = []
    for start, end in sorted((int(low), int(high)) for low, high in intervals):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found
