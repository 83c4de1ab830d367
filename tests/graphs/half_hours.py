"""What the fault server replies: a half hour that follows from the request's seed, so that replies can be repeated."""

from typing import Any


def answer(body: dict[str, Any], number: int) -> str:
    slot = int(body.get("seed") or 0) % 16
    return f'{{"steps": [{{"id": "meeting", "start": "Monday {9 + slot // 2:02d}:{slot % 2 * 30:02d}"}}]}}'
