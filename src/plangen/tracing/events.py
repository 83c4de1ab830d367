"""The typed events of a run; the live view, reports, replay and tests read nothing else."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from plangen.schema import Candidate, Constraint, PlanFormat, Result, Task, Value, Verdict

SCHEMA_VERSION = 1


class Event(Value):
    """Base of all events: `seq` grows by one, `ts` is seconds since 1970, `run_id` names the run."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    transient: ClassVar[bool] = False

    schema_version: int = SCHEMA_VERSION
    seq: int = 0
    ts: float = 0.0
    run_id: str = ""


class RunStarted(Event):
    """A run begins, or goes on with what an earlier process paid for (`resumed`).

    `capabilities` is what is known of each model by then; `None` is "not probed". What a server did otherwise than
    asked (`seed ignored`, `schema by prompt`) stands in the notes of each call.
    """

    type: Literal["run_started"] = "run_started"
    task: Task
    strategy: str
    seed: int
    models: dict[str, str]
    capabilities: dict[str, dict[str, Any]] = Field(default_factory=dict)
    limits: dict[str, float | None] = Field(default_factory=dict)
    resumed: bool = False


class ConstraintsRead(Event):
    """The constraints that the plan will be held to, the plan's format, and what no constraint speaks for."""

    type: Literal["constraints_read"] = "constraints_read"
    constraints: tuple[Constraint, ...]
    plan_format: PlanFormat | None = None
    uncovered: tuple[str, ...] = ()


class WaveStarted(Event):
    """The strategy asks for a batch of operations; `branches` run at once."""

    type: Literal["wave_started"] = "wave_started"
    wave: int
    operations: tuple[str, ...]
    branches: int


class CallStarted(Event):
    """One attempt of a model call leaves for the model; charged from here on."""

    type: Literal["call_started"] = "call_started"
    call: str
    role: str
    purpose: str
    model: str
    candidate: str = ""
    attempt: int = 1


class CallFinished(Event):
    """A reply came and is in the journal; `cost` in US dollars, `None` when unknown."""

    type: Literal["call_finished"] = "call_finished"
    call: str
    role: str
    candidate: str = ""
    prompt_tokens: int
    completion_tokens: int
    reported: bool
    cost: float | None
    seconds: float
    notes: tuple[str, ...] = ()


class CallFailed(Event):
    """An attempt failed; `retry_in` seconds until the next one, `None` when it was the last."""

    type: Literal["call_failed"] = "call_failed"
    call: str
    role: str
    candidate: str = ""
    code: str
    message: str
    attempt: int
    retry_in: float | None = None


class CallCancelled(Event):
    """An attempt was cancelled in flight, because the run needs it no more."""

    type: Literal["call_cancelled"] = "call_cancelled"
    call: str
    role: str
    candidate: str = ""


class CallReplayed(Event):
    """The journal answered: nothing was paid."""

    type: Literal["call_replayed"] = "call_replayed"
    call: str
    role: str
    purpose: str
    candidate: str = ""


class CallProgress(Event):
    """A piece of a reply on its way; shown live, never written."""

    transient: ClassVar[bool] = True
    type: Literal["call_progress"] = "call_progress"
    call: str
    role: str
    candidate: str = ""
    text: str


class CandidateDrafted(Event):
    """A draft is there, not judged yet."""

    type: Literal["candidate_drafted"] = "candidate_drafted"
    wave: int
    candidate: Candidate


class CandidateJudged(Event):
    """A candidate has its verdict."""

    type: Literal["candidate_judged"] = "candidate_judged"
    candidate: str
    verdict: Verdict


class CandidateFailed(Event):
    """A draft could not be made; the others go on."""

    type: Literal["candidate_failed"] = "candidate_failed"
    candidate: str
    code: str
    message: str
    hint: str = ""


class CandidateCancelled(Event):
    """A draft was given up: another candidate is certified, or the run was stopped."""

    type: Literal["candidate_cancelled"] = "candidate_cancelled"
    candidate: str


class JudgementMade(Event):
    """The selection agent answered; `answer` is `None` when it could not judge."""

    type: Literal["judgement_made"] = "judgement_made"
    question: str
    answer: Any = None


class ToolCalled(Event):
    """A tool answered or failed."""

    type: Literal["tool_called"] = "tool_called"
    tool: str
    ok: bool
    text: str


class ToolStarted(Event):
    """One attempt of a tool call leaves for the tool; charged from here on. `call` is its id in a plan of calls."""

    type: Literal["tool_started"] = "tool_started"
    call: str
    tool: str
    attempt: int = 1
    args: str = ""


class ToolFinished(Event):
    """An attempt is over, or a call was answered without one (`attempt` 0: by the journal, or by an equal call).

    `abandoned` says that work was left behind which cannot be stopped.
    """

    type: Literal["tool_finished"] = "tool_finished"
    call: str
    tool: str
    attempt: int = 1
    status: Literal["ok", "failed", "timeout", "skipped", "cancelled", "denied", "waiting"]
    source: Literal["run", "journal", "shared", "none"] = "run"
    seconds: float = 0.0
    text: str = ""
    abandoned: bool = False


class Noted(Event):
    """A decision of the strategy."""

    type: Literal["noted"] = "noted"
    kind: str
    data: dict[str, Any]


class BudgetWarned(Event):
    """A limit is spent to four fifths; `share` in [0, 1]."""

    type: Literal["budget_warned"] = "budget_warned"
    resource: str
    share: float


class RunFinished(Event):
    """The run is over."""

    type: Literal["run_finished"] = "run_finished"
    result: Result


AnyEvent = Annotated[
    RunStarted
    | ConstraintsRead
    | WaveStarted
    | CallStarted
    | CallFinished
    | CallFailed
    | CallCancelled
    | CallReplayed
    | CallProgress
    | CandidateDrafted
    | CandidateJudged
    | CandidateFailed
    | CandidateCancelled
    | JudgementMade
    | ToolCalled
    | ToolStarted
    | ToolFinished
    | Noted
    | BudgetWarned
    | RunFinished,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
