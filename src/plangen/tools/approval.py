"""Asking before a call that needs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from plangen.tools.spec import ToolSpec


@dataclass(frozen=True, slots=True)
class Question:
    """A call that needs approval: its id in the plan, its tool and its arguments, all references filled in.

    `tainted`: some of the arguments come from a result that nobody vouches for.
    """

    call: str
    tool: ToolSpec
    args: Mapping[str, JsonValue]
    tainted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not; `args` replaces the arguments, `reason` is told to whoever planned the call."""

    allow: bool
    args: Mapping[str, JsonValue] | None = None
    reason: str = ""


Approve = Callable[[Question], Awaitable[Decision | None]]
"""Decides about a call; `None` is "not yet": the call waits, what depends on it too, and everything else goes on."""
