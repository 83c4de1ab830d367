"""The solver's part of the feedback: asked once for each plan, kept in the journal, missed aloud."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from plangen.budget import Charge
from plangen.errors import MissingExtraError, UsageError
from plangen.journal import digest
from plangen.schema import Candidate, Verdict
from plangen.verifiers.advice import Advice, advise

if TYPE_CHECKING:
    from plangen.graphs.session import Session

SECONDS = 2.0
"""For each question; a conflict or a repair mostly takes milliseconds."""


async def advised(session: Session, candidate: Candidate, verdict: Verdict) -> Verdict:
    """The verdict with what the solver adds to its feedback, as `settings.feedback` asks; `located` adds nothing.

    Only a whole typed plan that a program refuted is shown to the solver. Costs no call. Without the extra `solver`,
    or for a task that it cannot take, the run says so in a warning and goes on.
    """
    kind = session.settings.feedback
    if kind == "located" or verdict.status != "invalid" or candidate.plan is None or not candidate.complete:
        return verdict
    task = session.task.model_copy(update={"constraints": session.constraints})
    plan = candidate.plan
    key = digest({"advice": kind, "task": task.model_dump(mode="json"), "plan": plan.model_dump(mode="json")})
    body = await session.journal.get(key)
    if body is None:
        left = session.budget.seconds_left()
        seconds = SECONDS if left is None else min(SECONDS, left)
        if seconds <= 0:
            return verdict
        try:
            body = asdict(await asyncio.to_thread(advise, task, plan, verdict.findings, kind=kind, seconds=seconds))
        except (MissingExtraError, UsageError) as error:
            hint = f"; {error.hint}" if error.hint else ""
            warning = f"feedback={kind} is left out: {error.message}{hint}"
            if warning not in session.warnings:
                session.warnings.append(warning)
            return verdict
        await session.journal.put(key, "advice", body, Charge())
    advice = Advice(**body)
    told = "\n".join(filter(None, (verdict.feedback, advice.text)))
    return verdict.model_copy(update={"feedback": told, "repair_share": advice.repair_share})
