"""Kinds by a model's embeddings: a linear head over them, and the exemplars of the bank that lie closest.

`heads/` holds what was learnt from the bank for the models that plangen ships with, so that no bank is embedded at
run time; `python -m benchmarks.encoder make` makes it anew. For any other encoder the closest exemplars vote.
"""

from __future__ import annotations

import json
import re
from array import array
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import exp, sqrt
from typing import Any

from plangen.formalising.kinds import KINDS, Exemplar, Kind, exemplars
from plangen.reading.mentions import ClockTime, Day, Length, Money, Name, Number, Value, read_values

Vector = Sequence[float]
NEAREST = 8
_VOTERS = 9
_SHARPNESS = 8
_LENGTHS = {"minutes": "30 minutes", "days": "3 days", "nights": "3 nights", "weeks": "2 weeks"}
_DAYS = {
    "one": "Monday",
    "list": "Monday and Tuesday",
    "choice": "Monday or Tuesday",
    "range": "Monday to Tuesday",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Linear maps of a model's vectors: a row of `weights` for each of `KINDS`, its last number the bias, which give
    the logarithms of the kinds' chances; and the rows of `projection`, under which exemplars are compared."""

    weights: tuple[tuple[float, ...], ...]
    projection: tuple[tuple[float, ...], ...]

    def chances(self, vector: Vector) -> list[float]:
        """The chance of each of `KINDS`, calibrated on folds of the bank; they sum to 1."""
        scores = [row[-1] + _dot(row[:-1], vector) for row in self.weights]
        raised = [exp(score - max(scores)) for score in scores]
        return [value / sum(raised) for value in raised]


@dataclass(frozen=True, slots=True)
class Bank:
    """The exemplars with their vectors, centred: what all sentences share says nothing about their kind.

    With a `head` the vectors of the exemplars are those under its projection.
    """

    exemplars: tuple[Exemplar, ...]
    vectors: tuple[tuple[float, ...], ...]
    centre: tuple[float, ...]
    head: Head | None = None

    @classmethod
    def of(cls, vectors: Sequence[Vector]) -> Bank:
        """The bank from the vectors of the masked texts of `exemplars()`, in their order."""
        centre = tuple(sum(column) / len(vectors) for column in zip(*vectors, strict=True))
        return cls(exemplars(), tuple(_unit(_minus(vector, centre)) for vector in vectors), centre)

    @classmethod
    def shipped(cls, model: str) -> Bank | None:
        """The bank as it was learnt for a model (`local:NAME`, also with `#embed`); `None` where there is no head, or
        only one that was made from another bank."""
        return _shipped(model.removesuffix("#embed").removeprefix("local:"))

    def nearest(self, vector: Vector, *, among: int = NEAREST) -> list[tuple[float, Exemplar]]:
        """The closest exemplars and their cosines, the closest first."""
        moved = _minus(vector, self.centre)
        here = _unit(moved if self.head is None else [_dot(row, moved) for row in self.head.projection])
        scored = [(_dot(here, other), index) for index, other in enumerate(self.vectors)]
        return [(score, self.exemplars[index]) for score, index in sorted(scored, reverse=True)[:among]]

    def kind(self, vector: Vector, among: Sequence[Kind] = KINDS) -> Kind:
        """The likeliest kind of `among`; without a head the one the closest exemplars vote for, by their closeness."""
        if self.head is not None:
            chances = dict(zip(KINDS, self.head.chances(vector), strict=True))
            return max(among, key=lambda kind: chances[kind])
        votes: dict[Kind, float] = dict.fromkeys(among, 0.0)
        for score, exemplar in self.nearest(vector, among=_VOTERS):
            if exemplar.kind in votes:
                votes[exemplar.kind] += max(score, 0.0) ** _SHARPNESS
        return max(votes, key=lambda kind: votes[kind])

    def sure(self, vector: Vector) -> float | None:
        """The chance that `kind` is right, as measured on folds of the bank; `None` without a head: not measured."""
        return None if self.head is None else max(self.head.chances(vector))


def masked(text: str) -> str:
    """A text with its times, days, lengths, sums and names replaced by the same few: what is embedded, so that
    sentences are compared by what they say of the values and not by the values. Bounds and numbered days stay."""
    parts: list[str] = []
    at = 0
    for value in sorted(read_values(text), key=lambda value: value.span):
        new = _stand_in(value)
        if new is not None and value.span[0] >= at:
            stop = "." if value.span[1] == len(text) and text.endswith(".") else ""
            parts += [text[at : value.span[0]], new, stop]
            at = value.span[1]
    return "".join(parts) + text[at:]


def bank_hash() -> str:
    """The SHA-256 of the bank's kinds and texts; a head belongs to one bank."""
    words = "".join(f"{exemplar.kind}\t{exemplar.text}\n" for exemplar in exemplars())
    return sha256(words.encode()).hexdigest()


def _stand_in(value: Value) -> str | None:
    match value:
        case ClockTime():
            return "9:00"
        case Length():
            return _bound(value.bound) + _LENGTHS[value.unit]
        case Money():
            return _bound(value.bound) + "50 euros"
        case Name():
            return "Ana"
        case Number(amount=None):
            return "7"
        case Day(days=days) if any(day.number is not None for day in days):
            return re.sub(r"\d+", "3", value.text)
        case Day(days=days) if days and not any(day.every or day.relative is not None for day in days):
            return _DAYS.get(value.form)
    return None


def _bound(bound: str) -> str:
    return "" if bound in {"exact", "about"} else f"{bound} "


@cache
def _shipped(name: str) -> Bank | None:
    file = files("plangen.formalising").joinpath("heads", f"{name}.json")
    if not re.fullmatch(r"[\w.-]+", name) or not file.is_file():
        return None
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if data["bank_sha256"] != bank_hash():
        return None
    head = Head(_matrix(data["weights"]), _matrix(data["projection"]))
    vectors = tuple(_unit(row) for row in _matrix(data["exemplars"]))
    return Bank(exemplars(), vectors, tuple(data["centre"]), head)


def _matrix(data: dict[str, Any]) -> tuple[tuple[float, ...], ...]:
    """Rows of signed bytes in base64, each row with its scale."""
    flat, scales = array("b", b64decode(data["int8"])), data["scales"]
    width = len(flat) // len(scales)
    return tuple(
        tuple(scale * value for value in flat[row * width : (row + 1) * width]) for row, scale in enumerate(scales)
    )


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _minus(one: Vector, other: Vector) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]


def _unit(vector: Vector) -> tuple[float, ...]:
    length = sqrt(_dot(vector, vector)) or 1.0
    return tuple(value / length for value in vector)
