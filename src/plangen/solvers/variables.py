"""A plan as solver variables: where each slot's step lies, whether it is there, and what each value is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from plangen.constraints import Select
from plangen.constraints.select import same
from plangen.schema import Plan, PlanFormat, Slot, Step
from plangen.solvers.engine import Answer
from plangen.solvers.formula import FALSE, All, AtMost, Either, Formula, Is, at_least, enforce, given


@dataclass(frozen=True, slots=True)
class Place:
    """A slot's step: `present` says whether the plan has it; times mean nothing where it does not."""

    slot: Slot
    present: Any
    start: Any
    length: Any
    end: Any
    always: bool

    def if_there(self, formula: Formula) -> Formula:
        """The formula holds unless the step is absent."""
        return formula if self.always else given(self.present, formula)

    def there_and(self, formula: Formula) -> Formula:
        """The step is in the plan and the formula holds."""
        return formula if self.always else All((Is(self.present), formula))


@dataclass(frozen=True, slots=True)
class Choice:
    """A key of the plan's values: one literal for each value of its domain, of which exactly one is true."""

    domain: tuple[JsonValue, ...]
    literals: tuple[Any, ...]

    def is_in(self, values: Sequence[JsonValue]) -> Formula:
        """The value is one of the given ones."""
        return Either(
            tuple(
                Is(literal)
                for value, literal in zip(self.domain, self.literals, strict=True)
                if any(same(value, wanted) for wanted in values)
            )
        )


class Variables:
    """The variables of every plan that a format allows; posts the format itself into the model."""

    def __init__(self, model: Any, plan_format: PlanFormat) -> None:
        self.model = model
        self.plan_format = plan_format
        ends = [tick for slot in plan_format.slots for interval in slot.within for tick in interval]
        self.first, self.last = min(ends, default=0), max(ends, default=0)
        self.places = tuple(self._place(slot) for slot in plan_format.slots)
        self.values = {key: self._choice(domain) for key, domain in plan_format.values.items()}

    def chosen(self, select: Select) -> list[Place]:
        """The places whose steps are selected."""
        return [place for place in self.places if select.can_match(place.slot)]

    def time_taken(self, place: Place) -> Any:
        """The length of the step, 0 where it is absent."""
        if place.always:
            return place.length
        taken = self.model.new_int_var(0, max(0, self.last - self.first), "")
        enforce(self.model, All((AtMost(taken - place.length, 0), at_least(taken - place.length, 0))), (place.present,))
        enforce(self.model, AtMost(taken, 0), (~place.present,))
        return taken

    def plan(self, answer: Answer) -> Plan:
        """The plan that the solver's values describe."""
        shape = self.plan_format
        values = {
            key: next(
                value for value, literal in zip(choice.domain, choice.literals, strict=True) if answer.true(literal)
            )
            for key, choice in self.values.items()
        }
        steps = tuple(_step(place, answer) for place in self.places if answer.true(place.present))
        return Plan(unit=shape.unit, origin=shape.origin, steps=steps, values=values)

    def differs(self, plan: Plan) -> Formula:
        """The plan is another one than `plan`, which is of the format."""
        steps = {step.id: step for step in plan.steps}
        changes: list[Formula] = []
        for place in self.places:
            changes += _changes(place, steps.get(place.slot.id))
        for key, choice in self.values.items():
            changes += [
                Is(~literal)
                for value, literal in zip(choice.domain, choice.literals, strict=True)
                if same(value, plan.values[key])
            ]
        return Either(tuple(changes))

    def hint(self, plan: Plan) -> None:
        """Tell the solver to look near `plan` first."""
        steps = {step.id: step for step in plan.steps}
        self.model.clear_hints()
        for place in self.places:
            step = steps.get(place.slot.id)
            if not place.always:
                self.model.add_hint(place.present, step is not None)
            if step is not None and step.start is not None and step.end is not None:
                self.model.add_hint(place.start, step.start)
                self.model.add_hint(place.length, step.end - step.start)

    def _place(self, slot: Slot) -> Place:
        model, (shortest, longest) = self.model, slot.duration
        low = min((start for start, _ in slot.within), default=0)
        high = max([low, *(end for _, end in slot.within)])
        # A length below nothing fits no step, whatever the slot says.
        shortest = max(shortest, 0)
        start = model.new_int_var(low, high, f"{slot.id}.start")
        length = model.new_int_var(0, max(high - low, 0), f"{slot.id}.length")
        end = model.new_int_var(low, high, f"{slot.id}.end")
        present = model.new_bool_var(f"{slot.id}.present") if slot.optional else model.new_constant(1)
        place = Place(slot, present, start, length, end, always=not slot.optional)
        model.add(start + length == end)
        self._post(place.if_there(All((at_least(length, shortest), AtMost(length, longest)))))
        self._post(place.if_there(Either(tuple(self._inside(place, *interval) for interval in slot.within))))
        return place

    def _inside(self, place: Place, opening: int, closing: int) -> Formula:
        slot = place.slot
        latest = closing - max(slot.duration[0], 0)
        if latest < opening:
            return FALSE
        within = All((at_least(place.start, opening), AtMost(place.end, closing)))
        if slot.every == 1:
            return within
        steps = self.model.new_int_var(0, (latest - opening) // slot.every, f"{slot.id}.{opening}")
        ahead = place.start - slot.every * steps
        return All((*within.members, AtMost(ahead, opening), at_least(ahead, opening)))

    def _choice(self, domain: tuple[JsonValue, ...]) -> Choice:
        different: list[JsonValue] = []
        for value in domain:
            if not any(same(value, known) for known in different):
                different.append(value)
        literals = tuple(self.model.new_bool_var("") for _ in different)
        self.model.add_exactly_one(literals)
        return Choice(tuple(different), literals)

    def _post(self, formula: Formula) -> None:
        enforce(self.model, formula)


def _step(place: Place, answer: Answer) -> Step:
    slot = place.slot
    return Step(
        id=slot.id,
        action=slot.action,
        start=answer.value(place.start),
        end=answer.value(place.end),
        location=slot.location,
        actors=slot.actors,
        resources=slot.resources,
        cost=slot.cost,
    )


def _changes(place: Place, step: Step | None) -> list[Formula]:
    """The ways in which the place's step may differ from `step`."""
    if step is None or step.start is None or step.end is None:
        return [Is(place.present)]
    moved = (
        AtMost(place.start, step.start - 1),
        at_least(place.start, step.start + 1),
        AtMost(place.end, step.end - 1),
        at_least(place.end, step.end + 1),
    )
    return [*((place.there_and(change)) for change in moved), *(() if place.always else (Is(~place.present),))]
