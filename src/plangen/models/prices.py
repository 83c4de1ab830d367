"""What a token costs: the user's own table, then the one that litellm ships, then unknown."""

from __future__ import annotations

import functools
import importlib.util
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plangen.errors import ConfigurationError

VARIABLE = "PLANGEN_PRICES"
_BUNDLED = "model_prices_and_context_window_backup.json"
_CHAT = ("chat", "completion", "responses")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a token of prompt, of completion, and of prompt that the provider had cached.

    Each is the dearest of the tiers that a table names for it, so that a reservation is never too small.
    """

    prompt: float
    completion: float
    cached: float

    def cost(self, prompt: int, completion: int, cached: int = 0) -> float:
        """US dollars of one call; `cached` prompt tokens are part of `prompt`."""
        cached = min(max(cached, 0), max(prompt, 0))
        return max(prompt - cached, 0) * self.prompt + cached * self.cached + max(completion, 0) * self.completion


def price_of(name: str, *, hosted: bool) -> Price | None:
    """The price of `provider/model`, or `None` when unknown.

    Litellm's table is asked only if the model is `hosted` by its provider: a server of the user's own may call
    itself by a hosted model's name. Raises `ConfigurationError` when the user's table does not read.
    """
    own = _own(os.environ.get(VARIABLE, ""))
    if name in own:
        return own[name]
    return _listed(name) if hosted else None


def context_of(name: str) -> int | None:
    """The prompt tokens that a hosted model takes, by litellm's table."""
    tokens = _entry(name).get("max_input_tokens")
    return tokens if isinstance(tokens, int) else None


def known_names() -> Iterable[str]:
    """Chat models of litellm's table, as `provider/model`; those that the provider sells itself come first."""
    for key, entry in sorted(_bundled().items(), key=lambda item: "/" in item[0]):
        provider = entry.get("litellm_provider")
        if entry.get("mode") in _CHAT and isinstance(provider, str):
            yield key if "/" in key else f"{provider}/{key}"


def known_providers() -> frozenset[str]:
    """The providers that litellm's table prices; litellm knows a few more."""
    return frozenset(name.partition("/")[0] for name in known_names()) | {"amazon_nova", "hosted_vllm", "lm_studio"}


def _listed(name: str) -> Price | None:
    entry = _entry(name)
    prompt = _dearest(entry, "input_cost_per_token")
    completion = _dearest(entry, "output_cost_per_token")
    if prompt is None or completion is None:
        return None
    cached = _dearest(entry, "cache_read_input_token_cost")
    return Price(prompt, completion, prompt if cached is None else cached)


def _dearest(entry: Mapping[str, Any], field: str) -> float | None:
    """The highest of the base price and those above a prompt length; batch and priority prices are not asked for."""
    tiers = [
        float(value)
        for key, value in entry.items()
        if (key == field or (key.startswith(f"{field}_above_") and key.endswith("_tokens")))
        and isinstance(value, int | float)
    ]
    return max(tiers, default=None)


def _entry(name: str) -> Mapping[str, Any]:
    table = _bundled()
    if name in table:
        return table[name]
    provider, _, model = name.partition("/")
    found = table.get(model, {})
    return found if found.get("litellm_provider") == provider else {}


@functools.cache
def _bundled() -> Mapping[str, Mapping[str, Any]]:
    """Litellm's table, read without importing litellm, which takes seconds; empty where it is not found."""
    spec = importlib.util.find_spec("litellm")
    for folder in (spec.submodule_search_locations if spec else None) or []:
        path = Path(folder) / _BUNDLED
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(table, dict):
            return {k: v for k, v in table.items() if isinstance(v, dict) and k != "sample_spec"}
    return {}


@functools.cache
def _own(source: str) -> Mapping[str, Price]:
    """The user's table: JSON or the path of a JSON file, `{"provider/model": {"prompt": 2.5, "completion": 10}}`.

    The numbers are US dollars for a million tokens, as price lists print them.
    """
    if not source.strip():
        return {}
    try:
        text = source if source.lstrip().startswith("{") else Path(source).expanduser().read_text(encoding="utf-8")
        table = json.loads(text)
        return {str(name): _own_price(row) for name, row in table.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{VARIABLE} does not read as a price table: {type(error).__name__}: {error}",
            hint='write {"provider/model": {"prompt": 2.5, "completion": 10}}, US dollars for a million tokens',
        ) from error


def _own_price(row: Mapping[str, Any]) -> Price:
    prompt, completion = float(row["prompt"]), float(row["completion"])
    cached = float(row.get("cached", prompt))
    if not all(math.isfinite(v) and v >= 0 for v in (prompt, completion, cached)):
        raise ValueError("prices must be 0 or more")
    return Price(prompt / 1e6, completion / 1e6, cached / 1e6)
