"""Facts and conditions: conjunctions of atoms, each wanted or unwanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plangen.constraints.strips.brackets import Tree, refuse, shown, words

Fact = tuple[str, ...]
"""A predicate and its objects: `("on", "a", "b")`."""

_UNSUPPORTED = {
    "or": ":disjunctive-preconditions",
    "imply": ":disjunctive-preconditions",
    "forall": ":universal-preconditions",
    "exists": ":existential-preconditions",
    "when": ":conditional-effects",
    "preference": ":preferences",
    **dict.fromkeys(("increase", "decrease", "assign", "scale-up", "scale-down", "<", ">", "<=", ">="), ":fluents"),
}


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom over variables or objects that should hold, or should not."""

    atom: Fact
    holds: bool = True

    def ground(self, binding: Mapping[str, str]) -> Literal:
        """The same with objects in place of variables."""
        return Literal((self.atom[0], *(binding.get(term, term) for term in self.atom[1:])), self.holds)

    def met(self, state: frozenset[Fact] | set[Fact]) -> bool:
        """Whether a ground literal is met in a state; what is not in the state does not hold."""
        true = self.atom[1] == self.atom[2] if self.atom[0] == "=" else self.atom in state
        return true is self.holds

    def __str__(self) -> str:
        text = f"({' '.join(self.atom)})"
        return text if self.holds else f"(not {text})"


def conjunction(tree: Tree, predicates: Mapping[str, int], terms: frozenset[str]) -> tuple[Literal, ...]:
    """The literals of a condition or effect over the declared predicates and the known terms.

    Raises `ValueError` that names the requirement of whatever goes beyond conjunctions, and for an unknown
    predicate, term or number of arguments.
    """
    return tuple(_literals(tree, predicates, terms))


def _literals(tree: Tree, predicates: Mapping[str, int], terms: frozenset[str]) -> Iterator[Literal]:
    if not isinstance(tree, list):
        refuse("a condition in brackets", tree)
    elif tree and tree[0] == "and":
        for part in tree[1:]:
            yield from _literals(part, predicates, terms)
    elif tree and tree[0] == "not":
        if len(tree) != 2:
            refuse("(not CONDITION)", tree)
        inner = list(_literals(tree[1], predicates, terms))
        if len(inner) != 1 or (isinstance(tree[1], list) and tree[1][:1] == ["and"]):
            raise ValueError(f"needs :disjunctive-preconditions, which is not supported: {shown(tree)}")
        yield Literal(inner[0].atom, not inner[0].holds)
    elif tree:
        yield Literal(_atom(tree, predicates, terms))


def _atom(tree: list[Tree], predicates: Mapping[str, int], terms: frozenset[str]) -> Fact:
    name = tree[0]
    if isinstance(name, str) and name in _UNSUPPORTED:
        raise ValueError(f"needs {_UNSUPPORTED[name]}, which is not supported: {shown(tree)}")
    if name == "=" and any(isinstance(part, list) for part in tree[1:]):
        raise ValueError(f"needs :fluents, which is not supported: {shown(tree)}")
    atom = tuple(words(tree))
    count = 2 if name == "=" else predicates.get(atom[0])
    if count is None:
        raise ValueError(f"uses the predicate `{atom[0]}`, which is not declared")
    if len(atom) - 1 != count:
        raise ValueError(f"gives {atom[0]} {len(atom) - 1} arguments instead of {count}: {shown(tree)}")
    for term in atom[1:]:
        if term not in terms:
            raise ValueError(f"uses `{term}`, which is not declared, in {shown(tree)}")
    return atom
