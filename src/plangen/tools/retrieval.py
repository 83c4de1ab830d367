"""Which of many tools a task may need: by shared words (BM25), or by nearness of vectors that a model made."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from plangen.tools.spec import ToolSpec

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_K1, _B = 1.2, 0.75
_NAME_COUNTS = 3
"""How often the words of a tool's name count, against once for those of its description."""


def described(spec: ToolSpec) -> str:
    """A tool as one text: its name, what it does, and its arguments."""
    arguments = (f"{name} {item.get('description', '')}" for name, item in spec.properties.items())
    return f"{spec.name}. {spec.description} {' '.join(arguments)}".strip()


def by_words(task: str, tools: Sequence[ToolSpec], most: int) -> tuple[ToolSpec, ...]:
    """At most `most` tools, the best by BM25 first (Robertson and Zaragoza 2009, k1 1.2, b 0.75).

    Tools that share no word with the task come last, in their own order, so that the number asked for is given.
    """
    documents = [Counter(_words(spec.name) * _NAME_COUNTS + _words(described(spec))) for spec in tools]
    average = sum(document.total() for document in documents) / max(1, len(documents))
    found_in = Counter(word for document in documents for word in document)
    wanted = sorted(set(_words(task)))

    def score(document: Counter[str]) -> float:
        scale = _K1 * (1 - _B + _B * document.total() / average)
        return sum(
            math.log(1 + (len(documents) - found_in[word] + 0.5) / (found_in[word] + 0.5))
            * document[word] * (_K1 + 1) / (document[word] + scale)
            for word in wanted
            if document[word]
        )  # fmt: skip

    return _best(tools, [score(document) for document in documents], most)


def by_vectors(
    task: Sequence[float], vectors: Sequence[Sequence[float]], tools: Sequence[ToolSpec], most: int
) -> tuple[ToolSpec, ...]:
    """At most `most` tools, the nearest first; `vectors` are of `described(tool)`, all of length 1."""
    return _best(tools, [sum(a * b for a, b in zip(task, vector, strict=True)) for vector in vectors], most)


def _best(tools: Sequence[ToolSpec], scores: Sequence[float], most: int) -> tuple[ToolSpec, ...]:
    order = sorted(range(len(tools)), key=lambda place: (-scores[place], place))
    return tuple(tools[place] for place in order[:most])


def _words(text: str) -> list[str]:
    """Lower-case words without a plural's s; names are split at `_` and at capitals."""
    words = (word.lower() for word in _WORD.findall(_CAMEL.sub(" ", text)))
    return [word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words]
