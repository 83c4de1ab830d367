"""A PDDL problem: the objects, what holds at first, and what should hold at last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plangen.constraints.strips.brackets import Tree, read_brackets, sections, words
from plangen.constraints.strips.domain import Domain, Types, declared, read_domain, require
from plangen.constraints.strips.literals import Fact, Literal, conjunction


@dataclass(frozen=True, slots=True)
class Problem:
    """The objects (constants of the domain among them) with their types, the first facts and the goal."""

    objects: Mapping[str, Types]
    start: frozenset[Fact]
    goal: tuple[Literal, ...]


@lru_cache(maxsize=64)
def read_problem(text: str, domain_text: str) -> Problem:
    """The problem that a text defines over the domain; raises `ValueError` like `read_domain`."""
    domain = read_domain(domain_text)
    _, found = sections(read_brackets(text), "problem")
    by_name = {str(section[0]): section[1:] for section in found}
    for name, section in by_name.items():
        _check_section(name, section, domain)
    for name in (":init", ":goal"):
        if name not in by_name:
            raise ValueError(f"has no section {name}")
    objects = {**domain.constants, **declared(by_name.get(":objects", []), domain)}
    terms = frozenset(objects)
    start = [literal for tree in by_name[":init"] for literal in conjunction(tree, domain.predicates, terms)]
    if len(by_name[":goal"]) != 1:
        raise ValueError("has a goal that is not one condition")
    goal = conjunction(by_name[":goal"][0], domain.predicates, terms)
    return Problem(objects, frozenset(literal.atom for literal in start if literal.holds), goal)


def _check_section(name: str, section: list[Tree], domain: Domain) -> None:
    if name == ":domain" and words(section) != [domain.name]:
        raise ValueError(f"is a problem of the domain `{' '.join(words(section))}`, not of `{domain.name}`")
    if name == ":requirements":
        require(words(section))
    if name not in (":domain", ":requirements", ":objects", ":init", ":goal"):
        raise ValueError(f"has a section {name}, which is not supported")
