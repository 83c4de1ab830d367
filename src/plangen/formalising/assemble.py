"""From facts to a plan format and typed constraints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

from plangen.formalising.calendar import DAY, Calendar, intervals
from plangen.formalising.facts import (
    Activity,
    AtLeast,
    AtMost,
    Begins,
    Best,
    Busy,
    Due,
    Follows,
    Free,
    Lasts,
    OneAtATime,
    Part,
    Present,
    Returns,
    Said,
    Way,
    Whole,
    Who,
)
from plangen.formalising.phrases import slug
from plangen.formalising.text import Notes
from plangen.reading.mentions import Occasion
from plangen.schema import Constraint, PlanFormat, Slot

Check = dict[str, Any]
_ALONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Formal:
    """A text as a typed problem, and which statement each constraint comes from.

    `idle` are spans that demand nothing, `covered` those whose facts went into slots or into constraints that quote
    other words, `unread` those that demand something nobody understood: with one of them nothing may be certified.
    """

    plan_format: PlanFormat
    constraints: tuple[Constraint, ...]
    statements: tuple[int, ...]
    idle: tuple[tuple[int, int], ...]
    covered: tuple[tuple[int, int], ...]
    unread: tuple[tuple[tuple[int, int], str], ...]

    @property
    def worth(self) -> bool:
        """Whether enough was read to plan by: two stays or ways, or activities on a clock, and most of what is said."""
        typed = {str((one.check or {}).get("type")) for one in self.constraints}
        days = self.plan_format.unit == "day"
        enough = len(self.plan_format.slots) > 1 if days else bool(typed & _TIMED) or len(self.plan_format.slots) > 1
        read = {one.span for one in self.constraints} | set(self.covered)
        return bool(self.plan_format.slots) and enough and len({span for span, _ in self.unread}) <= max(1, len(read))


_TIMED = frozenset({"avoid", "window", "transition"})


def assemble(words: str, notes: Notes, calendar: Calendar) -> Formal:
    """The typed problem that the facts describe."""
    builder = _Builder(words, notes, calendar)
    return builder.days() if calendar.unit == "day" else builder.minutes()


class _Builder:
    def __init__(self, words: str, notes: Notes, calendar: Calendar) -> None:
        self.words = words
        self.notes = notes
        self.calendar = calendar
        self.constraints: list[Constraint] = []
        self.statements: list[int] = []
        self.unread = list(notes.unread)
        self.taken: set[str] = set()

    def of(self, *kinds: type) -> list[Any]:
        """The facts of some kinds."""
        return [fact for fact in self.notes.facts if isinstance(fact, kinds)]

    def add(self, name: str, check: Check, said: Said, *, wish: bool | None = None) -> None:
        """One constraint that quotes its statement."""
        quote = self.words[slice(*said.span)]
        self.constraints.append(
            Constraint(
                id=self._id(name),
                text=quote[:500],
                quote=quote[:1000],
                span=said.span,
                kind="soft" if (said.wish if wish is None else wish) else "hard",
                origin="llm",
                check=check,
            )
        )
        self.statements.append(said.statement)

    def _id(self, name: str) -> str:
        found = slug(name, self.taken)
        self.taken.add(found)
        return found

    # Plans of minutes ---------------------------------------------------------------------------------------------

    def minutes(self) -> Formal:
        """Appointments, bookings, errands, cooking, workshops: activities on the clock."""
        self._parts()
        self._participants()
        for fact in self.of(Lasts):
            if fact.unit != "minutes":
                self.unread.append((fact.said.span, "a length in days in a plan of minutes"))
                continue
            check: Check = {"type": "duration", "select": {"id": fact.activity}}
            self.add(f"length_{fact.activity}", check | _bounds(fact.low, fact.high), fact.said)
        for fact in self.of(Busy):
            self._avoid(fact)
        self._free()
        for fact in self.of(Due):
            self._due(fact)
        self._ways()
        for fact in self.of(Follows):
            check = {"type": "precedence", "first": {"id": fact.first}, "then": {"id": fact.then}, "min_lag": fact.lag}
            self.add(f"order_{fact.first}_{fact.then}", check, fact.said)
        self._at_once()
        self._best()
        return self._formal(self._minute_slots())

    def _parts(self) -> None:
        """Who does what: persons and places of activities that other statements name."""
        for fact in self.of(Part):
            for at, item in enumerate(self.notes.activities):
                if item.id == fact.activity:
                    persons = tuple(dict.fromkeys((*item.persons, *fact.persons)))
                    self.notes.activities[at] = replace(item, persons=persons, place=item.place or fact.place)
        for fact in self.of(OneAtATime):
            # One person who does several things one at a time takes part in each of them.
            known = {name for item in self.notes.activities for name in item.persons}
            if len(fact.who.persons) == 1 and not known & set(fact.who.persons) and len(fact.who.activities) > 1:
                for at, item in enumerate(self.notes.activities):
                    if item.id in fact.who.activities:
                        self.notes.activities[at] = replace(item, persons=(*item.persons, *fact.who.persons))

    def _participants(self) -> None:
        """Where there is one activity, everybody with a calendar of their own takes part."""
        if len(self.notes.activities) != 1:
            return
        (only,) = self.notes.activities
        calendars = [name for fact in self.of(Busy, Free) for name in fact.who.persons]
        persons = tuple(dict.fromkeys((*only.persons, *calendars)))
        self.notes.activities[0] = replace(only, persons=persons)

    def _selects(self, who: Who) -> list[Check]:
        """The selections that concern `who`; empty when nobody is known by that name."""
        if who.everyone:
            return [{}]
        actors = {name for item in self.notes.activities for name in item.persons}
        places = {item.place for item in self.notes.activities}
        selects: list[Check] = [{"actor": name} for name in who.persons if name in actors]
        if not selects and len(who.activities) < len(self.notes.activities):
            selects = [{"id": name} for name in who.activities]
        return selects or [{"location": name} for name in who.places if name in places]

    def _avoid(self, fact: Busy) -> None:
        ranges = self._covered_by(fact.when, fact.said)
        if ranges is not None:
            self._forbid(fact.who, ranges, fact.said)

    def _only(self, who: Who, facts: Sequence[Free]) -> None:
        """One and the same may be used in any of the hours that facts give, and in no others."""
        allowed: list[tuple[int, int]] = []
        for fact in facts:
            found = self._allowed(fact.when, fact.said)
            if found is None:
                return
            allowed += found
        self._forbid(who, self._complement(_merged(allowed)), facts[-1].said)

    def _allowed(self, when: Sequence[Occasion], said: Said) -> list[tuple[int, int]] | None:
        """The minutes that times leave: in any of the hours named, and within the bounds named.

        `after 9, before 17` bounds from both sides, `before 9 or after 17` gives two stretches. Bounds of a day leave
        other days as they are; hours named for days leave no other day.
        """
        hours = [one for one in when if one.side in {"range", "day"}]
        found: list[tuple[int, int]] = []
        for day in self.calendar.horizon:
            bounds = [one for one in when if one.side in {"before", "after"} and self._on(one, day)]
            ranges = self._covered_by([one for one in hours if self._on(one, day)], said, only=day)
            if ranges is None:
                return None
            start, end = day * DAY, (day + 1) * DAY
            if bounds:
                low = start + max((one.start or 0 for one in bounds if one.side == "after"), default=0)
                high = start + min((one.end or 0 for one in bounds if one.side == "before"), default=DAY)
                sides = {one.side for one in bounds}
                ranges += [(low, high)] if low < high else [(start, high), (low, end)] if len(sides) == 2 else []
            elif not hours:
                ranges = [(start, end)]
            found += ranges
        if any(self.calendar.indices(one.days) is None for one in when if one.days):
            self.unread.append((said.span, "its day cannot be placed"))
            return None
        return _merged(found)

    def _on(self, one: Occasion, day: int) -> bool:
        days = self.calendar.indices(one.days) if one.days else self.calendar.horizon
        return days is None or day in days

    def _covered_by(
        self, when: Iterable[Occasion], said: Said, *, only: int | None = None
    ) -> list[tuple[int, int]] | None:
        """The minutes that times cover (on the day `only`); `None` when one of their days cannot be placed."""
        found: list[tuple[int, int]] = []
        for one in when:
            days = self.calendar.indices(one.days) if one.days else self.calendar.horizon
            if days is None:
                self.unread.append((said.span, "its day cannot be placed"))
                return None
            found += intervals(self.calendar, one, [day for day in days if only is None or day == only])
        return _merged(found)

    def _complement(self, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The rest of the horizon's days."""
        found: list[tuple[int, int]] = []
        for day in self.calendar.horizon:
            at, end = day * DAY, (day + 1) * DAY
            for start, stop in ranges:
                if stop <= at or start >= end:
                    continue
                if start > at:
                    found.append((at, min(start, end)))
                at = max(at, stop)
            if at < end:
                found.append((at, end))
        return _merged(found)

    def _free(self) -> None:
        """Hours of one and the same that several statements name are taken together; bounds hold each for itself."""
        groups: dict[Who, list[Free]] = {}
        for fact in self.of(Free):
            if fact.who.everyone or all(one.side in {"before", "after"} for one in fact.when):
                self._only(fact.who, [fact])
            else:
                groups.setdefault(fact.who, []).append(fact)
        for who, facts in groups.items():
            self._only(who, facts)

    def _due(self, fact: Due) -> None:
        days = self.calendar.indices(fact.when.days) if fact.when.days else self.calendar.horizon[-1:]
        minute = fact.when.end if fact.when.end is not None else fact.when.start
        selects = self._selects(fact.who)
        if not days or len(days) > 1 or minute is None or not selects:
            self.unread.append((fact.said.span, "what is due, or when, is not understood"))
            return
        for select in selects:
            check: Check = {"type": "window", "latest": days[0] * DAY + minute}
            self.add("due", check | ({"select": select} if select else {}), fact.said)

    def _forbid(self, who: Who, ranges: Sequence[tuple[int, int]], said: Said) -> None:
        selects = self._selects(who)
        if not selects:
            self.unread.append((said.span, "nothing in the plan is known by that name"))
        for select in selects:
            named = next(iter(select.values()), "all")
            if ranges:
                check: Check = {"type": "avoid", "intervals": [list(pair) for pair in ranges]}
                self.add(f"not_{named}", check | ({"select": select} if select else {}), said)

    def _ways(self) -> None:
        ways = [way for way in self.of(Way) if way.minutes is not None]
        begins = next(iter(self.of(Begins)), None)
        if not ways:
            if begins is not None and begins.when is not None:
                self._only(Who(), [Free(Who(), (replace(begins.when, side="after"),), begins.said)])
            return
        lag: dict[str, dict[str, int]] = {}
        for way in ways:
            lag.setdefault(way.start, {})[way.end] = way.minutes
        check: Check = {"type": "transition", "lag": lag}
        said = Said((ways[0].said.span[0], ways[-1].said.span[1]), ways[0].said.statement)
        if begins is not None and begins.place is not None:
            check["origin"] = begins.place
            at = None if begins.when is None else self._tick(begins.when)
            if at is not None:
                check["origin_time"] = at
        self.add("ways", check, said)
        for back in self.of(Returns):
            by = None if back.when is None else self._tick(back.when)
            for place in {item.place for item in self.notes.activities} - {None}:
                needed = 0 if place == back.place else lag.get(str(place), {}).get(back.place)
                if by is None or needed is None:
                    self.unread.append((back.said.span, "the way back is not known"))
                    break
                late: Check = {"type": "window", "select": {"location": place}, "latest": by - needed}
                self.add(f"back_from_{place}", late, back.said)

    def _tick(self, occasion: Any) -> int | None:
        days = self.calendar.indices(occasion.days) if occasion.days else self.calendar.horizon[:1]
        minute = occasion.start if occasion.start is not None else occasion.end
        return None if not days or minute is None else days[0] * DAY + minute

    def _at_once(self) -> None:
        for fact in self.of(OneAtATime):
            for select in self._alone(fact):
                check: Check = {"type": "no_overlap"} | ({"select": select} if select else {})
                self.add("one_at_a_time", check | ({"gap": fact.gap} if fact.gap else {}), fact.said)
        for fact in self.of(AtMost):
            check = {"type": "capacity", "resource": "at_once", "limit": fact.limit}
            self.add("at_most_at_once", check, fact.said)
        for fact in self.of(AtLeast):
            self.notes.activities[:] = [replace(item, optional=True) for item in self.notes.activities]
            self.add("at_least", {"type": "count", "min": fact.number}, fact.said)
        if not self.of(OneAtATime, AtMost) and not self.of(Way):
            counts: dict[str, int] = {}
            for item in self.notes.activities:
                for name in item.persons:
                    counts[name] = counts.get(name, 0) + 1
            for name in (name for name, count in counts.items() if count > 1):
                said = next(item.said for item in self.notes.activities if name in item.persons)
                self.add(f"one_{name}", {"type": "no_overlap", "select": {"actor": name}}, said)

    def _alone(self, fact: OneAtATime) -> list[Check]:
        """What holds one at a time: those named, or each place (else person) for itself, or all there is."""
        places = list(dict.fromkeys(item.place for item in self.notes.activities if item.place is not None))
        if fact.who.places or fact.who.persons:
            return self._selects(replace(fact.who, activities=())) or [{}]
        if fact.each and places and all(item.place for item in self.notes.activities):
            return [{"location": place} for place in places]
        return [{}]

    def _best(self) -> None:
        for fact in self.of(Best):
            check: Check = {"type": "minimise", "objective": fact.objective}
            if fact.most:
                check["sense"] = "max"
                self.notes.activities[:] = [replace(item, optional=True) for item in self.notes.activities]
            elif fact.objective == "start" and len(self.notes.activities) > 1:
                check["objective"] = "end"
            self.add("best", check, fact.said)
            return

    def _minute_slots(self) -> list[Slot]:
        within = _merged([(day * DAY, (day + 1) * DAY) for day in self.calendar.horizon], join=False)
        every = self._grid()
        slots = []
        for item in self.notes.activities:
            lasts = [fact for fact in self.of(Lasts) if fact.activity == item.id and fact.unit == "minutes"]
            low = max((fact.low for fact in lasts if fact.low is not None), default=1)
            high = min((fact.high for fact in lasts if fact.high is not None), default=DAY)
            uses = {"at_once": 1} if self.of(AtMost) else {}
            slots.append(
                Slot(
                    id=item.id,
                    action=item.phrase,
                    location=item.place,
                    actors=item.persons,
                    within=tuple(within),
                    duration=(low, max(low, high)),
                    every=every,
                    optional=item.optional,
                    resources=uses,
                    cost=item.cost,
                )
            )
        return slots

    def _grid(self) -> int:
        """The largest step that every time and length of the task is a multiple of: no start in between is better."""
        ticks: list[int] = []
        for constraint in self.constraints:
            ticks += _numbers(constraint.check or {})
        return min(gcd(*ticks) or 30, 30) if ticks else 30

    # Plans of days ------------------------------------------------------------------------------------------------

    def days(self) -> Formal:
        """Trips: stays at places, one after the other, on the ways that there are."""
        self._name_stays()
        stays = [item for item in self.notes.activities if item.place is not None]
        for item in self.notes.activities:
            if item.place is None:
                self.unread.append((item.said.span, "a stay at no known place"))
        places = list(dict.fromkeys(str(item.place) for item in stays))
        whole, bounds = self._whole(stays)
        shared = self._shared(stays, whole)
        for fact in self.of(Lasts):
            item = next((item for item in stays if item.id == fact.activity), None)
            if item is None:
                continue
            less = 1 if fact.unit == "days" and shared else 0
            low = None if fact.low is None else fact.low - less
            high = None if fact.high is None else fact.high - less
            check: Check = {"type": "duration", "select": {"location": item.place}}
            self.add(f"stay_{item.place}", check | _bounds(low, high), fact.said)
        if bounds is not None and whole is not None:
            self.add("whole", {"type": "bounds", "start": bounds[0], "end": bounds[1]}, whole.said)
        if places:
            said = stays[0].said if whole is None else whole.said
            self.add("each_once", {"type": "cover", "field": "location", "values": places, "once": True}, said)
        self._direct(places)
        for fact in self.of(Present):
            days = self.calendar.indices(fact.days)
            if not days or fact.place not in places:
                self.unread.append((fact.said.span, "its days or place are not known"))
                continue
            check = {"type": "present", "location": fact.place, "interval": [min(days), max(days)]}
            self.add(f"be_in_{fact.place}", check, fact.said)
        return self._formal(self._day_slots(stays, bounds))

    def _name_stays(self) -> None:
        """Stays that are known by no place's name are at what their own words name."""
        for at, item in enumerate(self.notes.activities):
            if item.place is None and item.phrase[:1].isupper():
                self.notes.activities[at] = replace(item, place=item.phrase)

    def _whole(self, stays: Sequence[Activity]) -> tuple[Whole | None, tuple[int, int] | None]:
        facts = self.of(Whole)
        dated = [fact for fact in facts if fact.dates]
        if dated and (found := self.calendar.indices([day for fact in dated for day in fact.dates])) and len(found) > 1:
            return dated[0], (min(found), max(found))
        counted = next((fact for fact in facts if fact.days is not None), None)
        if counted is not None:
            return counted, (1, int(counted.days or 0))
        return None, None

    def _shared(self, stays: Sequence[Activity], whole: Whole | None) -> bool:
        """Whether a day of travel counts for both places: then the lengths add up to the whole and one a move."""
        lengths = [fact.low for fact in self.of(Lasts) if fact.unit == "days" and fact.low is not None]
        if whole is None or whole.days is None or len(lengths) != len(stays):
            return True
        return sum(lengths) != whole.days

    def _direct(self, places: Sequence[str]) -> None:
        ways = [way for way in self.of(Way) if way.minutes is None]
        if not ways:
            return
        lag: dict[str, dict[str, int]] = {}
        for way in ways:
            if way.start in places and way.end in places:
                lag.setdefault(way.start, {})[way.end] = 0
        said = Said((ways[0].said.span[0], ways[-1].said.span[1]), ways[0].said.statement)
        self.add("ways", {"type": "transition", "lag": lag, "exact": True}, said)

    def _day_slots(self, stays: Sequence[Activity], bounds: tuple[int, int] | None) -> list[Slot]:
        first, last = bounds or (0, 60)
        return [
            Slot(
                id=slug(str(item.place), _ALONE),
                action="stay",
                location=item.place,
                within=((first, last),),
                duration=(0, last - first),
            )
            for item in stays
        ]

    def _formal(self, slots: Sequence[Slot]) -> Formal:
        plan_format = PlanFormat(unit=self.calendar.unit, origin=self.calendar.origin, slots=tuple(slots))
        unread = {span for span, _ in self.unread}
        said = dict.fromkeys(fact.said.span for fact in self.notes.facts if fact.said.span not in unread)
        return Formal(
            plan_format,
            tuple(self.constraints),
            tuple(self.statements),
            tuple(self.notes.idle),
            tuple(said),
            tuple(self.unread),
        )


def _bounds(low: int | None, high: int | None) -> Check:
    return {name: value for name, value in (("min", low), ("max", high)) if value is not None}


def _merged(ranges: Iterable[tuple[int, int]], *, join: bool = True) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if join and found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _numbers(check: Any) -> list[int]:
    if isinstance(check, bool):
        return []
    if isinstance(check, int):
        return [check]
    if isinstance(check, dict):
        return [number for value in check.values() for number in _numbers(value)]
    if isinstance(check, list | tuple):
        return [number for value in check for number in _numbers(value)]
    return []
