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
        if self.id is self.action is self.location is self.actor is None and not self.args:
            return list(plan.steps)
        return [step for step in plan.steps if self._names(step) and self._args(step)]

    def can_match(self, slot: Slot) -> bool:
        """Whether a step that fills `slot` is selected; steps of a slot have no `args`."""
        return not self.args and self._names(slot)

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

    def _names(self, step: Step | Slot) -> bool:
        return (
            (self.id is None or step.id == self.id)
            and (self.action is None or step.action == self.action)
            and (self.location is None or step.location == self.location)
            and (self.actor is None or self.actor in step.actors)
        )

    def _args(self, step: Step) -> bool:
        return all(key in step.args and same(step.args[key], value) for key, value in self.args.items())


def same(left: JsonValue, right: JsonValue) -> bool:
    """Equality of JSON values, in which `true` is not 1 (as it is in Python)."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right
