"""The planned calls of a run and nothing else: what they answer fills planned places, and plans nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plangen.tools import Answer, Call, Errand, ToolSpec
from plangen.tools.dag import Dispatcher
from plangen.tools.web.call_rule import CallRule
from plangen.tracing.redact import known_secrets


@dataclass(frozen=True, slots=True)
class _Made:
    id: str
    tool: str
    args: Mapping[str, Any]


class FrozenCalls:
    """A door that passes only what `CallRule` allows; what needs approval is asked about at the door behind it."""

    def __init__(self, door: Dispatcher, calls: Iterable[Call], tools: Iterable[ToolSpec]) -> None:
        specs = tuple(tools)
        self._door = door
        self._rule = CallRule(
            tuple(calls),
            tools=frozenset(spec.name for spec in specs),
            side_effects=frozenset(spec.name for spec in specs if spec.side_effects),
            known_secrets=known_secrets(),
        )

    async def call(self, errand: Errand) -> Answer:
        """What became of a call; one that the rule does not allow is denied."""
        made = _Made(errand.call, errand.spec.name, errand.args)
        ruling = self._rule.ruling(made)
        asked = ruling.decision == "ask" and errand.spec.needs_approval
        if ruling.decision != "allow" and not asked:
            return Answer("denied", error=ruling.reason, code="denied")
        answer = await self._door.call(errand)
        if answer.status == "ok":
            self._rule = self._rule.after(made, taints=errand.spec.taints)
        return answer
