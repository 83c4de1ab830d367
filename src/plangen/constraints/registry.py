"""The check families by name, and how a check is built from data."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from plangen.constraints.allowed import Allowed
from plangen.constraints.any_of import AnyOf
from plangen.constraints.avoid import Avoid
from plangen.constraints.base import Check
from plangen.constraints.bounds import Bounds
from plangen.constraints.capacity import Capacity
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.differ import Differ
from plangen.constraints.domain import Domain
from plangen.constraints.duration import Duration
from plangen.constraints.expr import Expr
from plangen.constraints.implies import Implies
from plangen.constraints.json_schema import JsonSchema
from plangen.constraints.llm import Llm
from plangen.constraints.members import MAX_DEPTH
from plangen.constraints.minimise import Minimise
from plangen.constraints.no_overlap import NoOverlap
from plangen.constraints.pddl import Pddl
from plangen.constraints.precedence import Precedence
from plangen.constraints.present import Present
from plangen.constraints.python import Python
from plangen.constraints.regex import Regex
from plangen.constraints.sql import Sql
from plangen.constraints.total import Total
from plangen.constraints.transition import Transition
from plangen.constraints.window import Window
from plangen.errors import UsageError

Family = (
    type[Window]
    | type[Duration]
    | type[Avoid]
    | type[Allowed]
    | type[Count]
    | type[NoOverlap]
    | type[Minimise]
    | type[Transition]
    | type[Precedence]
    | type[Capacity]
    | type[Total]
    | type[Cover]
    | type[Present]
    | type[Bounds]
    | type[Domain]
    | type[Differ]
    | type[Regex]
    | type[JsonSchema]
    | type[Implies]
    | type[AnyOf]
    | type[Expr]
    | type[Sql]
    | type[Pddl]
    | type[Python]
    | type[Llm]
)

FAMILIES: dict[str, Family] = {
    "window": Window,
    "duration": Duration,
    "avoid": Avoid,
    "allowed": Allowed,
    "count": Count,
    "no_overlap": NoOverlap,
    "minimise": Minimise,
    "transition": Transition,
    "precedence": Precedence,
    "capacity": Capacity,
    "total": Total,
    "cover": Cover,
    "present": Present,
    "bounds": Bounds,
    "domain": Domain,
    "differ": Differ,
    "regex": Regex,
    "json_schema": JsonSchema,
    "implies": Implies,
    "any_of": AnyOf,
    "expr": Expr,
    "sql": Sql,
    "pddl": Pddl,
    "python": Python,
    "llm": Llm,
}


DECLARATIVE = frozenset(FAMILIES) - {"expr", "sql", "pddl", "python", "llm"}
"""Families whose fields say it all; the others hold a language of their own, and cannot be members of a check."""


def family(check: Mapping[str, Any]) -> Family:
    """The family that `check` names; raises `UsageError` when there is none."""
    name = check.get("type")
    if not isinstance(name, str):
        raise UsageError("the check has no `type`", hint=f"one of {', '.join(FAMILIES)}")
    if name not in FAMILIES:
        near = get_close_matches(name, FAMILIES, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(FAMILIES)}"
        raise UsageError(f"unknown check `{name[:80]}`", hint=hint)
    return FAMILIES[name]


def build_check(check: Mapping[str, Any]) -> Check:
    """The check that the data describe, with its members; raises `UsageError` that names the family and the field."""
    return _build(check, 0)


def _build(check: Mapping[str, Any], depth: int) -> Check:
    model = family(check)

    def member(data: Mapping[str, Any]) -> Check:
        name = family(data).model_fields["type"].default
        if name not in DECLARATIVE:
            raise UsageError(f"a `{name}` cannot stand inside another check")
        if depth == MAX_DEPTH:
            raise UsageError(f"checks are nested more than {MAX_DEPTH} deep")
        return _build(data, depth + 1)

    try:
        return model.model_validate(dict(check), context={"build": member})
    except ValidationError as error:
        raise UsageError(f"check `{check['type']}`: {explain(error, model)}") from None


def explain(error: ValidationError, model: Family) -> str:
    """The first fault in one line: the field, what is wrong, and the nearest name of an unknown field."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        selected = ["id", "action", "location", "actor", "args"]
        known = [field.alias or name for name, field in model.model_fields.items()]
        names = known if len(fault["loc"]) == 1 else selected
        near = get_close_matches(str(fault["loc"][-1]), names, n=1)
        return f"unknown field `{where}`" + (f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(names)}")
    if fault["type"] == "missing":
        return f"the field `{where}` is missing"
    message = fault["msg"].removeprefix("Value error, ")
    return f"field `{where}`: {message}" if where else message
