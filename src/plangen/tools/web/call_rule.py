"""Which calls may still be made once untrusted text has been read: those that were planned before, as planned.

A result may fill the places of a planned call that refer to a result (`${id}`, `${id.path}`). It never adds a call or
a tool, never changes what was written, and never triggers a side effect without approval. A secret in the arguments is
refused, tainted or not.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from plangen.journal import digest
from plangen.tools.references import substitute
from plangen.tools.rendering import to_text
from plangen.tools.web.leaks import holds_secret

_MARK = secrets.token_hex(16)


class CallLike(Protocol):
    """A call of a plan: `args` may hold references to the results of other calls."""

    @property
    def id(self) -> str:
        """The call's id in its plan."""
        ...

    @property
    def tool(self) -> str:
        """The tool's name."""
        ...

    @property
    def args(self) -> Mapping[str, Any]:
        """The arguments."""
        ...


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a call may be made: `allow`, `ask` (a person may approve it) or `deny`; and why."""

    decision: Literal["allow", "ask", "deny"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallRule:
    """What may be called. `tools` are offered, those in `side_effects` change something outside."""

    planned: tuple[CallLike, ...]
    tools: frozenset[str]
    side_effects: frozenset[str] = frozenset()
    known_secrets: frozenset[str] = field(default=frozenset(), repr=False)
    tainted: bool = False
    done: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()

    def after(self, call: CallLike, *, taints: bool) -> CallRule:
        """The rule once `call` has answered, with untrusted text if it `taints`. Taint never goes away."""
        return replace(self, done=self.done | {call.id}, tainted=self.tainted or taints)

    def approve(self, call: CallLike) -> CallRule:
        """The rule once a person has approved exactly this tool with these arguments."""
        return replace(self, approved=self.approved | {_fingerprint(call)})

    def ruling(self, call: CallLike) -> Ruling:
        """The decision on a call with its arguments filled in."""
        if call.tool not in self.tools:
            return Ruling("deny", f"no tool `{call.tool}` is offered")
        if holds_secret(call.args, self.known_secrets):
            return Ruling("deny", f"the arguments of `{call.id}` hold a secret")
        if not self.tainted or _fingerprint(call) in self.approved:
            return Ruling("allow")
        plan = next((p for p in self.planned if p.id == call.id), None)
        if plan is None or plan.tool != call.tool:
            return Ruling("ask", f"`{call.tool}` was not planned before untrusted text was read")
        if call.id in self.done:
            return Ruling("ask", f"`{call.id}` has been called already")
        if not fills(plan.args, call.args, ids=frozenset(p.id for p in self.planned)):
            return Ruling("ask", f"the arguments of `{call.id}` are not the planned ones")
        if call.tool in self.side_effects:
            return Ruling("ask", f"`{call.tool}` changes something, and untrusted text was read before")
        return Ruling("allow")


def fills(planned: Any, given: Any, *, ids: frozenset[str]) -> bool:
    """Whether `given` is `planned` with nothing but its references to calls of `ids` replaced."""
    if isinstance(planned, str):
        return _fills_text(planned, given, ids)
    if isinstance(planned, Mapping):
        return (
            isinstance(given, Mapping)
            and planned.keys() == given.keys()
            and all(fills(value, given[key], ids=ids) for key, value in planned.items())
        )
    if isinstance(planned, Sequence):
        return (
            isinstance(given, Sequence)
            and not isinstance(given, str)
            and len(planned) == len(given)
            and all(fills(a, b, ids=ids) for a, b in zip(planned, given, strict=True))
        )
    return type(planned) is type(given) and bool(planned == given)


class _Place(dict[str, Any]):
    """Stands where a reference is: it has every path, and its text is known."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:
        return self


_PLACE = _Place({_MARK: 0})


def _fills_text(planned: str, given: Any, ids: frozenset[str]) -> bool:
    # The executor's own substitution says what a reference is, so that both always agree.
    marked = substitute(planned, ids, lambda _: _PLACE)
    if isinstance(marked, _Place):
        return True
    if not isinstance(given, str):
        return False
    pieces = marked.split(to_text(_PLACE))
    return re.fullmatch(".*".join(re.escape(piece) for piece in pieces), given, re.DOTALL) is not None


def _fingerprint(call: CallLike) -> str:
    return digest({"tool": call.tool, "args": call.args})
