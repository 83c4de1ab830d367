"""Two plan formats of one task side by side: which slot is which, and a plan of one as a plan of the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plangen.schema import Plan, PlanFormat, Slot, Step

_ARTICLE = re.compile(r"^(?:the|a|an|my|our)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of slot ids, first to second, and what the formats do not share, in sentences."""

    first: PlanFormat
    second: PlanFormat
    pairs: Mapping[str, str]
    differences: tuple[str, ...] = ()
    _names: Mapping[str, str] = field(default_factory=dict)

    def to_second(self, plan: Plan) -> Plan:
        """A plan of the first format as one of the second; steps without a slot keep their id."""
        return _translated(plan, self.first, self.second, self.pairs, self._names)

    def to_first(self, plan: Plan) -> Plan:
        """A plan of the second format as one of the first."""
        back = {second: first for first, second in self.pairs.items()}
        names = {second: first for first, second in self._names.items()}
        return _translated(plan, self.second, self.first, back, names)

    def slot_of(self, second: str) -> str:
        """The first format's id of a slot of the second."""
        return next((one for one, two in self.pairs.items() if two == second), f"second {second}")


def align(first: PlanFormat | None, second: PlanFormat | None) -> Alignment | None:
    """The formats side by side, or `None` when their plans cannot be compared (another unit or origin, or no format).

    Slots are paired by place, actors and the words of action and id, the best pair first.
    """
    if first is None or second is None or (first.unit, first.origin) != (second.unit, second.origin):
        return None
    pairs = dict(_pairs(first, second))
    return Alignment(first, second, pairs, tuple(_differences(first, second, pairs)), dict(_names(first, second)))


def plain(name: str | None) -> str:
    """A name as it is compared: lower case, without article and signs."""
    return re.sub(r"[\W_]+", " ", _ARTICLE.sub("", name or "").casefold()).strip()


def _pairs(first: PlanFormat, second: PlanFormat) -> Iterable[tuple[str, str]]:
    scored = sorted(
        (-_likeness(one, two) + 0.01 * abs(n - m), n, m)
        for n, one in enumerate(first.slots)
        for m, two in enumerate(second.slots)
    )
    ones: set[int] = set()
    twos: set[int] = set()
    alone = len(first.slots) == len(second.slots) == 1
    for score, n, m in scored:
        if n not in ones and m not in twos and (score < -0.5 or alone):
            ones.add(n)
            twos.add(m)
            yield first.slots[n].id, second.slots[m].id


def _likeness(one: Slot, two: Slot) -> float:
    place = 0.0 if one.location is None or two.location is None else 3.0 if _same(one.location, two.location) else -2.0
    actors = _overlap({plain(who) for who in one.actors}, {plain(who) for who in two.actors})
    words = _overlap(_words(one), _words(two))
    shape = 0.5 * (one.within == two.within) + 0.5 * (one.duration == two.duration)
    return place + 3 * actors + 2 * words + shape


def _words(slot: Slot) -> set[str]:
    return {word for word in f"{plain(slot.id)} {plain(slot.action)}".split() if not word.isdigit()}


def _overlap(one: set[str], two: set[str]) -> float:
    return len(one & two) / len(one | two) if one and two else 0.0


def _same(one: str, two: str) -> bool:
    return plain(one) == plain(two)


def _differences(first: PlanFormat, second: PlanFormat, pairs: Mapping[str, str]) -> Iterable[str]:
    others = {slot.id: slot for slot in second.slots}
    for slot in first.slots:
        if slot.id not in pairs:
            yield f"only the first reading has the step `{slot.id}`"
            continue
        other = others[pairs[slot.id]]
        if slot.optional != other.optional:
            yield f"the step `{slot.id}` is optional in one reading only"
        if {plain(who) for who in slot.actors} != {plain(who) for who in other.actors}:
            yield f"the readings name different people for the step `{slot.id}`"
        if plain(slot.location) != plain(other.location):
            yield f"the readings name different places for the step `{slot.id}`"
    yield from (f"only the second reading has the step `{name}`" for name in others if name not in pairs.values())
    for key in sorted({*first.values, *second.values}):
        if first.values.get(key) != second.values.get(key):
            yield f"the readings give `{key}` different values"


def _names(first: PlanFormat, second: PlanFormat) -> Iterable[tuple[str, str]]:
    """Names of the first format as the second writes them."""
    theirs = {plain(name): name for name in _all_names(second)}
    for name in _all_names(first):
        if plain(name) in theirs:
            yield name, theirs[plain(name)]


def _all_names(shape: PlanFormat) -> Iterable[str]:
    for slot in shape.slots:
        yield from (name for name in (slot.location, slot.action, *slot.actors, *slot.resources) if name)


def _translated(
    plan: Plan, ours: PlanFormat, theirs: PlanFormat, pairs: Mapping[str, str], names: Mapping[str, str]
) -> Plan:
    mine = {slot.id: slot for slot in ours.slots}
    other = {slot.id: slot for slot in theirs.slots}
    steps = []
    for step in plan.steps:
        known = mine.get(step.id.split("_twin")[0])
        counterpart = other.get(pairs.get(known.id, "")) if known is not None else None
        steps.append(_step(step, known, counterpart, names))
    return plan.model_copy(update={"steps": tuple(steps)})


def _step(step: Step, known: Slot | None, other: Slot | None, names: Mapping[str, str]) -> Step:
    """The step with the counterpart's words wherever it has those of its own slot."""
    changes: dict[str, object] = {
        "location": names.get(step.location, step.location) if step.location else step.location,
        "actors": tuple(names.get(who, who) for who in step.actors),
        "action": names.get(step.action, step.action),
    }
    if known is not None and other is not None:
        changes["id"] = other.id + step.id.removeprefix(known.id)
        for name in ("location", "actors", "action", "resources", "cost"):
            if getattr(step, name) == getattr(known, name):
                changes[name] = getattr(other, name)
    return step.model_copy(update=changes)
