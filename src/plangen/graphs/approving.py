"""A person's word on calls that change something, asked by a LangGraph interrupt while facts are gathered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langgraph.config import get_config
from langgraph.types import interrupt

from plangen.tools import CallResult, Decision, Question, ToolSpec

NOBODY = "it needs approval and there is nobody to ask"
# Without a saver LangGraph ends the run at the interrupt as if it were done; it tells of one by this key only.
_SAVER = "__pregel_checkpointer"


class Approvals:
    """What was decided on calls, by their ids; `asks` says that a person can be asked about the others."""

    def __init__(self) -> None:
        self.asks = False
        self._decided: dict[str, Decision] = {}

    async def __call__(self, question: Question) -> Decision | None:
        """The decision on a call: `None` while it can still be asked for, a refusal where nobody can be."""
        decided = self._decided.get(question.call)
        return decided if decided is not None or self.asks else Decision(False, reason=NOBODY)

    def decide(self, waiting: Sequence[CallResult], tools: dict[str, ToolSpec]) -> None:
        """Ask about all of these calls at once; the node that calls this runs again from its start at the answer.

        The question is `{"approve": [{"id", "tool", "args", "description"}]}`, the answer true or false for all of
        them, or one of the two by id. Whatever is not plainly true is a no.
        """
        asked = [
            {
                "id": one.id,
                "tool": one.call.tool,
                "args": dict(one.args if one.args is not None else one.call.args),
                "description": tools[one.call.tool].description,
            }
            for one in waiting
        ]
        answer = interrupt({"approve": asked})
        for one in waiting:
            said: Any = answer.get(one.id) if isinstance(answer, dict) else answer
            self._decided[one.id] = Decision(said is True, reason="" if said is True else "denied")


def somebody_to_ask() -> bool:
    """Whether a checkpointer would keep the run until an answer comes; only inside a node."""
    return get_config().get("configurable", {}).get(_SAVER) is not None
