"""The `python` checks of tasks in the sandbox of this machine, or an honest word that there is none."""

from __future__ import annotations

from plangen.schema import Finding, Plan, Task
from plangen.tools.code import Executor, available
from plangen.verifiers.sandboxed import Sandboxed


class PythonChecks:
    """The verifier that makes an executor when the first `python` check comes, and keeps it until `close`.

    Where this machine has no executor every such check abstains; the reason says what to install.
    """

    def __init__(self, name: str = "auto") -> None:
        self._name = name
        self._executor: Executor | str | None = None

    async def verify(self, task: Task, plan: Plan, *, partial: bool = False) -> tuple[Finding, ...]:
        """One finding for each constraint with a `python` check, in the task's order; see `Sandboxed`."""
        written = [item for item in task.constraints if item.check is not None and item.check.get("type") == "python"]
        if not written:
            return ()
        if self._executor is None:
            self._executor = available(self._name)
        if isinstance(self._executor, str):
            reason = f"its code was not run: {self._executor}"
            return tuple(Finding(constraint=item.id, status="abstain", by="program", reason=reason) for item in written)
        return await Sandboxed(self._executor).verify(task, plan, partial=partial)

    def close(self) -> None:
        """End what the executor keeps warm."""
        if self._executor is not None and not isinstance(self._executor, str):
            self._executor.close()
        self._executor = None
