"""NATURAL PLAN's meeting tasks: as many friends as possible on one day, with walks between their places.

The day has no date: its ticks are minutes from midnight, which a clock without origin calls Monday.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plangen.errors import ParseError
from plangen.reading import Clock
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.tasks.natural_plan_base import Prompt, distinct, key, quoted

_OPENING = re.compile(
    r"You are visiting [^.]+? for the day and want to (?P<goal>meet as many friends as possible)\. "
    r"Solve the problem by considering various different schedules and picking the best one to optimize your goals\."
)
_TABLE = re.compile(r"Travel distances \(in minutes\):\n(?:[^\n:]+: \d+\.\n?)+")
_WALK = re.compile(r"(?P<origin>[^\n:]+?) to (?P<target>[^\n:]+?): (?P<minutes>\d+)\.")
_HEAD = re.compile("CONSTRAINTS:")
_TIME = r"\d{1,2}:\d\d[AP]M"
_ARRIVAL = re.compile(rf"You arrive at (?P<place>[^.]+?) at (?P<time>{_TIME})\.")
_FRIEND = re.compile(rf"(?P<who>[^.]+?) will be at (?P<place>[^.]+?) from (?P<from>{_TIME}) to (?P<to>{_TIME})\.")
_LENGTH = re.compile(r"You'd like to meet (?P<who>[^.]+?) for a minimum of (?P<minutes>\d+) minutes\.")
_CLOCK = Clock("minute")


@dataclass(frozen=True, slots=True)
class _Friend:
    """One friend: the place, the minutes of presence, the minutes wanted, and the spans that say so."""

    who: str
    place: str
    window: tuple[int, int]
    minutes: int
    spans: tuple[tuple[int, int], tuple[int, int]]


def meeting_task(name: str, text: str) -> Task:
    """The task that `text` states.

    One optional slot `meet_<who>` for each friend; a `window` and a `duration` for each, one `transition` for the
    walks from the place of arrival on, `minimise` (`steps`, as many as can be). Raises `ParseError` for a text of
    which any part is not understood.
    """
    prompt = Prompt(text)
    goal = prompt.demand(_OPENING)
    table = prompt.demand(_TABLE)
    lag = _walks(table.group())
    prompt.demand(_HEAD)
    arrival = prompt.demand(_ARRIVAL)
    friends = []
    while prompt.text[prompt.at :].strip():
        friends.append(_friend(prompt))
    _reachable([arrival["place"], *(friend.place for friend in friends)], lag)
    time = _CLOCK.parse(arrival["time"], near=0)
    walks = {"type": "transition", "lag": lag, "origin": arrival["place"], "origin_time": time}
    constraints = (
        quoted("walks", (table.start(), table.start() + len(table.group().rstrip())), text, walks),
        quoted("arrival", arrival.span(), text, {"type": "window", "earliest": time}),
        *(constraint for friend in friends for constraint in _demands(friend, text)),
        quoted("most_friends", goal.span("goal"), text, {"type": "minimise", "objective": "steps", "sense": "max"}),
    )
    distinct(constraint.id for constraint in constraints)
    plan_format = PlanFormat(unit="minute", slots=tuple(_slot(friend) for friend in friends))
    return Task(id=name, text=text, constraints=constraints, plan_format=plan_format)


def _walks(table: str) -> dict[str, dict[str, int]]:
    lag: dict[str, dict[str, int]] = {}
    for line in table.strip().splitlines()[1:]:
        match = _WALK.fullmatch(line.strip())
        if match is None:
            raise ParseError(f"the prompt says `{line[:80]}`, which the template does not have")
        row = lag.setdefault(match["origin"], {})
        if match["target"] in row:
            raise ParseError(f"the prompt gives the way from {match['origin']} to {match['target']} twice")
        row[match["target"]] = int(match["minutes"])
    return lag


def _friend(prompt: Prompt) -> _Friend:
    place = prompt.demand(_FRIEND)
    length = prompt.demand(_LENGTH)
    if place["who"] != length["who"]:
        raise ParseError(f"the prompt speaks of {place['who']} and goes on with {length['who']}")
    window = _CLOCK.intervals(f"Monday {place['from']} to {place['to']}")[0]
    minutes = int(length["minutes"])
    if minutes > window[1] - window[0]:
        raise ParseError(f"{place['who']} stays less than the {minutes} minutes wanted")
    return _Friend(place["who"], place["place"], window, minutes, (place.span(), length.span()))


def _reachable(places: list[str], lag: Mapping[str, Mapping[str, int]]) -> None:
    """Every place must stand in the table, or a misspelt one would only look like a place without a way to it."""
    for place in places:
        if place not in lag:
            raise ParseError(f"the prompt gives no way from {place}")


def _demands(friend: _Friend, text: str) -> tuple[Constraint, Constraint]:
    select = {"actor": friend.who}
    window = {"type": "window", "select": select, "earliest": friend.window[0], "latest": friend.window[1]}
    length = {"type": "duration", "select": select, "min": friend.minutes}
    name = key(friend.who)
    return (
        quoted(f"{name}_window", friend.spans[0], text, window),
        quoted(f"{name}_length", friend.spans[1], text, length),
    )


def _slot(friend: _Friend) -> Slot:
    return Slot(
        id=f"meet_{key(friend.who)}",
        action="meet",
        location=friend.place,
        actors=(friend.who,),
        within=(friend.window,),
        duration=(friend.minutes, friend.window[1] - friend.window[0]),
        optional=True,
    )
