"""Checks inside checks: how members are built, which steps they speak about, and when one truly holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Protocol, runtime_checkable

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from plangen.constraints.base import Check, Scope
from plangen.constraints.precedence import Precedence
from plangen.constraints.present import Present
from plangen.constraints.select import Select
from plangen.errors import UsageError
from plangen.schema import Plan

MAX_DEPTH = 4
MAX_MEMBERS = 20
MAX_LEAVES = 100

_ASSERTING = ("count", "total", "cover", "present", "domain", "differ", "regex", "json_schema")
"""Families that a plan without selected steps can break, so that passing says something."""


def _build(data: Any, info: ValidationInfo) -> Any:
    """The member, by the builder that the registry hands over (the registry knows this file, not the other way)."""
    build = (info.context or {}).get("build")
    if build is None:
        raise ValueError("a check with members is built by `build_check`")
    if not isinstance(data, Mapping):
        raise ValueError("should be a check: a mapping with `type` and its fields")
    try:
        return build(data)
    except UsageError as error:
        raise ValueError(str(error)) from None


Member = Annotated[
    Any,
    PlainValidator(_build),
    PlainSerializer(lambda check: check.model_dump()),
    WithJsonSchema({"type": "object", "description": "a check of another declarative family"}),
]
"""A built check."""


@runtime_checkable
class Composed(Protocol):
    """A check that is made of other checks."""

    @property
    def members(self) -> tuple[Check, ...]:
        """The checks directly inside."""
        ...

    def asserted(self, plan: Plan, scope: Scope) -> bool | None:
        """See `asserted`."""
        ...


def leaves(check: Check) -> Iterator[Check]:
    """The check itself, or the checks inside it that have no members of their own."""
    if not isinstance(check, Composed):
        yield check
        return
    for member in check.members:
        yield from leaves(member)


def selectors(check: Check) -> tuple[Select, ...]:
    """Every selector that decides what the check speaks about."""
    if isinstance(check, Composed):
        return tuple(selector for leaf in leaves(check) for selector in selectors(leaf))
    if isinstance(check, Precedence):
        return (check.first, check.then)
    if isinstance(check, Present):
        return (check.select.model_copy(update={"location": check.location}),)
    return (check.select,)


def asserted(check: Check, plan: Plan, scope: Scope) -> bool | None:
    """Whether the check holds, and not only because it selects nothing; `None` when it cannot be judged."""
    if isinstance(check, Composed):
        return check.asserted(plan, scope)
    violations = check.evaluate(plan, scope).violations
    if violations is None:
        return None
    return not violations and (check.type in _ASSERTING or all(select.pick(plan) for select in selectors(check)))


def reads_prose(check: Check, plan: Plan) -> bool:
    """Whether the check can judge a plan without steps: it reads the text, or values that the plan holds."""
    known = ("regex", "json_schema", "domain", "differ") if plan.values else ("regex", "json_schema")
    return all(leaf.type in known for leaf in leaves(check))
