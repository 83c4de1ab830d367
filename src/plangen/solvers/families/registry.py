"""The formula of a check, by its family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plangen.constraints import Check
from plangen.constraints.allowed import Allowed
from plangen.constraints.avoid import Avoid
from plangen.constraints.count import Count
from plangen.constraints.duration import Duration
from plangen.constraints.no_overlap import NoOverlap
from plangen.constraints.window import Window
from plangen.solvers.families.content import allowed, count
from plangen.solvers.families.order import no_overlap
from plangen.solvers.families.times import avoid, duration, window
from plangen.solvers.formula import Formula, NotCompilable
from plangen.solvers.variables import Variables

_ENCODERS: dict[type[Any], Callable[[Any, Variables], Formula]] = {
    Window: window,
    Duration: duration,
    Avoid: avoid,
    Allowed: allowed,
    Count: count,
    NoOverlap: no_overlap,
}


def formula(check: Check, variables: Variables) -> Formula:
    """What the check demands of the plan, exactly; raises `NotCompilable` where that cannot be said."""
    encoder = _ENCODERS.get(type(check))
    if encoder is None:
        raise NotCompilable(f"the solver does not know the family `{check.type}`")
    return encoder(check, variables)
