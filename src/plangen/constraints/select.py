"""Which steps a check speaks about: a conjunction of equalities."""

from __future__ import annotations

from pydantic import Field, JsonValue

from plangen.schema import Plan, Slot, Step
from plangen.schema.plan import Value


class Select(Value):
    """Steps whose `id`, `action`, `location` and `args` equal the given ones and that involve `actor`.

    Nothing given selects every step.
    """

    id: str | None = Field(default=None, min_length=1)
    action: str | None = Field(default=None, min_length=1)
    location: str | None = Field(default=None, min_length=1)
    actor: str | None = Field(default=None, min_length=1)
    args: dict[str, JsonValue] = Field(default_factory=dict)

    def pick(self, plan: Plan) -> list[Step]:
        """The selected steps, in the plan's order."""
        steps = list(plan.steps)
        if self.id is not None:
            steps = [step for step in steps if step.id == self.id]
        if self.action is not None:
            steps = [step for step in steps if step.action == self.action]
        if self.location is not None:
            steps = [step for step in steps if step.location == self.location]
        if self.actor is not None:
            steps = [step for step in steps if self.actor in step.actors]
        return [step for step in steps if self._args(step)] if self.args else steps

    def can_match(self, slot: Slot) -> bool:
        """Whether a step that fills `slot` is selected; steps of a slot have no `args`."""
        return (
            not self.args
            and (self.id is None or slot.id == self.id)
            and (self.action is None or slot.action == self.action)
            and (self.location is None or slot.location == self.location)
            and (self.actor is None or self.actor in slot.actors)
        )

    def describe(self) -> str:
        """The selected steps as a noun phrase in the singular."""
        noun = f"step `{self.id}`" if self.id else f"every `{self.action}` step" if self.action else "every step"
        if self.id and self.action:
            noun += f" of kind `{self.action}`"
        if self.location:
            noun += f" at {self.location}"
        if self.actor:
            noun += f" with {self.actor}"
        return noun + "".join(f" with {key} = {value}" for key, value in self.args.items())

    def _args(self, step: Step) -> bool:
        return all(key in step.args and same(step.args[key], value) for key, value in self.args.items())


def same(left: JsonValue, right: JsonValue) -> bool:
    """Equality of JSON values, in which `true` is not 1 (as it is in Python)."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right
