"""NATURAL PLAN's trip tasks: cities in an order that direct flights allow, each for its days.

A stay on days 5 to 8 is a step with start 5 and end 8: the day of a flight belongs to both cities, so n days have
length n - 1. A flight "from A to B" goes one way, "A and B" both ways.
"""

from __future__ import annotations

import re

from plangen.errors import ParseError
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.tasks.natural_plan_base import Prompt, distinct, key, quoted

_OPENING = re.compile(
    r"(?P<cover>You plan to visit (?P<number>\d+) European cities) (?P<bounds>for (?P<days>\d+) days in total)\. "
    r"You only take direct flights to commute between cities\."
)
_CITY = r"(?P<city>[^.,]+?)"
_STAYS = (
    re.compile(rf"You want to spend (?P<days>\d+) days? in {_CITY}\."),
    re.compile(rf"You plan to stay in {_CITY} for (?P<days>\d+) days?\."),
    re.compile(rf"You would like to visit {_CITY} for (?P<days>\d+) days?\."),
)
_BETWEEN = r"between day (?P<from>\d+) and day (?P<to>\d+)"
_EVENTS = (
    re.compile(rf"You are going to attend a wedding in {_CITY} {_BETWEEN}\."),
    re.compile(rf"You want to meet a friend in {_CITY} {_BETWEEN}\."),
    re.compile(rf"You plan to visit relatives in {_CITY} {_BETWEEN}\."),
    re.compile(rf"You have to attend a workshop in {_CITY} {_BETWEEN}\."),
    re.compile(rf"You would like to meet your friends at {_CITY} {_BETWEEN} to tour together\."),
    re.compile(rf"From day (?P<from>\d+) to day (?P<to>\d+), there is an? annual show you want to attend in {_CITY}\."),
    re.compile(rf"During day (?P<from>\d+) and day (?P<to>\d+), you have to attend a conference in {_CITY}\."),
)
_FLIGHTS = re.compile(r"Here are the cities that have direct flights:\n(?P<list>[^.\n]+)\.")
_ONE_WAY = re.compile(r"from (?P<a>.+?) to (?P<b>.+)")
_BOTH_WAYS = re.compile(r"(?P<a>.+?) and (?P<b>.+)")
_CLOSING = re.compile(
    r"Find a trip plan of visiting the cities for (?P<days>\d+) days by taking direct flights to commute between them\."
)


def trip_task(name: str, text: str) -> Task:
    """The task that `text` states.

    One slot `stay_<city>` for each city; `cover`, `bounds`, a `duration` for each city, a `present` for each event
    and one exact `transition` over the direct flights. Raises `ParseError` for a text of which any part is not
    understood.
    """
    prompt = Prompt(text)
    opening = prompt.demand(_OPENING)
    last = int(opening["days"])
    stays, events = _sentences(prompt)
    flights = prompt.demand(_FLIGHTS)
    if int(prompt.demand(_CLOSING)["days"]) != last:
        raise ParseError("the prompt gives two lengths of the trip")
    prompt.end()
    cities = [stay["city"] for stay in stays]
    if len(cities) != int(opening["number"]):
        raise ParseError(f"the prompt speaks of {opening['number']} cities and gives the days of {len(cities)}")
    distinct(f"{key(city)}_days" for city in cities)
    cover = {"type": "cover", "field": "location", "values": cities, "once": True}
    transition = {"type": "transition", "lag": _connections(flights["list"], cities), "exact": True}
    constraints = (
        quoted("cities", opening.span("cover"), text, cover),
        quoted("days", opening.span("bounds"), text, {"type": "bounds", "start": 1, "end": last}),
        *(_stay(match, text) for match in stays),
        *(_event(match, text, cities) for match in events),
        quoted("flights", flights.span(), text, transition),
    )
    distinct(constraint.id for constraint in constraints)
    plan_format = PlanFormat(unit="day", slots=tuple(_slot(match, last) for match in stays))
    return Task(id=name, text=text, constraints=constraints, plan_format=plan_format)


def _sentences(prompt: Prompt) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """The sentences about stays, and those about events, up to the flights."""
    stays: list[re.Match[str]] = []
    events: list[re.Match[str]] = []
    while True:
        for kinds, found in ((_STAYS, stays), (_EVENTS, events)):
            match = next((match for pattern in kinds if (match := prompt.take(pattern))), None)
            if match is not None:
                found.append(match)
                break
        else:
            return stays, events


def _connections(listed: str, cities: list[str]) -> dict[str, dict[str, int]]:
    """From each city to each that a direct flight reaches, without delay."""
    lag: dict[str, dict[str, int]] = {city: {} for city in cities}
    for part in listed.split(","):
        one_way = _ONE_WAY.fullmatch(part.strip())
        match = one_way or _BOTH_WAYS.fullmatch(part.strip())
        if match is None or match["a"] not in lag or match["b"] not in lag:
            raise ParseError(f"the prompt lists `{part.strip()[:80]}`, which is no flight between two of the cities")
        lag[match["a"]][match["b"]] = 0
        if one_way is None:
            lag[match["b"]][match["a"]] = 0
    return lag


def _stay(match: re.Match[str], text: str) -> Constraint:
    length = _length(match)
    check = {"type": "duration", "select": {"location": match["city"]}, "min": length, "max": length}
    return quoted(f"{key(match['city'])}_days", match.span(), text, check)


def _event(match: re.Match[str], text: str, cities: list[str]) -> Constraint:
    first, last = int(match["from"]), int(match["to"])
    if match["city"] not in cities:
        raise ParseError(f"the prompt gives no days for {match['city']}")
    if first > last:
        raise ParseError(f"the prompt says `{match.group()[:80]}`, which ends before it begins")
    check = {"type": "present", "location": match["city"], "interval": [first, last]}
    return quoted(f"{key(match['city'])}_event", match.span(), text, check)


def _slot(match: re.Match[str], last: int) -> Slot:
    length = _length(match)
    if not 0 <= length < last:
        raise ParseError(f"{match['days']} days in {match['city']} do not fit into the trip")
    return Slot(
        id=f"stay_{key(match['city'])}",
        action="stay",
        location=match["city"],
        within=((1, last),),
        duration=(length, length),
    )


def _length(match: re.Match[str]) -> int:
    return int(match["days"]) - 1
