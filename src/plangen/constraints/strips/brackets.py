"""PDDL's outer form: words and lists in brackets."""

from __future__ import annotations

import re
from typing import NoReturn

Tree = str | list["Tree"]

MAX_CHARS = 200_000
MAX_DEPTH = 50

_TOKENS = re.compile(r"[()]|[^\s();]+|;[^\n]*")


def read_brackets(text: str) -> list[Tree]:
    """The one list that a text consists of, in lower case, comments left out; raises `ValueError` otherwise."""
    if len(text) > MAX_CHARS:
        raise ValueError(f"is longer than {MAX_CHARS} characters")
    outer: list[Tree] = []
    open_lists = [outer]
    for mark in _TOKENS.findall(text.lower()):
        if mark == "(":
            inner: list[Tree] = []
            open_lists[-1].append(inner)
            open_lists.append(inner)
            if len(open_lists) > MAX_DEPTH:
                raise ValueError("has brackets that are nested too deeply")
        elif mark == ")":
            open_lists.pop()
            if not open_lists:
                raise ValueError("has a closing bracket too many")
        elif not mark.startswith(";"):
            open_lists[-1].append(mark)
    if len(open_lists) > 1:
        raise ValueError(f"has {len(open_lists) - 1} open brackets at its end")
    if len(outer) != 1 or not isinstance(outer[0], list):
        raise ValueError("is not one list in brackets")
    return outer[0]


def sections(tree: list[Tree], kind: str) -> tuple[str, list[list[Tree]]]:
    """The name and the sections of `(define (kind name) (:section ...) ...)`; `ValueError` for another form."""
    if len(tree) < 2 or tree[0] != "define" or not isinstance(tree[1], list) or tree[1][:1] != [kind]:
        raise ValueError(f"does not begin with (define ({kind} NAME)")
    found = []
    for section in tree[2:]:
        if not isinstance(section, list) or not section or not isinstance(section[0], str) or section[0][0] != ":":
            raise ValueError(f"holds {shown(section)} where a section like (:init ...) should stand")
        found.append(section)
    return words(tree[1][1:2])[0] if len(tree[1]) == 2 else refuse("a name", tree[1]), found


def words(trees: list[Tree]) -> list[str]:
    """The items of a list that must all be words."""
    return [tree if isinstance(tree, str) else refuse("a word", tree) for tree in trees]


def typed(trees: list[Tree]) -> list[tuple[str, tuple[str, ...]]]:
    """The names of a list like `a b - block c`, each with the types it may have; `object` when none is given."""
    found: list[tuple[str, tuple[str, ...]]] = []
    waiting: list[str] = []
    rest = iter(trees)
    for tree in rest:
        if tree != "-":
            waiting.append(tree if isinstance(tree, str) else refuse("a name", tree))
            continue
        kind = next(rest, None)
        if isinstance(kind, list) and kind[:1] == ["either"]:
            kinds = tuple(words(kind[1:]))
        else:
            kinds = (kind,) if isinstance(kind, str) else refuse("a type", kind)
        found += [(name, kinds) for name in waiting]
        waiting = []
    return found + [(name, ("object",)) for name in waiting]


def refuse(wanted: str, tree: Tree | None) -> NoReturn:
    """Raise `ValueError` that says what stands where `wanted` should."""
    raise ValueError(f"holds {shown(tree)} where {wanted} should stand")


def shown(tree: Tree | None) -> str:
    """A part of the text as it could have been written, cut to a line."""
    if isinstance(tree, list):
        text = f"({' '.join(shown(part) for part in tree[:8])})"
    else:
        text = "nothing" if tree is None else tree
    return text if len(text) <= 80 else text[:79] + "…"
