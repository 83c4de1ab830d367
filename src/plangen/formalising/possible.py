"""Which kinds a statement can be of at all, by the values that stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.formalising.cues import cue_scores
from plangen.formalising.kinds import KINDS, Kind
from plangen.formalising.statements import Statement
from plangen.reading.mentions import ClockTime, Day, DayPart, Length, Name, Value

_WORDED: frozenset[Kind] = frozenset({"order", "limit", "objective", "part"})
_IDLE: frozenset[Kind] = frozenset({"request", "context", "free"})


def possible_kinds(one: Statement, values: Sequence[Value]) -> tuple[Kind, ...]:
    """The kinds that the values inside allow, in the order of `KINDS`.

    What says when needs a time or a day, how long a length, where from and to two names or a number; what says nothing
    but words can only be about order, limits, aims or parts, and only where some word of it does speak of that.
    """
    inside = one.inside(values)
    timed = any(isinstance(value, ClockTime | DayPart) for value in inside)
    dated = any(isinstance(value, Day) and value.days for value in inside)
    long = any(isinstance(value, Length) for value in inside)
    named = sum(isinstance(value, Name) for value in inside)
    scores = cue_scores(one.text)
    allowed: set[Kind] = set(_IDLE) | {kind for kind in _WORDED if scores.get(kind) or named or inside}
    if timed:
        # Who is free at some time is not free at all times.
        allowed.discard("free")
    if timed or dated:
        allowed |= {"blocked", "open", "start"}
    if dated:
        allowed.add("event")
    if long:
        allowed.add("length")
    if named > 1 or inside or scores.get("travel"):
        allowed.add("travel")
    if one.row is not None:
        allowed = set(KINDS)
    return tuple(kind for kind in KINDS if kind in allowed)


def read_alike(one: Statement, values: Sequence[Value], kind: Kind) -> Kind:
    """The kind whose reading is the same for these values: what is asked for a length is a length."""
    if kind == "travel" and not one.inside(values):
        # Without a place or a number it can only be a rule of how one gets about.
        return "limit"
    if kind != "request":
        return kind
    inside = one.inside(values)
    lengths = [value for value in inside if isinstance(value, Length)]
    timed = any(isinstance(value, ClockTime | Day | DayPart) for value in inside)
    return "length" if lengths and not timed else kind
