"""Readings of a statement's kind by different makers, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plangen.formalising.kinds import Kind

PROGRAM = ("structure", "cues")
MODEL = ("asked", "nearest")
_IDLE: frozenset[Kind] = frozenset({"request", "context", "free", "objective"})


@dataclass(frozen=True, slots=True)
class Kinded:
    """What a statement's readings come to: its kind, and whether that is settled.

    `votes` holds each maker's reading: `cues` and `structure` (programs), `nearest` (a model's embeddings), `asked`
    (the model itself).
    """

    kind: Kind | None
    settled: bool
    votes: Mapping[str, Kind]


def settle(votes: Mapping[str, Kind], *, bare: bool = False) -> Kinded:
    """A kind is settled when a program and a model agree on it, or, where the program says nothing, two models' ways.

    Two ways of one model err together, so they do not outvote a program. `bare` says that the statement holds no value
    and no word of an order, a limit or an aim: then whatever asks for a plan, says that all is free, or wants
    something best without saying what, demands nothing, like any remark.
    """
    said = {maker: ("context" if bare and kind in _IDLE else kind) for maker, kind in votes.items()}
    programs = [said[maker] for maker in PROGRAM if maker in said]
    models = [said[maker] for maker in MODEL if maker in said]
    shared = next((kind for kind in programs if kind in models), None)
    if shared is None and not programs and len(models) == len(MODEL) and len(set(models)) == 1:
        shared = models[0]
    if shared is None and len(programs) == len(PROGRAM) and len(set(programs)) == 1:
        shared = programs[0]
    if shared is not None:
        return Kinded(shared, True, votes)
    return Kinded(next(iter(programs or models), None), False, votes)


def open_questions(readings: Sequence[Kinded]) -> list[int]:
    """Which statements need another reading."""
    return [number for number, reading in enumerate(readings) if not reading.settled]
