"""Table rows as facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from plangen.formalising.activities import Named
from plangen.formalising.facts import Busy, Fact, Follows, Free, Said, Way, Who
from plangen.formalising.sayings import Saying
from plangen.formalising.statements import Statement
from plangen.formalising.tables import Cell, Row
from plangen.formalising.tabular import Column, columns, unit_of
from plangen.formalising.text import named
from plangen.reading.mentions import Length, Occasion, occasions, read_values

_EMPTY = re.compile(r"\W*(?:none|nothing|any ?time|all day|always|n/?a)?\W*$", re.IGNORECASE)


def row_names(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The persons and the places that table cells name."""
    persons: dict[str, None] = {}
    places: dict[str, None] = {}
    labels = frozenset(row.cells[0].text.lower() for row in rows)
    for row in rows:
        if is_matrix(row, labels):
            places[row.cells[0].text] = None
            places.update(dict.fromkeys(cell.header for cell in row.cells[1:]))
            continue
        for kind, cell in columns(row):
            if kind == "person" and cell.text:
                persons[cell.text] = None
            if kind == "place" and cell.text:
                places[cell.text] = None
        for cell in _machines(row):
            places[cell.header] = None
    return tuple(persons), tuple(places)


def is_matrix(row: Row, labels: frozenset[str]) -> bool:
    """Whether the table gives a number for each pair of places: its headers are its rows' labels."""
    headers = {cell.header.strip().lower() for cell in row.cells[1:]}
    return len(headers) > 1 and headers <= labels | {""} and row.cells[0].text.strip().lower() in labels


def row_activities(said: Statement) -> list[Named]:
    """The activities of a row: its thing with its length, or one for each machine that has a length."""
    row = said.row
    if row is None:
        return []
    where = Said(said.span)
    cells = columns(row)
    thing = _thing(cells)
    machines = _machines(row)
    if machines and thing is not None:
        return [
            Named(f"{thing.text} {cell.header}", (), cell.header, length, where)
            for cell in machines
            if (length := _length(cell)) is not None
        ]
    lengths = [(cell, length) for kind, cell in cells if kind == "length" and (length := _length(cell)) is not None]
    if len(lengths) != 1:
        return []
    place = next((cell.text for kind, cell in cells if kind == "place" and cell.text), None)
    persons = tuple(cell.text for kind, cell in cells if kind == "person" and cell.text)
    if thing is None and place is None and not persons:
        return []
    phrase = thing.text if thing is not None else place or persons[0]
    return [Named(phrase, persons, place, lengths[0][1], where)]


def row_facts(saying: Saying) -> list[Fact]:
    """What a row says beside its length; a cell that nobody understands makes the row unread."""
    said, row = saying.statement, saying.statement.row
    if row is None:
        return []
    labels = frozenset(name.lower() for name in saying.text.cast.places)
    if is_matrix(row, labels):
        return _matrix(saying, row)
    cells = columns(row)
    who = _who(saying, cells)
    found: list[Fact] = []
    for kind, cell in cells:
        if _EMPTY.match(cell.text) or kind in {"thing", "person", "place", "number"}:
            continue
        if kind in {"busy", "free", "latest", "earliest"}:
            found += _times(saying, kind, cell, who)
        elif kind == "after":
            found += _after(saying, cell, who)
        elif kind == "length" or cell in _machines(row):
            continue
        elif kind == "cost" or re.search(r"\d", cell.text):
            saying.unread(f"the column `{cell.header}` is not understood")
    machines = _machines(row)
    steps = [item for cell in machines for item in saying.notes.activities if item.place == cell.header]
    own = [item for item in steps if item.said.span == said.span]
    found += [Follows(first.id, then.id, 0, saying.said) for first, then in pairwise(own)]
    saying.notes.used.add(said.span)
    return found


def _thing(cells: Sequence[tuple[Column, Cell]]) -> Cell | None:
    thing = next((cell for kind, cell in cells if kind == "thing"), None)
    return thing or next((cell for kind, cell in cells[:1] if kind == "unknown" and cell.text), None)


def _machines(row: Row) -> list[Cell]:
    """Cells that hold a length under a header that is not about lengths: the header is where it is done."""
    found = [cell for kind, cell in columns(row)[1:] if kind in {"unknown", "place"} and _length(cell) is not None]
    return found if len(found) > 1 else []


def _length(cell: Cell) -> Length | None:
    words = cell.text
    if re.fullmatch(r"\d+(?:\.\d+)?", words) and (unit := unit_of(cell.header)):
        words = f"{words} {unit}"
    found = [value for value in read_values(words) if isinstance(value, Length)]
    return replace(found[0], span=cell.span) if len(found) == 1 else None


def _who(saying: Saying, cells: Sequence[tuple[Column, Cell]]) -> Who:
    own = tuple(item.id for item in saying.notes.activities if item.said.span == saying.statement.span)
    persons = tuple(cell.text for kind, cell in cells if kind == "person" and cell.text)
    places = tuple(cell.text for kind, cell in cells if kind == "place" and cell.text)
    return Who(activities=own) if own else Who(persons, () if persons else places)


def _times(saying: Saying, kind: Column, cell: Cell, who: Who) -> list[Fact]:
    lead = {"latest": "by ", "earliest": "from "}.get(kind, "")
    head = f"{cell.header}: " if kind in {"busy", "free"} else lead
    found = [replace(one, span=cell.span) for one in occasions(head + cell.text, hours24=saying.text.hours24)]
    if kind in {"latest", "earliest"}:
        found = [_sided(one, kind) for one in found]
    if not found or any(one.side == "at" for one in found):
        saying.unread(f"the time `{cell.text}` is not understood")
        return []
    fact = Busy if kind == "busy" else Free
    return [fact(who, tuple(found), saying.said)]


def _sided(one: Occasion, kind: Column) -> Occasion:
    at = one.start if one.start is not None else one.end
    if one.side == "range":
        return one
    if kind == "latest":
        return replace(one, side="before", start=None, end=at)
    return replace(one, side="after", start=at, end=None)


def _after(saying: Saying, cell: Cell, who: Who) -> list[Fact]:
    firsts = saying.notes.meant(cell.text)
    if not firsts or len(who.activities) != 1:
        saying.unread(f"`{cell.text}` names nothing that comes before")
        return []
    return [Follows(first.id, who.activities[0], 0, saying.said) for first in firsts]


def _matrix(saying: Saying, row: Row) -> list[Fact]:
    start = row.cells[0].text
    found: list[Fact] = [
        Way(start, cell.header, int(cell.text), saying.said)
        for cell in row.cells[1:]
        if re.fullmatch(r"\d{1,4}", cell.text)
    ]
    saying.notes.used.add(saying.statement.span)
    if not named(start, saying.text.cast.places) or not found:
        saying.unread("the row gives no ways")
    return found
