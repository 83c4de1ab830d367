"""The tool planner: plans calls for a task, has them run, and decides whether their results are enough.

LLMCompiler, arXiv 2312.04511 (planner and joiner). We differ in that a plan is checked before anything runs, with one
round of repair for all its problems at once; in that the joiner's decision is typed and its rounds are bounded; and in
that results which nobody vouches for never reach the prompt that chooses calls: a second round sees what was asked, how
it ended, and in a few words of the joiner what is missing; and it may call only tools without side effects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from plangen.agents.seat import Ask, Seat
from plangen.journal import digest
from plangen.models.base import Message, Model, Request
from plangen.prompts import render
from plangen.reading.found_json import find_object
from plangen.tools.adapt import as_tool
from plangen.tools.dag import Dispatcher, run_plan
from plangen.tools.plan import Call, read_calls
from plangen.tools.plan_schema import plan_schema
from plangen.tools.results import CallResult, PlanRun
from plangen.tools.retrieval import by_vectors, by_words, described
from plangen.tools.spec import ToolSpec
from plangen.tools.validate import check_plan

MOST_CALLS = 12
MOST_TOOLS = 12
_MISSING = 300
"""Characters of the joiner's words that the next plan is made from."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The results are enough; `answer` says what they come to."""

    answer: str


@dataclass(frozen=True, slots=True)
class Replan:
    """Something is missing that further calls may find; `feedback` says what."""

    feedback: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of a task's calls: the answer, every result by id, and each round's run.

    `tainted`: the answer rests on results that nobody vouches for.
    """

    answer: str
    results: Mapping[str, CallResult]
    runs: tuple[PlanRun, ...]

    @property
    def tainted(self) -> bool:
        """Whether any result is one that nobody vouches for."""
        return any(result.tainted for result in self.results.values())


class Joined(BaseModel):
    """The joiner's reply."""

    model_config = ConfigDict(extra="ignore", strict=True)
    reasoning: str = ""
    decision: Literal["finish", "replan"]
    text: str = Field(pattern=r"\w", max_length=8000)


async def plan_calls(
    seat: Seat,
    task: str,
    tools: Sequence[ToolSpec],
    *,
    known: Mapping[str, CallResult] | None = None,
    feedback: str = "",
    seed: int | None = None,
) -> tuple[Call, ...]:
    """A checked plan of calls in one request, with one more to repair it; then ParseError that names every problem."""
    done = dict(known or {})
    box = {spec.name: spec for spec in tools}
    prompt = render("tools_plan", task=task, tools=tools, known=tuple(done.values()), feedback=feedback)

    def parse(text: str) -> tuple[Call, ...]:
        calls = read_calls(find_object(text, "calls"))
        check_plan(calls, box, known=done)
        return calls

    schema = plan_schema(tools, most_calls=MOST_CALLS)
    calls, _ = await seat.ask_parsed(prompt, Ask("tools", seed=seed, max_tokens=2048), schema, parse)
    return calls


async def join(
    seat: Seat, task: str, results: Mapping[str, CallResult], *, last: bool, seed: int | None = None
) -> Finish | Replan:
    """Whether the results are enough; the last round must finish."""
    tagged = [(_tag(result.text), result) for result in results.values()]
    prompt = render("tools_join", task=task, results=tagged, last=last)
    ask = Ask("join", seed=seed, max_tokens=1500)
    reply = await seat.ask_typed(prompt, ask, Joined, _join_schema(last=last))
    return Finish(reply.text) if last or reply.decision == "finish" else Replan(reply.text[:_MISSING])


async def choose_tools(seat: Seat, task: str, tools: Sequence[ToolSpec], *, most: int) -> tuple[ToolSpec, ...]:
    """The tools that a task is likeliest to need, in their own order; by vectors where the model has an encoder."""
    if len(tools) <= most:
        return tuple(tools)
    encode = getattr(seat.model, "encoder", None)
    if encode is None:
        chosen = by_words(task, tools, most)
    else:
        vectors = await _vectors(seat, encode(), [task, *(described(spec) for spec in tools)])
        chosen = by_vectors(vectors[0], vectors[1:], tools, most)
    return tuple(spec for spec in tools if spec in chosen)


async def gather_facts(
    seat: Seat,
    task: str,
    tools: Mapping[str, Any],
    door: Dispatcher,
    *,
    rounds: int = 2,
    place: str = "gather",
    seed: int | None = None,
) -> Gathered:
    """Plan, run and join until the results are enough, at most `rounds` times.

    Model calls: 2 a round, and one for each reply that needs repair. Raises ParseError for a plan that stays faulty
    and the run's BudgetError.
    """
    offered = await choose_tools(seat, task, [as_tool(tool) for tool in tools.values()], most=MOST_TOOLS)
    results: dict[str, CallResult] = {}
    runs: list[PlanRun] = []
    feedback = ""
    for number in range(1, rounds + 1):
        if any(result.tainted for result in results.values()):
            offered = tuple(spec for spec in offered if not spec.side_effects)
        box = {spec.name: spec for spec in offered}
        calls = await plan_calls(seat, task, offered, known=results, feedback=feedback, seed=seed) if box else ()
        if number == 1 and not calls:
            return Gathered("", {}, ())
        run = await run_plan(calls, box, door, known=results, place=f"{place}/{number}")
        runs.append(run)
        results.update(run.results)
        if run.stopped is not None:
            raise run.stopped
        decision = await join(seat, task, results, last=number == rounds or not calls, seed=seed)
        if isinstance(decision, Finish):
            return Gathered(decision.answer, results, tuple(runs))
        feedback = decision.feedback
    return Gathered("", results, tuple(runs))


def _tag(text: str) -> str:
    """A name that the text cannot hold, since it is made from the whole of it; the same for the same text."""
    return f"result-{digest(text)[:12]}"


def _join_schema(*, last: bool) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 4000}
    decisions = ["finish"] if last else ["finish", "replan"]
    properties = {
        "reasoning": {"type": "string", "maxLength": 600},
        "decision": {"type": "string", "enum": decisions},
        "text": text,
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


async def _vectors(seat: Seat, encoder: Model, texts: Sequence[str]) -> list[list[float]]:
    request = Request(tuple(Message("user", text) for text in texts), max_tokens=0, purpose="embed")
    reply = await seat.door.ask(encoder, request, role=seat.role)
    vectors: list[list[float]] = json.loads(reply.text)
    return vectors
