"""The end of a run: which candidate is returned, and what stands behind it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from plangen.agents import Draft
from plangen.errors import BudgetError, ModelError, PlangenError, WorldError, from_report
from plangen.graphs.playback import Chosen, Entry
from plangen.graphs.session import Session
from plangen.graphs.suspected import suspected
from plangen.schema import (
    Acceptance,
    Candidate,
    CandidateReport,
    Certificate,
    Constraint,
    ConstraintReport,
    CostReport,
    ErrorReport,
    Finding,
    Result,
    RunStatus,
    Termination,
    Timings,
    UsageReport,
)
from plangen.tracing.events import CandidateDrafted, RunFinished
from plangen.verifiers.acceptance import accept
from plangen.verifiers.calibration import kind_of
from plangen.verifiers.certificate import certificate
from plangen.verifiers.verdict import with_implied


async def conclude(session: Session, log: Sequence[Entry], history: dict[str, Any]) -> Result:
    """The result of a run; raises its commonest failure when no candidate came out of it at all."""
    candidates = [Candidate.model_validate(entry["value"]) for entry in log if entry["kind"] == "candidate"]
    failures = [ErrorReport(**entry["value"]) for entry in log if entry["kind"] == "failed"]
    reason = _termination(session, log)
    chosen = _choose(session, log, history, candidates, reason)
    if reason == "search_done" and chosen is None and candidates:
        reason = "abstained"
    if chosen is None and not candidates and failures and reason == "search_done":
        raise _commonest(failures)
    if reason == "unsat" and chosen is not None and chosen.verdict is not None:
        session.warnings.append(chosen.verdict.feedback)
    elif chosen is None and reason != "abstained":
        chosen = await _complete(session, candidates)
    elif chosen is not None and not chosen.complete:
        chosen = await _complete(session, candidates, of=chosen) or chosen
    if chosen is not None and reason != "unsat":
        chosen = await _judge_at_last(session, chosen)
    result = _report(session, chosen, candidates, failures, reason)
    if result.status == "completed":
        session.learn()
    session.trace.emit(RunFinished(result=result))
    return result


def _termination(session: Session, log: Sequence[Entry]) -> Termination:
    resources = [session.exhausted, *(entry["value"] for entry in log if entry["kind"] == "stopped")]
    if session.stopped == "certified" or session.certified(log):
        return "certified"
    if session.unsat(log) is not None:
        return "unsat"
    if session.stopped:
        return "interrupted"
    for resource in ("seconds", "cost", "tokens", "calls"):
        if resource in resources:
            return "timeout" if resource == "seconds" else f"budget_{resource}"  # type: ignore[return-value]
    return "search_done"


def _choose(
    session: Session, log: Sequence[Entry], history: dict[str, Any], candidates: list[Candidate], reason: Termination
) -> Candidate | None:
    if reason == "certified":
        return next(candidate for candidate in candidates_by_number(candidates) if session.is_enough(candidate))
    if reason == "unsat":
        return session.unsat(log)
    if reason == "search_done":
        point = session.playback(history).advance(log)
        return point.candidate if isinstance(point, Chosen) else None
    whole = [candidate for candidate in candidates if candidate.complete]
    return min(candidates_by_number(whole), key=_rank) if whole else None


def candidates_by_number(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in the order of their numbers, whatever order they came in."""
    return sorted(candidates, key=lambda candidate: int(candidate.id[1:]))


def _rank(candidate: Candidate) -> tuple[bool, bool, float]:
    """Best first: certified, then scored before unscored (never as 0), then by score."""
    score = candidate.score
    return (not candidate.certified, score is None, -(score or 0.0))


async def _complete(session: Session, candidates: list[Candidate], *, of: Candidate | None = None) -> Candidate | None:
    """The best partial plan, completed with what was kept back for it; `None` when that cannot be had."""
    if session.stopped or session.budget.seconds_left() == 0:
        return None
    best = of or next(iter(sorted(candidates_by_number(candidates), key=_rank)), None)
    parents = (best,) if best else ()
    number = 1 + max((int(candidate.id[1:]) for candidate in candidates), default=0)
    draft = Draft(
        id=f"c{number}",
        number=number - 1,
        mode="complete" if parents else "plan",
        parents=parents,
        seed=session.settings.seed,
        held=True,
    )
    session.budget.hold(0)
    with contextlib.suppress(BudgetError, ModelError, WorldError):
        candidate = await session.draft(draft)
        session.trace.emit(CandidateDrafted(wave=-1, candidate=candidate))
        candidates.append(candidate)
        return candidate
    return None


async def _judge_at_last(session: Session, chosen: Candidate) -> Candidate:
    """The chosen candidate with a verdict that may carry a certificate; what cannot be paid for stays open."""
    judged = chosen.verdict is not None and session.settings.verifier != "plangen"
    if judged or session.stopped == "interrupted":
        return chosen
    with contextlib.suppress(BudgetError, WorldError):
        return await session.judge(chosen, seed=session.settings.seed, final=True)
    return chosen


def _commonest(failures: list[ErrorReport]) -> PlangenError:
    report, _ = Counter(failures).most_common(1)[0]
    return from_report(report.code, report.message, report.hint)


def _report(
    session: Session,
    chosen: Candidate | None,
    candidates: list[Candidate],
    failures: list[ErrorReport],
    reason: Termination,
) -> Result:
    verdict = chosen.verdict if chosen else None
    uncovered = session.task.uncovered
    claim = certificate(session.constraints, verdict, uncovered=uncovered) if verdict else _unjudged(uncovered)
    if reason == "certified" and claim.claim != "verified by program":
        # Every constraint holds, which ended the search; the task demands more than its constraints say.
        reason = "search_done"
    accepted = _accept(session, claim, chosen.score if chosen else None)
    spent = session.budget.spent
    whole: RunStatus = "completed" if reason in {"certified", "search_done", "abstained", "unsat"} else "partial"
    findings = {finding.constraint: finding for finding in verdict.findings} if verdict else {}
    held = with_implied(session.constraints, verdict.findings if verdict else ())
    plan = chosen.plan.model_copy(update={"text": chosen.text}) if chosen and chosen.plan else None
    return Result(
        run_id=session.run_id,
        status="cancelled" if reason == "interrupted" else whole,
        termination_reason=reason,
        certificate=claim,
        verified=accepted.accepted,
        acceptance=accepted,
        plan=plan,
        score=chosen.score if chosen else None,
        candidate=chosen.id if chosen else None,
        constraints=tuple(report_constraint(item, findings.get(item.id)) for item in held),
        candidates=tuple(_candidate(item) for item in candidates_by_number(candidates)),
        failures=tuple(failures),
        usage=UsageReport(
            calls=spent.calls,
            prompt_tokens=spent.prompt_tokens,
            completion_tokens=spent.completion_tokens,
            estimated=spent.estimated,
        ),
        cost=CostReport(usd=spent.cost, known=spent.cost is not None),
        timings=Timings(wall_s=round(session.budget.elapsed, 3)),
        warnings=(*session.warnings, *(() if accepted.accepted else suspected(session.constraints, candidates))),
        resume=f"plangen resume {session.run_id}" if session.folder and whole == "partial" else None,
    )


def _unjudged(uncovered: tuple[str, ...]) -> Certificate:
    return Certificate(claim="not judged", uncovered=uncovered)


def _accept(session: Session, claim: Certificate, score: float | None) -> Acceptance:
    """Whether the result is taken as right, by the planner's settings and what is known of its models."""
    settings = session.settings
    names = {role: model.name for role, model in settings.models.items()}
    chance = settings.calibration.chance(answerable(claim, names), kind_of(claim, score))
    return accept(claim, level=settings.accept, cost=settings.false_accept_cost, chance=chance)


def answerable(claim: Certificate, models: Mapping[Any, str]) -> str:
    """The model whose errors a claim may hide, by role: the reader of the task, or the judge of the plan."""
    return models["constraint" if claim.claim == "verified by program" else "verification"]


def report_constraint(constraint: Constraint, finding: Finding | None) -> ConstraintReport:
    """What became of one constraint: satisfied, violated or not judged, by whom, on what evidence."""
    said = {"pass": "satisfied", "fail": "violated"}.get(finding.status, "not judged") if finding else "not judged"
    evidence = ""
    if finding:
        evidence = finding.reason or "; ".join(violation.message for violation in finding.violations)
    return ConstraintReport(
        id=constraint.id,
        text=constraint.text,
        quote=constraint.quote,
        grounded=constraint.grounded,
        hard=constraint.hard,
        trust=constraint.trust,
        status=said,
        judged_by=finding.by if finding and said != "not judged" else None,
        evidence=evidence,
        violations=finding.violations if finding else (),
    )


def _candidate(candidate: Candidate) -> CandidateReport:
    return CandidateReport(
        id=candidate.id,
        parents=candidate.parents,
        mode=candidate.mode,
        complete=candidate.complete,
        status=candidate.verdict.status if candidate.verdict else "unknown",
        score=candidate.score,
        strategy=candidate.strategy,
        model=candidate.model,
        tokens=candidate.tokens,
    )
