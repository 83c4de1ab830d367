"""Two worlds acted out by hand: blocks on a table, and freight that trucks and airplanes carry."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = "the table"
_HAND = "the hand"


def blocks_faults(problem: str, actions: Sequence[Sequence[str]]) -> list[str]:
    """What goes wrong when the actions are done in turn, or what of the goal is not reached: where each block lies."""
    start, goal = _atoms(problem)
    below = {one: other for name, one, other in _pairs(start, "on")}
    below |= {block: _TABLE for name, block in _singles(start, "ontable")}
    below |= {block: _HAND for name, block in _singles(start, "holding")}
    for number, (name, *blocks) in enumerate(actions, 1):
        free = _HAND not in below.values()
        known = all(block in below for block in blocks)
        clear = [block not in below.values() and below.get(block) != _HAND for block in blocks]
        if name == "pick-up" and len(blocks) == 1 and known and free and clear[0] and below[blocks[0]] == _TABLE:
            below[blocks[0]] = _HAND
        elif name == "put-down" and len(blocks) == 1 and below.get(blocks[0]) == _HAND:
            below[blocks[0]] = _TABLE
        elif name == "stack" and len(blocks) == 2 and known and below[blocks[0]] == _HAND and clear[1]:
            below[blocks[0]] = blocks[1]
        elif name == "unstack" and len(blocks) == 2 and free and clear[0] and below.get(blocks[0]) == blocks[1]:
            below[blocks[0]] = _HAND
        else:
            return [f"action {number} cannot be done"]
    missed = [atom for atom in goal if not _block_fact(atom, below)]
    return [f"{' '.join(missed[0])} is not reached"] if missed else []


def freight_faults(problem: str, actions: Sequence[Sequence[str]]) -> list[str]:
    """The same for packages, trucks and airplanes: where each of them is, at a location or in a vehicle."""
    start, goal = _atoms(problem)
    where = {thing: place for name, thing, place in [*_pairs(start, "at"), *_pairs(start, "in")]}
    city = {place: town for name, place, town in _pairs(start, "in-city")}
    sorts = {sort: {thing for _, thing in _singles(start, sort)} for sort in ("truck", "airplane", "airport", "obj")}
    for number, (name, *names) in enumerate(actions, 1):
        verb, _, vehicle = name.partition("-")
        fits = len(names) == (4 if verb == "drive" else 3)
        if fits and verb in ("load", "unload") and vehicle in ("truck", "airplane"):
            thing, carrier, place = names
            here = where.get(carrier) == place and carrier in sorts[vehicle] and thing in sorts["obj"]
            if here and place in city and where[thing] == (place if verb == "load" else carrier):
                where[thing] = carrier if verb == "load" else place
                continue
        elif fits and name == "drive-truck":
            truck, begin, end, town = names
            if truck in sorts["truck"] and where[truck] == begin and city.get(begin) == city.get(end) == town:
                where[truck] = end
                continue
        elif fits and name == "fly-airplane":
            plane, begin, end = names
            if plane in sorts["airplane"] and where[plane] == begin and {begin, end} <= sorts["airport"]:
                where[plane] = end
                continue
        return [f"action {number} cannot be done"]
    missed = [atom for atom in goal if atom[0] in ("at", "in") and where.get(atom[1]) != atom[2]]
    return [f"{' '.join(missed[0])} is not reached"] if missed else []


def _atoms(problem: str) -> tuple[list[list[str]], list[list[str]]]:
    """The atoms of the initial state and of the goal, in lower case."""
    start, _, goal = problem.lower().partition("(:goal")
    return [
        [atom.split() for atom in re.findall(r"\(([^():]+)\)", part)] for part in (start.partition(":init")[2], goal)
    ]


def _pairs(atoms: list[list[str]], name: str) -> list[list[str]]:
    return [atom for atom in atoms if atom[0] == name and len(atom) == 3]


def _singles(atoms: list[list[str]], name: str) -> list[list[str]]:
    return [atom for atom in atoms if atom[0] == name and len(atom) == 2]


def _block_fact(atom: list[str], below: dict[str, str]) -> bool:
    match atom:
        case ["on", one, other]:
            return below.get(one) == other
        case ["ontable", block]:
            return below.get(block) == _TABLE
        case ["clear", block]:
            return block not in below.values() and below.get(block) != _HAND
        case ["holding", block]:
            return below.get(block) == _HAND
        case ["handempty"]:
            return _HAND not in below.values()
    raise ValueError(f"{atom} is no fact about blocks")
