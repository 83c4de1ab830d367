"""Readings of a statement's kind by different makers, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plangen.formalising.kinds import Kind

SAME = 2
"""Readings of different make that have to agree before a kind is settled."""


@dataclass(frozen=True, slots=True)
class Kinded:
    """What a statement's readings come to: the kind that most name (the program's own first), and whether it is settled.

    `votes` holds each maker's reading: `cues` and `structure` (programs), `nearest` (embeddings), `asked` (the model itself).
    """

    kind: Kind | None
    settled: bool
    votes: Mapping[str, Kind]


_AKIN: tuple[frozenset[Kind], ...] = (frozenset({"request", "objective"}), frozenset({"request", "length"}))
"""Kinds that are read alike: a request may name a length and what is to be made best."""


def settle(votes: Mapping[str, Kind]) -> Kinded:
    """Two makers that agree settle a kind; a third that says otherwise does not unsettle it."""
    counts: dict[Kind, int] = {}
    for kind in votes.values():
        counts[kind] = counts.get(kind, 0) + 1
    if not counts:
        return Kinded(None, False, votes)
    first = (votes.get("structure"), votes.get("cues"), votes.get("asked"))
    best = max(counts, key=lambda kind: (counts[kind], *(kind == vote for vote in first)))
    return Kinded(best, counts[best] >= SAME, votes)


def open_questions(readings: Sequence[Kinded]) -> list[int]:
    """Which statements need another reading."""
    return [number for number, reading in enumerate(readings) if not reading.settled]
