"""How far a formalisation may be believed: the trust ladder, and the kinds that different readings share."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.formalising.assemble import Formal
from plangen.formalising.facts import Span
from plangen.formalising.readings import Kinded
from plangen.formalising.statements import Statement
from plangen.schema import Constraint, Task
from plangen.trust import review


def believed_task(
    task: Task, said: Sequence[Statement], readings: Sequence[Kinded], formal: Formal
) -> tuple[Task, tuple[str, ...]]:
    """The task with plan format, constraints and their trust, and warnings; blocking (it asks the solver).

    A constraint becomes `agreed` when two readings of different make agree on the kind of every statement that it
    quotes, it passes its self-test, no rule of the lint speaks against it, and it conflicts with no other. What
    nobody understood becomes a constraint without a check, for a model to judge, and stays uncovered.
    """
    typed = task.model_copy(update={"plan_format": formal.plan_format, "constraints": formal.constraints})
    settled = [one.span for one, reading in zip(said, readings, strict=True) if reading.settled]
    demanding_nothing = [span for span in formal.idle if span in settled]
    reviewed = review(typed, None, (*demanding_nothing, *formal.covered))
    constraints = tuple(
        _agreed(one, said, readings) if one.id not in reviewed.consistency.conflict else one
        for one in reviewed.task.constraints
    )
    open_spans = _open_spans(said, readings, formal)
    alone = [one for one in reviewed.uncovered if not any(low <= one[0] and one[1] <= high for low, high in open_spans)]
    uncovered = [task.text[slice(*span)] for span in sorted({*open_spans, *alone})]
    unread = dict.fromkeys(span for span, _ in formal.unread)
    judged = tuple(_to_judge(task.text, span, number) for number, span in enumerate(unread, 1))
    found = typed.model_copy(
        update={"constraints": (*constraints, *judged), "uncovered": tuple(words[:200] for words in uncovered)}
    )
    return found, _warnings(reviewed.consistency.conflict, constraints)


def _agreed(one: Constraint, said: Sequence[Statement], readings: Sequence[Kinded]) -> Constraint:
    if one.trust != "tested" or one.span is None:
        return one
    start, end = one.span
    quoted = [
        reading.settled
        for statement, reading in zip(said, readings, strict=True)
        if start <= statement.span[0] and statement.span[1] <= end
    ]
    return one.model_copy(update={"trust": "agreed"}) if quoted and all(quoted) else one


def _open_spans(said: Sequence[Statement], readings: Sequence[Kinded], formal: Formal) -> set[Span]:
    """Statements that nobody understood, or whose kind two readings did not agree on."""
    unsettled = {one.span for one, reading in zip(said, readings, strict=True) if not reading.settled}
    return unsettled | {span for span, _ in formal.unread}


def _to_judge(text: str, span: Span, number: int) -> Constraint:
    quote = text[slice(*span)]
    return Constraint(id=f"unread_{number}", text=quote[:500], quote=quote, span=span, origin="llm")


def _warnings(conflict: Sequence[str], constraints: Sequence[Constraint]) -> tuple[str, ...]:
    if not conflict:
        return ()
    texts = {one.id: one.text for one in constraints}
    named = "; ".join(texts.get(name, name)[:120] for name in conflict)
    return (f"what was read of the task cannot all hold together: {named}",)
