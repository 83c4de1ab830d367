"""The smallest plans that a check accepts and refuses: a check that cannot tell them apart says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from plangen.constraints.base import Check, Scope
from plangen.constraints.candidates import CANDIDATES, merged
from plangen.constraints.implies import Implies
from plangen.constraints.members import Composed, asserted
from plangen.schema import Plan

MiniPlans = tuple[Plan | None, Plan | None]


def mini_plans(check: Check) -> MiniPlans:
    """The smallest plan found that passes, and the smallest that fails; `None` where none was found.

    The passing plan has the steps (or values, or text) that the check speaks about: no plan passes only because nothing
    is selected. Only plans that the check itself judges so are returned. An objective without a known best has neither.
    """
    good: Plan | None = None
    bad: Plan | None = None
    for plan in _candidates(check):
        violations = check.evaluate(plan, Scope()).violations
        if violations is None:
            continue
        if violations:
            bad = bad or plan
        elif good is None and asserted(check, plan, Scope()):
            good = plan
        if good and bad:
            break
    return good, bad


def _candidates(check: Check) -> Iterator[Plan]:
    if isinstance(check, Composed):
        yield from _composed(check)
    elif check.type in CANDIDATES:
        yield from CANDIDATES[check.type](check)
    yield Plan()


def _composed(check: Composed) -> Iterator[Plan]:
    pairs = [mini_plans(member) for member in check.members]
    if isinstance(check, Implies):
        (when, unmet), (then, broken) = pairs
        found = [(when, then), (when, broken), (when,), (unmet, then), (unmet,)]
    else:
        fails = tuple(bad for _, bad in pairs)
        found = [(good,) for good, _ in pairs] + [(bad,) for bad in fails] + [fails]
    for plans in found:
        known = [plan for plan in plans if plan is not None]
        if known:
            yield merged(known)
