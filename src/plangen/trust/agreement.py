"""Two readings of one task compared: constraint by constraint, and as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from plangen.schema import Constraint, Plan, Task
from plangen.trust.alignment import Alignment, align
from plangen.trust.behaviour import Judge, compare, judge_of, keeps_all
from plangen.trust.likeness import normal, people, same_slots
from plangen.trust.pairing import Pairing, pair
from plangen.trust.solutions import some_solutions
from plangen.trust.trials import aimed, near_misses

Outcome = Literal["agreed", "differs", "no counterpart", "not comparable"]
By = Literal["parameters", "plans", "words", ""]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One constraint of the first reading beside its counterparts in the second.

    `by` says what decided: the parameters (equal ones agree, other objectives differ), trial plans, or words (hard
    or soft, who is meant). `witness` is a plan of the first reading's format of which the two say different things,
    if one was needed and found.
    """

    constraint: str
    outcome: Outcome
    counterparts: tuple[str, ...] = ()
    by: By = ""
    witness: Plan | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All comparisons in the first reading's order; `missing` are constraints that only the second has.

    `formats` says what the two plan formats do not share.
    """

    comparisons: tuple[Comparison, ...]
    missing: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the readings are the same in every respect."""
        return not self.missing and not self.formats and all(one.outcome == "agreed" for one in self.comparisons)

    def agreed(self) -> tuple[str, ...]:
        """The constraints of the first reading on which both agree."""
        return tuple(one.constraint for one in self.comparisons if one.outcome == "agreed")


def agree(first: Task, second: Task, *, seed: int = 0) -> Agreement:
    """Compare two readings of the same text (`constraints.md`, section 6, step 5).

    Constraints are paired by span, family and the steps they speak about. Equal parameters agree; others are tried
    on plans aimed at the parameters of both and on near misses of solutions of both, and a group of constraints
    from one place of the text may agree as a group (one window here, two halves of it there). Readings whose plans
    are counted in different units are not comparable. No difference found on any plan is agreement, not proof.
    """
    alignment = align(first.plan_format, second.plan_format)
    if alignment is None:
        reason = "the readings count their plans in different units, or one has no plan format"
        each = (Comparison(one.id, "not comparable", reason=reason) for one in first.constraints)
        return Agreement(tuple(each), formats=(reason,))
    pairing = pair(first, second, alignment)
    trials = _Trials(first, second, alignment, seed)
    found = {one.id: _single(one, two, alignment, trials) for one, two in pairing.pairs}
    alone = "the other reading has no constraint from this place of the text"
    found |= {one.id: Comparison(one.id, "no counterpart", reason=alone) for one in pairing.only_first}
    missing = {two.id for two in pairing.only_second}
    _by_groups(pairing, found, missing, trials)
    return Agreement(
        tuple(found[one.id] for one in first.constraints if one.id in found),
        tuple(two.id for two in second.constraints if two.id in missing),
        alignment.differences,
    )


def whole_difference(first: Task, second: Task, plans: Sequence[Plan], alignment: Alignment) -> Plan | None:
    """The first of the plans (of the first format) that one reading calls valid and the other not, if there is one.

    Only hard constraints count, and only those whose check can judge.
    """
    ours, theirs = whole_judges(first), whole_judges(second)
    for plan in plans:
        if _valid(ours, plan) != _valid(theirs, alignment.to_second(plan)):
            return plan
    return None


def whole_judges(task: Task) -> list[Judge]:
    """The hard constraints of a task as functions of plans; objectives and what no program can judge are left out."""
    hard = (one for one in task.constraints if one.hard and (one.check or {}).get("type") != "minimise")
    return [judge for one in hard if (judge := judge_of(one)) is not None]


def _valid(judges: Sequence[Judge], plan: Plan) -> bool:
    return all(judge(plan) is not False for judge in judges)


class _Trials:
    """Trial plans of both readings in the first one's format, made when they are asked for."""

    def __init__(self, first: Task, second: Task, alignment: Alignment, seed: int) -> None:
        self.first, self.second, self.alignment, self.seed = first, second, alignment, seed
        self._random: list[Plan] | None = None

    def plans(self, ones: Sequence[Constraint], twos: Sequence[Constraint]) -> Iterator[Plan]:
        """Aimed at these constraints, then near misses."""
        for one in ones:
            yield from aimed(self.first, one)
        for two in twos:
            yield from (self.alignment.to_first(plan) for plan in aimed(self.second, two))
        if self._random is None:
            theirs = [self.alignment.to_first(plan) for plan in some_solutions(self.second)]
            self._random = near_misses(self.first, [*some_solutions(self.first), *theirs], Random(self.seed))
        yield from self._random


def _single(one: Constraint, two: Constraint, alignment: Alignment, trials: _Trials) -> Comparison:
    pair_of = (two.id,)
    if one.kind != two.kind:
        reason = f"{one.kind} in one reading, {two.kind} in the other"
        return Comparison(one.id, "differs", pair_of, "words", reason=reason)
    named = people(one), people(two)
    if all(named) and named[0] != named[1]:
        who = " and ".join(", ".join(sorted(names)) for names in named)
        return Comparison(one.id, "differs", pair_of, "words", reason=f"the readings name different people: {who}")
    ours = normal(one, alignment.first)
    if ours is not None and ours == normal(two, alignment.second, alignment.slot_of):
        return Comparison(one.id, "agreed", pair_of, "parameters")
    if "minimise" in ((one.check or {}).get("type"), (two.check or {}).get("type")):
        return Comparison(one.id, "differs", pair_of, "parameters", reason="the readings have different objectives")
    return _tried(one.id, [one], [two], alignment, trials)


def _tried(
    name: str, ones: Sequence[Constraint], twos: Sequence[Constraint], alignment: Alignment, trials: _Trials
) -> Comparison:
    counterparts = tuple(two.id for two in twos)
    ours = [judge for one in ones if (judge := judge_of(one)) is not None]
    theirs = [judge for two in twos if (judge := judge_of(two)) is not None]
    if len(ours) < len(ones) or len(theirs) < len(twos):
        reason = "a constraint has no check that a program can run"
        return Comparison(name, "not comparable", counterparts, reason=reason)
    found = compare(
        lambda plan: keeps_all(ours, plan),
        lambda plan: keeps_all(theirs, alignment.to_second(plan)),
        trials.plans(ones, twos),
    )
    if found.witness is not None:
        return Comparison(name, "differs", counterparts, "plans", found.witness)
    if not found.judged:
        differ = [two.id for one in ones for two in twos if not same_slots(alignment, one, two)]
        reason = "the parameters differ, and no trial plan could be judged by both" + (
            "; they speak about different steps" if differ else ""
        )
        return Comparison(name, "not comparable", counterparts, reason=reason)
    return Comparison(name, "agreed", counterparts, "plans")


def _by_groups(pairing: Pairing, found: dict[str, Comparison], missing: set[str], trials: _Trials) -> None:
    """Let groups agree that say the same in other portions."""
    for ones, twos in pairing.groups:
        open_ones = [one for one in ones if found[one.id].outcome in ("differs", "no counterpart")]
        open_twos = [two for two in twos if two.id in missing or _unsettled(two, found)]
        if not open_ones or not open_twos or len(open_ones) == len(open_twos) == 1:
            continue
        if len({constraint.kind for constraint in (*open_ones, *open_twos)}) > 1:
            continue
        if _named(open_ones) != _named(open_twos):
            continue
        joint = _tried("group", open_ones, open_twos, pairing.alignment, trials)
        if joint.outcome == "agreed":
            for one in open_ones:
                found[one.id] = Comparison(one.id, "agreed", joint.counterparts, "plans")
            missing -= set(joint.counterparts)


def _unsettled(two: Constraint, found: dict[str, Comparison]) -> bool:
    return any(two.id in one.counterparts and one.outcome != "agreed" for one in found.values())


def _named(constraints: Sequence[Constraint]) -> frozenset[str]:
    return frozenset().union(*(people(constraint) for constraint in constraints))
