"""The tool node for other people's LangGraph graphs: it takes an AIMessage with tool calls and gives ToolMessages.

Each call has its own time limit, its own failure and its own message; a call that needs approval stops the graph with
an interrupt after the others are done, and these are not made again when the graph goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from plangen.tools.adapt import as_tool
from plangen.tools.approval import Approve, Decision, Question
from plangen.tools.arguments import argument_faults
from plangen.tools.base import toolbox
from plangen.tools.door import ToolDoor
from plangen.tools.errand import Errand
from plangen.tools.rendering import shorten
from plangen.tools.results import Answer
from plangen.tools.spec import ToolSpec
from plangen.tools.validate import unknown_tool

if TYPE_CHECKING:
    from langchain_core.messages import ToolMessage


@dataclass(frozen=True, slots=True)
class _Asked:
    """One tool call of the message; `refused` says why it cannot be made."""

    id: str
    name: str
    args: dict[str, Any]
    spec: ToolSpec | None
    refused: str = ""


class ToolNode:
    """`builder.add_node("tools", ToolNode([search, book]))`, in place of LangGraph's own; asynchronous graphs only.

    Tools are whatever `as_tool` takes. `door` makes the door of one visit from the function that knows its approvals,
    so that calls can be limited, charged and journaled. A call that needs approval raises the interrupt
    `{"approve": [{"id", "tool", "args", "description"}]}`, which is resumed with true or false for all, or with
    `{id: true | false | {"allow": ..., "args": ..., "reason": ...}}`; one that the reply leaves out is denied. The
    graph then needs a checkpointer, which keeps what the other calls have answered.
    """

    def __init__(
        self,
        tools: Iterable[Any],
        *,
        messages_key: str = "messages",
        concurrency: int = 64,
        door: Callable[[Approve], ToolDoor] | None = None,
    ) -> None:
        self.tools = {name: as_tool(tool) for name, tool in toolbox(tools).items()}
        self._key = messages_key
        self._door = door or (lambda approve: ToolDoor(approve=approve, concurrency=concurrency))

    async def __call__(self, state: Any) -> Any:
        """A message for each call, in the order of the calls, and the Commands that tools returned."""
        asked = self._read(state)
        decisions: dict[str, Decision] = {}

        async def approve(question: Question) -> Decision | None:
            return decisions.get(question.call)

        door = self._door(approve)
        held = [item for item in asked if item.spec is not None and item.spec.needs_approval and not item.refused]
        if not held:
            answers = await _all([self._answer(door, item, state) for item in asked])
        else:
            answers = await self._with_approval(door, asked, held, decisions, state)
        return self._reply(state, [self._message(item, answer) for item, answer in zip(asked, answers, strict=True)])

    async def _with_approval(
        self,
        door: ToolDoor,
        asked: Sequence[_Asked],
        held: Sequence[_Asked],
        decisions: dict[str, Decision],
        state: Any,
    ) -> list[Answer]:
        """First what needs no approval, each call a task that the checkpointer keeps; then the question, then the rest.

        LangGraph runs the node again from its top after an interrupt and matches tasks by the order of their calls, so
        that order is the message's.
        """
        from langgraph.func import task
        from langgraph.types import interrupt

        async def answer(place: int) -> dict[str, Any]:
            return asdict(replace(await self._answer(door, asked[place], state), raw=None))

        as_task: Any = task  # its types know no parameters of the decorated function
        kept = as_task(name="tool")(answer)
        waits = {item.id for item in held}
        free = [place for place, item in enumerate(asked) if item.id not in waits]
        done = dict(zip(free, await _all([kept(place) for place in free]), strict=True))
        reply = interrupt(
            {
                "approve": [
                    {"id": item.id, "tool": item.name, "args": item.args, "description": _about(item)} for item in held
                ]
            }
        )
        decisions.update({item.id: _decision(reply, item.id) for item in held})
        rest = [place for place, item in enumerate(asked) if item.id in waits]
        done.update(zip(rest, await _all([kept(place) for place in rest]), strict=True))
        return [Answer(**done[place]) for place in range(len(asked))]

    def _read(self, state: Any) -> list[_Asked]:
        """The calls of the last AIMessage that have no answer yet."""
        messages = state if isinstance(state, list) else _entry(state, self._key)
        answered = {message.tool_call_id for message in messages if message.type == "tool"}
        last = next((message for message in reversed(messages) if message.type == "ai"), None)
        if last is None:
            return []
        asked = [self._asked(call) for call in last.tool_calls]
        broken = (
            _Asked(call["id"] or "", call["name"] or "tool", {}, None, f"the arguments are no JSON: {call['error']}")
            for call in getattr(last, "invalid_tool_calls", ())
        )
        return [item for item in (*asked, *broken) if item.id not in answered]

    def _asked(self, call: Mapping[str, Any]) -> _Asked:
        spec = self.tools.get(call["name"])
        if spec is None:
            refused = unknown_tool(call["name"], self.tools)
        else:
            refused = "; ".join(argument_faults(call["args"], spec))
        return _Asked(call["id"] or "", call["name"], call["args"], spec, refused)

    async def _answer(self, door: ToolDoor, item: _Asked, state: Any) -> Answer:
        if item.spec is None or item.refused:
            return Answer("failed", error=item.refused, code="arguments")
        errand = Errand(
            spec=item.spec,
            args=item.args,
            place=item.id,
            call=item.id,
            retries=2,
            injected=_injected(item, state) if item.spec.injects else None,
        )
        return await door.call(errand)

    def _message(self, item: _Asked, answer: Answer) -> Any:
        from langchain_core.messages import ToolMessage
        from langgraph.types import Command

        if isinstance(answer.raw, Command):
            return answer.raw
        cap = item.spec.result_cap_bytes if item.spec else 16_384
        ok = answer.status == "ok"
        text = shorten(answer.value if ok else f"Error ({answer.status}): {answer.error}", cap)
        return ToolMessage(
            content=text,
            name=item.name,
            tool_call_id=item.id,
            status="success" if ok else "error",
            artifact=answer.value if ok and not isinstance(answer.value, str) else None,
        )

    def _reply(self, state: Any, outputs: list[Any]) -> Any:
        messages = cast("list[ToolMessage]", [item for item in outputs if getattr(item, "type", None) == "tool"])
        commands = [item for item in outputs if getattr(item, "type", None) != "tool"]
        update: Any = messages if isinstance(state, list) else {self._key: messages}
        return [*commands, update] if commands else update


async def _all(work: Sequence[Any]) -> list[Any]:
    """All results, in order; what one raises is raised after the others are done, so that none is lost."""
    done = await asyncio.gather(*work, return_exceptions=True)
    for item in done:
        if isinstance(item, BaseException):
            raise item
    return done


def _decision(reply: Any, name: str) -> Decision:
    said = reply.get(name) if isinstance(reply, dict) and "allow" not in reply else reply
    if isinstance(said, bool):
        return Decision(said, reason="" if said else "denied")
    if isinstance(said, dict) and isinstance(said.get("allow"), bool):
        args = said.get("args")
        reason = str(said.get("reason") or "denied")
        return Decision(said["allow"], args if isinstance(args, dict) else None, reason)
    return Decision(False, reason="denied")


def _about(item: _Asked) -> str:
    return item.spec.description if item.spec else ""


def _entry(state: Any, name: str) -> Any:
    return state[name] if isinstance(state, Mapping) else getattr(state, name)


def _injected(item: _Asked, state: Any) -> dict[str, Any]:
    """What LangGraph's own node would put into the hidden arguments."""
    from langgraph.config import get_config
    from langgraph.prebuilt import ToolRuntime
    from langgraph.runtime import get_runtime

    runtime = get_runtime()
    found: dict[str, Any] = {}
    for name, wanted in (item.spec.injects if item.spec else {}).items():
        if wanted.kind == "state":
            found[name] = state if wanted.field is None else _entry(state, wanted.field)
        elif wanted.kind == "store":
            found[name] = runtime.store
        elif wanted.kind == "tool_call_id":
            found[name] = item.id
        elif wanted.kind == "runtime":
            found[name] = ToolRuntime(
                state=state,
                context=runtime.context,
                config=get_config(),
                stream_writer=runtime.stream_writer,
                tool_call_id=item.id,
                store=runtime.store,
            )
    return found
