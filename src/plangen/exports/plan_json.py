"""The plan as JSON that `Plan` reads back to the same value."""

from __future__ import annotations

import json

from plangen.errors import UsageError
from plangen.exports.base import About
from plangen.schema import Plan


def plan_json(plan: Plan, about: About) -> str:
    """The plan itself, every field of it, with times as ticks; nothing of `about`."""
    try:
        text = json.dumps(plan.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise UsageError("the plan holds a number that is not finite, which JSON cannot say") from None
    # A lone surrogate cannot be encoded, but escaped it is JSON and comes back.
    return "".join(char if not "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}" for char in text) + "\n"
