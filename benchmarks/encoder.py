"""The head over the embedded model's embeddings: make it from the bank of statements, and measure ways to read kinds.

    python -m benchmarks.encoder make --cache vectors.json
    python -m benchmarks.encoder measure --cache vectors.json --out docs/benchmarks/encoder.md

`make` writes `src/plangen/formalising/heads/`; `--cache` keeps the vectors (0.4 s a sentence) from one run to the next.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import publish, table
from plangen.formalising.kinds import KINDS, exemplars
from plangen.formalising.nearest import bank_hash, masked
from plangen.models.base import Message, Request
from plangen.models.local.catalog import find
from plangen.models.registry import as_model

Matrix = NDArray[np.float64]
Reading = Callable[[Matrix, NDArray[np.int64], Matrix], Matrix]

MODEL = "qwen2.5-coder-0.5b"
FILE = Path("src/plangen/formalising/heads") / f"{MODEL}.json"
FOLDS = 10
TITLE = "Kinds of statement by the embedded model's embeddings"
_BATCH = 1  # llama.cpp's vectors of a text change with the other texts of its request
_PENALTY = 0.03
_COMPONENTS = 64
_SHRINKAGE = 0.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("make", "measure"))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    kinds = np.array([KINDS.index(exemplar.kind) for exemplar in exemplars()])
    hidden = embed([masked(exemplar.text) for exemplar in exemplars()], chosen.cache)
    if chosen.command == "make":
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(head(hidden, kinds), indent=1) + "\n", "utf-8")
        return 0
    plain = embed([exemplar.text for exemplar in exemplars()], chosen.cache)
    publish(TITLE, report(plain, hidden, kinds), chosen.out)
    return 0


def embed(texts: Sequence[str], cache: Path | None) -> Matrix:
    """The vectors of texts, one a row, by the embedded model; those in `cache` are not asked for again."""
    known: dict[str, list[float]] = json.loads(cache.read_text("utf-8")) if cache and cache.exists() else {}
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known |= zip(missing, asyncio.run(_asked(missing)), strict=True)
    if cache and missing:
        cache.write_text(json.dumps(known), "utf-8")
    return np.array([known[text] for text in texts])


async def _asked(texts: Sequence[str]) -> list[list[float]]:
    encoder: Any = as_model(f"local:{MODEL}")
    encoder = encoder.encoder()
    found: list[list[float]] = []
    for at in range(0, len(texts), _BATCH):
        messages = tuple(Message("user", text) for text in texts[at : at + _BATCH])
        found += json.loads((await encoder.sample(Request(messages, max_tokens=0, purpose="embed"))).text)
    return found


def head(vectors: Matrix, kinds: NDArray[np.int64]) -> dict[str, Any]:
    """What the product needs: calibrated weights, the projection for near exemplars, and these under it."""
    middle = vectors.mean(0)
    weights = logistic_weights(vectors, kinds) / temperature(held_out(logistic, vectors, kinds), kinds)
    projection = near_projection(vectors - middle, kinds)
    return {
        "model": MODEL,
        "model_sha256": find(MODEL).sha256,
        "bank_sha256": bank_hash(),
        "centre": [round(float(value), 5) for value in middle],
        "weights": _bytes(weights.T),
        "projection": _bytes(projection.T),
        "exemplars": _bytes((vectors - middle) @ projection),
    }


def _bytes(rows: Matrix) -> dict[str, Any]:
    scales = np.abs(rows).max(1) / 127
    flat = np.rint(rows / scales[:, None]).astype(np.int8).tobytes()
    return {"scales": [float(f"{scale:.6g}") for scale in scales], "int8": b64encode(flat).decode()}


def logistic_weights(vectors: Matrix, kinds: NDArray[np.int64], steps: int = 200) -> Matrix:
    """Multinomial logistic regression on standardised columns by Nesterov's method; the last row is the bias, and it
    applies to the vectors as they are."""
    middle, spread = vectors.mean(0), vectors.std(0) + 1e-6
    rows = np.c_[(vectors - middle) / spread, np.ones(len(vectors))]
    wanted, count = np.eye(len(KINDS))[kinds], len(rows)
    penalty = 1 / (_PENALTY * count)
    rate = 1 / (np.linalg.norm(rows, 2) ** 2 / 2 / count + penalty)
    weights = ahead = np.zeros((rows.shape[1], len(KINDS)))
    pace = 1.0
    for _ in range(steps):
        slope = rows.T @ (softmax(rows @ ahead) - wanted) / count + penalty * ahead
        new, next_pace = ahead - rate * slope, (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead, weights, pace = new + (pace - 1) / next_pace * (new - weights), new, next_pace
    straight = weights[:-1] / spread[:, None]
    return np.vstack([straight, weights[-1] - middle @ straight])


def near_projection(centred: Matrix, kinds: NDArray[np.int64]) -> Matrix:
    """Columns in two equally weighted parts: discriminants of the kinds, and whitened principal components."""
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    means = np.array([unit[kinds == kind].mean(0) for kind in range(len(KINDS))])
    rest = unit - means[kinds]
    within = rest.T @ rest / len(rest)
    size = len(within)
    within = (1 - _SHRINKAGE) * within + _SHRINKAGE * np.trace(within) / size * np.eye(size)
    values, axes = np.linalg.eigh(within)
    whiten = axes / np.sqrt(values)
    found = np.linalg.svd((means - means.mean(0)) @ whiten, full_matrices=False)[2]
    apart = whiten @ found[: len(KINDS) - 1].T
    _, sizes, components = np.linalg.svd(unit, full_matrices=False)
    alike = components[:_COMPONENTS].T / sizes[:_COMPONENTS]
    return np.hstack([part / np.linalg.norm(unit @ part, axis=1).mean() for part in (apart, alike)])


def softmax(scores: Matrix) -> Matrix:
    """Chances from scores, a row each."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def temperature(scores: Matrix, kinds: NDArray[np.int64]) -> float:
    """By what held-out scores are to be divided so that the chances they give are right on average."""
    tried = np.linspace(0.3, 3, 55)
    own = np.arange(len(kinds))
    return float(min(tried, key=lambda heat: -np.log(softmax(scores / heat)[own, kinds]).mean()))


def logistic(known: Matrix, kinds: NDArray[np.int64], new: Matrix) -> Matrix:
    """Scores by logistic regression."""
    return np.c_[new, np.ones(len(new))] @ logistic_weights(known, kinds)


def ridge(known: Matrix, kinds: NDArray[np.int64], new: Matrix) -> Matrix:
    """Scores by ridge regression on centred vectors of length 1."""
    rows, others = (np.c_[part, np.ones(len(part))] for part in _centred(known, new))
    wanted = np.eye(len(KINDS))[kinds]
    return np.asarray(others @ np.linalg.solve(rows.T @ rows + 0.3 * np.eye(rows.shape[1]), rows.T @ wanted))


def discriminant(known: Matrix, kinds: NDArray[np.int64], new: Matrix) -> Matrix:
    """Scores by linear discriminants with a shrunk covariance."""
    rows, others = _centred(known, new)
    means = np.array([rows[kinds == kind].mean(0) for kind in range(len(KINDS))])
    rest = rows - means[kinds]
    within = rest.T @ rest / len(rest)
    within = (1 - _SHRINKAGE) * within + _SHRINKAGE * np.trace(within) / len(within) * np.eye(len(within))
    solved = np.linalg.solve(within, means.T)
    return np.asarray(others @ solved - (means.T * solved).sum(0) / 2)


def neighbours(count: int, *, centred: bool = True) -> Reading:
    """Votes of the `count` nearest, each by the 8th power of its cosine."""

    def read(known: Matrix, kinds: NDArray[np.int64], new: Matrix) -> Matrix:
        rows, others = _centred(known, new) if centred else (known, new)
        return _votes(rows, kinds, others, count)

    return read


def _votes(rows: Matrix, kinds: NDArray[np.int64], others: Matrix, count: int) -> Matrix:
    near = others @ rows.T
    order = np.argsort(-near, axis=1)[:, :count]
    votes = np.zeros((len(others), len(KINDS)))
    for place in order.T:
        own = np.arange(len(others))
        votes[own, kinds[place]] += np.maximum(near[own, place], 0) ** 8
    return votes


def _centred(known: Matrix, new: Matrix) -> tuple[Matrix, Matrix]:
    moved = [part - known.mean(0) for part in (known, new)]
    rows, others = (part / np.linalg.norm(part, axis=1, keepdims=True) for part in moved)
    return rows, others


def held_out(reading: Reading, vectors: Matrix, kinds: NDArray[np.int64], folds: int = FOLDS) -> Matrix:
    """Each sentence's scores by a reading that has not seen its fold; as many folds as sentences: leave one out."""
    order = np.random.default_rng(0).permutation(len(kinds))
    scores = np.zeros((len(kinds), len(KINDS)))
    for fold in range(folds):
        out = order[fold::folds]
        kept = np.setdiff1d(order, out)
        scores[out] = reading(vectors[kept], kinds[kept], vectors[out])
    return scores


def report(plain: Matrix, hidden: Matrix, kinds: NDArray[np.int64]) -> list[str]:
    """The parts of the page of measurements, in Markdown."""
    readings: list[tuple[str, Reading]] = [
        ("nearest", neighbours(1, centred=False)),
        ("nearest, centred", neighbours(1)),
        ("9 nearest, centred", neighbours(9)),
        ("ridge regression", ridge),
        ("discriminants", discriminant),
        ("logistic regression (shipped)", logistic),
    ]
    every = len(kinds)
    rows = []
    for name, reading in readings:
        row = [name] + [_share(held_out(reading, vectors, kinds), kinds) for vectors in (plain, hidden)]
        slow = reading in (logistic, discriminant)
        rows.append([*row, "-" if slow else _share(held_out(reading, hidden, kinds, every), kinds)])
    scores = held_out(logistic, hidden, kinds)
    return [
        f"`python -m benchmarks.encoder measure`: {every} sentences of the bank, {len(KINDS)} kinds; percent right "
        f"in {FOLDS} random folds. Masked: times, days, lengths, sums and names replaced by the same few before "
        "embedding. The sentences were written by one hand, so a stranger's text may fare worse.",
        table(("reading", "as they are", "masked", "masked, leave one out"), rows),
        "## How sure the shipped reading is",
        table(("chance at least", "sentences", "% of all", "% right"), _sureness(scores, kinds)),
        "## Kind by kind, masked, folds",
        table(("kind", "sentences", "% found", "most often taken for"), _by_kind(scores, kinds)),
    ]


def _share(scores: Matrix, kinds: NDArray[np.int64]) -> str:
    return f"{100 * float((scores.argmax(1) == kinds).mean()):.1f}"


def _sureness(scores: Matrix, kinds: NDArray[np.int64]) -> list[list[str]]:
    chances, right = softmax(scores / temperature(scores, kinds)).max(1), scores.argmax(1) == kinds
    return [
        [
            f"{least}",
            str((chances >= least).sum()),
            f"{100 * (chances >= least).mean():.0f}",
            f"{100 * right[chances >= least].mean():.1f}" if (chances >= least).any() else "-",
        ]
        for least in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
    ]


def _by_kind(scores: Matrix, kinds: NDArray[np.int64]) -> list[list[str]]:
    rows = []
    for number, kind in enumerate(KINDS):
        taken = np.bincount(scores[kinds == number].argmax(1), minlength=len(KINDS))
        right = taken[number] / taken.sum()
        wrong = [int(at) for at in np.argsort(-taken) if at != number and taken[at]][:2]
        named = ", ".join(f"{KINDS[at]} ({taken[at]})" for at in wrong) or "-"
        rows.append([kind, str(int(taken.sum())), f"{100 * right:.0f}", named])
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
