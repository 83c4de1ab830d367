"""The longest chain of dependent calls in a trace: how fast a run could be if everything else cost nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from plangen.tracing import Event


def critical_path(events: Iterable[Event]) -> int:
    """Calls on the longest chain: the sum over the waves of the longest branch of each.

    A wave starts when every branch of the one before has ended, so waves add up. Within a wave the calls about one
    candidate (draft, completion check, verdict, and their repairs) follow each other, and each question of the
    selection agent is a branch of its own. Calls before the first wave are one chain. What `finish` asks about a
    candidate counts with that candidate's branch in the last wave: where it was drafted earlier, the chain is counted
    too short, and wall time ÷ critical path too high; never the other way round.
    """
    waves: list[Counter[str]] = [Counter()]
    questions = 0
    for event in events:
        of: Any = event
        if of.type == "wave_started":
            waves.append(Counter())
        elif of.type == "call_started":
            questions += not of.candidate
            alone = f"question {questions}" if len(waves) > 1 else "before"
            waves[-1][of.candidate or alone] += 1
    return sum(max(wave.values(), default=0) for wave in waves)
