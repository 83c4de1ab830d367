"""The official score of NATURAL PLAN's meeting tasks, in our own words, and our plans in its answer form.

Source: the description of the benchmark's rule (arXiv 2406.04520). The sentences of the answer are acted out from the
start: "You travel to", "You wait until" and "You meet" move place and clock, each meeting takes the friend's minimum,
and the first sentence that cannot be acted out ends it. The task is solved when as many meetings were reached as in
the gold plan. Times written elsewhere are ignored, and so is an error behind the last meeting that counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plangen.schema import Plan, Step
from plangen.tasks.natural_plan_base import key

Row = Mapping[str, Any]
_HEAD = "SOLUTION:"
_TRAVEL = re.compile(r"You travel to (?P<place>.+?) in ")
_WAIT = re.compile(r"You wait until (?P<time>\d{1,2}:\d\d[AP]M)")
_MEET = re.compile(r"You meet (?P<who>.+?) for ")
_MET = re.compile(
    r"You meet (?P<who>.+?) for \d+ minutes from (?P<from>\d{1,2}:\d\d[AP]M) to (?P<to>\d{1,2}:\d\d[AP]M)"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)([AP])M")


def official_meetings(row: Row, answer: str | Sequence[str]) -> int:
    """The number of meetings that the official rule reaches in an answer."""
    (place, begin), *wanted = row["official_constraints"]
    friends = {who: (where, *map(minutes, hours.split(" to ")), length) for who, where, hours, length in wanted}
    now, met = minutes(begin), set[str]()
    for said in _sentences(answer):
        if match := _TRAVEL.match(said):
            if match["place"] not in row["dist_matrix"].get(place, {}):
                break
            now, place = now + row["dist_matrix"][place][match["place"]], match["place"]
        elif match := _WAIT.match(said):
            if minutes(match["time"]) <= now:
                break
            now = minutes(match["time"])
        elif match := _MEET.match(said):
            who = match["who"]
            if who in met or who not in friends:
                break
            where, opening, closing, length = friends[who]
            if place != where or not opening <= now <= now + length <= closing:
                break
            met.add(who)
            now += length
        elif not said.startswith("You start"):
            break
    return len(met)


def meeting_score(row: Row, answer: str | Sequence[str]) -> bool:
    """Whether the official rule counts the answer as solved."""
    return official_meetings(row, answer) == official_meetings(row, row["golden_plan"])


def meeting_answer(row: Row, plan: Plan) -> str:
    """The plan in the benchmark's sentences; walks are looked up in the row, a way that it lacks takes 0 minutes.

    The rule lets a meeting end after the friend's minimum, so a later start is said even where a longer meeting
    leaves nothing to wait for. The empty text when a step has no times, place or friend.
    """
    (place, begin), *wanted = row["official_constraints"]
    least = {who: length for who, _, _, length in wanted}
    now, said = minutes(begin), [f"You start at {place} at {begin}."]
    if any(step.start is None or step.end is None or step.location is None or not step.actors for step in plan.steps):
        return ""
    for step in sorted(plan.steps, key=lambda step: (step.start, step.end)):
        if step.location != place:
            walk = row["dist_matrix"].get(place, {}).get(step.location, 0)
            now, place = now + walk, step.location
            said.append(f"You travel to {place} in {walk} minutes and arrive at {clock(now)}.")
        if step.start > now:
            said.append(f"You wait until {clock(step.start)}.")
        who, length = ", ".join(step.actors), step.end - step.start
        now = step.start + least.get(who, length)
        said.append(f"You meet {who} for {length} minutes from {clock(step.start)} to {clock(step.end)}.")
    return f"{_HEAD} {' '.join(said)}"


def meeting_gold(row: Row) -> Plan:
    """The gold plan as typed steps: place and times as its own sentences give them."""
    place, steps = row["official_constraints"][0][0], []
    for said in row["golden_plan"]:
        if travel := _TRAVEL.match(said):
            place = travel["place"]
        elif met := _MET.match(said):
            start, end = minutes(met["from"]), minutes(met["to"])
            name = f"meet_{key(met['who'])}"
            steps.append(Step(id=name, action="meet", location=place, actors=(met["who"],), start=start, end=end))
    return Plan(unit="minute", steps=tuple(steps))


def minutes(time: str) -> int:
    """`1:30PM` in minutes from midnight."""
    match = _CLOCK.fullmatch(time.strip())
    if match is None:
        raise ValueError(f"`{time}` is not a time like 1:30PM")
    return int(match[1]) % 12 * 60 + int(match[2]) + (720 if match[3] == "P" else 0)


def clock(minute: int) -> str:
    """Minutes from midnight as `1:30PM`."""
    hour, rest = divmod(minute % 1440, 60)
    return f"{hour % 12 or 12}:{rest:02d}{'PM' if hour >= 12 else 'AM'}"


def _sentences(answer: str | Sequence[str]) -> list[str]:
    text = answer if isinstance(answer, str) else " ".join(answer)
    return [said.strip() for said in text.partition(_HEAD)[2 if _HEAD in text else 0].split(".") if said.strip()]
