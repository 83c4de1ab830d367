"""A simulated proposer and judge with dials: how often it plans rightly, and how often it judges wrongly.

It plans nothing. Its drafts carry a marker such as `[sim right 3f2a]`, which its judge reads, as does `is_right`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from random import Random
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plangen.errors import UsageError
from plangen.models.base import Capabilities, Completion, OnText, Request
from plangen.models.scripted import worded, words
from plangen.models.simulated_reply import arms, fit, ids

_DRAFTS = ("plan", "refine", "merge", "complete", "step")
_JUDGED = ("verify", "reward", "finished", "prior", "vote")
_MARKER = re.compile(r"\[sim (right|wrong) [0-9a-f]{4,8}(?: (\d+)/(\d+))?\]")
_PART = re.compile(r"<(?:prefix|plan)\b[^>]*>(.*?)</(?:prefix|plan)>", re.DOTALL)


class Dials(BaseModel):
    """What the simulation is set to; probabilities in [0, 1], `latency` in seconds.

    `p`: a whole draft is right. `fa`: the judge accepts a wrong plan. `fr`: it rejects a right one. `feedback`: share
    of the gap to certainty that a draft with feedback closes. `steps`: steps of a plan written one by one, each right
    with `p ** (1/steps)`. `mute`: the judge's reply cannot be read as a judgement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    p: float = Field(default=0.2, ge=0, le=1)
    fa: float = Field(default=0.05, ge=0, le=1)
    fr: float = Field(default=0.1, ge=0, le=1)
    feedback: float = Field(default=0.5, ge=0, le=1)
    mute: float = Field(default=0.0, ge=0, le=1)
    latency: float = Field(default=0.0, ge=0, le=60)
    steps: int = Field(default=4, ge=1, le=1000)
    seed: int = 0


class _Mark(NamedTuple):
    right: bool
    step: int
    steps: int

    @property
    def finished(self) -> bool:
        return self.step >= self.steps


def is_right(text: str) -> bool:
    """The oracle: whether the last marker in `text` says right; a text without one is not right."""
    mark = _last(text)
    return mark is not None and mark.right


class SimulatedModel:
    """Drafts and judges by `Request.purpose`; its reply is a function of the dials and of the request alone.

    Drafts are prose, also where a schema is asked for. Judgements meet the request's schema. Each reply is drawn
    independently: a plan that is judged twice with another `sample` may be judged differently. Tokens are words.
    """

    capabilities = Capabilities(n=False, schema=True, seed=True, logprobs=False, stream=False)

    def __init__(self, dials: Dials | None = None) -> None:
        self.dials = dials or Dials()
        given = self.dials.model_dump(exclude_defaults=True)
        self.name = "sim:" + ",".join(f"{key}={value}" for key, value in given.items())

    @classmethod
    def from_spec(cls, spec: str) -> SimulatedModel:
        """Read `sim:p=0.2,fa=0.05`; dials that are not named keep their defaults.

        Raises `UsageError` for an unknown dial and for a value out of range.
        """
        given: dict[str, str] = {}
        for piece in filter(None, spec.removeprefix("sim:").split(",")):
            dial, equals, value = (part.strip() for part in piece.partition("="))
            if not equals:
                raise UsageError(f"`{piece}` in `{spec}` is not of the form dial=value")
            if dial not in Dials.model_fields:
                close = get_close_matches(dial, Dials.model_fields, n=1) or [", ".join(Dials.model_fields)]
                raise UsageError(f"unknown dial `{dial}` in `{spec}`; did you mean `{close[0]}`?")
            given[dial] = value
        try:
            return cls(Dials.model_validate_strings(given))
        except ValidationError as error:
            problem = error.errors()[0]
            raise UsageError(f"`{spec}`: dial `{problem['loc'][0]}`: {problem['msg']}") from None

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """A draft, a judgement, or for any other purpose the least reply that meets the schema."""
        if self.dials.latency:
            await asyncio.sleep(self.dials.latency)
        payload = json.dumps([self.dials.seed, request.payload()], sort_keys=True)
        draw = Random(hashlib.sha256(payload.encode()).digest())
        if request.purpose in _DRAFTS:
            text = self._draft(request, draw)
        elif request.purpose == "repair" or (request.purpose in _JUDGED and draw.random() < self.dials.mute):
            text = "The simulated judge has nothing to say."
        else:
            text = json.dumps(fit(self._answer(request, draw), request.schema), ensure_ascii=False)
        if on_text is not None:
            on_text(text)
        return worded(request, text)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing."""
        return 0.0

    def count(self, request: Request) -> int:
        """Prompt tokens, as words."""
        return words(*(message.content for message in request.messages))

    def _draft(self, request: Request, draw: Random) -> str:
        prompt = request.messages[-1].content
        dials = self.dials
        prefix = _last(_part(prompt)) if request.purpose in ("step", "complete") else None
        sound, done = (prefix.right, prefix.step) if prefix else (True, 0)
        chance = dials.p + dials.feedback * (1 - dials.p) if "<feedback>" in prompt else dials.p
        single = request.purpose == "step"
        rest = 1 if single else max(dials.steps - done, 0)
        right = sound and draw.random() < chance ** (rest / dials.steps)
        tag = f"[sim {'right' if right else 'wrong'} {draw.getrandbits(32):08x}"
        if not single:
            return f"A simulated plan of {dials.steps} steps. {tag}]"
        end = " This finishes the plan." if done + 1 >= dials.steps else ""
        return f"Simulated step {done + 1}.{end} {tag} {done + 1}/{dials.steps}]"

    def _answer(self, request: Request, draw: Random) -> dict[str, Any]:
        prompt = request.messages[-1].content
        said = {"reason": "simulated", "reasoning": "simulated"}
        if request.purpose == "finished":
            mark = _last(_part(prompt))
            return {**said, "finished": mark is not None and mark.finished}
        if request.purpose == "prior":
            return {**said, "priors": {arm: round(draw.random(), 3) for arm in arms(prompt, request.schema)}}
        if request.purpose == "vote":
            return {**said, "best": self._vote(_PART.findall(prompt), draw)}
        if request.purpose == "constraints":
            return {"constraints": [_demand(prompt)]}
        accepts = self._accepts(_part(prompt), draw)
        score = draw.randint(95, 100) if accepts else draw.randint(-100, 80)
        findings = [{**said, "constraint": name, "satisfied": accepts} for name in ids(prompt, request.schema)]
        return {**said, "score": score, "findings": findings}

    def _accepts(self, plan: str, draw: Random) -> bool:
        return draw.random() >= self.dials.fr if is_right(plan) else draw.random() < self.dials.fa

    def _vote(self, plans: Iterable[str], draw: Random) -> int:
        accepted = [number for number, plan in enumerate(plans) if self._accepts(plan, draw)]
        return accepted[0] if accepted else 0


def _last(text: str) -> _Mark | None:
    marks = _MARKER.findall(text)
    if not marks:
        return None
    verdict, step, steps = marks[-1]
    return _Mark(verdict == "right", int(step or 0), int(steps or 0))


def _part(prompt: str) -> str:
    """The last plan or prefix that the prompt shows in tags, else all of it."""
    parts = _PART.findall(prompt)
    return parts[-1] if parts else prompt


def _demand(prompt: str) -> dict[str, str]:
    task = re.search(r"<task>\s*(.*?)\s*(?:\n|</task>)", prompt, re.DOTALL)
    line = task[1] if task else next(iter(prompt.strip().splitlines()), "")
    return {"text": line, "quote": line, "kind": "hard"}
