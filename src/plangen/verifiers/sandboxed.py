"""Checks written in Python, by whomever: run in a sandbox, with the plan as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from plangen.constraints import build_check
from plangen.constraints.python import NAME, Python
from plangen.errors import UsageError
from plangen.schema import Constraint, Finding, Plan, Task, Violation
from plangen.tools.code import Executor, Limits, Outcome

MAX_MESSAGES = 20
MAX_CHARS = 500


@dataclass(frozen=True, slots=True)
class Sandboxed:
    """The verifier that runs a task's `python` checks in an executor, one after another, each within `limits`.

    An empty list is a pass, a list of messages a failure by these messages, cut and on one line. An error, a limit,
    a missing module or any other value is an `error` of the constraint, never of the plan. Partial plans are not
    judged, nor is prose by a check of steps. Constraints of other families are missing from the findings.
    """

    executor: Executor
    limits: Limits = field(default_factory=Limits)

    async def verify(self, task: Task, plan: Plan, *, partial: bool = False) -> tuple[Finding, ...]:
        """One finding for each constraint with a `python` check, in the task's order."""
        found = []
        for constraint in task.constraints:
            if constraint.check is None or constraint.check.get("type") != "python":
                continue
            if partial:
                found.append(_finding(constraint, "abstain", "its check is asked about whole plans only"))
            else:
                found.append(await self._run(constraint, constraint.check, plan))
        return tuple(found)

    async def _run(self, constraint: Constraint, data: dict[str, JsonValue], plan: Plan) -> Finding:
        try:
            check = build_check(data)
        except UsageError as error:
            return _finding(constraint, "error", f"the check cannot be built: {error}")
        if not isinstance(check, Python):
            return _finding(constraint, "error", "the check is not written in Python")
        if not plan.steps and plan.text and not check.reads_prose(plan):
            return _finding(constraint, "abstain", "the plan is prose, its steps cannot be read")
        code = f"{check.code}\n\n{NAME}(plan)\n"
        try:
            outcome = await self.executor.run(code, inputs={"plan": plan.model_dump(mode="json")}, limits=self.limits)
        except Exception as error:  # noqa: BLE001 - a sandbox that fails must never cost the plan
            reason = f"the sandbox failed: {type(error).__name__}: {_plain(str(error))}"
            return _finding(constraint, "error", reason)
        return _read(constraint, outcome, self.limits)


def _read(constraint: Constraint, outcome: Outcome, limits: Limits) -> Finding:
    if outcome.status != "ok":
        return _finding(constraint, "error", _fault(outcome, limits))
    messages = outcome.value
    if not isinstance(messages, list) or not all(isinstance(message, str) for message in messages):
        kind = "a list of other things" if isinstance(messages, list) else f"a value of type {type(messages).__name__}"
        return _finding(constraint, "error", f"check(plan) returned {kind}, not a list of messages")
    if not messages:
        return _finding(constraint, "pass")
    said = [_plain(str(message)) or "the check refuses the plan" for message in messages[:MAX_MESSAGES]]
    return _finding(constraint, "fail", violations=tuple(Violation(message=message) for message in said))


def _fault(outcome: Outcome, limits: Limits) -> str:
    message = _plain(outcome.message)
    match outcome.status:
        case "timeout":
            return f"check(plan) gave no answer within {limits.seconds:g} s"
        case "memory":
            return f"check(plan) needed more than {limits.memory_bytes // 2**20} MiB"
        case "output":
            return f"check(plan) printed more than {limits.output_bytes // 2**10} KiB"
        case "unsupported":
            return f"the sandbox cannot run the check: {message or 'it needs what is not there'}"
        case _:
            return f"check(plan) failed: {message or 'without a message'}"


def _plain(text: str) -> str:
    """Text from outside on one line without control or formatting characters, cut."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * MAX_CHARS])
    line = " ".join(shown.split())
    return line if len(line) <= MAX_CHARS else line[: MAX_CHARS - 1] + "…"


def _finding(
    constraint: Constraint,
    status: Literal["pass", "fail", "error", "abstain"],
    reason: str = "",
    violations: tuple[Violation, ...] = (),
) -> Finding:
    score = {"pass": 1.0, "fail": 0.0}.get(status)
    return Finding(
        constraint=constraint.id, status=status, by="program", score=score, violations=violations, reason=reason
    )
