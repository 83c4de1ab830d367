"""Facts before drafting: calls that were planned before anything was read, and what the task refers to, looked up.

The loop of search and verdict follows ATLAS (arXiv 2509.25586). We differ in what a lack of information is: words of
the task that refer to a fact, or a fact found that cannot hold together with the task. A conflict among the user's own
words stands, since a fact may only add to them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from plangen.agents.learning import Fact, address, learn
from plangen.agents.missing import Missing, ask_missing, left_open, which_sentence
from plangen.agents.tool_planner import MOST_TOOLS, choose_tools, plan_calls
from plangen.budget import Charge
from plangen.errors import BudgetError, ModelError
from plangen.graphs.approving import somebody_to_ask
from plangen.graphs.frozen_calls import FrozenCalls
from plangen.graphs.outside import LOOK_UP, look_up
from plangen.graphs.session import Session
from plangen.journal import digest
from plangen.schema import Task
from plangen.tools import Call, CallResult, PlanRun, ToolSpec, run_plan
from plangen.tools.web.tainted import NOTICE, Fence, Tainted

ROUNDS = 2
_MOST_BYTES = 4096
"""Of one result in the task's context."""
_MOST_RESULTS = 8


async def gather(session: Session) -> Task:
    """The task with all that could be found; what goes wrong is a warning and costs itself only.

    Raises GraphInterrupt where calls wait for approval, and StorageError.
    """
    task = session.task_as_read()
    shown: list[Tainted] = []
    try:
        shown += await _by_tools(session, task)
    except (ModelError, BudgetError) as error:
        session.warnings.append(f"no calls of tools could be planned for facts: {error.message}")
    try:
        task, found = await _by_search(session, task)
        shown += found
    except (ModelError, BudgetError) as error:
        session.warnings.append(f"what the task leaves open could not be looked up: {error.message}")
    if not shown:
        return task
    fence = Fence(await _key(session))
    blocks = [fence.render(one, most_bytes=_MOST_BYTES) for one in shown[:_MOST_RESULTS]]
    context = "\n".join([*([task.context] if task.context else []), NOTICE, *blocks])
    return task.model_copy(update={"context": context})


async def _key(session: Session) -> bytes:
    """The fence's key, kept with the run, so that a resumed one makes the same prompts."""
    name = digest({"fence": session.run_id})
    kept = await session.journal.get(name)
    if kept is None:
        kept = {"key": secrets.token_hex(32)}
        await session.journal.put(name, "fence", kept, Charge())
    return bytes.fromhex(kept["key"])


async def _by_tools(session: Session, task: Task) -> list[Tainted]:
    """What the planned calls of the user's tools and servers answer; only search alone needs no plan of calls."""
    tools = dict(await session.toolset.open())
    session.warnings += [said for said in session.toolset.warnings if said not in session.warnings]
    if not session.settings.tools and not session.settings.outside.has_servers:
        return []
    careful = {
        name: replace(spec, needs_approval=spec.needs_approval or spec.side_effects) for name, spec in tools.items()
    }
    seat, seed = session.seat("constraint"), session.settings.seed
    offered = await choose_tools(seat, task.text, tuple(careful.values()), most=MOST_TOOLS)
    calls = await session.until_stopped(plan_calls(seat, task.text, offered, seed=seed))
    if not calls:
        return []
    run = await _run(session, calls, careful, place="gather")
    return [Tainted(one.text, f"{one.call.tool} ({one.id})") for one in run.results.values() if one.status == "ok"]


async def _run(session: Session, calls: Sequence[Call], tools: Mapping[str, ToolSpec], *, place: str) -> PlanRun:
    """The calls through the one door, as they were planned; a person is asked about those that wait."""
    session.approvals.asks = somebody_to_ask()
    run = await _once(session, calls, tools, place)
    if run.waiting:
        session.approvals.decide(run.waiting, dict(tools))
        run = await _once(session, calls, tools, place)
    session.approvals.asks = False
    if run.stopped is not None:
        session.warnings.append(f"not all facts were gathered: {run.stopped.message}")
    session.warnings += [said for one in run.results.values() if (said := _lost(one))]
    return run


async def _once(session: Session, calls: Sequence[Call], tools: Mapping[str, ToolSpec], place: str) -> PlanRun:
    door = FrozenCalls(session.tool_door, calls, tools.values())
    run = await session.until_stopped(run_plan(calls, tools, door, place=place))
    return run if run is not None else PlanRun({})


def _lost(one: CallResult) -> str:
    """What to say of a call that gave nothing."""
    if one.status in ("ok", "cancelled"):
        return ""
    hint = "; mark it side_effects=False if it only reads" if one.status == "denied" and one.cause is None else ""
    return f"the call `{one.id}` of `{one.call.tool}` gave nothing ({one.status}): {one.answer.error[:300]}{hint}"


async def _by_search(session: Session, task: Task) -> tuple[Task, list[Tainted]]:
    """The task with the facts that it refers to, looked up at most twice, and those facts."""
    outside, seat, seed = session.settings.outside, session.seat("constraint"), session.settings.seed
    if outside.search is None or outside.pages is None:
        return task, []
    tool, text = look_up(outside.search, outside.pages), task.text
    tried: list[str] = []
    facts: list[Fact] = []
    changed = task
    for number in range(1, ROUNDS + 1):
        questions = await session.until_stopped(ask_missing(seat, text, tried=tried, seed=seed))
        if not questions and number == 1 and _was_read(session, task):
            questions = left_open(task)
        if not questions:
            break
        tried += [one.question for one in questions]
        found = await _look_up(session, questions, tool, place=f"look_up/{number}", doubted=facts)
        if not found:
            continue
        facts = found
        learned = await session.until_stopped(learn(seat, task, found, seed=seed)) if _was_read(session, task) else None
        changed = task if learned is None else learned.task
        if learned is None or not learned.conflict:
            break
        sources = ", ".join(dict.fromkeys(address(fact.source) for fact in found))
        session.warnings.append(f"what was found at {sources} cannot hold together with the task")
    return changed, [Tainted(fact.text, fact.source) for fact in facts]


def _was_read(session: Session, task: Task) -> bool:
    """Whether the constraints are what a reading made of the words, so that facts can be read beside them."""
    read = all(one.origin == "llm" and one.trust != "confirmed" for one in task.constraints)
    return session.settings.formalise and task.plan_format is not None and read


async def _look_up(
    session: Session, questions: Sequence[Missing], tool: ToolSpec, *, place: str, doubted: Sequence[Fact]
) -> list[Fact]:
    """The sentence that answers each question, where one was found; none that was doubted before."""
    seat, fence = session.seat("constraint"), Fence(await _key(session))
    calls = [
        Call(id=f"q{number}", tool=LOOK_UP, args={"question": one.question})
        for number, one in enumerate(questions, start=1)
    ]
    run = await _run(session, calls, {LOOK_UP: tool}, place=place)
    facts = []
    for question, result in zip(questions, run.results.values(), strict=False):
        value: Any = result.value
        sentences = [] if result.status != "ok" else value["sentences"]
        offered = [one for one in sentences if all(one["text"] != fact.text for fact in doubted)]
        fenced = [fence.render(Tainted(one["text"], one["source"])) for one in offered]
        if not fenced:
            continue
        chosen = await session.until_stopped(
            which_sentence(seat, question.question, fenced, seed=session.settings.seed)
        )
        if chosen is not None:
            facts.append(Fact(question, offered[chosen]["text"], offered[chosen]["source"]))
    return facts
