"""What a statement says, without the shape of any plan: facts about activities, persons and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plangen.reading.mentions import DayRef, Occasion

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a fact concerns: names of persons or places, activities by id; nothing named is everyone."""

    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    @property
    def everyone(self) -> bool:
        """Whether nobody in particular is meant."""
        return not (self.persons or self.places or self.activities)


@dataclass(frozen=True, slots=True)
class Said:
    """Where a fact was said; `wish` is false for a demand."""

    span: Span
    wish: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that the plan holds: `phrase` as the text names it, who takes part and where."""

    id: str
    phrase: str
    said: Said
    persons: tuple[str, ...] = ()
    place: str | None = None
    optional: bool = False
    cost: float = 0


@dataclass(frozen=True, slots=True)
class Busy:
    """Times at which someone or something cannot be used."""

    who: Who
    when: tuple[Occasion, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Free:
    """The only times at which someone or something can be used."""

    who: Who
    when: tuple[Occasion, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Due:
    """Something must be over by a moment, on whatever day it is done."""

    who: Who
    when: Occasion
    said: Said


@dataclass(frozen=True, slots=True)
class Lasts:
    """An activity takes `low` to `high` of `unit`; `None` is no limit on that side."""

    activity: str
    low: int | None
    high: int | None
    unit: Literal["minutes", "days", "nights"]
    said: Said


@dataclass(frozen=True, slots=True)
class Way:
    """One gets from a place to another in `minutes`, or directly (`None`)."""

    start: str
    end: str
    minutes: int | None
    said: Said


@dataclass(frozen=True, slots=True)
class Begins:
    """Where and when one sets out; days of a trip begin at `day`."""

    place: str | None
    when: Occasion | None
    said: Said


@dataclass(frozen=True, slots=True)
class Returns:
    """Where one must be back, and by when."""

    place: str
    when: Occasion | None
    said: Said


@dataclass(frozen=True, slots=True)
class Present:
    """One has to be at a place from the first to the last of `days`."""

    place: str
    days: tuple[DayRef, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Follows:
    """`then` starts at least `lag` ticks after `first` has ended."""

    first: str
    then: str
    lag: int
    said: Said


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """No two activities of `who` at once, `gap` ticks between them; `each` place or person for itself."""

    who: Who
    gap: int
    said: Said
    each: bool = False


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than `limit` activities of `who` at once."""

    who: Who
    limit: int
    said: Said


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the activities, which may otherwise be left out."""

    number: int
    said: Said


@dataclass(frozen=True, slots=True)
class Whole:
    """A trip lasts `days` days in all, or from the first to the last of `dates`; a day of travel counts twice."""

    days: int | None
    dates: tuple[DayRef, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Part:
    """Persons take part in an activity, or it is done at a place."""

    activity: str
    persons: tuple[str, ...]
    place: str | None
    said: Said


@dataclass(frozen=True, slots=True)
class Best:
    """What is to be made best: the first start, the last end, the number of activities, or the cost."""

    objective: str
    most: bool
    said: Said


Fact = (
    Busy
    | Free
    | Due
    | Lasts
    | Way
    | Begins
    | Returns
    | Present
    | Follows
    | OneAtATime
    | AtMost
    | AtLeast
    | Whole
    | Part
    | Best
)
