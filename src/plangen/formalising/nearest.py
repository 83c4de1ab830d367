"""Kinds by nearness: which exemplars of the bank a sentence lies closest to under a model's embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from plangen.formalising.kinds import Exemplar, Kind, exemplars

Vector = Sequence[float]
NEAREST = 8
_VOTERS = 5
_SHARPNESS = 8


@dataclass(frozen=True, slots=True)
class Bank:
    """The exemplars with their vectors, centred: what all sentences share says nothing about their kind."""

    exemplars: tuple[Exemplar, ...]
    vectors: tuple[tuple[float, ...], ...]
    centre: tuple[float, ...]

    @classmethod
    def of(cls, vectors: Sequence[Vector]) -> Bank:
        """The bank from the vectors of `exemplars()`, in their order."""
        centre = tuple(sum(column) / len(vectors) for column in zip(*vectors, strict=True))
        return cls(exemplars(), tuple(_centred(vector, centre) for vector in vectors), centre)

    def nearest(self, vector: Vector, *, among: int = NEAREST) -> list[tuple[float, Exemplar]]:
        """The closest exemplars and their cosines, the closest first."""
        here = _centred(vector, self.centre)
        scored = [
            (sum(a * b for a, b in zip(here, other, strict=True)), index) for index, other in enumerate(self.vectors)
        ]
        return [(score, self.exemplars[index]) for score, index in sorted(scored, reverse=True)[:among]]

    def kind(self, vector: Vector) -> Kind:
        """The kind that the closest exemplars vote for, each by its closeness."""
        votes: dict[Kind, float] = {}
        for score, exemplar in self.nearest(vector, among=_VOTERS):
            votes[exemplar.kind] = votes.get(exemplar.kind, 0.0) + max(score, 0.0) ** _SHARPNESS
        return max(votes, key=lambda kind: votes[kind])


def _centred(vector: Vector, centre: Vector) -> tuple[float, ...]:
    moved = [a - b for a, b in zip(vector, centre, strict=True)]
    length = sqrt(sum(value * value for value in moved)) or 1.0
    return tuple(value / length for value in moved)
