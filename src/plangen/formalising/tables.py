"""Tables in plain text: rows of cells under headers, with the spans of their words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULE = re.compile(r"[\s|+:=-]+$")
_GAP = re.compile(r"\t+|\s{3,}|\s{2,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, their span, and the header above it."""

    text: str
    span: tuple[int, int]
    header: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table that has a header."""

    cells: tuple[Cell, ...]
    span: tuple[int, int]

    @property
    def sentence(self) -> str:
        """The row in words: `task: chop; minutes: 10; after: wash`."""
        return "; ".join(f"{cell.header}: {cell.text}" for cell in self.cells if cell.text)


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows; `span` covers all of it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    span: tuple[int, int]


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text: at least two lines with as many cells, separated by `|`, tabs or wide blanks."""
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", text)]
    found: list[Table] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_row(lines[end][1]) and (end == at or _adjoins(text, lines, end)):
            end += 1
        block = lines[at:end]
        table = _table(block) if len(block) >= 2 else None
        if table is not None:
            found.append(table)
        at = max(end, at + 1)
    return tuple(found)


def _adjoins(text: str, lines: list[tuple[int, str]], number: int) -> bool:
    start, words = lines[number - 1]
    return text[start + len(words) : lines[number][0]].count("\n") == 1


def _is_row(line: str) -> bool:
    if "|" in line:
        return line.count("|") >= 1
    return _RULE.match(line) is not None or len(_cells(0, line)) >= 2


def _table(block: list[tuple[int, str]]) -> Table | None:
    rows = [(start, line, _cells(start, line)) for start, line in block if not _RULE.match(line)]
    if len(rows) < 2 or len(rows[0][2]) < 2:
        return None
    width = len(rows[0][2])
    if any(len(cells) > width for _, _, cells in rows):
        return None
    rows = [(start, line, _padded(cells, width)) for start, line, cells in rows]
    header = tuple(cell.text for cell in rows[0][2])
    if any(re.search(r"\d{1,2}[:.]\d\d", name) for name in header):
        return None
    body = tuple(
        Row(
            tuple(Cell(cell.text, cell.span, name) for cell, name in zip(cells, header, strict=True)),
            (start, start + len(line.rstrip())),
        )
        for start, line, cells in rows[1:]
    )
    last_start, last_line = block[-1]
    return Table(header, body, (block[0][0], last_start + len(last_line)))


def _padded(cells: list[Cell], width: int) -> list[Cell]:
    """The cells with empty ones for those that the line leaves out at its end."""
    end = cells[-1].span[1] if cells else 0
    return [*cells, *(Cell("", (end, end)) for _ in range(width - len(cells)))]


def _cells(start: int, line: str) -> list[Cell]:
    separator = re.compile(r"\|") if "|" in line else _GAP
    begin, end = 0, len(line)
    stripped = line.strip()
    if "|" in line:
        begin = line.index("|") + 1 if stripped.startswith("|") else 0
        end = line.rindex("|") if stripped.endswith("|") else len(line)
    else:
        begin = len(line) - len(line.lstrip())
        end = len(line.rstrip())
    cells, at = [], begin
    for match in [*separator.finditer(line, begin, end), None]:
        stop = match.start() if match else end
        words = line[at:stop]
        left = at + len(words) - len(words.lstrip())
        cells.append(Cell(words.strip(), (start + left, start + left + len(words.strip()))))
        at = match.end() if match else end
    return cells
