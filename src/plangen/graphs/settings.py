"""What a planner is set to: models, strategy, limits and checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from plangen.budget import Limits
from plangen.graphs.confirm import Confirm
from plangen.graphs.history import History
from plangen.graphs.outside import Outside
from plangen.models.base import Model
from plangen.models.retry import Retry
from plangen.tools import Tool
from plangen.verifiers.acceptance import Level
from plangen.verifiers.advice import Feedback
from plangen.verifiers.calibration import Calibration

Role = Literal["constraint", "generation", "verification", "selection"]
Accept = Level
ROLES: tuple[Role, ...] = ("constraint", "generation", "verification", "selection")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run needs besides its task.

    `verifier`: `constraints` checks by program first and asks the model about the rest, one constraint at a time;
    `plangen` is the paper's scalar reward as the search signal (the certificate is checked all the same).
    `extract`: whether the constraint agent reads the task (`auto`: only a task that brings no constraints); with
    `formalise` it reads plain words into typed constraints where it can, without it into a list as in the papers.
    `confirm`: whether the run stops for the user to confirm what was read (`doubtful`: only if something of it may not
    certify).
    `accept`: which certificates count as verified (`program`, `mixed`: also those with some constraints judged by
    a model, `judged`: also those with all of them). With `false_accept_cost` r, a certificate that rests on a model
    counts only if the chance that `calibration` estimates exceeds r / (1 + r). `feedback` is what a draft is told of
    the last one: the `located` errors, and what the solver adds, the conflict (`core`) and the nearest `repair`.
    `bar_refuted` keeps constrained decoding from offering a start that a program has refuted; the papers have nothing
    like it: switch it off to reproduce them. `runs` is the folder that keeps runs; `None` writes nothing.
    `gather`: whether facts are gathered before drafting, where `tools`, a search or MCP servers (`outside`) are there.
    """

    models: Mapping[Role, Model]
    strategy: str = "auto"
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    verifier: Literal["constraints", "plangen"] = "constraints"
    extract: Literal["auto", "always", "never"] = "auto"
    formalise: bool = True
    confirm: Confirm = "never"
    accept: Accept = "mixed"
    false_accept_cost: float | None = None
    calibration: Calibration = field(default_factory=Calibration)
    feedback: Feedback = "located"
    checker: Callable[..., Any] | None = None
    tools: Mapping[str, Tool] = field(default_factory=dict)
    outside: Outside = field(default_factory=Outside)
    gather: Literal["auto", "never"] = "auto"
    threshold: float = 0.975
    stop_on_certified: bool = True
    thoughts: bool = False
    bar_refuted: bool = True
    max_tokens: int = 1024
    concurrency: int = 64
    retry: Retry = field(default_factory=Retry)
    history: History = field(default_factory=History)
    runs: Path | None = None

    @property
    def gathers(self) -> bool:
        """Whether there is anything to gather facts with, and it may be used."""
        return self.gather == "auto" and bool(self.tools or self.outside)

    def describe(self) -> dict[str, Any]:
        """What decides the course of a run, as plain data: a resumed run must agree with it."""
        return {
            "models": {role: model.name for role, model in self.models.items()},
            "strategy": self.strategy,
            "seed": self.seed,
            "verifier": self.verifier,
            "extract": self.extract,
            "formalise": self.formalise,
            "confirm": self.confirm,
            "feedback": self.feedback,
            "threshold": self.threshold,
            "stop_on_certified": self.stop_on_certified,
            "thoughts": self.thoughts,
            "bar_refuted": self.bar_refuted,
            "max_tokens": self.max_tokens,
            "gather": {"tools": sorted(self.tools), **self.outside.describe()} if self.gathers else "never",
        }
