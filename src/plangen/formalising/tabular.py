"""Table rows read by their headers: which column names the thing, its length, its place, its hours, its order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from plangen.formalising.kinds import Kind
from plangen.formalising.tables import Cell, Row

Column = Literal[
    "thing", "person", "place", "length", "busy", "free", "latest", "earliest", "after", "cost", "number", "unknown"
]

_HEADERS: tuple[tuple[Column, str], ...] = (
    ("busy", r"\b(?:busy|booked|occupied|blocked|not available|unavailable|away|taken|closed)\b"),
    ("free", r"\b(?:free|available|open|opening|hours open|office hours|can do|when|access)\b"),
    ("latest", r"\b(?:by|due|deadline|until|latest|out by|ready by|done by|before)\b"),
    ("earliest", r"\b(?:from|earliest|not before|arrives?|ready from|start(?:s|ing)? from|available from)\b"),
    ("after", r"\b(?:after|needs|depends|follows|requires|predecessors?|waits for)\b"),
    ("cost", r"\b(?:cost|costs|price|euros?|eur|usd|dollars?|material)\b"),
    ("length", r"\b(?:min|mins|minutes|hours|length|duration|takes|how long|time|nights?|days?|stay)\b"),
    ("place", r"\b(?:where|place|room|machine|device|station|location|town|city|hall|site|tool|equipment|oven)\b"),
    ("person", r"\b(?:who|name|person|people|participant|staff|nurse|teacher|worker|patient|employee)\b"),
    (
        "thing",
        r"\b(?:task|job|step|what|activity|work|booking|load|order|dish|class|group|item|operation|course|piece|part|visit|errand|meeting|event)\b",
    ),
    ("number", r"^\W*(?:no|nr|#|id)\W*$"),
)


def columns(row: Row) -> list[tuple[Column, Cell]]:
    """Each cell with what its header says it holds."""
    return [(column(cell.header), cell) for cell in row.cells]


def column(header: str) -> Column:
    """What a column holds, by its header's words."""
    for name, pattern in _HEADERS:
        if re.search(pattern, header, re.IGNORECASE):
            return name
    return "unknown"


def unit_of(header: str) -> str:
    """The unit that a header gives to bare numbers, or nothing."""
    units: Mapping[str, str] = {
        r"\bmin": "min",
        r"\b(?:h|hours?|hrs?)\b": "h",
        r"\bnights?\b": "nights",
        r"\bdays?\b": "days",
    }
    return next((unit for pattern, unit in units.items() if re.search(pattern, header, re.IGNORECASE)), "")


def row_kind(row: Row) -> Kind:
    """What a row says most of all: a length, else hours, else an order, else ways."""
    kinds = [kind for kind, cell in columns(row) if cell.text]
    for kind, meaning in _MEANINGS:
        if kind in kinds:
            return meaning
    return "travel" if all(re.fullmatch(r"\d{1,4}|\W*", cell.text) for cell in row.cells[1:]) else "length"


_MEANINGS: tuple[tuple[Column, Kind], ...] = (
    ("length", "length"),
    ("busy", "blocked"),
    ("free", "open"),
    ("latest", "open"),
    ("earliest", "open"),
    ("after", "order"),
)
