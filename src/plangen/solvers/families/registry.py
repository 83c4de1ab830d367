"""The formula of a check, by its family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plangen.constraints import Check
from plangen.constraints.allowed import Allowed
from plangen.constraints.any_of import AnyOf
from plangen.constraints.avoid import Avoid
from plangen.constraints.bounds import Bounds
from plangen.constraints.capacity import Capacity
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.differ import Differ
from plangen.constraints.domain import Domain
from plangen.constraints.duration import Duration
from plangen.constraints.implies import Implies
from plangen.constraints.no_overlap import NoOverlap
from plangen.constraints.precedence import Precedence
from plangen.constraints.present import Present
from plangen.constraints.total import Total
from plangen.constraints.transition import Transition
from plangen.constraints.window import Window
from plangen.solvers.families.choices import differ, domain
from plangen.solvers.families.content import allowed, count, cover, total
from plangen.solvers.families.logic import any_of, implies
from plangen.solvers.families.order import capacity, no_overlap, precedence
from plangen.solvers.families.route import transition
from plangen.solvers.families.times import avoid, bounds, duration, present, window
from plangen.solvers.formula import Formula, NotCompilable
from plangen.solvers.variables import Variables

_ENCODERS: dict[type[Any], Callable[[Any, Variables], Formula]] = {
    Window: window,
    Duration: duration,
    Avoid: avoid,
    Allowed: allowed,
    Count: count,
    NoOverlap: no_overlap,
    Precedence: precedence,
    Capacity: capacity,
    Transition: transition,
    Bounds: bounds,
    Present: present,
    Cover: cover,
    Total: total,
    Domain: domain,
    Differ: differ,
}


def formula(check: Check, variables: Variables) -> Formula:
    """What the check demands of the plan, exactly; raises `NotCompilable` where that cannot be said."""
    if isinstance(check, AnyOf):
        return any_of(check, variables, formula)
    if isinstance(check, Implies):
        return implies(check, variables, formula)
    encoder = _ENCODERS.get(type(check))
    if encoder is None:
        raise NotCompilable(f"the solver does not know the family `{check.type}`")
    return encoder(check, variables)
