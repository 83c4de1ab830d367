"""The nodes of the state machine: each reads the state, asks the session for one thing, and returns the change."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any, Literal

from langchain_core.messages import AIMessage
from langgraph.errors import GraphInterrupt
from langgraph.types import Command, Send

from plangen.agents import Draft, read_constraints
from plangen.agents.formaliser import read_task as formalise_task
from plangen.errors import BudgetError, BudgetExhaustedError, ModelError, PlangenError, UsageError
from plangen.graphs.confirm import confirmed, require_saver
from plangen.graphs.finish import conclude
from plangen.graphs.gathering import gather
from plangen.graphs.playback import Part, Wave, dump, load
from plangen.graphs.refuted import Barred
from plangen.graphs.session import Session, is_fatal
from plangen.graphs.sessions import Sessions
from plangen.graphs.solving import solve_draft
from plangen.graphs.state import Branch, PlannerInput, PlannerState, read_task
from plangen.schema import Constraint, Task
from plangen.strategies.base import Act, Generate, Judge, Operation
from plangen.strategies.registry import used
from plangen.strategies.solver import require_solvable
from plangen.tracing.events import (
    CandidateCancelled,
    CandidateDrafted,
    CandidateFailed,
    CandidateJudged,
    ConstraintsRead,
    RunStarted,
    WaveStarted,
)

Change = dict[str, Any]
_READ = {"plan_format", "uncovered"}
_NODES = {Generate: "attempt", Judge: "judge", Act: "act"}


class Nodes:
    """The nodes over the open sessions of one planner."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def constrain(self, state: PlannerInput) -> Change:
        """Open the run, and let the constraint agent read the task where it brings no constraints of its own."""
        task = read_task(state)
        require_saver(self._sessions.settings.confirm)
        session = await self._sessions.open(state.get("run_id"), task)
        settings = session.settings
        session.trace.emit(
            RunStarted(
                task=task,
                strategy=settings.strategy,
                seed=settings.seed,
                models={role: model.name for role, model in settings.models.items()},
                capabilities={model.name: asdict(model.capabilities) for model in settings.models.values()},
                limits={name: getattr(settings.limits, name) for name in ("calls", "tokens", "cost", "seconds")},
                resumed=session.resumed,
            )
        )
        solved = "solver" in used(settings.strategy)
        gathers = settings.gathers
        if solved and not gathers and not self._reads(session, task):
            # Before the first call: nothing will be added to the task.
            require_solvable(task, task.constraints)
        constraints, read = await self._read(session, task)
        session.adopt(constraints, read)
        if solved and not gathers and settings.confirm == "never":
            require_solvable(session.task, constraints)
        session.trace.emit(_seen(session.task_as_read()))
        return {
            "run_id": session.run_id,
            "task": task.model_dump(mode="json"),
            "constraints": [constraint.model_dump(mode="json") for constraint in constraints],
            "read": read,
            "history": settings.history.snapshot(),
        }

    async def confirm(self, state: PlannerState) -> Change:
        """Let the user confirm, correct or drop what was read, where the settings ask for it."""
        if self._sessions.settings.confirm == "never":
            return {}
        session = await self._sessions.resume(state)
        try:
            task = await confirmed(session.task_as_read(), session.settings.confirm)
        except GraphInterrupt:
            self._sessions.release(session)
            raise
        read = {**state.get("read", {}), **task.model_dump(mode="json", include=_READ)}
        session.adopt(task.constraints, read)
        if "solver" in used(session.settings.strategy):
            require_solvable(session.task, task.constraints)
        session.trace.emit(_seen(task))
        return {"constraints": [one.model_dump(mode="json") for one in task.constraints], "read": read}

    async def read(self, task: Task) -> Task:
        """The task as it is understood, in a session of its own; raises where reading fails."""
        session = await self._sessions.open(None, task)
        try:
            session.adopt(*await self._read(session, task, strict=True))
            return session.task_as_read()
        finally:
            self._sessions.forget(session.run_id)

    def _reads(self, session: Session, task: Task) -> bool:
        """Whether the constraint agent is to read the task."""
        extract = session.settings.extract
        return extract == "always" or (extract == "auto" and not task.constraints and session.settings.checker is None)

    async def _read(
        self, session: Session, task: Task, *, strict: bool = False
    ) -> tuple[tuple[Constraint, ...], dict[str, Any]]:
        """The constraints, and what else was read: typed where the text allows, else as a list of demands.

        A reading that fails is warned of, and raised if `strict`.
        """
        known = task.constraints
        if self._reads(session, task):
            seat, seed = session.seat("constraint"), session.settings.seed
            try:
                if session.settings.formalise and not known and task.plan_format is None:
                    typed = await session.until_stopped(formalise_task(seat, task, seed=seed))
                    if typed is not None:
                        found, warnings = typed
                        session.warnings += warnings
                        read = found.model_dump(mode="json", include=_READ)
                        return found.constraints, read
                known += await session.until_stopped(read_constraints(seat, task, seed=seed)) or ()
            except (ModelError, BudgetError) as error:
                if strict:
                    raise
                session.warnings.append(f"the task's constraints could not be read: {error.message}")
        if known or session.settings.checker is not None:
            return known, {}
        return (Constraint(id="goal", text="The plan does all that the task asks for.", origin="default"),), {}

    async def gather(self, state: PlannerState) -> Change:
        """Facts before drafting, where there is anything to gather them with."""
        if not self._sessions.settings.gathers:
            return {}
        session = await self._sessions.resume(state)
        try:
            task = await gather(session)
        except GraphInterrupt:
            await session.toolset.close()
            self._sessions.release(session)
            raise
        read = {**state.get("read", {}), **task.model_dump(mode="json", include={*_READ, "context"})}
        changed = task.constraints != session.constraints
        session.adopt(task.constraints, read)
        if "solver" in used(session.settings.strategy) and session.settings.confirm == "never":
            require_solvable(session.task, task.constraints)
        if changed:
            session.trace.emit(_seen(task))
        return {"constraints": [one.model_dump(mode="json") for one in task.constraints], "read": read}

    async def decide(self, state: PlannerState) -> Command[Literal["attempt", "judge", "act", "finish"]]:
        """Advance the strategy by what the log holds, and fan its next batch out."""
        session = await self._sessions.resume(state)
        log = state.get("log", [])
        if session.is_over(log):
            return Command(goto="finish")
        point = session.playback(state.get("history", {})).advance(log)
        if not isinstance(point, Wave):
            return Command(goto="finish")
        session.keep_back(point.operations, log)
        operations = tuple(describe(operation) for operation in point.operations)
        session.trace.emit(WaveStarted(wave=point.number, operations=operations, branches=len(point.parts)))
        barred = session.barred(log)
        return Command(
            goto=[Send(_NODES[type(part.operation)], _branch(state, point, part, barred)) for part in point.parts]
        )

    async def attempt(self, state: Branch) -> Change:
        """Generate one candidate and verify it at once, in one branch; a draft that fails leaves the others alone."""
        session = await self._sessions.resume(state)
        name = f"c{state['number'] + 1}"
        try:
            return await _run(session, state, "candidate", _attempt(session, state, name))
        except PlangenError as error:
            if is_fatal(error):
                raise
            session.trace.emit(CandidateFailed(candidate=name, code=error.code, message=error.message, hint=error.hint))
            return _entry(state, "failed", {"code": error.code, "message": error.message, "hint": error.hint})

    async def judge(self, state: Branch) -> Change:
        """One small decision of the selection agent."""
        session = await self._sessions.resume(state)
        question = load(state["operation"])
        if not isinstance(question, Judge):
            raise UsageError("the node `judge` takes Judge operations")
        return await _run(session, state, "answer", session.answer(question, seed=session.settings.seed))

    async def act(self, state: Branch) -> Change:
        """One tool call."""
        session = await self._sessions.resume(state)
        action = load(state["operation"])
        if not isinstance(action, Act):
            raise UsageError("the node `act` takes Act operations")
        place = f"{state['wave']}.{state['op']}"
        return await _run(session, state, "answer", session.act(action, place=place))

    async def finish(self, state: PlannerState) -> Change:
        """Choose, complete and judge what is left, and say what stands behind it."""
        session = await self._sessions.resume(state)
        result = await conclude(session, state.get("log", []), state.get("history", {}))
        await session.toolset.close()
        self._sessions.close(session.run_id)
        text = result.plan.text if result.plan else ""
        return {"result": result.model_dump(mode="json"), "messages": [AIMessage(content=text)]}


async def _run(session: Session, state: Branch, kind: str, work: Coroutine[Any, Any, Any]) -> Change:
    """One branch's entry: its value, `cancelled` when the run was stopped, `stopped` when the budget was."""
    try:
        value = await session.until_stopped(work)
    except BudgetError as error:
        return _entry(state, "stopped", _resource(error))
    if value is None and session.stopped:
        if kind == "candidate":
            session.trace.emit(CandidateCancelled(candidate=f"c{state['number'] + 1}"))
        return _entry(state, "cancelled", None)
    return _entry(state, kind, value)


async def _attempt(session: Session, state: Branch, name: str) -> Change:
    operation = load(state["operation"])
    if not isinstance(operation, Generate):
        raise UsageError("the node `attempt` takes Generate operations")
    seed = session.settings.seed
    draft = Draft(
        id=name,
        number=state["number"],
        mode=operation.mode,
        parents=operation.parents,
        hint=operation.hint,
        temperature=0.7 if operation.temperature is None else operation.temperature,
        seed=seed,
        strategy=session.settings.strategy.partition(":")[0],
        barred=state["barred"],
    )
    if operation.mode == "solve":
        candidate = await solve_draft(session, draft, seconds=operation.seconds)
    else:
        candidate = await session.draft(draft)
    session.trace.emit(CandidateDrafted(wave=state["wave"], candidate=candidate))
    if candidate.verdict is not None:
        session.trace.emit(CandidateJudged(candidate=name, verdict=candidate.verdict))
    elif operation.check:
        try:
            candidate = await session.judge(candidate, seed=seed)
        except BudgetError as error:
            # The draft is paid for and stays; the run ends after this wave.
            session.exhausted = _resource(error)
    if session.is_enough(candidate):
        session.stop("certified")
    return candidate.model_dump(mode="json")


def _resource(error: BudgetError) -> str:
    return error.resource if isinstance(error, BudgetExhaustedError) else "seconds"


def _seen(task: Task) -> ConstraintsRead:
    return ConstraintsRead(constraints=task.constraints, plan_format=task.plan_format, uncovered=task.uncovered)


def describe(operation: Operation) -> str:
    """An operation in a few words, for the trace."""
    if isinstance(operation, Generate):
        return f"{operation.mode} x{operation.n}"
    if isinstance(operation, Judge):
        return f"judge {operation.question}"
    return f"act {operation.tool}" if isinstance(operation, Act) else f"note {operation.kind}"


def _branch(state: PlannerState, wave: Wave, part: Part, barred: Barred) -> Branch:
    return Branch(
        run_id=state["run_id"],
        task=state["task"],  # type: ignore[typeddict-item]
        constraints=state["constraints"],
        read=state.get("read", {}),
        wave=wave.number,
        op=part.op,
        index=part.index,
        number=part.number,
        operation=dump(part.operation),
        barred=barred,
    )


def _entry(state: Branch, kind: str, value: Any) -> Change:
    place = {"wave": state["wave"], "op": state["op"], "index": state["index"]}
    return {"log": [{**place, "kind": kind, "value": value}]}
