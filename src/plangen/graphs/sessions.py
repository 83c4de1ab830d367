"""The open sessions of one planner, by run id."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from langgraph.config import get_stream_writer

from plangen.graphs.runs import check_run_id, new_run_id
from plangen.graphs.session import Session
from plangen.graphs.settings import Settings
from plangen.schema import Constraint, Task
from plangen.tracing import Event, Listener


class Sessions:
    """Opens a session at the first node of a run, and rebuilds it from the state where another process goes on."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open: dict[str, Session] = {}
        self._listeners: dict[str, tuple[Listener, ...]] = {}
        self._stopped: set[str] = set()

    def listen(self, run_id: str, *listeners: Listener) -> None:
        """Hand the events of a run that is about to start to `listeners`, pieces of replies included."""
        if listeners:
            self._listeners[run_id] = listeners

    async def open(self, run_id: str | None, task: Task) -> Session:
        """A session for a run; an open one of that id is closed first."""
        run_id = check_run_id(run_id) if run_id else new_run_id()
        self.close(run_id)
        listeners = self._listeners.get(run_id, ())
        session = Session(run_id, self.settings, task, listeners=(*listeners, _to_stream), progress=bool(listeners))
        self._open[run_id] = session
        if run_id in self._stopped:
            session.stop("interrupted")
        return await session.start()

    async def resume(self, state: Mapping[str, Any]) -> Session:
        """The open session of a state's run, or a new one from what the state holds."""
        run_id = state["run_id"]
        session = self._open.get(run_id)
        if session is not None and session.loop is asyncio.get_running_loop():
            return session
        session = await self.open(run_id, Task.model_validate(state["task"]))
        constraints = tuple(Constraint.model_validate(item) for item in state["constraints"])
        session.adopt(constraints, state.get("read", {}))
        return session

    def stop(self, run_id: str) -> None:
        """End a run at its next safe point; one that has not opened its session yet ends as soon as it does."""
        session = self._open.get(run_id)
        if session is not None:
            session.stop("interrupted")
        else:
            self._stopped.add(run_id)

    async def end(self, run_id: str) -> None:
        """End the servers that a run holds, then forget it."""
        session = self._open.get(run_id)
        try:
            if session is not None and session.loop is asyncio.get_running_loop():
                await session.toolset.close()
        finally:
            self.forget(run_id)

    def forget(self, run_id: str) -> None:
        """Close a run's session and drop what was kept for it."""
        self.close(run_id)
        self._listeners.pop(run_id, None)
        self._stopped.discard(run_id)

    def release(self, session: Session) -> None:
        """Free the folder of a run that waits for its user; without one the session keeps what was spent, and stays."""
        if session.folder is not None:
            self.close(session.run_id)

    def close(self, run_id: str) -> None:
        """Close a run's session, if it is open."""
        session = self._open.pop(run_id, None)
        if session is not None:
            session.close()
        if not self._open and self.settings.outside.pages is not None:
            self.settings.outside.pages.close()


def _to_stream(event: Event) -> None:
    """Hand an event to LangGraph's `custom` stream; outside a node there is none."""
    if event.transient:
        return
    try:
        writer = get_stream_writer()
    except RuntimeError:
        return
    writer(event.model_dump(mode="json"))
