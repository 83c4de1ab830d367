"""The user's own checker: any callable that looks at a plan and says what is wrong with it."""

from __future__ import annotations

import asyncio
import contextvars
import importlib.util
import inspect
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plangen.errors import UsageError
from plangen.schema import Finding, Plan, Task, Violation
from plangen.verifiers.base import CHECKER

Checker = Callable[[Task, Plan], Any]
"""`(task, plan) -> bool | str | list[str] | float | None | Finding`, plain or async."""


def load_checker(place: str) -> Checker:
    """The function at `path.py:name`, run as the user's own code; raises `UsageError` when it cannot be had."""
    path, _, name = place.rpartition(":")
    if not path or not name.isidentifier():
        raise UsageError(f"`{place}` does not name a checker", hint="write it like checks.py:my_check")
    file = Path(path).expanduser()
    if not file.is_file():
        raise UsageError(f"there is no checker file {path}", hint="write it like checks.py:my_check")
    spec = importlib.util.spec_from_file_location(f"plangen_checker_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path} is not a Python file", hint="write it like checks.py:my_check")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # user code: it may raise anything
        raise UsageError(f"the checker file {path} fails: {type(error).__name__}: {error}") from error
    found = getattr(module, name, None)
    if not callable(found):
        fault = "has no" if found is None else "has something that is not a function at"
        raise UsageError(f"{path} {fault} `{name}`")
    return found  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class OwnChecker:
    """The verifier that calls the user's checker: `timeout` in seconds, a number passes at `threshold` or more.

    `True`, no messages: pass. `False`, a message, messages: violations. A number in [0, 1]: the score. `None`: not
    judged. A crash, a timeout or anything else is an error of the checker, never of the plan. A plain function runs
    in a thread of its own; one that does not come back is abandoned, not stopped. Partial plans are not judged.
    """

    function: Checker
    timeout: float = 30.0
    threshold: float = 0.975

    async def verify(self, task: Task, plan: Plan, *, partial: bool = False) -> tuple[Finding, ...]:
        """One finding, for the constraint `checker`."""
        if partial:
            return (_finding("abstain", reason="the checker is asked about whole plans only"),)
        try:
            value = await asyncio.wait_for(self._call(task, plan), self.timeout)
        except TimeoutError:
            return (_finding("error", reason=f"the checker gave no answer within {self.timeout:g} s"),)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - user code: it may raise anything
            return (_finding("error", reason=f"the checker failed: {type(error).__name__}: {str(error)[:200]}"),)
        return (self._read(value),)

    async def _call(self, task: Task, plan: Plan) -> Any:
        value = await _in_thread(lambda: self.function(task, plan))
        return await value if inspect.isawaitable(value) else value

    def _read(self, value: Any) -> Finding:
        if value is None:
            return _finding("abstain", reason="the checker did not judge the plan")
        if isinstance(value, Finding):
            return value.model_copy(update={"constraint": CHECKER})
        if isinstance(value, bool):
            return _finding("pass") if value else _failed(["the checker refuses the plan"])
        if isinstance(value, int | float):
            return self._number(value)
        messages = [value] if isinstance(value, str) else value
        if isinstance(messages, Sequence) and all(isinstance(message, str) for message in messages):
            messages = [message.strip() for message in messages if message.strip()]
            return _failed(messages) if messages else _finding("pass")
        return _finding("error", reason=f"the checker returned a {type(value).__name__}, which says nothing")

    def _number(self, score: float) -> Finding:
        if not 0 <= score <= 1:
            return _finding("error", reason="the checker returned a number that does not lie from 0 to 1")
        if score >= self.threshold:
            return _finding("pass", score=score)
        message = f"the checker scores the plan {score:.3f}, it needs {self.threshold:g}"
        violation = Violation(message=message, expected=self.threshold, actual=score, by=self.threshold - score)
        return _finding("fail", score=score, violations=(violation,))


async def _in_thread(function: Callable[[], Any]) -> Any:
    """Run in a daemon thread: unlike a pool's, one that hangs does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)

    def work() -> None:
        value, failure = None, None
        try:
            value = function()
        except BaseException as error:  # noqa: BLE001 - handed to the waiting task
            failure = RuntimeError(f"{type(error).__name__}: {error}") if _unfit(error) else error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value, failure)

    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True, name="checker").start()
    return await future


def _unfit(error: BaseException) -> bool:
    """Whether a future would not take the error, or the event loop would act on it."""
    return not isinstance(error, Exception) or isinstance(error, StopIteration | TimeoutError)


def _failed(messages: list[str]) -> Finding:
    return _finding("fail", violations=tuple(Violation(message=message[:2000]) for message in messages[:20]))


def _finding(
    status: Literal["pass", "fail", "error", "abstain"],
    *,
    score: float | None = None,
    violations: tuple[Violation, ...] = (),
    reason: str = "",
) -> Finding:
    decided = {"pass": 1.0, "fail": 0.0}.get(status)
    return Finding(
        constraint=CHECKER,
        status=status,
        by="program",
        score=decided if score is None else score,
        violations=violations,
        reason=reason,
    )
