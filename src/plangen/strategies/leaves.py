"""How a step-wise search ends: with its complete plans, or with its best partial plan written to the end."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from plangen.schema import Candidate
from plangen.strategies.base import Generate
from plangen.strategies.selection import ranked

Ends = Generator[Generate, list[Candidate], list[Candidate]]


def leaves(ends: Sequence[Candidate], front: Sequence[Candidate], *, temperature: float) -> Ends:
    """`ends`, or, if there is none, one draft that completes the best of `front`.

    The papers say nothing of a search that runs out of depth; returning nothing would waste all it has found.
    """
    if ends or not front:
        return list(ends)
    return (yield Generate(mode="complete", parents=(ranked(front)[0],), temperature=temperature))
