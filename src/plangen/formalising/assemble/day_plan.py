"""Plans of days: trips as stays at places, one after the other, on the ways that there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plangen.formalising.assemble.problem import Check, Problem, bounds
from plangen.formalising.assemble.routes import quoted
from plangen.formalising.calendar import Calendar
from plangen.formalising.facts import Activity, Lasts, Present, Way, Whole
from plangen.formalising.phrases import slug
from plangen.schema import Slot

_ANY_TIME = (0, 60)


def day_plan(problem: Problem) -> list[Slot]:
    """The slots of the stays, in days; the constraints go to `problem`."""
    _name_stays(problem)
    stays = [item for item in problem.activities if item.place is not None]
    for item in problem.activities:
        if item.place is None:
            problem.unread(item.said, "a stay at no known place")
    places = list(dict.fromkeys(str(item.place) for item in stays))
    whole, ends = _whole(problem)
    _lengths(problem, stays, whole)
    if ends is not None and whole is not None:
        problem.add("whole", {"type": "bounds", "start": ends[0], "end": ends[1]}, whole.said)
    if places:
        said = stays[0].said if whole is None else whole.said
        problem.add("each_once", {"type": "cover", "field": "location", "values": places, "once": True}, said)
    _direct(problem, places)
    _present(problem, places)
    first, last = ends or _ANY_TIME
    return [
        Slot(id=slug(place), action="stay", location=place, within=((first, last),), duration=(0, last - first))
        for place in (str(item.place) for item in stays)
    ]


def _name_stays(problem: Problem) -> None:
    """Stays that are known by no place's name are at what their own words name."""
    for at, item in enumerate(problem.activities):
        if item.place is None and item.phrase[:1].isupper():
            problem.activities[at] = replace(item, place=item.phrase)


def _whole(problem: Problem) -> tuple[Whole | None, tuple[int, int] | None]:
    """The statement of the whole trip's length, and its first and last day."""
    dated = [fact for fact in problem.of(Whole) if fact.dates]
    days = _days(problem.calendar, dated)
    if len(days) > 1:
        return dated[0], (min(days), max(days))
    for fact in problem.of(Whole):
        if fact.days is not None:
            return fact, (1, fact.days)
    return None, None


def _days(calendar: Calendar, dated: Sequence[Whole]) -> Sequence[int]:
    return calendar.indices([day for fact in dated for day in fact.dates]) or ()


def _lengths(problem: Problem, stays: Sequence[Activity], whole: Whole | None) -> None:
    """How long each stay takes; of days that two places share, one is the day of travel."""
    shared = _shared(problem, stays, whole)
    for fact in problem.of(Lasts):
        stay = next((item for item in stays if item.id == fact.activity), None)
        if stay is None:
            continue
        less = 1 if fact.unit == "days" and shared else 0
        low = None if fact.low is None else fact.low - less
        high = None if fact.high is None else fact.high - less
        check: Check = {"type": "duration", "select": {"location": stay.place}}
        problem.add(f"stay_{stay.place}", check | bounds(low, high), fact.said)


def _shared(problem: Problem, stays: Sequence[Activity], whole: Whole | None) -> bool:
    """Whether a day of travel counts for both places: then the lengths add up to the whole and one a move."""
    lengths = [fact.low for fact in problem.of(Lasts) if fact.unit == "days" and fact.low is not None]
    if whole is None or whole.days is None or len(lengths) != len(stays):
        return True
    return sum(lengths) != whole.days


def _direct(problem: Problem, places: Sequence[str]) -> None:
    """Only the ways that are named may be taken."""
    ways = [way for way in problem.of(Way) if way.minutes is None]
    if not ways:
        return
    lag: dict[str, dict[str, int]] = {}
    for way in ways:
        if way.start in places and way.end in places:
            lag.setdefault(way.start, {})[way.end] = 0
    problem.add("ways", {"type": "transition", "lag": lag, "exact": True}, quoted(ways))


def _present(problem: Problem, places: Sequence[str]) -> None:
    for fact in problem.of(Present):
        days = problem.calendar.indices(fact.days)
        if not days or fact.place not in places:
            problem.unread(fact.said, "its days or place are not known")
            continue
        check: Check = {"type": "present", "location": fact.place, "interval": [min(days), max(days)]}
        problem.add(f"be_in_{fact.place}", check, fact.said)
