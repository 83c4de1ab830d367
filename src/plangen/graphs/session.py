"""The live objects of one run: never in the state, rebuilt from it when they are missing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict
from random import Random
from typing import Any, TypeVar

from plangen.agents import Draft, Generation, Seat, judge_constraints, left_to_a_model, rate_arms, score_plan, vote
from plangen.budget import Budget
from plangen.errors import PlangenError
from plangen.graphs.advising import advised
from plangen.graphs.approving import Approvals
from plangen.graphs.history import restore
from plangen.graphs.playback import Entry, Playback
from plangen.graphs.refuted import Barred, Refuted
from plangen.graphs.runs import RunFolder
from plangen.graphs.settings import Role, Settings
from plangen.graphs.toolset import Toolset
from plangen.journal import Journal
from plangen.models.door import Door
from plangen.schema import Candidate, Constraint, Finding, Task, Verdict
from plangen.strategies.base import Act, Context, Generate, Judge, Note, Operation
from plangen.strategies.registry import lookup, resolve
from plangen.tools import Errand, Observation, ToolDoor
from plangen.tools.rendering import shorten
from plangen.tools.validate import unknown_tool
from plangen.tracing import Listener, Trace
from plangen.tracing.events import BudgetWarned, CandidateJudged, JudgementMade, Noted, ToolCalled
from plangen.verifiers.checker import OwnChecker
from plangen.verifiers.program import check_constraints
from plangen.verifiers.python_checks import PythonChecks
from plangen.verifiers.verdict import combine

T = TypeVar("T")


class Session:
    """Budget, journal, trace, door and agents of one run, and its strategy's playback.

    `stop` ends the run at the next safe point: work in flight is cancelled, and the best so far is returned;
    `stopped` says why (`certified`, `interrupted`). `exhausted` names the resource that a draft was not judged for.
    """

    def __init__(
        self, run_id: str, settings: Settings, task: Task, *, listeners: tuple[Listener, ...], progress: bool
    ) -> None:
        self.run_id = run_id
        self.settings = settings
        self.task = task
        self.constraints: tuple[Constraint, ...] = task.constraints
        self.loop = asyncio.get_running_loop()
        self.stopped: str | None = None
        self.exhausted: str | None = None
        self.warnings: list[str] = []
        self._pulls: list[dict[str, Any]] = []
        self._stop = asyncio.Event()
        self._playback: Playback | None = None
        self._refuted: Refuted | None = None
        self._looked = 0
        self._certified = False
        self._python_checks = PythonChecks()
        self.approvals = Approvals()
        self.toolset = Toolset(settings.tools, settings.outside)
        self.folder = RunFolder(settings.runs, run_id) if settings.runs is not None else None
        manifest = {"run_id": run_id, "task": task.model_dump(mode="json"), "settings": settings.describe()}
        self.resumed = self.folder.open(manifest) if self.folder else False
        with contextlib.ExitStack() as undo:
            if self.folder:
                undo.callback(self.folder.close)
            self.journal = Journal(self.folder.journal if self.folder else None)
            undo.callback(self.journal.close)
            self.trace = Trace(run_id, self.folder.trace if self.folder else None, listeners, progress=progress)
            undo.pop_all()

    def adopt(self, constraints: tuple[Constraint, ...], read: Mapping[str, Any]) -> None:
        """Go on with what was read of the task: its constraints, its plan format, and what nobody understood."""
        self.constraints = constraints
        added = Task.model_validate({"text": self.task.text, **read})
        self.task = self.task.model_copy(update={name: getattr(added, name) for name in read})

    def task_as_read(self) -> Task:
        """The task with the constraints that were read of it."""
        return self.task.model_copy(update={"constraints": self.constraints})

    async def start(self) -> Session:
        """Read what the run has spent so far; call it once before anything else."""
        self.budget = Budget(self.settings.limits, spent=await self.journal.spent(), on_warning=self._warn)
        self.door = Door(
            budget=self.budget,
            journal=self.journal,
            trace=self.trace,
            retry=self.settings.retry,
            concurrency=self.settings.concurrency,
            random=Random(self.settings.seed),
        )
        self.tool_door = ToolDoor(
            budget=self.budget,
            journal=self.journal,
            trace=self.trace,
            approve=self.approvals,
            concurrency=self.settings.concurrency,
        )
        return self

    def _warn(self, resource: str, share: float) -> None:
        self.trace.emit(BudgetWarned(resource=resource, share=share))

    def seat(self, role: Role) -> Seat:
        """The place of a role at the door."""
        return Seat(role, self.settings.models[role], self.door)

    def playback(self, history: dict[str, dict[str, Any]]) -> Playback:
        """The strategy beside the log; made at the first use, from what the state holds."""
        if self._playback is None:
            strategy = resolve(self.settings.strategy)

            def start() -> Any:
                return strategy.run(
                    Context(
                        task=self.task,
                        constraints=self.constraints,
                        random=Random(self.settings.seed),
                        threshold=self.settings.threshold,
                        history=restore(history),
                        lookup=lookup,
                    )
                )

            self._playback = Playback(start, on_note=self._note)
        return self._playback

    def _note(self, note: Note) -> None:
        self.trace.emit(Noted(kind=note.kind, data=note.data))
        if note.kind == "arm" and note.data["reward"] is not None:
            self._pulls.append(note.data)

    def learn(self) -> None:
        """Add the pulls of this run to the history; at its end, so that one that was resumed counts once."""
        for pull in self._pulls:
            history = self.settings.history
            history.add(pull["arm"], pull["reward"], improved=pull["improved"], failed=pull["failed"])

    def stop(self, reason: str) -> None:
        """End the run at the next safe point; the first reason stands."""
        self.stopped = self.stopped or reason
        self._stop.set()

    def is_enough(self, candidate: Candidate) -> bool:
        """Whether a candidate ends the search: certified, and no wish left open."""
        score = candidate.score
        enough = candidate.certified and score is not None and score >= self.settings.threshold
        return enough and self.settings.stop_on_certified

    def certified(self, log: Sequence[Entry]) -> bool:
        """Whether the log holds a candidate that ends the search; only what was appended since is read."""
        if not self.settings.stop_on_certified:
            return False
        start = self._looked if self._looked <= len(log) else 0
        self._looked = len(log)
        new = (entry["value"] for entry in log[start:] if entry["kind"] == "candidate")
        self._certified = (self._certified and start > 0) or any(
            self.is_enough(Candidate.model_validate(value)) for value in new if value["complete"]
        )
        return self._certified

    def unsat(self, log: Sequence[Entry]) -> Candidate | None:
        """The proof that no plan meets the hard constraints, if the log holds one."""
        found = (entry["value"] for entry in log if entry["kind"] == "candidate" and entry["value"]["plan"] is None)
        proofs = (value for value in found if value["verdict"] and value["verdict"]["status"] == "unsat")
        return next((Candidate.model_validate(value) for value in proofs), None)

    def is_over(self, log: Sequence[Entry]) -> bool:
        """Whether the search ends here, whatever the strategy would do next."""
        spent = self.exhausted is not None or any(entry["kind"] == "stopped" for entry in log)
        return self.stopped is not None or spent or self.certified(log) or self.unsat(log) is not None

    def barred(self, log: Sequence[Entry]) -> Barred:
        """Starts that the next wave is not offered, by slot."""
        if not self.settings.bar_refuted:
            return {}
        if self._refuted is None:
            self._refuted = Refuted(self.constraints, self.task.plan_format)
        return self._refuted.starts(log)

    def keep_back(self, operations: Sequence[Operation], log: Sequence[Entry]) -> None:
        """Hold one call for completing the best partial plan, while a search goes step by step and has no whole one."""
        step_wise = any(isinstance(item, Generate) and item.mode == "step" for item in operations)
        whole = (entry["kind"] == "candidate" and entry["value"]["complete"] for entry in log)
        self.budget.hold(1 if step_wise and not any(whole) else 0)

    async def until_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, or `None` when the run is stopped first; nothing of it lives on afterwards."""
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stop.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)

    def generation(self) -> Generation:
        """The generation agent of this run."""
        settings = self.settings
        return Generation(
            self.seat("generation"), self.task, self.constraints, settings.thoughts, max_tokens=settings.max_tokens
        )

    async def draft(self, draft: Draft) -> Candidate:
        """One candidate, not judged; a step-wise one knows whether it is complete."""
        agent = self.generation()
        candidate = await agent.draft(draft)
        if draft.mode == "step" and not candidate.complete and await agent.finished(candidate, seed=draft.seed):
            candidate = candidate.model_copy(update={"complete": True})
        return candidate

    async def judge(self, candidate: Candidate, *, seed: int, final: bool = False) -> Candidate:
        """The candidate with its verdict: program, the user's checker, then the model about the rest.

        With `verifier="plangen"` the paper's scalar is the verdict of the search; `final` checks all the same.
        """
        if self.settings.verifier == "plangen" and not final:
            seat = self.seat("verification")
            verdict = await score_plan(seat, self.task, self.constraints, candidate, seed=seed)
        else:
            verdict = await advised(self, candidate, await self._check(candidate, seed=seed))
        self.trace.emit(CandidateJudged(candidate=candidate.id, verdict=verdict))
        return candidate.model_copy(update={"verdict": verdict})

    async def _check(self, candidate: Candidate, *, seed: int) -> Verdict:
        findings: tuple[Finding, ...] = ()
        partial = not candidate.complete
        checker = self.settings.checker
        if candidate.plan is not None:
            task = self.task.model_copy(update={"constraints": self.constraints})
            findings = await self._python_checks.verify(task, candidate.plan, partial=partial)
            findings += check_constraints(task, candidate.plan, partial=partial, unchecked=checker is not None)
            if checker is not None:
                findings += await OwnChecker(checker).verify(task, candidate.plan, partial=partial)
        verdict = self._combine(findings, candidate)
        open_ones = left_to_a_model(self.constraints)
        if verdict.status == "invalid" or not open_ones:
            return verdict
        judged = await judge_constraints(self.seat("verification"), self.task, open_ones, candidate, seed=seed)
        return self._combine(findings + judged, candidate)

    def _combine(self, findings: tuple[Finding, ...], candidate: Candidate) -> Verdict:
        return combine(self.constraints, findings, complete=candidate.complete, threshold=self.settings.threshold)

    async def answer(self, judge: Judge, *, seed: int) -> Any:
        """The selection agent's answer: suitability by arm, or the index of a candidate."""
        seat = self.seat("selection")
        if judge.question == "prior":
            best = judge.candidates[0] if judge.candidates else None
            answer: Any = await rate_arms(
                seat, self.task, self.constraints, arms=judge.options, best=best, hint=judge.hint, seed=seed
            )
        else:
            answer = await vote(
                seat, self.task, self.constraints, candidates=judge.candidates, hint=judge.hint, seed=seed
            )
        self.trace.emit(JudgementMade(question=judge.question, answer=answer))
        return answer

    async def act(self, act: Act, *, place: str) -> dict[str, Any]:
        """The observation of one tool call as plain data, charged as a call; a failure is one that is not ok."""
        tools = await self.toolset.open()
        spec = tools.get(act.tool)
        if spec is None:
            observation = Observation(ok=False, text=unknown_tool(act.tool, tools))
        else:
            answer = await self.tool_door.call(Errand(spec=spec, args=act.args, place=place, call=place))
            ok = answer.status == "ok"
            observation = Observation(ok, shorten(answer.value if ok else answer.error, spec.result_cap_bytes))
        self.trace.emit(ToolCalled(tool=act.tool, ok=observation.ok, text=observation.text[:2000]))
        return asdict(observation)

    def close(self) -> None:
        """Close the files of the run and give it free."""
        self._python_checks.close()
        self.trace.close()
        self.journal.close()
        if self.folder:
            self.folder.close()


def is_fatal(error: PlangenError) -> bool:
    """Whether an error of one branch would meet every other branch as well, so that the run ends with it."""
    return error.exit_code in {1, 2, 3} or error.code in {"storage", "journal_corrupt"}
