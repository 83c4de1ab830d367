"""Cuts a text into passages of a few sentences and ranks them by how well they fit a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SENTENCES = 6
_LONGEST_SENTENCE = 600
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[^a-z\s])|\n+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text: `text` is what stands at the characters `[start, end)`."""

    text: str
    start: int
    end: int


def passages(text: str, *, sentences: int = SENTENCES) -> tuple[Passage, ...]:
    """The text in passages of `sentences` sentences each, in order; nothing but blanks is lost between them.

    A line break ends a sentence, and so do 600 characters without an end.
    """
    spans = _sentences(text)
    groups = [spans[i : i + sentences] for i in range(0, len(spans), sentences)]
    return tuple(Passage(text[g[0][0] : g[-1][1]], g[0][0], g[-1][1]) for g in groups)


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts = [(0, 0), *((m.start(), m.end()) for m in _END.finditer(text)), (len(text), len(text))]
    spans: list[tuple[int, int]] = []
    for (_, start), (end, _) in pairwise(cuts):
        for begin in range(start, end, _LONGEST_SENTENCE):
            stop = min(begin + _LONGEST_SENTENCE, end)
            if text[begin:stop].strip():
                spans.append((begin, stop))
    return spans


def relevance(question: str, texts: Sequence[str]) -> list[float]:
    """The cosine of the TF-IDF vectors of the question and each text, in [0, 1]; 0 where they share no word.

    Weights are count × (ln((1 + N) / (1 + n)) + 1) over these N texts, as in Lazaridou et al. (arXiv 2203.05115).
    """
    counts = [_words(text) for text in texts]
    seen = Counter(word for count in counts for word in count)
    weights = {word: math.log((1 + len(texts)) / (1 + n)) + 1 for word, n in seen.items()}
    asked = {word: n * weights[word] for word, n in _words(question).items() if word in weights}
    length = math.sqrt(sum(value * value for value in asked.values()))
    return [_cosine(asked, length, count, weights) for count in counts]


def _cosine(asked: Mapping[str, float], length: float, count: Counter[str], weights: Mapping[str, float]) -> float:
    own = math.sqrt(sum((n * weights[word]) ** 2 for word, n in count.items()))
    if not length or not own:
        return 0.0
    return min(1.0, sum(value * count[word] * weights[word] for word, value in asked.items()) / (length * own))


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))
