"""Whether a check speaks about what its quote names: people, places and steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from plangen.schema import PlanFormat, Slot
from plangen.trust.alignment import plain
from plangen.trust.parameters import members

_STEM = 4
_OWNER = re.compile(r"['’]s\b", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:any|each|every|everything|everywhere|everybody|everyone|all|both|no|nobody|nothing|others?|else|rest)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:I|I'm|I've|I'd|I'll|me|my|we|us|our|he|him|his|she|her|they|them|their|you|your|it|its)\b", re.IGNORECASE
)


def unknown_names(check: Mapping[str, Any], shape: PlanFormat) -> Iterator[str]:
    """Names in the check that nothing in the plan format has."""
    places = {slot.location for slot in shape.slots if slot.location}
    known = {
        "id": {slot.id for slot in shape.slots},
        "action": {slot.action for slot in shape.slots},
        "location": places,
        "actor": {who for slot in shape.slots for who in slot.actors},
        "resource": {name for slot in shape.slots for name in slot.resources},
        "key": set(shape.values),
    }
    for kind, name in names(check):
        if shape.slots or kind == "key":
            named = known["location"] | known["actor"] if kind == "way" else known[kind]
            if kind == "way" and name not in named:
                continue
            if name not in named:
                yield f"nothing in the plan format has the {kind} `{name}`"


def names(check: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names that a check uses, each with its kind; `way` is a place of a table of ways."""
    for selector in ("select", "first", "then"):
        chosen = check.get(selector)
        if isinstance(chosen, Mapping) and "type" not in chosen:
            yield from ((kind, str(chosen[kind])) for kind in ("id", "action", "location", "actor") if chosen.get(kind))
    if check.get("type") == "present":
        yield "location", str(check.get("location"))
    if check.get("type") == "capacity":
        yield "resource", str(check.get("resource"))
    if str(check.get("field", "")).startswith("resources."):
        yield "resource", str(check["field"]).removeprefix("resources.")
    field = {"location": "location", "actors": "actor", "action": "action", "id": "id"}.get(str(check.get("field")))
    if field is not None and check.get("type") in ("allowed", "cover") and not check.get("negate"):
        yield from ((field, str(value)) for value in check.get("values") or ())
    for here, row in (check.get("lag") or {}).items():
        yield "way", str(here)
        yield from (("way", str(there)) for there in row)
    yield from (("key", str(key)) for key in check.get("keys") or ())
    yield from (("key", str(key)) for pair in check.get("pairs") or () for key in pair)
    for member in members(check):
        yield from names(member)


def unsaid(check: Mapping[str, Any], shape: PlanFormat, quote: str, around: str) -> Iterator[str]:
    """What the check speaks about although the quote names others and not it.

    A quote that names nobody and stands for nobody (`busy on Monday, on Tuesday`) is judged by the words before it on
    its line. Places of a table of ways must stand in the quote. Words such as `any` and `everything` stand for all.
    """
    if _GENERIC.search(quote):
        return
    for kind, name in dict.fromkeys(names(check)):
        if kind == "way":
            if not mentioned(name, quote) and not _own_word(name, shape, quote):
                yield f"the quote does not name {name}"
        elif kind in ("actor", "location"):
            others = _of_kind(shape, kind) - {name}
            nearer = kind == "actor" and not _PRONOUN.search(quote)
            for words in (quote, around) if nearer else (quote,):
                if mentioned(name, words):
                    break
                if any(mentioned(other, words) for other in others):
                    yield f"the quote names another {kind} than {name}"
                    break
    yield from _unsaid_steps(check, shape, quote)


def mentioned(name: str, text: str) -> bool:
    """Whether all words of the name stand in the text, endings aside (`gluing` for `glue`)."""
    tokens = _tokens(text)
    parts = plain(_OWNER.sub("", name)).split()
    return bool(parts) and all(part in tokens or any(_alike(part, token) for token in tokens) for part in parts)


def _unsaid_steps(check: Mapping[str, Any], shape: PlanFormat, quote: str) -> Iterator[str]:
    """Steps chosen by id: the quote must not name other steps and none of the chosen one's own words."""
    ids = [name for kind, name in names(check) if kind == "id"]
    slots = {slot.id: slot for slot in shape.slots}
    for name in dict.fromkeys(ids):
        if name not in slots or _step_named(slots[name], quote):
            continue
        others = [slot for slot in shape.slots if slot.id not in ids]
        if any(_step_named(slot, quote, whole=True) for slot in others):
            yield f"the quote names another step than `{name}`"


def _own_word(place: str, shape: PlanFormat, text: str) -> bool:
    """Whether a word that no other place has stands in the text (`Eagle` for `Eagle hut`)."""
    others = {word for slot in shape.slots if slot.location != place for word in plain(slot.location).split()}
    return any(mentioned(word, text) for word in plain(place).split() if word not in others)


def _step_named(slot: Slot, text: str, *, whole: bool = False) -> bool:
    parts = [part for part in plain(slot.id).split() if len(part) > 2]
    if parts and all(mentioned(part, text) for part in parts):
        return True
    if any(mentioned(name, text) for name in (slot.location, *slot.actors) if name):
        return True
    return not whole and (any(mentioned(part, text) for part in parts) or mentioned(slot.action, text))


def _of_kind(shape: PlanFormat, kind: str) -> set[str]:
    if kind == "actor":
        return {who for slot in shape.slots for who in slot.actors}
    return {slot.location for slot in shape.slots if slot.location}


def _alike(part: str, token: str) -> bool:
    size = min(len(part), len(token))
    keep = max(_STEM, size - 2)
    return size >= _STEM and abs(len(part) - len(token)) <= _STEM and part[:keep] == token[:keep]


@lru_cache(maxsize=512)
def _tokens(text: str) -> frozenset[str]:
    words = _OWNER.sub("", text.casefold())
    found = set(re.findall(r"[^\W_]+", words))
    return frozenset(found | {token[:-1] for token in found if token.endswith("s") and len(token) > 3})
