"""What has to be done: the activities of a text, found by the lengths of time that are said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plangen.formalising.facts import Activity, Follows, Lasts, Said, Span, Whole
from plangen.formalising.phrases import bare, slug, stems, whole
from plangen.formalising.roles import Cast
from plangen.reading.mentions import Length

_CUT = re.compile(
    r"[;:]|,(?!\s*(?:and\s+)?(?:[A-Z][\w']+)(?:,|\s+and\b|\s+for\b))|\.\s|\s[–—-]\s|\band\b(?=[^,;]*$)|\bthen\b"
)
_RIGHT_CUT = re.compile(
    r"[;:.!?,()]|\b(?:on|from|between|before|after|by|within|until|some time|this|next|tomorrow|either)\b|\d"
)
_OF = re.compile(r"\s+of (?:the )?(?P<noun>[a-z]+ing)\b")
_OF_BEFORE = re.compile(r"^\s+of (?:the )?[a-z]+ing\b")
_TOTAL = re.compile(r"\b(?:in total|altogether|in all|overall|total of|whole trip|all in all)\b", re.IGNORECASE)
_TOUR = re.compile(
    r"\b(?:trip|tour|journey|holiday|vacation|round|route|cities|towns|islands|countries|places|huts|stops|plan)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
_ABOUT = re.compile(r"\s*(?P<noun>(?:the )?[A-Za-z][\w'’-]*(?: [\w'’-]+){0,2}):\s")
_FOR_WHOM = re.compile(
    r"\b(?:an?|the|our|one)\s+(?P<noun>(?:[\w'’-]+\s+){0,2}?[\w'’-]+)\s+(?:for|with|between|of|among)\b", re.IGNORECASE
)
_THEN = re.compile(r"\b(?:then|after that|afterwards|followed by|and finally)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An activity as one length of time names it."""

    phrase: str
    persons: tuple[str, ...]
    place: str | None
    length: Length
    said: Said
    follows: bool = False
    cost: float = 0


def activities_of(
    words: str, start: int, lengths: Sequence[Length], cast: Cast, *, in_days: bool
) -> Iterator[Named | Whole]:
    """The activity that each length of a statement speaks about; spans count from the start of the text."""
    subject = ""
    about = _ABOUT.match(words) if len(lengths) > 1 else None
    for index, length in enumerate(lengths):
        a, b = length.span[0] - start, length.span[1] - start
        left_from = lengths[index - 1].span[1] - start if index else 0
        right_to = lengths[index + 1].span[0] - start if index + 1 < len(lengths) else len(words)
        said = Said((start, start + len(words)))
        around = words[left_from:right_to]
        if in_days and length.unit != "minutes" and _is_whole(words, around, cast):
            yield Whole(round(length.low * (7 if length.unit == "weeks" else 1)), (), said)
            continue
        operation = _OF.match(words, b, right_to)
        if operation is not None and (own := bare(_OF_BEFORE.sub("", words[left_from:a]))) and _means(own):
            subject = own
        done = f"{subject} {operation['noun']}" if operation is not None and subject else ""
        phrase = (done, (left_from, a)) if done else _phrase(words, left_from, a, b, right_to)
        if phrase is None:
            continue
        span = phrase[1]
        text = _titled(re.sub(r"^(?:after that|afterwards|then|finally)\s+", "", phrase[0]), about)
        if _is_way(text, cast):
            continue
        nameless = _only_names(text, cast)
        if nameless and (noun := _FOR_WHOM.search(words[left_from:a])) is not None:
            text, nameless = noun["noun"], False
        # Whoever a statement about one thing names has a part in it: a list of people is never cut short.
        where = words if len(lengths) == 1 else words[span[0] : span[1]]
        persons = tuple(name for name in cast.persons if _has(where, name))
        if nameless and len(persons) > 1:
            text = "meeting"
        if not persons and _NAMED.fullmatch(text) and text not in cast.places and not in_days:
            persons = (text,)
        follows = index > 0 and _THEN.search(words[left_from:a]) is not None
        yield Named(text, persons, _place(words[left_from:right_to], text, cast), length, said, follows)


def _is_whole(words: str, around: str, cast: Cast) -> bool:
    """Whether a length of days is that of the whole trip and not that of a stay."""
    total = _TOTAL.search(around) is not None
    return total or (not any(_has(words, name) for name in cast.places) and _TOUR.search(words) is not None)


def _titled(phrase: str, about: re.Match[str] | None) -> str:
    """The phrase with what the statement is about before it: of `Chairs: sanding 2 h, oiling 1 h` each is of chairs."""
    noun = "" if about is None else about["noun"]
    return f"{bare(noun)} {phrase}" if stems(noun) and not stems(noun) & stems(phrase) else phrase


def _only_names(phrase: str, cast: Cast) -> bool:
    """Whether the phrase only says for whom, not what."""
    for name in sorted(cast.persons, key=len, reverse=True):
        phrase = whole(name).sub(" ", phrase)
    return not _means(bare(phrase))


def _is_way(phrase: str, cast: Cast) -> bool:
    """Whether the phrase is a way from one place to another, which is no activity."""
    ends = re.split(r"\s+to\s+", phrase, maxsplit=1)
    return len(ends) == 2 and all(bare(end).lower() in {place.lower() for place in cast.places} for end in ends)


def _phrase(words: str, left: int, a: int, b: int, right: int) -> tuple[str, Span] | None:
    """The words that say what takes the length between `a` and `b`: before it, else behind it."""
    before = words[left:a].rstrip().rstrip("(").rstrip(" ,:–-")
    cuts = [match.end() for match in _CUT.finditer(before)]
    for begin in (cuts[-1] if cuts else 0, 0):
        phrase = bare(before[begin:])
        if phrase and _means(phrase):
            return phrase, (left + begin, a)
    after = words[b:right]
    cut = _RIGHT_CUT.search(after)
    end = b + (cut.start() if cut else len(after))
    phrase = bare(words[b:end])
    if phrase and _means(phrase):
        return phrase, (b, right)
    return None


def _means(phrase: str) -> bool:
    return bool(stems(phrase)) and re.search(r"[^\W\d_]{2,}", phrase) is not None


def _place(around: str, phrase: str, cast: Cast) -> str | None:
    for name in sorted(cast.places, key=len, reverse=True):
        if _has(phrase, name):
            return name
    for name in sorted(cast.places, key=len, reverse=True):
        if _has(around, name):
            return name
    return None


def _has(words: str, name: str) -> bool:
    return whole(name).search(words) is not None


def settle(found: Sequence[Named], cast: Cast) -> tuple[list[Activity], list[Lasts | Follows]]:
    """One activity for each thing named, with its length in ticks; the same thing named twice is one."""
    activities: list[Activity] = []
    lasts: list[Lasts | Follows] = []
    last: Activity | None = None
    taken: set[str] = set()
    for named in found:
        activity = _known(activities, named)
        if activity is None:
            words = _own_words(named, cast)
            activity = Activity(slug(words, taken), words, named.said, named.persons, named.place, cost=named.cost)
            taken.add(activity.id)
            activities.append(activity)
        else:
            at = activities.index(activity)
            merged = tuple(dict.fromkeys((*activity.persons, *named.persons)))
            activity = replace(activity, persons=merged, place=activity.place or named.place)
            activities[at] = activity
        lasts.append(_lasts(activity.id, named))
        if named.follows and last is not None:
            lasts.append(Follows(last.id, activity.id, 0, named.said))
        last = activity
    return activities, lasts


def _own_words(named: Named, cast: Cast) -> str:
    words = named.phrase
    for name in named.persons:
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", words)
    words = bare(re.sub(r"\s*,\s*|\s+", " ", words))
    if words and _means(words) and not (named.place and stems(words) == stems(named.place)):
        return words
    return named.place or (named.persons[0] if named.persons else named.phrase)


def _known(activities: Sequence[Activity], named: Named) -> Activity | None:
    meant = stems(named.phrase)
    for activity in activities:
        if stems(activity.phrase) == meant and set(activity.persons) == set(named.persons):
            return activity
    return None


def _lasts(activity: str, named: Named) -> Lasts:
    length = named.length
    scale = 7 if length.unit == "weeks" else 1
    unit = "days" if length.unit == "weeks" else length.unit
    low, high = round(length.low * scale), round(length.high * scale)
    if length.bound in {"at least", "more than"}:
        return Lasts(activity, low + (length.bound == "more than"), None, unit, named.said)
    if length.bound in {"at most", "less than"}:
        return Lasts(activity, None, high - (length.bound == "less than"), unit, named.said)
    return Lasts(activity, low, high, unit, named.said)
