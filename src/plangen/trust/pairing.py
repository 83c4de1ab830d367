"""Which constraint of one reading stands for which of the other: by place in the text, family and steps."""

from __future__ import annotations

from dataclasses import dataclass

from plangen.schema import Constraint, Task
from plangen.trust.alignment import Alignment
from plangen.trust.likeness import normal, people, same_slots

Group = tuple[tuple[Constraint, ...], tuple[Constraint, ...]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs, what only one reading has, and the groups of constraints whose spans touch one another."""

    alignment: Alignment
    pairs: tuple[tuple[Constraint, Constraint], ...]
    only_first: tuple[Constraint, ...]
    only_second: tuple[Constraint, ...]
    groups: tuple[Group, ...]


def pair(first: Task, second: Task, alignment: Alignment) -> Pairing:
    """Pair the constraints one to one, the likest first.

    Two can only be a pair when their spans share a character; one that quotes nothing can be paired with another
    such one of its family that speaks about the same steps.
    """
    firsts, seconds = first.constraints, second.constraints
    ours = [normal(one, alignment.first) for one in firsts]
    theirs = [normal(two, alignment.second, alignment.slot_of) for two in seconds]
    scored = []
    for n, one in enumerate(firsts):
        for m, two in enumerate(seconds):
            shared = _shared(one, two, alignment)
            if shared > 0:
                equal = ours[n] is not None and ours[n] == theirs[m]
                scored.append((-(shared + _likeness(one, two, alignment, equal=equal)), abs(n - m), n, m))
    taken_ones: dict[int, int] = {}
    taken_twos: set[int] = set()
    for _, _, n, m in sorted(scored):
        if n not in taken_ones and m not in taken_twos:
            taken_ones[n] = m
            taken_twos.add(m)
    return Pairing(
        alignment,
        tuple((firsts[n], seconds[m]) for n, m in sorted(taken_ones.items())),
        tuple(one for n, one in enumerate(firsts) if n not in taken_ones),
        tuple(two for m, two in enumerate(seconds) if m not in taken_twos),
        _groups(firsts, seconds, [(n, m) for _, _, n, m in scored]),
    )


def overlap(one: tuple[int, int] | None, two: tuple[int, int] | None) -> float:
    """The share of the shorter span that lies in the other, 0 to 1."""
    if one is None or two is None:
        return 0.0
    common = min(one[1], two[1]) - max(one[0], two[0])
    return max(0.0, common / max(1, min(one[1] - one[0], two[1] - two[0])))


def _shared(one: Constraint, two: Constraint, alignment: Alignment) -> float:
    if one.span is None and two.span is None:
        same_family = (one.check or {}).get("type") == (two.check or {}).get("type")
        return 0.5 if same_family and same_slots(alignment, one, two) else 0.0
    return overlap(one.span, two.span)


def _likeness(one: Constraint, two: Constraint, alignment: Alignment, *, equal: bool) -> float:
    """Equal parameters count most, then the family, the steps, the people named, and the length of the quote."""
    lengths = [constraint.span[1] - constraint.span[0] for constraint in (one, two) if constraint.span]
    alike = min(lengths) / max(1, *lengths) if len(lengths) == 2 else 0.0
    family = (one.check or {}).get("type") == (two.check or {}).get("type")
    who = bool(people(one)) and people(one) == people(two)
    return 8 * equal + 4 * family + 2 * same_slots(alignment, one, two) + 2 * who + (one.kind == two.kind) + alike


def _groups(
    firsts: tuple[Constraint, ...], seconds: tuple[Constraint, ...], links: list[tuple[int, int]]
) -> tuple[Group, ...]:
    """The connected parts of the graph of links."""
    parts: list[tuple[set[int], set[int]]] = []
    for n, m in links:
        touching = [part for part in parts if n in part[0] or m in part[1]]
        joined = ({n}.union(*(part[0] for part in touching)), {m}.union(*(part[1] for part in touching)))
        parts = [part for part in parts if part not in touching] + [joined]
    return tuple(
        (tuple(firsts[n] for n in sorted(ones)), tuple(seconds[m] for m in sorted(twos))) for ones, twos in parts
    )
