"""Answers a question once for each of the best passages, then ranks the answers (Lazaridou et al., arXiv 2203.05115).

Each passage conditions an answer alone. Answers are ranked by a product of experts; who the experts are (the
likelihoods of the paper, or a verifier's score where no likelihoods can be had) is up to the function that answers.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from plangen.errors import UsageError
from plangen.tools.web.pages import Page
from plangen.tools.web.passages import SENTENCES, passages, relevance
from plangen.tools.web.tainted import Tainted
from plangen.tools.web.together import together

RELEVANCE = "relevance"
"""The expert that every passage brings along: its cosine with the question."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of a page: what it says, where in its text (`[start, end)`), and its cosine with the question."""

    quote: Tainted
    title: str
    start: int
    end: int
    sha256: str
    relevance: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a passage answers, and how each expert scores it: probabilities in [0, 1], `None` for no judgement."""

    text: str
    experts: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the evidence it rests on, and its score; `None` where no expert could judge."""

    answer: str
    evidence: Evidence
    score: float | None


AnswerFrom = Callable[[str, Evidence], Awaitable[Answer | None]]
"""Question and evidence to an answer, or `None` where the evidence does not answer; evidence goes first in a prompt."""


def best_passages(
    question: str, pages: Sequence[Page], *, most: int = 50, sentences: int = SENTENCES
) -> tuple[Evidence, ...]:
    """The `most` passages of the pages nearest to the question, best first; one that shares no word is left out."""
    cut = [(page, passage) for page in pages for passage in passages(page.text, sentences=sentences)]
    scores = relevance(question, [passage.text for _, passage in cut])
    order = sorted((i for i in range(len(cut)) if scores[i] > 0), key=lambda i: (-scores[i], i))
    found = ((*cut[i], scores[i]) for i in order[:most])
    return tuple(
        Evidence(Tainted(passage.text, page.url), page.title, passage.start, passage.end, page.sha256, score)
        for page, passage, score in found
    )


async def answers(
    question: str,
    evidence: Sequence[Evidence],
    answer: AnswerFrom,
    *,
    weights: Mapping[str, float] | None = None,
    at_once: int = 8,
) -> tuple[Answered, ...]:
    """One answer for each passage that gives one, best first; those that no expert could judge come last.

    At most `at_once` run at a time. An error of `answer` cancels the rest and is raised.
    """
    said = await together(lambda item: answer(question, item), evidence, at_once=at_once)
    found = [
        Answered(given.text, item, product_of_experts({RELEVANCE: item.relevance, **given.experts}, weights))
        for item, given in zip(evidence, said, strict=True)
        if given is not None
    ]
    return tuple(sorted(found, key=lambda a: -1.0 if a.score is None else a.score, reverse=True))


def product_of_experts(experts: Mapping[str, float | None], weights: Mapping[str, float] | None = None) -> float | None:
    """The weighted geometric mean of the experts that judged, in [0, 1]; `None` where none did.

    The mean, not the bare product: an expert that abstains neither helps nor harms. A weight not given is 1. Raises
    UsageError for a score outside [0, 1] or a weight that is not positive.
    """
    total = weight_sum = 0.0
    for name, score in experts.items():
        weight = (weights or {}).get(name, 1.0)
        if not weight > 0 or (score is not None and not 0 <= score <= 1):
            raise UsageError(f"the expert `{name}` has no probability or weight", hint="give [0, 1] and above 0")
        if score is not None:
            total += weight * (math.log(score) if score else -math.inf)
            weight_sum += weight
    return math.exp(total / weight_sum) if weight_sum else None
