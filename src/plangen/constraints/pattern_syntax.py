"""The syntax of a pattern: what of Python's regular expressions an automaton can follow."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARS = 1_000
MAX_REPEAT = 1_000
_MAX_DEPTH = 30

_FLAGS = re.compile(r"\(\?([ims]+)\)")
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z_]\w{0,50}>))?")
_REPEAT = re.compile(r"(?:([*+?])|\{(?:(\d{1,6})|(\d{1,6})?,(\d{1,6})?)\})\??")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[dDwWsStnrfv]|[^A-Za-z0-9])", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_IN_CLASS = re.compile(r"(\\.)|([\[&|~])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, as Python's `re` reads it."""

    one: re.Pattern[str]

    def matches(self, char: str) -> bool:
        """Whether the character is meant."""
        return self.one.fullmatch(char) is not None


@dataclass(frozen=True, slots=True)
class Anchor:
    r"""A condition on a place between two characters: `^`, `$`, `\A`, `\Z`, `\b` or `\B`."""

    kind: str
    lines: bool = False

    def holds(self, before: str, after: str) -> bool:
        """Whether the place between the characters (empty at the ends of the text) is meant."""
        if self.kind in ("^", "A"):
            return not before or (self.lines and self.kind == "^" and before == "\n")
        if self.kind in ("$", "Z"):
            return not after or (self.lines and self.kind == "$" and after == "\n")
        return (_is_word(before) != _is_word(after)) == (self.kind == "b")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several things."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A thing `least` to `most` times; without `most`, any number of times."""

    item: Node
    least: int
    most: int | None


Node = Atom | Anchor | Row | Alternatives | Repeat


def parse_pattern(text: str) -> Node:
    """The pattern as a tree; raises `ValueError` that says what is not understood.

    Understood are characters, classes, escapes, anchors, groups, `|`, repeats up to 1,000, and the flags `i`, `m`, `s`
    at the front. `$` is the end of the text (a line with `m`), without Python's exception for a last line break.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(f"the pattern has {len(text)} characters, at most {MAX_CHARS}")
    flags = _FLAGS.match(text)
    names = flags[1] if flags else ""
    parser = _Parser(text, flags.end() if flags else 0, names)
    node = parser.alternatives(0)
    if parser.at < len(text):
        raise ValueError("a `)` closes nothing")
    return node


@dataclass(slots=True)
class _Parser:
    text: str
    at: int
    names: str

    def alternatives(self, depth: int) -> Node:
        """Everything up to the end of the group."""
        if depth > _MAX_DEPTH:
            raise ValueError(f"groups are nested more than {_MAX_DEPTH} deep")
        rows = [self._row(depth)]
        while self._next() == "|":
            self.at += 1
            rows.append(self._row(depth))
        return rows[0] if len(rows) == 1 else Alternatives(tuple(rows))

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _row(self, depth: int) -> Node:
        items: list[Node] = []
        while self._next() not in ("", "|", ")"):
            items.append(self._repeated(self._single(depth)))
        return Row(tuple(items))

    def _repeated(self, item: Node) -> Node:
        found = _REPEAT.match(self.text, self.at)
        if found is None:
            return item
        self.at = found.end()
        if _REPEAT.match(self.text, self.at) or self._next() == "+":
            raise ValueError("a repeat is repeated; put the inner one into a group")
        if found[1]:
            return Repeat(item, int(found[1] == "+"), 1 if found[1] == "?" else None)
        least = int(found[2] or found[3] or 0)
        most = least if found[2] else int(found[4]) if found[4] else None
        if least > MAX_REPEAT or (most is not None and not least <= most <= MAX_REPEAT):
            raise ValueError(f"the repeat {found[0]} is not from less to more, up to {MAX_REPEAT}")
        return Repeat(item, least, most)

    def _single(self, depth: int) -> Node:
        char = self._next()
        if char == "(":
            return self._group(depth)
        if char in "^$":
            self.at += 1
            return Anchor(char, "m" in self.names)
        if char == "\\" and self.text[self.at + 1 : self.at + 2] in tuple("AZbB"):
            self.at += 2
            return Anchor(self.text[self.at - 1])
        if _REPEAT.match(self.text, self.at):
            raise ValueError(f"nothing stands before the repeat `{char}`")
        if char == "[":
            return self._class()
        if char == "\\":
            escape = _ESCAPE.match(self.text, self.at)
            if escape is None:
                raise ValueError(f"`{self.text[self.at : self.at + 3]}` is not understood (backreferences are refused)")
            return self._atom(escape[0], len(escape[0]))
        return self._atom(char if char == "." else re.escape(char), 1)

    def _group(self, depth: int) -> Node:
        found = _GROUP.match(self.text, self.at)
        if found is None or self.text[found.end() : found.end() + 1] == "?":
            raise ValueError(f"`{self.text[self.at : self.at + 4]}` is not understood (lookaround is refused)")
        self.at = found.end()
        inner = self.alternatives(depth + 1)
        if self._next() != ")":
            raise ValueError("a `(` is not closed")
        self.at += 1
        return inner

    def _class(self) -> Node:
        found = _CLASS.match(self.text, self.at)
        if found is None or "--" in found[0]:
            raise ValueError("a `[` is not closed, or holds `--`")
        inner = _IN_CLASS.sub(lambda part: part[1] or "\\" + part[2], found[0][1:])
        return self._atom("[" + inner, len(found[0]))

    def _atom(self, source: str, length: int) -> Node:
        self.at += length
        flags = (re.IGNORECASE if "i" in self.names else 0) | (re.DOTALL if "s" in self.names else 0)
        try:
            return Atom(re.compile(source, flags))
        except re.error as error:
            raise ValueError(f"`{source[:40]}`: {error}") from None


def _is_word(char: str) -> bool:
    return bool(char) and (char.isalnum() or char == "_")
