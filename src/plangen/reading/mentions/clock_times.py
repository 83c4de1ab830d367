"""Times of day in every notation, alone and as the ends of a range."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plangen.reading.amounts import DAY, minutes_of_day
from plangen.reading.mentions.days import read_day
from plangen.reading.mentions.halves import candidates, paired, preferred
from plangen.reading.mentions.kinds import ClockTime, Day, DayPart, Name, Value
from plangen.reading.mentions.words import MAYBE, NUMBER_WORDS, SPACE

_HOURS = tuple(word for word, n in NUMBER_WORDS.items() if 1 <= n <= 12)
_HOUR_WORD = rf"(?:{'|'.join(_HOURS)})(?![^\W_]|-)"
_HALF = rf"(?:{MAYBE}(?P<half>[ap])(?:\.{MAYBE}m\.|m\b(?!\.\w)))"
_PAST = (
    rf"(?:half|(?:a{SPACE})?quarter|twenty[- ]five|(?:five|ten|twenty)(?:{SPACE}minutes?)?"
    rf"|\d{{1,2}}(?:{SPACE}minutes?|(?={SPACE}past)))"
)
_STRONG = (
    re.compile(rf"(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>[0-5]\d)(?::00)?)?{_HALF}", re.IGNORECASE),
    re.compile(
        rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d)(?::00)?(?![\d:]|\.\d)(?:{MAYBE}(?:h|hrs|hours|o['’]clock)\b)?(?![^\W_])",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<hour>\d{1,2})h(?P<minute>[0-5]\d)(?![^\W_])", re.IGNORECASE),
    re.compile(r"(?P<hour>0\d)(?P<minute>[0-5]\d)(?![\w:.,/%]\d|[^\W_]|-\d{1,3}\b|-\d{5})"),
    # Four digits against four are times, unless both may be years: 1200-1300.
    re.compile(
        r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?=[-–](?:[01]\d|2[0-4])[0-5]\d(?![\w:/%-]|[.,]\d))"
        r"(?!(?:19|20)\d\d[-–](?:19|20))(?<!(?:19|20)\d\d)"
    ),
    re.compile(
        r"(?<=[012]\d[0-5]\d[-–])(?!(?<=(?:19|20)\d\d[-–])(?:19|20)\d\d)(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?![\w:/%-]|[.,]\d)"
    ),
    re.compile(rf"(?:12{SPACE})?(?P<named>noon|midday|midnight)\b", re.IGNORECASE),
    re.compile(
        rf"(?P<past>{_PAST}){SPACE}(?P<way>past|after|to|before|till|of){SPACE}(?P<hour>\d{{1,2}}(?![\d:.])|{_HOUR_WORD}|noon\b|midnight\b)"
        rf"(?:{SPACE}o['’]clock\b)?{_HALF}?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<hour>\d{{1,2}}|{_HOUR_WORD}){MAYBE}o['’]clock(?!\w){_HALF}?", re.IGNORECASE),
    re.compile(rf"(?P<hour>{_HOUR_WORD})(?:{SPACE}(?P<minute>fifteen|thirty|forty-five))?{_HALF}", re.IGNORECASE),
)
_WEAK = (
    re.compile(r"(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?!\w|\.\d)"),
    re.compile(rf"(?P<hour>\d{{1,2}}){MAYBE}h(?![^\W_])", re.IGNORECASE),
    re.compile(r"(?P<hour>[012]\d)(?P<minute>[0-5]\d)(?:\s?(?:hrs|hours|h)\b)?(?![\w:/%]|[.,]\d)", re.IGNORECASE),
    re.compile(r"(?P<hour>\d{1,2})(?![\w:/%]|[.,]\d)"),
    re.compile(rf"(?P<hour>{_HOUR_WORD})", re.IGNORECASE),
)
_PART = re.compile(
    rf",?{SPACE}(?:in{SPACE}the|every|each|this|tomorrow){SPACE}(?P<part>morning|afternoon|evening)s?\b|{SPACE}(?P<night>at{SPACE}night)\b",
    re.IGNORECASE,
)
_PART_AHEAD = re.compile(
    r"\b(?P<part>morning|afternoon|evening)s?,?\s{1,3}(?:\(?(?:at|from|between|by|until|till|before|after|around|during)\s{1,3})?\(?$",
    re.IGNORECASE,
)
_TO = re.compile(rf"{MAYBE}[-–—]{MAYBE}|{SPACE}(?:to|until|till|til|through|thru){SPACE}", re.IGNORECASE)
_AND = re.compile(rf"{SPACE}and{SPACE}", re.IGNORECASE)
_CUE = re.compile(
    r"(?:^|(?<![\w-]))(?P<cue>at|from|until|till|til|before|after|by|between|since|past|than|starting|ending|beginning|@)"
    r"(?:\s{1,3}(?:around|about|approximately|exactly|precisely|say))?\s{0,3}$",
    re.IGNORECASE,
)
_NO_CUE = re.compile(
    r"(?:\b(?:increas|decreas|reduc|multipl|divid|rais|lower|grow|grew|differ|exceed|scale|rat|number|integer|value|score"
    r"|rang|count|digit|level|size|age)\w{0,4}(?:\s\w{1,10})?\s{1,3}(?:by|from|at|between|than)"
    r"|\b(?:more|less|fewer|greater|higher|longer|shorter|larger|smaller|rather|other)\s{1,3}than|\bone\s{1,3}by"
    r"|\b(?:pages?|chapters?|rooms?|items?|tasks?|steps?|nos?\.|numbers?|floors?|lines?|tables?|platforms?|gates?|docks?"
    r"|weeks?|groups?|lanes?|questions?|versions?|sections?|figures?|scores?|ages?|days?|nights?|months?|rows?|units?))\s{0,3}$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:\s{0,3}(?:$|[.,;:!?)\]\n|\"'’”-](?!\d)|[–—])|\s{1,3}(?:on|and|or|to|until|till|in|at|for|from|because|when|if|but|so|then|as|with"
    r"|is|are|was|has|have|must|can|cannot|could|will|would|should|may|might|he|she|they|we|i|it|you|there|each|every|daily"
    r"|sharp|latest|earliest|onwards?|today|tomorrow|the|this|that|by|before|after|due|since|where|while|unless|during|except|only|not|nor"
    r"|takes|leaves|starts|begins|ends|stops|arrives|departs|opens|closes|finishes|lasts|needs|works|goes|runs"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6}|weekdays?|weekends?|every)\b)",
    re.IGNORECASE,
)
_NEAR = re.compile(r"[\s,:;(]{0,4}(?:(?:during|from|at|between|and|or|&)\s{1,3})?\(?$", re.IGNORECASE)
_OPENING = re.compile(
    r"\b(?:hours|open|opens|closed|busy|free|available|unavailable|except|during|within|works?|shifts?|runs|class|classes"
    r"|lectures?)(?:\s(?:is|are|from|of|only))?:?\s{1,3}$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:,\s?|\s(?:and|or|&)\s)\d{1,2}(?::\d\d)?\s?(?:[-–—]|to)\s?\d{1,2}(?::\d\d)?(?![\d:])){0,8}", re.IGNORECASE
)
_BEFORE_DAY = re.compile(r"(?:\s{0,3},)?\s{1,3}(?:on\s{1,3}|every\s{1,3})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A time as written: `minutes` are its candidates, `sure` one that is a time whatever stands around it."""

    minutes: tuple[int, ...]
    end: int
    sure: bool


def read_clock(
    text: str, at: int, floor: int = 0, *, behind: Value | None = None, hours24: bool = False
) -> tuple[ClockTime, ...]:
    """The time that starts at `at`, or both ends of a range; empty when there is none.

    `behind` is the value read just before, `hours24`: times with minutes are on the 24-hour clock.
    """
    if re.match(r"\d[:.]", text[max(0, at - 2) : at]):
        return ()
    hours24 = hours24 or text[at - 1 : at] == "T"
    first = _raw(text, at, hours24)
    if first is None:
        return ()
    head = text[max(floor, at - 30) : at]
    cue = _CUE.search(head)
    cued = cue is not None and not _NO_CUE.search(head)
    link = _TO.match(text, first.end) or (
        _AND.match(text, first.end) if cue and cue["cue"].lower() == "between" else None
    )
    second = _raw(text, link.end(), hours24) if link else None
    if link is not None and second is not None and (second.sure or _GOES_ON.match(text, second.end)):
        near = first.sure or second.sure or cued or _in_range(text, at, floor, behind, first, second, link)
        if near and not (not first.sure and not second.sure and _NO_CUE.search(head)):
            return _range(text, at, first, link.end(), second)
    if first.sure:
        return _one(text, at, first)
    if (link is not None and second is not None) or (cue and cue["cue"].lower() == "between"):
        return ()
    listed = isinstance(behind, ClockTime) and re.fullmatch(
        r"(?:,\s{0,3}(?:and|or)?|\s{1,3}(?:and|or))\s{1,3}", text[behind.span[1] : at]
    )
    lone = text[at : first.end].lower() == "one" and not (cue and cue["cue"].lower() == "at")
    opening = cue is not None and cue["cue"][0].isupper() and re.match(r"\s[A-Z]", text[first.end : first.end + 2])
    if (cued or listed) and not lone and (opening or _GOES_ON.match(text, first.end)):
        return _one(text, at, first)
    return ()


def _raw(text: str, at: int, hours24: bool) -> _Raw | None:
    for pattern in _STRONG:
        if match := pattern.match(text, at):
            raw = _sure(match, hours24)
            if raw is not None:
                return raw
    for pattern in _WEAK:
        if match := pattern.match(text, at):
            return _unsure(match, hours24)
    return None


def _sure(match: re.Match[str], hours24: bool) -> _Raw | None:
    groups = match.groupdict()
    if named := groups.get("named"):
        return _Raw((minutes_of_day("noon" if named.lower() == "midday" else named),), match.end(), True)
    if groups["hour"].lower() in ("noon", "midnight"):
        hour, half = (12, "p") if groups["hour"].lower() == "noon" else (12, "a")
    else:
        hour, half = _hour(groups["hour"]), (groups.get("half") or "").lower()
    minute = _minute(groups.get("minute"))
    if half and not 1 <= hour <= 12:
        return None
    base = hour * 60 + minute
    if half:
        base = minutes_of_day(f"{hour}:{minute:02d}{half}m")
    if past := groups.get("past"):
        base += _past(past) * (1 if groups["way"].lower() in ("past", "after") else -1)
        base = base % DAY if half or hour > 12 else base
    if base > DAY:
        return None
    written24 = groups["hour"].startswith("0") or hour > 12 or hour == 0
    pressed = "h" in match[0].lower() and "minute" in groups and not past and "o" not in match[0].lower()
    if pressed and not half and hour < 7 and groups["hour"][0] != "0" and ":" not in match[0]:
        return None
    closed = bool(half) or written24 or pressed or (hours24 and groups.get("minute") is not None)
    return _Raw((base,) if closed else candidates(base), match.end(), True)


def _unsure(match: re.Match[str], hours24: bool) -> _Raw | None:
    hour, minute = _hour(match["hour"]), _minute(match.groupdict().get("minute"))
    digits = match[0].rstrip("hHoOuUrRsS \n\t")
    if hour * 60 + minute > DAY or (len(digits) == 4 and digits.isdigit() and 1900 <= int(digits) <= 2059):
        return None
    in_digits = match[0][0].isdigit()
    closed = hour > 12 or hour == 0 or (in_digits and _on_24(match, digits, hours24))
    minutes = (hour * 60 + minute,) if closed else candidates(hour * 60 + minute)
    return _Raw(minutes, match.end(), _PART.match(match.string, match.end()) is not None)


def _on_24(match: re.Match[str], digits: str, hours24: bool) -> bool:
    pressed = len(digits) == 4 and digits.isdigit()
    return pressed or "h" in match[0].lower() or digits[0] == "0" or (hours24 and "." in digits)


def _range(text: str, at: int, first: _Raw, second_at: int, second: _Raw) -> tuple[ClockTime, ...]:
    part = _PART.match(text, second.end)
    end = part.end() if part else second.end
    ahead = _PART_AHEAD.search(text[max(0, at - 30) : at])
    part = part or ahead
    starts, ends = first.minutes, second.minutes
    if part:
        ends = _in_part(ends, part)
        starts = _in_part(starts, part) if len(starts) > 1 and ahead else starts
    readings = paired(starts, ends)
    starts, ends = (tuple(dict.fromkeys(pair[n] for pair in readings)) for n in (0, 1))
    return (
        ClockTime(readings[0][0], (at, first.end), text[at : first.end], starts if len(starts) > 1 else ()),
        ClockTime(readings[0][1], (second_at, end), text[second_at:end], ends if len(ends) > 1 else ()),
    )


def _one(text: str, at: int, raw: _Raw) -> tuple[ClockTime, ...]:
    end, minutes = raw.end, raw.minutes
    if part := _PART.match(text, raw.end):
        fits = _in_part(minutes, part)
        if len(minutes) > 1 or fits == minutes:
            minutes, end = fits, part.end()
    elif part := _PART_AHEAD.search(text[max(0, at - 30) : at]):
        minutes = _in_part(minutes, part)
    minute = preferred(minutes)
    return (ClockTime(minute, (at, end), text[at:end], minutes if len(minutes) > 1 else ()),)


def _in_part(minutes: tuple[int, ...], part: re.Match[str]) -> tuple[int, ...]:
    """The candidates that lie in the part of the day; all of them when none does."""
    if part.groupdict().get("night"):
        fitting = tuple(minute for minute in minutes if minute >= 1080 or minute < 300)
    elif part["part"].lower() == "morning":
        fitting = tuple(minute for minute in minutes if minute < 720)
    else:
        fitting = tuple(minute for minute in minutes if minute >= 720)
    return fitting or minutes


def _in_range(
    text: str, at: int, floor: int, behind: Value | None, first: _Raw, second: _Raw, link: re.Match[str]
) -> bool:
    """Whether two bare numbers are a range of times: beside a day or another time, or running down, `9 to 5`."""
    if isinstance(behind, Name) and re.fullmatch(r":\s{1,3}", text[behind.span[1] : at]):
        return True
    if isinstance(behind, Day | ClockTime | DayPart) and _NEAR.fullmatch(text[behind.span[1] : at]):
        return True
    low, high = min(first.minutes), min(second.minutes)
    if high < low and len(second.minutes) > 1 and re.search("[a-z]", link[0], re.IGNORECASE):
        return True
    if _OPENING.search(text[max(floor, at - 30) : at]):
        return True
    more = _MORE.match(text, second.end)
    beside = _BEFORE_DAY.match(text, more.end() if more else second.end)
    return beside is not None and read_day(text, beside.end(), second.end) is not None


def _hour(word: str) -> int:
    return NUMBER_WORDS[word.lower()] if word.lower() in NUMBER_WORDS else int(word)


def _minute(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else {"fifteen": 15, "thirty": 30}.get(word.lower(), 45)


def _past(words: str) -> int:
    first = words.lower().split()[0].split("-")
    if "half" in first:
        return 30
    if "quarter" in words.lower():
        return 15
    return (
        int(first[0])
        if first[0].isdigit()
        else sum(NUMBER_WORDS.get(w, 0) for w in re.findall("[a-z]+", words.lower()))
    )
