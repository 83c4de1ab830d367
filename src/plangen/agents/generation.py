"""The generation agent: drafts a plan, a next step, a completion, a refinement or a merger.

PlanGEN, arXiv 2502.16111 (plans and steps); IAD, arXiv 2504.01931 (refinement against best and worst).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from plangen.agents.seat import Ask, Seat
from plangen.errors import ParseError
from plangen.models.base import Completion
from plangen.prompts import Prompt, render
from plangen.reading.choices import describe_values
from plangen.reading.plan_schema import plan_schema, step_schema
from plangen.reading.plan_text import is_whole, read_plan, read_step, render_plan
from plangen.reading.slots import describe_slots
from plangen.schema import Candidate, Constraint, Mode, Plan, PlanFormat, Task


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft to make: which candidate it becomes, from which parents, with which feedback.

    `barred` names starts, by slot, that a program has refuted: constrained decoding does not offer them again.
    """

    id: str
    number: int
    mode: Mode = "plan"
    parents: tuple[Candidate, ...] = ()
    hint: str = ""
    temperature: float = 0.7
    seed: int | None = None
    strategy: str = ""
    held: bool = False
    barred: Mapping[str, Collection[int]] | None = None


class Finished(BaseModel):
    """The completion check's reply."""

    model_config = ConfigDict(extra="ignore")
    reason: str = ""
    finished: bool


_FINISHED = {
    "type": "object",
    "properties": {"reason": {"type": "string", "maxLength": 300}, "finished": {"type": "boolean"}},
    "required": ["reason", "finished"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Generation:
    """The generation agent of one run; `thoughts` lets the model reason before a typed plan."""

    seat: Seat
    task: Task
    constraints: tuple[Constraint, ...]
    thoughts: bool = False
    max_tokens: int = 1024

    async def draft(self, draft: Draft) -> Candidate:
        """One candidate, not judged yet; raises the model's errors, ParseError included."""
        if draft.mode == "step":
            return await self._step(draft)
        plan_format = self.task.plan_format
        if plan_format is None:
            reply = await self.seat.ask(self._prompt(draft), self._ask(draft))
            return self._candidate(draft, reply, Plan(text=reply.text.strip()), complete=True)
        plan, reply = await self.seat.ask_parsed(
            self._prompt(draft),
            self._ask(draft),
            plan_schema(plan_format, thoughts=self.thoughts, barred=draft.barred),
            lambda text: read_plan(plan_format, text),
        )
        return self._candidate(draft, reply, plan, complete=True)

    async def _step(self, draft: Draft) -> Candidate:
        prefix = draft.parents[0].steps if draft.parents else ()
        plan_format = self.task.plan_format
        if plan_format is None:
            reply = await self.seat.ask(self._prompt(draft), self._ask(draft))
            steps = (*prefix, reply.text.strip())
            return self._candidate(draft, reply, Plan(text="\n".join(steps)), complete=False, steps=steps)
        return await self._typed_step(draft, plan_format, prefix)

    async def _typed_step(self, draft: Draft, plan_format: PlanFormat, prefix: tuple[str, ...]) -> Candidate:
        before = draft.parents[0].plan if draft.parents else None
        done = before or Plan(unit=plan_format.unit, origin=plan_format.origin)
        plan, reply = await self.seat.ask_parsed(
            self._prompt(draft),
            self._ask(draft),
            step_schema(plan_format, tuple(step.id for step in done.steps), barred=draft.barred),
            lambda text: read_step(plan_format, done, text),
        )
        complete = is_whole(plan_format, plan)
        return self._candidate(draft, reply, plan, complete=complete, steps=(*prefix, reply.text.strip()))

    async def finished(self, candidate: Candidate, *, seed: int | None = None) -> bool:
        """Whether a step-wise plan does all the task asks for: counted where the plan is typed, else one call."""
        if self.task.plan_format is not None:
            return candidate.complete
        prompt = render("finished", task=self.task, constraints=self.constraints, plan=candidate.text)
        how = Ask("finished", candidate.id, seed=seed, max_tokens=400)
        try:
            return (await self.seat.ask_typed(prompt, how, Finished, _FINISHED)).finished
        except ParseError:
            return False

    def _prompt(self, draft: Draft) -> Prompt:
        plan_format = self.task.plan_format
        return render(
            "generation",
            task=self.task,
            constraints=self.constraints,
            typed=plan_format is not None,
            slots=describe_slots(plan_format) if plan_format else (),
            values=describe_values(plan_format) if plan_format else (),
            mode=draft.mode,
            prefix=draft.parents[0].text if draft.parents else "",
            parents=[parent.text for parent in draft.parents],
            hint=draft.hint,
        )

    def _ask(self, draft: Draft) -> Ask:
        return Ask(
            purpose=draft.mode,
            candidate=draft.id,
            temperature=draft.temperature,
            seed=draft.seed,
            sample=draft.number,
            max_tokens=self._longest(draft.mode),
            held=draft.held,
        )

    def _longest(self, mode: Mode) -> int:
        """Tokens a reply may take: a typed plan has a known length, so that little of the budget is reserved for it."""
        plan_format = self.task.plan_format
        if plan_format is None:
            return self.max_tokens
        slots = 1 + sum(slot.optional for slot in plan_format.slots) if mode == "step" else len(plan_format.slots)
        return min(self.max_tokens, 160 + 60 * slots + 40 * len(plan_format.values) + (240 if self.thoughts else 0))

    def _candidate(
        self, draft: Draft, reply: Completion, plan: Plan, *, complete: bool, steps: tuple[str, ...] = ()
    ) -> Candidate:
        return Candidate(
            id=draft.id,
            parents=tuple(parent.id for parent in draft.parents),
            mode=draft.mode,
            text=render_plan(plan),
            steps=steps,
            plan=plan,
            complete=complete,
            strategy=draft.strategy,
            model=self.seat.model.name,
            temperature=draft.temperature,
            tokens=reply.usage.completion_tokens,
        )
