"""Families that join other checks: implies, any_of."""

from __future__ import annotations

from collections.abc import Callable

from plangen.constraints import Check
from plangen.constraints.any_of import AnyOf
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.differ import Differ
from plangen.constraints.domain import Domain
from plangen.constraints.implies import Implies
from plangen.constraints.members import selectors
from plangen.constraints.present import Present
from plangen.constraints.total import Total
from plangen.solvers.formula import All, Either, Formula, Is, negated
from plangen.solvers.variables import Variables

Encode = Callable[[Check, Variables], Formula]

_ASSERTING = (Count, Total, Cover, Present, Domain, Differ)
"""Families that a plan without selected steps can break."""


def any_of(check: AnyOf, variables: Variables, encode: Encode) -> Formula:
    """Some member holds."""
    return Either(tuple(encode(member, variables) for member in check.members))


def implies(check: Implies, variables: Variables, encode: Encode) -> Formula:
    """`then` holds where `when` does, and not only because that selects nothing."""
    return Either((negated(_asserted(check.when, variables, encode)), encode(check.then, variables)))


def _asserted(check: Check, variables: Variables, encode: Encode) -> Formula:
    if isinstance(check, AnyOf):
        return Either(tuple(_asserted(member, variables, encode) for member in check.members))
    demanded = encode(check, variables)
    if isinstance(check, (*_ASSERTING, Implies)):
        return demanded
    selected = (variables.chosen(select) for select in selectors(check))
    return All((demanded, *(Either(tuple(Is(place.present) for place in places)) for places in selected)))
