"""What a conversation remembers: the task as it stands, the last plan, and what was spent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli.options import Options
from plangen.cli.run import Outcome, conduct
from plangen.cli.show.result import cost_text, summary
from plangen.cli.show.screen import make_screen
from plangen.cli.show.view import View
from plangen.cli.streams import only_results_on_stdout

if TYPE_CHECKING:
    from plangen.schema import Result, Task


@dataclass
class Conversation:
    """One chat: its options, its last task, result and view, and the money and tokens of all its turns.

    `loaded` is a task that waits to be planned: one from a file, or `decided`, the task after the user's word on its
    constraints.
    """

    options: Options
    runs: Path
    task: Task | None = None
    result: Result | None = None
    view: View = field(default_factory=View)
    loaded: Task | None = None
    decided: Task | None = None
    calls: int = 0
    tokens: int = 0
    cost: float | None = 0.0

    def next_task(self, message: str) -> Task:
        """The task of a message: the first one as it is, a follow-up with the last plan and its constraints.

        What was typed by reading alone is read again with the follow-up, as one text; what the user gave or decided on
        stays.
        """
        from plangen.schema import Task

        known = self.understood()
        if self.task is None or known is None:
            return Task(text=message)
        plan = self.result.plan.text if self.result and self.result.plan else self.task.previous
        read_only = self.decided is None and self.task.plan_format is None and known.plan_format is not None
        return (self.task if read_only else known).model_copy(
            update={"text": f"{self.task.text}\n\n{message}", "previous": plan}
        )

    def understood(self) -> Task | None:
        """The task with what was read of it and what the user decided; `None` before the first."""
        if self.decided is not None or self.task is None:
            return self.decided
        view, task = self.view, self.task
        kept = tuple(item for item in view.constraints or task.constraints if item.origin != "default")
        uncovered = view.uncovered if view.constraints else task.uncovered
        return task.model_copy(
            update={"constraints": kept, "plan_format": view.plan_format or task.plan_format, "uncovered": uncovered}
        )

    def take_turn(self, task: Task, *, follow_up: bool) -> Outcome:
        """Plan one task with its events on the screen; raises PlangenError when the run fails."""
        from plangen.graphs.runs import new_run_id

        # A follow-up brings demands that no constraint names yet: the constraint agent reads them.
        more = {**self.options.more, "extract": "always"} if follow_up else self.options.more
        options = replace(self.options, more=more)
        run_id = new_run_id()
        options.keep(self.runs / run_id)
        planner = options.planner(self.runs)
        screen = make_screen()
        with only_results_on_stdout():
            outcome = asyncio.run(conduct(planner, task, run_id, screen))
        self.view = screen.view
        if outcome.result is not None:
            self._remember(task, outcome.result)
        return outcome

    def _remember(self, task: Task, result: Result) -> None:
        usage = result.usage
        self.task, self.result, self.decided = task, result, None
        self.calls += usage.calls
        self.tokens += usage.prompt_tokens + usage.completion_tokens
        self.cost = None if self.cost is None or result.cost.usd is None else self.cost + result.cost.usd

    def spent(self) -> str:
        """One line: what the last turn and the whole conversation cost."""
        last = summary(self.result) if self.result else "nothing planned yet"
        return f"{last} (conversation: {self.calls} calls, {self.tokens} tokens, {cost_text(self.cost)})"

    def forget(self) -> None:
        """Begin anew; what was spent stays counted."""
        self.task, self.result, self.view, self.decided = None, None, View(), None
