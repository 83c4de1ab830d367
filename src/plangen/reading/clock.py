"""Ticks and clock texts: what people write, what a plan counts, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plangen.errors import ParseError
from plangen.reading.amounts import DAY, bounded, forward, minutes_of_day, minutes_or_steps
from plangen.schema import Interval, Plan, PlanFormat, Unit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MAX_CHARS = 100

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day|\b\.?)"
_DAY = rf"(?:week\s+\d{{1,8}},?\s+{_WEEKDAY}|(?:{_WEEKDAY},?\s+)?\d{{4}}-\d\d-\d\d|{_WEEKDAY})"
_TIME = r"(?:\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|noon|midnight|\d{1,2})"
_BETWEEN = r"\s*(?:-|–|—|/|\bto\b|\buntil\b)\s*"
_GAP = r"(?:\s*,\s*|\s+at\s+|\s+|T(?=\d))"
_MOMENT = re.compile(rf"(?:(?P<day>{_DAY})(?:{_GAP}(?P<time>{_TIME}))?|(?P<only>{_TIME}))", re.IGNORECASE)
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
_SPAN = re.compile(
    rf"(?P<day>{_DAY})(?:{_GAP}(?P<time>{_TIME}))?(?:{_BETWEEN}(?:(?P<day2>{_DAY})(?:{_GAP}(?P<time2>{_TIME}))?|(?P<only2>{_TIME})))?",
    re.IGNORECASE,
)
_DAILY = re.compile(
    rf"(?P<day>{_DAY}){_BETWEEN}(?P<day2>{_DAY}){_GAP}(?P<time>{_TIME}){_BETWEEN}(?P<time2>{_TIME})", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:(?P<unit>day|step|tick|hour|minute)s?\s+)?(?P<number>-?\d{1,10})", re.IGNORECASE)
_COUNTED_SPAN = re.compile(
    r"(?:(?:day|step|tick)s?\s+)?(\d{1,10})(?:\s*[-–—]\s*|\s+(?:to|until)\s+)(?:(?:day|step|tick)\s+)?(\d{1,10})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads and writes the ticks of a plan: `unit` is one tick, `origin` the date and time of tick 0.

    Without origin, minutes and hours count from Monday 00:00 of week 1, days and steps are bare numbers.
    With one, a weekday means the first such day from the origin on. Every fault is a `ParseError`.
    """

    unit: Unit = "minute"
    origin: str | None = None

    @classmethod
    def of(cls, shape: PlanFormat | Plan | None) -> Clock:
        """The clock of a plan or plan format; bare steps without one."""
        clock = cls("step") if shape is None else cls(shape.unit, shape.origin)
        clock.start()
        return clock

    def start(self) -> datetime | None:
        """The date and time of tick 0."""
        if self.origin is None:
            return None
        try:
            return datetime.fromisoformat(self.origin)
        except ValueError:
            raise ParseError(
                f"the origin `{self.origin[:40]}` is not a date and time", hint="write it like 2026-01-05T00:00"
            ) from None

    def parse(self, value: str | int, *, near: int | None = None) -> int:
        """The tick of a clock text such as `Monday 10:30`, `Mon 9am`, `2026-01-05 10:30`, `day 3`, or of a number.

        A time without a day is taken on the day of the tick `near`, if given.
        """
        if isinstance(value, int):
            return bounded(value, str(value))
        text = value.strip()
        if len(text) > _MAX_CHARS:
            raise ParseError(f"`{text[:40]}…` is not a time")
        if self.unit in ("minute", "hour") or (self.unit == "day" and self.origin is not None):
            return self._moment(text, near)
        return self._counted(text)

    def intervals(self, text: str) -> tuple[Interval, ...]:
        """The half-open intervals of `Monday 09:00-17:00`, `Mon-Fri 9am to 5pm` (one a day), `Tuesday`, `day 3-5`."""
        text = text.strip()
        if len(text) > 2 * _MAX_CHARS:
            raise ParseError(f"`{text[:40]}…` is not an interval")
        if counted := _COUNTED_SPAN.fullmatch(text):
            if self.unit in ("minute", "hour"):
                raise ParseError(f"`{text}` names no day", hint="write it like Monday 09:00-17:00")
            return (forward(int(counted[1]), int(counted[2]), text),)
        if self.unit not in ("minute", "hour"):
            return self._dates(text)
        if daily := _DAILY.fullmatch(text):
            first = self._day(daily["day"])
            last = self._day(daily["day2"], after=first)
            if not 0 <= last - first <= 3700:
                raise ParseError(f"`{text}` ends before it starts, or lasts more than ten years")
            times = minutes_of_day(daily["time"]), minutes_of_day(daily["time2"], end=True)
            days = range(first, last + 1)
            return tuple(self._between(day * DAY + times[0], day * DAY + times[1], text) for day in days)
        return (self._span(text),)

    def ticks(self, value: str | int) -> int:
        """The number of ticks of a length such as `30 min`, `1 h 30 min`, `2 days`, `half an hour`, or of a number."""
        if isinstance(value, int):
            return bounded(value, str(value))
        minutes = {"minute": 1, "hour": 60, "day": DAY, "step": 0}[self.unit]
        total = minutes_or_steps(value, in_steps=self.unit == "step")
        if self.unit == "step":
            minutes = 1
        if total % minutes:
            raise ParseError(f"`{value[:40]}` is not a whole number of {self.unit}s")
        return bounded(int(total // minutes), value)

    def time(self, tick: int) -> str:
        """The tick as people write it: `Monday 10:30`, `Monday 2026-01-05 10:30`, `day 3`."""
        if self.unit in ("minute", "hour"):
            day, minute = self._split(tick)
            name = self._day_name(day)
            return f"tick {tick}" if name is None else f"{name} {minute // 60:02d}:{minute % 60:02d}"
        start = self.start()
        if self.unit == "day" and start is not None:
            return _date_name(start.date(), tick) or f"tick {tick}"
        return f"{self.unit} {tick}"

    def span(self, start: int, end: int) -> str:
        """The interval as people write it: `Monday 10:30–11:00`."""
        if self.unit not in ("minute", "hour"):
            return f"{self.time(start)}–{end if self.origin is None else self.time(end)}"
        (day, _), (last, minute) = self._split(start), self._split(end)
        if day == last or (last == day + 1 and minute == 0 and end > start):
            return f"{self.time(start)}–{'24:00' if last > day else self.time(end).rsplit(' ', 1)[-1]}"
        return f"{self.time(start)} – {self.time(end)}"

    def length(self, ticks: int) -> str:
        """The number of ticks as people write it: `1 h 30 min`, `2 days`."""
        if self.unit in ("minute", "hour"):
            hours, minutes = divmod(abs(ticks) * (1 if self.unit == "minute" else 60), 60)
            parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
            return ("-" if ticks < 0 else "") + " ".join(parts)
        return f"{ticks} {self.unit}" + ("" if abs(ticks) == 1 else "s")

    def day_of(self, tick: int) -> int:
        """The day that a tick of minutes or hours lies on, counted from the day of tick 0."""
        return self._split(tick)[0]

    def _scale(self) -> int:
        return 60 if self.unit == "hour" else 1

    def _offset(self) -> int:
        start = self.start()
        return 0 if start is None else start.hour * 60 + start.minute

    def _split(self, tick: int) -> tuple[int, int]:
        return divmod(tick * self._scale() + self._offset(), DAY)

    def _day_name(self, day: int) -> str | None:
        start = self.start()
        if start is not None:
            return _date_name(start.date(), day)
        if day < 0:
            return None
        week, weekday = divmod(day, 7)
        return (f"week {week + 1} " if week else "") + WEEKDAYS[weekday]

    def _moment(self, text: str, near: int | None) -> int:
        if counted := re.fullmatch(r"tick (-?\d{1,10})", text, re.IGNORECASE):
            return bounded(int(counted[1]), text)
        if _ZONED.fullmatch(text):
            return self._zoned(text)
        match = _MOMENT.fullmatch(text)
        if match is None or (match["only"] or "").isdigit():
            raise ParseError(f"`{text}` is not a time", hint=f"write it like {self._example()}")
        if match["only"]:
            if near is None:
                raise ParseError(f"`{text}` names no day", hint=f"write it like {self._example()}")
            return self._tick(self.day_of(near) * DAY + minutes_of_day(match["only"]), text)
        if self.unit == "day":
            if match["time"]:
                raise ParseError(f"`{text}` names a time of day, but the plan counts days")
            return bounded(self._day(match["day"]), text)
        if match["time"] is None:
            raise ParseError(f"`{text}` names no time of day", hint=f"write it like {self._example()}")
        return self._tick(self._day(match["day"]) * DAY + minutes_of_day(match["time"]), text)

    def _zoned(self, text: str) -> int:
        start = self.start()
        try:
            moment = datetime.fromisoformat(text.upper())
        except ValueError:
            raise ParseError(f"`{text}` is not a date and time") from None
        if start is None or start.tzinfo is None:
            raise ParseError(f"`{text}` names a time zone, but the plan's origin has none")
        seconds = (moment - start).total_seconds()
        if seconds % (60 * self._scale()):
            raise ParseError(f"`{text}` is not a whole {self.unit}")
        return bounded(int(seconds // (60 * self._scale())), text)

    def _span(self, text: str) -> Interval:
        match = _SPAN.fullmatch(text)
        if match is None:
            raise ParseError(f"`{text}` is not an interval", hint="write it like Monday 09:00-17:00")
        first = self._day(match["day"])
        last = first if match["day2"] is None else self._day(match["day2"], after=first)
        closing = match["only2"] or match["time2"]
        whole_days = match["time"] is None and closing is None
        if not whole_days and (match["time"] is None or closing is None):
            raise ParseError(f"`{text}` lacks one of its times", hint="write it like Monday 09:00-17:00")
        opening = 0 if whole_days else minutes_of_day(match["time"])
        return self._between(
            first * DAY + opening, last * DAY + (DAY if whole_days else minutes_of_day(closing, end=True)), text
        )

    def _dates(self, text: str) -> tuple[Interval, ...]:
        parts = re.split(r"\s+(?:-|–|—|to|until)\s+|\s*[–—/]\s*", text)
        if len(parts) != 2:
            raise ParseError(f"`{text}` is not an interval", hint="write its first and last tick like 3-5")
        return (forward(self.parse(parts[0]), self.parse(parts[1]), text),)

    def _between(self, start: int, end: int, text: str) -> Interval:
        return forward(self._tick(start, text), self._tick(end, text), text)

    def _tick(self, minutes: int, text: str) -> int:
        ticks, rest = divmod(minutes - self._offset(), self._scale())
        if rest:
            raise ParseError(f"`{text}` is not a whole {self.unit}")
        return bounded(ticks, text)

    def _day(self, text: str, *, after: int = 0) -> int:
        """The day that the text names, counted from the day of tick 0; a bare weekday lies on or behind `after`."""
        start = self.start()
        weekday = re.search(_WEEKDAY, text, re.IGNORECASE)
        wanted = None if weekday is None else [name[:3].lower() for name in WEEKDAYS].index(weekday.group()[:3].lower())
        if iso := re.search(r"\d{4}-\d\d-\d\d", text):
            if start is None:
                raise ParseError(f"`{text}` is a date, but the plan has no origin", hint="give `origin`, or a weekday")
            try:
                dated = date.fromisoformat(iso.group())
            except ValueError:
                raise ParseError(f"`{iso.group()}` is not a date") from None
            if wanted is not None and dated.weekday() != wanted:
                raise ParseError(f"{iso.group()} is a {WEEKDAYS[dated.weekday()]}, not a {WEEKDAYS[wanted]}")
            return (dated - start.date()).days
        day = ((wanted or 0) - (0 if start is None else start.weekday())) % 7
        if week := re.match(r"week\s+(\d+)", text, re.IGNORECASE):
            return day + 7 * (int(week[1]) - 1)
        return day if day >= after else day + 7 * -((day - after) // 7)

    def _counted(self, text: str) -> int:
        match = _COUNTED.fullmatch(text)
        if match is None or (match["unit"] or self.unit).lower() not in (self.unit, "tick"):
            raise ParseError(f"`{text}` is not a {self.unit}", hint=f"write it like {self.unit} 3")
        return bounded(int(match["number"]), text)

    def _example(self) -> str:
        return self.time(0 if self.unit == "day" else (630 if self.unit == "minute" else 10))


def _date_name(start: date, day: int) -> str | None:
    try:
        there = start + timedelta(days=day)
    except OverflowError:
        return None
    return f"{WEEKDAYS[there.weekday()]} {there.isoformat()}"
