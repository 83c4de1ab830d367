"""Chance: a proposer that draws evenly from what the schema allows, and what it is expected to solve, exactly."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from math import comb
from random import Random
from typing import Any

from plangen.models.base import Capabilities, Completion, OnText, Request, Usage


class UniformModel:
    """Meets the request's schema by even draws; it reads nothing else, and is a function of the request alone.

    It passes the same engine as any model. Tokens are a third of the bytes; `latency` in seconds a call.
    """

    name = "uniform"
    capabilities = Capabilities(n=False, schema=True, seed=True, logprobs=False, stream=False)

    def __init__(self, latency: float = 0.0) -> None:
        self._latency = latency

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """A value of `request.schema`; the empty text where there is none."""
        await asyncio.sleep(self._latency)
        seed = hashlib.sha256(json.dumps(request.payload(), sort_keys=True).encode()).digest()
        text = "" if request.schema is None else json.dumps(draw(request.schema, Random(seed)))
        return Completion(text, "stop", Usage(self.count(request), len(text) // 3), 0.0)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing."""
        return 0.0

    def count(self, request: Request) -> int:
        """Prompt tokens, as a third of the bytes."""
        return sum(len(message.content.encode()) for message in request.messages) // 3


def draw(schema: Mapping[str, Any], random: Random) -> Any:
    """An even draw from the schemas that plangen's own agents send; raises ValueError for any other."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "anyOf" in schema:
        return draw(random.choice(schema["anyOf"]), random)
    kind = schema.get("type")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            return {key: draw(value, random) for key, value in schema["properties"].items()}
        case "array":
            return [draw(schema["items"], random) for _ in range(schema.get("minItems", 0))]
        case "string" if "pattern" not in schema:
            return ""
        case "null":
            return None
        case "boolean":
            return random.random() < 0.5
        case "integer":
            return random.randint(schema["minimum"], schema["maximum"])
        case "number":
            return round(random.uniform(schema["minimum"], schema["maximum"]), 3)
    raise ValueError(f"no draw for the schema {schema}")


def hit(draws: int, *, legal: int, good: int, replace: bool = True) -> float:
    """The exact chance that at least one of `draws` even draws from `legal` starts is one of the `good` ones."""
    if replace:
        return 1 - (1 - good / legal) ** draws
    return 1.0 if draws > legal - good else 1 - comb(legal - good, draws) / comb(legal, draws)
