"""What is asked for: when the plan lies, how long its parts take, what is to be made best."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plangen.formalising.facts import Best, Fact, Free, Who, Whole
from plangen.formalising.sayings.saying import Saying
from plangen.reading.mentions import Day, Length, Quantity

_FINISH = re.compile(
    r"\b(?:finish\w*|done|over|end(?:s|ed)?|ready|complet\w+|makespan|home|eat|work|stop)\b", re.IGNORECASE
)
_EARLY = re.compile(
    r"\b(?:earl\w*st|soonest|as (?:early|soon|short|quickly|fast) as|the sooner|makespan|early as|soon as can"
    r"|first (?:opportunity|available|possible|slot|time))\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\bas many\b|\bas (?:far|much) as\b|\b(?:largest|greatest|maximum) number\b|\bmost (?:people|friends|stops)\b"
)
_CHEAP = re.compile(
    r"\b(?:cheap\w*|cost|costs|spend as little|inexpensive\w*|lowest price|little .{0,20}as possible)\b", re.IGNORECASE
)


def request(saying: Saying) -> Iterator[Fact]:
    """What a plan is asked for: its hours or its dates, and what it should be best at."""
    when = saying.occasions()
    if when and not saying.text.in_days:
        saying.use(when)
        yield Free(Who(), when, saying.said)
    if saying.text.in_days:
        yield from dates(saying)
    _counted(saying)
    yield from _best(saying)


def lengths(saying: Saying) -> Iterator[Fact]:
    """The hours and the aim beside a length; the length itself has gone to its activity."""
    if not saying.values(Length):
        saying.unread("no length is named")
    when = saying.occasions()
    if when and not saying.text.in_days:
        saying.use(when)
        yield Free(saying.subject, when, saying.said)
    yield from _best(saying)


def objective(saying: Saying) -> Iterator[Fact]:
    """What is to be made best."""
    found = list(_best(saying))
    if not found:
        saying.unread("what is to be made best is not understood")
    yield from found


def dates(saying: Saying) -> Iterator[Fact]:
    """The first and the last day of a trip, where the words name them."""
    days = saying.values(Day)
    if days:
        saying.use(days)
        yield Whole(None, tuple(day for value in days for day in value.days), saying.said)


def _counted(saying: Saying) -> None:
    """A number of things asked for is understood when as many things are known."""
    for value in saying.counts():
        amount = value.low if isinstance(value, Quantity) else value.amount
        if amount == len(saying.notes.activities):
            saying.use([value])


def _best(saying: Saying) -> Iterator[Fact]:
    if _MANY.search(saying.words):
        yield Best("steps", True, saying.said)
    elif _CHEAP.search(saying.words):
        yield Best("cost", False, saying.said)
    elif _EARLY.search(saying.words):
        yield Best("end" if _FINISH.search(saying.words) else "start", False, saying.said)
    else:
        return
    saying.use([*saying.values(Length), *saying.counts()])
