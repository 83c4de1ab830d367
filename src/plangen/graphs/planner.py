"""The planner: an ordinary compiled LangGraph graph, and the few calls around it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from plangen.budget import Limits
from plangen.errors import PlangenError, UsageError
from plangen.graphs.confirm import Confirm
from plangen.graphs.history import History
from plangen.graphs.nodes import Nodes
from plangen.graphs.outside import make_outside
from plangen.graphs.runs import new_run_id
from plangen.graphs.sessions import Sessions
from plangen.graphs.settings import ROLES, Accept, Role, Settings
from plangen.graphs.state import PlannerInput, PlannerOutput, PlannerState
from plangen.models.base import Model
from plangen.models.registry import as_model
from plangen.models.retry import Retry
from plangen.schema import Result, Task
from plangen.solvers import engine
from plangen.strategies.registry import used
from plangen.tools import Tool, toolbox
from plangen.tracing import Event, Listener
from plangen.verifiers.acceptance import needed
from plangen.verifiers.advice import Feedback
from plangen.verifiers.calibration import Calibration

if TYPE_CHECKING:
    from plangen.tools.web import FetchPage

T = TypeVar("T")
Graph = CompiledStateGraph[PlannerState, None, PlannerInput, PlannerOutput]


def make_settings(
    model: object,
    *,
    roles: Mapping[Role, object] | None = None,
    strategy: str = "auto",
    limits: Limits | None = None,
    seed: int = 0,
    verifier: Literal["constraints", "plangen"] = "constraints",
    extract: Literal["auto", "always", "never"] = "auto",
    formalise: bool = True,
    confirm: Confirm = "never",
    accept: Accept = "mixed",
    false_accept_cost: float | None = None,
    calibration: Calibration | None = None,
    feedback: Feedback = "located",
    checker: Callable[..., Any] | None = None,
    tools: Iterable[Tool | Callable[..., Any]] = (),
    search: object = None,
    pages: FetchPage | None = None,
    mcp: object = None,
    gather: Literal["auto", "never"] = "auto",
    stop_on_certified: bool = True,
    thoughts: bool | None = None,
    bar_refuted: bool = True,
    max_tokens: int = 1024,
    concurrency: int = 64,
    retry: Retry | None = None,
    history: History | None = None,
    runs: Path | None = None,
) -> Settings:
    """The settings of a planner from what a caller writes; a bad name fails here, not in the middle of a run.

    `model` and the values of `roles` are whatever `plangen.models.registry.as_model` takes. `thoughts` (reason
    before a typed plan) is on for API models and off for local ones unless given. `search` (a `WebSearch`, a provider's
    name or `auto`), the `pages` it may read, `mcp` (a file of servers, or an open client) and `tools` are what facts
    are gathered with, unless `gather="never"`.
    """
    if "solver" in used(strategy):
        engine.require()
    main = as_model(model)
    unknown = set(roles or {}) - set(ROLES)
    if unknown:
        raise UsageError(f"unknown role `{sorted(unknown)[0]}`", hint=f"the roles are: {', '.join(ROLES)}")
    models: dict[Role, Model] = {role: as_model(roles[role]) if roles and role in roles else main for role in ROLES}
    if false_accept_cost is not None:
        needed(false_accept_cost)
    if thoughts is None:
        thoughts = not models["generation"].name.startswith(("local", "gguf:", "hf:", "fake:", "sim:"))
    return Settings(
        models=models,
        strategy=strategy,
        limits=limits or Limits(),
        seed=seed,
        verifier=verifier,
        extract=extract,
        formalise=formalise,
        confirm=_one_of("confirm", confirm, get_args(Confirm)),
        accept=_one_of("accept", accept, get_args(Accept)),
        false_accept_cost=false_accept_cost,
        calibration=calibration or Calibration(),
        feedback=_one_of("feedback", feedback, get_args(Feedback)),
        checker=checker,
        tools=toolbox(tools),
        outside=make_outside(search, pages, mcp),
        gather=_one_of("gather", gather, ("auto", "never")),
        stop_on_certified=stop_on_certified,
        thoughts=thoughts,
        bar_refuted=bar_refuted,
        max_tokens=max_tokens,
        concurrency=concurrency,
        retry=retry or Retry(),
        history=history or History(),
        runs=runs,
    )


def _one_of(name: str, value: T, known: tuple[T, ...]) -> T:
    if value not in known:
        raise UsageError(f"{name} cannot be `{value}`", hint=f"it is one of {', '.join(map(str, known))}")
    return value


def build_graph(model: object, *, checkpointer: Any = None, name: str = "plangen", **options: Any) -> Graph:
    """The planner as a compiled LangGraph graph: input `task` (or `messages`), output `result` and `messages`.

    Embed it as a subgraph, stream it (`custom` gives the events), draw, checkpoint and interrupt it. `options` are
    those of `Planner`. Nothing is loaded and no client is opened before the first call. Raises UsageError.

        graph = build_graph("openai/gpt-4o-mini", strategy="best_of_n:n=8")
        state = await graph.ainvoke({"task": "Plan a day in Riga with two museums."})
    """
    return _compile(Sessions(make_settings(model, **options)), checkpointer=checkpointer, name=name)


def _compile(sessions: Sessions, *, checkpointer: Any, name: str) -> Graph:
    nodes = Nodes(sessions)
    builder = StateGraph(PlannerState, input_schema=PlannerInput, output_schema=PlannerOutput)
    before = (nodes.constrain, nodes.gather, nodes.confirm)
    for node in (*before, nodes.decide, nodes.attempt, nodes.judge, nodes.act, nodes.finish):
        builder.add_node(node.__name__, node)
    builder.add_edge(START, "constrain")
    builder.add_edge("constrain", "gather")
    builder.add_edge("gather", "confirm")
    builder.add_edge("confirm", "decide")
    for branch in ("attempt", "judge", "act"):
        builder.add_edge(branch, "decide")
    builder.add_edge("finish", END)
    return builder.compile(checkpointer=checkpointer, name=name)


class Planner:
    """A model with a strategy, ready to plan; one planner may run many tasks at once.

    `options` are the keywords of `make_settings`: roles, strategy, limits, seed, verifier, extract, formalise, confirm,
    accept, checker, false_accept_cost, calibration, feedback, tools, search, pages, mcp, gather, stop_on_certified,
    thoughts, bar_refuted, max_tokens, concurrency, retry, history, runs.

        result = Planner("local", strategy="best_of_n:n=16").plan("...")
    """

    def __init__(self, model: object, **options: Any) -> None:
        self.settings = make_settings(model, **options)
        self._sessions = Sessions(self.settings)
        self.graph = _compile(self._sessions, checkpointer=None, name="plangen")

    def plan(self, task: Task | str, *, run_id: str | None = None) -> Result:
        """Plan and wait; inside a running event loop use `plan_async`."""
        return asyncio.run(self.plan_async(task, run_id=run_id))

    async def plan_async(
        self, task: Task | str, *, run_id: str | None = None, listeners: Iterable[Listener] = ()
    ) -> Result:
        """The result of one run; the same `run_id` goes on with what was paid for (`runs` must be set).

        Returns the best so far, marked as such, when the budget ends or `stop` is called; raises PlangenError
        when the run itself fails.
        """
        run_id = run_id or new_run_id()
        self._sessions.listen(run_id, *listeners)
        task = Task(text=task) if isinstance(task, str) else task
        state: PlannerInput = {"task": task.model_dump(mode="json"), "run_id": run_id}
        config: Any = {"recursion_limit": 10_000, "max_concurrency": None}
        try:
            answer = await self.graph.ainvoke(state, config)
        finally:
            await self._sessions.end(run_id)
        return Result.model_validate(answer["result"])

    def read(self, task: Task | str) -> Task:
        """The task as it is understood, before anything is planned; inside a running event loop use `read_async`."""
        return asyncio.run(self.read_async(task))

    async def read_async(self, task: Task | str) -> Task:
        """The task with plan format and constraints, each with its trust, and the words that none speaks for.

        A task that brings constraints is returned as it is, unless `extract="always"`. `plangen.confirm` takes the
        user's word on it; a task that was read may be planned, and is not read again. The calls are charged to a
        budget of their own and kept in no run. Raises ModelError, WorldError or BudgetError where reading fails.
        """
        task = Task(text=task) if isinstance(task, str) else task
        return await Nodes(Sessions(replace(self.settings, runs=None))).read(task)

    async def stream(self, task: Task | str, *, run_id: str | None = None) -> AsyncIterator[Event]:
        """The typed events of one run as they happen; the last one is `RunFinished`.

        Leaving the iteration early cancels the run.
        """
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        run = asyncio.ensure_future(self.plan_async(task, run_id=run_id, listeners=(queue.put_nowait,)))
        run.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            await run
        finally:
            run.cancel()
            with contextlib.suppress(asyncio.CancelledError, PlangenError):
                await run

    def stop(self, run_id: str) -> None:
        """End a run at its next safe point: calls in flight are cancelled, the best so far is returned."""
        self._sessions.stop(run_id)


def plan(task: Task | str, model: object = "local", **options: Any) -> Result:
    """Plan a task with a model and wait for the result; `options` are those of `Planner`."""
    return Planner(model, **options).plan(task)


async def plan_async(task: Task | str, model: object = "local", **options: Any) -> Result:
    """Plan a task with a model; `options` are those of `Planner`."""
    return await Planner(model, **options).plan_async(task)
