"""What the loopback server of the benchmarks answers: an even draw from the schema it is sent; its judge says no."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from benchmarks.natural_plan.uniform import draw


def answer(body: dict[str, Any], number: int) -> str:
    """A reply that follows from the request alone; no plan is judged good, so that every search runs to its end."""
    schema = body["response_format"]["json_schema"]["schema"]
    value = draw(schema, Random(json.dumps([body["messages"], body.get("seed")])))
    for finding in value.get("findings", ()):
        finding["satisfied"] = False
    return json.dumps(value)
