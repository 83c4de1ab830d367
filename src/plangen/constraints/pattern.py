"""A regular expression that searches in linear time, whatever the pattern and the text.

Patterns are written by models and so are the texts. Python's `re` may backtrack for ever (`(a+)+b`, but also a row of
`a*` on a long text), and a guard against nested repeats catches only the first of the two. So the pattern is compiled
to a nondeterministic automaton whose states are followed all at once: text length times pattern size is the worst case.
It is always used, not only where RE2 is missing, so that no verdict depends on what is installed. Only "does it occur"
is answered, and what an automaton cannot do (backreferences, lookaround) is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from plangen.constraints.pattern_syntax import Alternatives, Anchor, Atom, Node, Repeat, Row, parse_pattern

MAX_PROGRAM = 5_000
_MAX_CACHED = 20_000

_Split = tuple[int, ...]
_Code = Atom | Anchor | _Split | None
"""One character, a condition on the place, a fork to other lines, or (`None`) the end: found."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; make it with `compile_pattern`."""

    code: tuple[_Code, ...]
    _moves: dict[tuple[frozenset[int], str, str], frozenset[int] | None] = field(default_factory=dict, compare=False)

    def occurs(self, text: str) -> bool:
        """Whether the pattern matches somewhere in the text."""
        states = frozenset((0,))
        before = ""
        for after in (*text, ""):
            key = (states, before, after)
            if key in self._moves:
                reached = self._moves[key]
            else:
                if len(self._moves) >= _MAX_CACHED:
                    self._moves.clear()
                reached = self._moves[key] = self._move(*key)
            if reached is None:
                return True
            states = reached
            before = after
        return False

    def _move(self, states: Iterable[int], before: str, after: str) -> frozenset[int] | None:
        """The lines that come after the character `after`, or `None` when a match ends before it."""
        pending, seen, reached = list(states), set[int](), {0}
        while pending:
            line = pending.pop()
            if line in seen:
                continue
            seen.add(line)
            code = self.code[line]
            if code is None:
                return None
            if isinstance(code, tuple):
                pending += code
            elif isinstance(code, Anchor):
                pending += [line + 1] if code.holds(before, after) else []
            elif after and code.matches(after):
                reached.add(line + 1)
        return frozenset(reached)


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """The pattern that the text describes; raises `ValueError` that says what is not understood or too large."""
    code: list[_Code] = []
    _emit(parse_pattern(text), code)
    return Pattern((*code, None))


def _emit(node: Node, code: list[_Code]) -> None:
    if len(code) > MAX_PROGRAM:
        raise ValueError("the pattern is too large once its repeats are written out")
    if isinstance(node, Row):
        for item in node.items:
            _emit(item, code)
    elif isinstance(node, Alternatives):
        _emit_alternatives(node, code)
    elif isinstance(node, Repeat):
        _emit_repeat(node, code)
    else:
        code.append(node)


def _emit_alternatives(node: Alternatives, code: list[_Code]) -> None:
    fork = len(code)
    code.append(())
    entries, leaves = [], []
    for item in node.items:
        entries.append(len(code))
        _emit(item, code)
        leaves.append(len(code))
        code.append(())
    code[fork] = tuple(entries)
    for leave in leaves:
        code[leave] = (len(code),)


def _emit_repeat(node: Repeat, code: list[_Code]) -> None:
    for _ in range(node.least):
        _emit(node.item, code)
    if node.most is None:
        fork = len(code)
        code.append(())
        _emit(node.item, code)
        code.append((fork,))
        code[fork] = (fork + 1, len(code))
        return
    forks = []
    for _ in range(node.most - node.least):
        forks.append(len(code))
        code.append(())
        _emit(node.item, code)
    for fork in forks:
        code[fork] = (fork + 1, len(code))
