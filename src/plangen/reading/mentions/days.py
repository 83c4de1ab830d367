"""Days by weekday, date or number, and the lists and ranges of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from plangen.reading.mentions.kinds import Day, DayForm, DayRef
from plangen.reading.mentions.words import MAYBE, NUMBER_WORDS, ORDINALS, SPACE

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST_RANGE = 400
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?-i:Mon|Tues?|Wed|Weds|Thu|Thurs?|Fri|Sat|Sun|MON|TUE|WED|THU|FRI"
    r"|SAT|SUN)\b(?:\.(?=(?-i:\s?[\da-z,;:/–-])))?(?!\w)|(?:tues?|thurs?|fri|mon)\b(?!['’]))(?![^\W_])"
)
_MONTH = (
    r"(?:january|february|(?-i:March|MARCH|May|MAY)|april|june|july|august|september|october|november|december"
    r"|(?:jan|feb|(?-i:Mar|MAR)|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)(?![^\W_])"
)
_NTH = r"(?:0?[1-9]|[12]\d|3[01])"
_SUFFIX = r"(?:st|nd|rd|th)"
_FEW = rf"(?:\d{{1,4}}|{'|'.join(word for word, n in NUMBER_WORDS.items() if 0 < n < 20)})(?![^\W_])"
_ORDINAL = rf"(?:\d{{1,3}}{_SUFFIX}|{'|'.join(ORDINALS)})\b"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_COMMA = rf"(?:,{MAYBE}|{SPACE})"
_END = r"(?![\w:%]|\.\d)"

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_MONTH_DAY = re.compile(
    rf"(?P<month>{_MONTH}){SPACE}(?:the{SPACE})?(?P<day>{_NTH})(?:{_SUFFIX}\b|{_END})(?:,?{SPACE}(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    rf"(?:the{SPACE})?(?:(?P<day>{_NTH})(?:{_SUFFIX})?|(?P<word>{'|'.join(ORDINALS)}))(?:{SPACE}of)?{SPACE}(?P<month>{_MONTH})(?:,?{SPACE}(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P<tail>(?P=mark)(?P<year>(?:19|20)?\d\d))?(?![\w/:]|\.\d)"
)
_DATE_CUE = re.compile(
    rf"(?:\b(?:on|by|until|till|from|before|after|between|due|to|since|through|{_WEEKDAY}),?{SPACE}?)$", re.IGNORECASE
)
_NUMBERED = re.compile(rf"day{MAYBE}#?(?P<number>{_FEW})", re.IGNORECASE)
_NTH_DAY = re.compile(rf"(?:the{SPACE})?(?P<nth>{_ORDINAL}){SPACE}day\b", re.IGNORECASE)
_NTH_ALONE = re.compile(
    rf"the{SPACE}(?P<nth>\d{{1,2}}{_SUFFIX})\b(?={MAYBE}(?:[,.;:!?)–-]|$|\n)|{SPACE}(?:at|from|and|or|to|until|till|in|before|after|through|is|for)\b)",
    re.IGNORECASE,
)
_OF_WEEK = re.compile(
    rf"(?:week{SPACE}(?P<week>\d{{1,3}}),?{SPACE}(?:on{SPACE})?(?P<day>{_WEEKDAY})|(?P<day2>{_WEEKDAY})(?:,{MAYBE}|{SPACE})(?:of{SPACE}|in{SPACE})?week{SPACE}(?P<week2>\d{{1,3}})\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(_WEEKDAY, re.IGNORECASE)
_RELATIVE = re.compile(
    rf"(?:the{SPACE}day{SPACE}after{SPACE}tomorrow|today|tomorrow|yesterday|tonight)(?!\w)", re.IGNORECASE
)
_SETS = re.compile(
    rf"(?P<every>(?:every{SPACE}(?:single{SPACE})?|each{SPACE})day|daily|all{SPACE}week(?:{SPACE}long)?|the{SPACE}(?:entire|whole){SPACE}week"
    rf"|any{SPACE}day|all{SPACE}days|every{SPACE}night|nightly)\b"
    rf"|(?P<whole>all{SPACE}day(?:{SPACE}long)?|the{SPACE}(?:entire|whole){SPACE}day)\b"
    rf"|(?:(?:every|each|all|the|on|any){SPACE})?(?:(?P<work>week-?days?|work(?:ing)?-?{MAYBE}days?|business{SPACE}days)|(?P<end>week-?ends?))\b",
    re.IGNORECASE,
)
_EVERY = re.compile(rf"(?:every|each){SPACE}(?={_WEEKDAY})", re.IGNORECASE)
_TO = re.compile(
    rf"{MAYBE}[-–—]{MAYBE}|{SPACE}(?:to|through|thru|until|till){SPACE}(?:and{SPACE}including{SPACE})?", re.IGNORECASE
)
_JOIN = re.compile(
    rf"(?:{MAYBE},{MAYBE}(?:(?P<last>and|or){SPACE})?|{SPACE}(?P<word>and|or|&){SPACE}|{MAYBE}/{MAYBE})(?:on{SPACE})?(?:either{SPACE})?",
    re.IGNORECASE,
)
_AND = re.compile(rf"{SPACE}and{SPACE}", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?P<word>between|from){SPACE}$", re.IGNORECASE)
_PLURAL_NUMBERS = re.compile(rf"days{SPACE}", re.IGNORECASE)
_NUMBER = re.compile(_FEW, re.IGNORECASE)
_BARE_DAY = re.compile(
    rf"(?:the{SPACE})?(?P<day>{_NTH})(?:{_SUFFIX}\b|{_END})(?!{SPACE}?(?:[ap]\.?m|h\b|[a-z]{{3}}))", re.IGNORECASE
)
_Single = tuple[tuple[DayRef, ...], int, tuple[DayRef, ...]]


def read_day(text: str, at: int, floor: int = 0) -> Day | None:
    """The day, list or range of days whose words start at `at`, or `None`."""
    if sets := _SETS.match(text, at):
        return _set(text, sets)
    if many := _PLURAL_NUMBERS.match(text, at):
        return _numbers(text, at, many.end(), floor)
    every = _EVERY.match(text, at)
    first = _single(text, every.end() if every else at)
    if first is None:
        return None
    refs, end, other = first
    if len(refs) == 1 and not other:
        between = _BETWEEN.search(text[max(floor, at - 12) : at])
        closed = between is not None and between["word"].lower() == "between"
        if ranged := _range(text, refs[0], end, closed=closed):
            start = at - len(between[0]) if between else at
            return Day(ranged[0], (start, ranged[1]), text[start : ranged[1]], "range")
        return _list(text, at, refs, end)
    alternatives = (refs, other) if other else ()
    return Day(refs, (at, end), text[at:end], "one", alternatives)


def _set(text: str, match: re.Match[str]) -> Day:
    if match["whole"]:
        return Day((), match.span(), match[0], "whole")
    if match["every"]:
        return Day((DayRef(every=True),), match.span(), match[0], "every")
    days = range(5) if match["work"] else range(5, 7)
    return Day(tuple(DayRef(weekday=day) for day in days), match.span(), match[0], "list")


def _numbers(text: str, at: int, first: int, floor: int) -> Day | None:
    """`days 3 to 5`, `days 1, 4 and 6`."""
    match = _NUMBER.match(text, first)
    if match is None:
        return None
    refs, end = [DayRef(number=_count(match[0]))], match.end()
    link = _TO.match(text, end)
    if link and (last := _NUMBER.match(text, link.end())):
        days = _written_out(refs[0], DayRef(number=_count(last[0])))
        if days:
            return Day(days, (at, last.end()), text[at : last.end()], "range")
    form: DayForm = "one"
    while (link := _JOIN.match(text, end)) and (more := _NUMBER.match(text, link.end())):
        refs.append(DayRef(number=_count(more[0])))
        end, form = more.end(), _joined(link, form)
    return Day(tuple(refs), (at, end), text[at:end], form)


def _range(text: str, first: DayRef, end: int, *, closed: bool) -> tuple[tuple[DayRef, ...], int] | None:
    """The days from `first`, and the end of the range; `closed`: `and` links them as well."""
    link = _TO.match(text, end) or (_AND.match(text, end) if closed else None)
    if link is None:
        return None
    last, stop = None, link.end()
    if (
        first.number is not None
        and (plain := _NUMBER.match(text, stop))
        and not re.match(r"[:.]\d|\s*[ap]m", text[plain.end() :][:5])
    ):
        last, stop = DayRef(number=_count(plain[0])), plain.end()
    elif single := _single(text, stop):
        last, stop = (single[0][0] if len(single[0]) == 1 and not single[2] else None), single[1]
    elif first.month is not None and (bare := _BARE_DAY.match(text, stop)):
        last, stop = DayRef(year=first.year, month=first.month, day=int(bare["day"])), bare.end()
    days = _written_out(first, last) if last else ()
    return (days, stop) if days else None


def _list(text: str, at: int, refs: tuple[DayRef, ...], end: int) -> Day:
    form: DayForm = "one"
    found = list(refs)
    while link := _JOIN.match(text, end):
        more = _single(text, link.end())
        if more is None or more[2] or len(more[0]) != 1 or _kind(more[0][0]) != _kind(found[0]):
            break
        if _TO.match(text, more[1]) and _range(text, more[0][0], more[1], closed=False):
            break
        if "," in link[0] and not _closes(text, more[1]):
            break
        found.append(more[0][0])
        end, form = more[1], _joined(link, form)
    return Day(tuple(found), (at, end), text[at:end], form)


def _closes(text: str, end: int) -> bool:
    """Whether a list goes on behind a comma as a list: it does not when times follow the next day at once."""
    return re.match(r":?\s{0,3}(?:\(|from\s|during\s|between\s|at\s|before\s|after\s)?\d", text[end : end + 20]) is None


def _joined(link: re.Match[str], form: DayForm) -> DayForm:
    word = (link.groupdict().get("last") or link.groupdict().get("word") or "").lower()
    return "choice" if word == "or" or form == "choice" else "list"


def _kind(ref: DayRef) -> tuple[bool, ...]:
    return (ref.number is not None, ref.month is not None or ref.day is not None, ref.relative is not None)


def _single(text: str, at: int) -> _Single | None:
    """One day: its readings (the second one only when open) and its end."""
    for read in (_dated, _by_number, _weekday):
        if found := read(text, at):
            return found
    return None


def _dated(text: str, at: int) -> _Single | None:
    if iso := _ISO.match(text, at):
        return _checked(int(iso["year"]), int(iso["month"]), int(iso["day"]), iso.end())
    if match := _MONTH_DAY.match(text, at) or _DAY_MONTH.match(text, at):
        day = _nth(match.groupdict().get("word") or match["day"])
        return _checked(int(match["year"]) if match["year"] else None, _month(match["month"]), day, match.end())
    match = _SLASHED.match(text, at)
    if match is None or not (match["year"] or (match["mark"] == "/" and _DATE_CUE.search(text[max(0, at - 20) : at]))):
        return None
    year = int(match["year"]) if match["year"] else None
    year = year + 2000 if year is not None and year < 100 else year
    one, two = int(match["first"]), int(match["second"])
    if match["mark"] == ".":
        return _checked(year, two, one, match.end()) if match["year"] and len(match["year"]) == 4 else None
    month_first, day_first = _checked(year, one, two, match.end()), _checked(year, two, one, match.end())
    if month_first and day_first and one != two:
        return month_first[0], match.end(), day_first[0]
    return month_first or day_first


def _checked(year: int | None, month: int, day: int, end: int) -> _Single | None:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    return (DayRef(year=year, month=month, day=day),), end, ()


def _by_number(text: str, at: int) -> _Single | None:
    if match := _NUMBERED.match(text, at):
        return (DayRef(number=_count(match["number"])),), match.end(), ()
    if match := _NTH_DAY.match(text, at):
        return (DayRef(number=_nth(match["nth"])),), match.end(), ()
    if (match := _NTH_ALONE.match(text, at)) and 1 <= _nth(match["nth"]) <= 31:
        return (DayRef(day=_nth(match["nth"])),), match.end(), ()
    return None


def _weekday(text: str, at: int) -> _Single | None:
    if match := _OF_WEEK.match(text, at):
        week = int(match["week"] or match["week2"])
        return (DayRef(weekday=_index(match["day"] or match["day2"]), week=week),), match.end(), ()
    if match := _NAMED.match(text, at):
        comma = re.compile(_COMMA).match(text, match.end())
        dated = _dated(text, comma.end()) if comma else None
        if dated and len(dated[0]) == 1:
            refs, end, other = dated
            index = _index(match[0])
            both = [tuple(replace(ref, weekday=index) for ref in found) for found in (refs, other)]
            return both[0], end, both[1]
        return (DayRef(weekday=_index(match[0])),), match.end(), ()
    if match := _RELATIVE.match(text, at):
        word = match[0].lower()
        away = 2 if " " in word or "\n" in word else {"tomorrow": 1, "yesterday": -1}.get(word, 0)
        return (DayRef(relative=away),), match.end(), ()
    return None


def _written_out(first: DayRef, last: DayRef) -> tuple[DayRef, ...]:
    """Every day from `first` to `last`; none when they are of different kinds, reversed, or too far apart."""
    if first.number is not None and last.number is not None:
        if 0 < last.number - first.number < _LONGEST_RANGE:
            return tuple(DayRef(number=n) for n in range(first.number, last.number + 1))
    elif None not in (first.month, last.month):
        return _dates(first, last)
    elif None not in (first.weekday, last.weekday) and first.month is last.month is None:
        start, week = first.weekday or 0, first.week
        length = ((last.weekday or 0) - start) % 7 + 7 * ((last.week or 0) - (week or 0))
        if (week is None) == (last.week is None) and 0 < length < _LONGEST_RANGE:
            days = range(start, start + length + 1)
            return tuple(DayRef(weekday=n % 7, week=week + n // 7 if week else None) for n in days)
    return ()


def days_between(first: DayRef, last: DayRef) -> tuple[DayRef, ...]:
    """The days after `first` and before `last`; none when they are of different kinds, reversed, or too far apart."""
    return _written_out(first, last)[1:-1]


def _dates(first: DayRef, last: DayRef) -> tuple[DayRef, ...]:
    year = last.year or first.year
    one = date(
        first.year or year or 2001, first.month or 1, min(first.day or 1, 28 if not year and first.month == 2 else 31)
    )
    two = date(year or 2001, last.month or 1, min(last.day or 1, 28 if not year and last.month == 2 else 31))
    if not 0 < (two - one).days < _LONGEST_RANGE:
        return ()
    days = (one + timedelta(days=n) for n in range((two - one).days + 1))
    return tuple(DayRef(year=day.year if year else None, month=day.month, day=day.day) for day in days)


def _count(word: str) -> int:
    return NUMBER_WORDS[word.lower()] if word.lower() in NUMBER_WORDS else int(word)


def _nth(word: str) -> int:
    return ORDINALS[word.lower()] if word.lower() in ORDINALS else int(re.sub(r"\D", "", word))


def _index(word: str) -> int:
    return _WEEKDAYS.index(word[:3].lower())


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
