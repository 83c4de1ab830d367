"""One call on its way through the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from plangen.journal import digest
from plangen.tools.spec import ToolSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A tool and its arguments, all references filled in.

    `place` tells equal calls of one run apart, and must be the same when the run is repeated. `timeout_s` replaces the
    tool's limit; `retries` further attempts are made only of an idempotent tool. `injected` are arguments that the
    graph fills; `tainted` says that some arguments hold what nobody vouches for.
    """

    spec: ToolSpec
    args: Mapping[str, JsonValue]
    place: str
    call: str = ""
    timeout_s: float | None = None
    retries: int = 0
    tainted: bool = False
    injected: Mapping[str, Any] | None = None

    @property
    def limit(self) -> float:
        """Seconds an attempt may take."""
        return self.timeout_s or self.spec.timeout_s

    @property
    def once(self) -> bool:
        """Whether a second attempt could do its work a second time."""
        return self.spec.side_effects and not self.spec.idempotent

    @property
    def own_key(self) -> str:
        """The journal's key of this call at this place."""
        return digest({**self._what, "place": self.place})

    @property
    def shared_key(self) -> str:
        """The journal's key of every equal call of an idempotent tool."""
        return digest(self._what)

    @property
    def sent_key(self) -> str:
        """The journal's key of the note that a call with side effects has left."""
        return digest({**self._what, "place": self.place, "sent": True})

    @property
    def _what(self) -> dict[str, Any]:
        return {"tool": self.spec.name, "version": self.spec.version, "args": dict(self.args)}
