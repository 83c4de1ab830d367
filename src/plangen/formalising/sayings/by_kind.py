"""Which reader reads a statement of which kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from plangen.formalising.facts import Fact
from plangen.formalising.kinds import Kind
from plangen.formalising.sayings.aims import lengths, objective, request
from plangen.formalising.sayings.limits import limit
from plangen.formalising.sayings.orders import order, part
from plangen.formalising.sayings.saying import Saying
from plangen.formalising.sayings.times import blocked, open_hours
from plangen.formalising.sayings.ways import event, start, travel


def facts_of(saying: Saying, kind: Kind | None) -> list[Fact]:
    """The facts of a statement of this kind; what it demands and nobody understood goes to `unread`.

    A question that is no request demands nothing for certain, so it is unread.
    """
    if kind is None:
        saying.unread("its kind is not settled")
        return []
    if saying.words.rstrip().endswith("?") and kind not in {"request", "context", "free"}:
        saying.unread("it is a question")
        return []
    saying.subject = saying.who()
    return list(_READERS[kind](saying))


def _nothing(saying: Saying) -> Iterator[Fact]:
    saying.idle()
    yield from ()


_READERS: Mapping[Kind, Callable[[Saying], Iterator[Fact]]] = {
    "request": request,
    "blocked": blocked,
    "open": open_hours,
    "free": _nothing,
    "context": _nothing,
    "length": lengths,
    "travel": travel,
    "start": start,
    "event": event,
    "order": order,
    "limit": limit,
    "part": part,
    "objective": objective,
}
