"""Families about the plan's values: domain, differ."""

from __future__ import annotations

from plangen.constraints.differ import Differ
from plangen.constraints.domain import Domain
from plangen.constraints.select import same
from plangen.solvers.formula import All, Either, Formula, Is, NotCompilable
from plangen.solvers.variables import Choice, Variables


def domain(check: Domain, variables: Variables) -> Formula:
    """Every key has one of the values."""
    return All(tuple(_choice(variables, key).is_in(check.values) for key in check.keys))


def differ(check: Differ, variables: Variables) -> Formula:
    """No two keys of a pair have the same value."""
    found: list[Formula] = []
    for left, right in check.pairs:
        one, other = _choice(variables, left), _choice(variables, right)
        found += [
            Either((Is(~here), Is(~there)))
            for value, here in zip(one.domain, one.literals, strict=True)
            for taken, there in zip(other.domain, other.literals, strict=True)
            if same(value, taken)
        ]
    return All(tuple(found))


def _choice(variables: Variables, key: str) -> Choice:
    if key not in variables.values:
        raise NotCompilable(f"the plan format has no value `{key[:80]}`")
    return variables.values[key]
