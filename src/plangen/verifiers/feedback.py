"""What the next draft is told: facts first, located and quantified; opinions apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plangen.schema import Constraint, Finding, Violation

MAX_LISTED = 6
MAX_MESSAGES = 3
MAX_CHARS = 600


def feedback(constraints: Sequence[Constraint], findings: Sequence[Finding], *, complete: bool) -> str:
    """Feedback in the order of `constraints.md`, section 7; empty when there is nothing to say.

    Broken hard constraints, the heaviest and most often broken first, at most six; wishes not met; what a constraint
    that nobody confirmed says; what is satisfied; opinions of a model in a list of their own.
    """
    found = {finding.constraint: finding for finding in findings}
    facts = [c for c in constraints if c.id in found and found[c.id].by != "model"]
    sure = [c for c in facts if c.trust in ("agreed", "confirmed")]
    broken = [c for c in sure if c.hard and found[c.id].status == "fail"]
    wishes = [c for c in sure if not c.hard and found[c.id].status == "fail"]
    advice = [c for c in facts if c not in sure and found[c.id].status == "fail"]
    kept = [c.id for c in facts if found[c.id].status == "pass"]
    opinions = [c for c in constraints if c.id in found and _opinion(found[c.id])]
    parts = [_headline(constraints, broken, found, complete=complete)]
    parts += _lines(_heaviest(broken, found), found)
    parts += _section("Wishes not met:", wishes, found)
    parts += _section("Perhaps broken (nobody has confirmed these readings of the task):", advice, found)
    parts += [f"Satisfied already, keep so: {', '.join(kept)}"] if kept else []
    parts += _section("Opinion of a model, not a fact:", opinions, found)
    return "\n".join(part for part in parts if part)


def _headline(
    constraints: Sequence[Constraint], broken: Sequence[Constraint], found: dict[str, Finding], *, complete: bool
) -> str:
    hard = [c for c in constraints if c.hard]
    if broken:
        subject = "The plan" if complete else "The plan so far"
        return f"{subject} is not valid: {len(broken)} of {len(hard)} hard constraints are broken."
    if not complete or not hard:
        return ""
    if all(c.id in found and found[c.id].status == "pass" for c in hard):
        return f"All {len(hard)} hard constraints hold."
    return "No broken hard constraint is proven."


def _section(title: str, constraints: Sequence[Constraint], found: dict[str, Finding]) -> list[str]:
    return [title, *_lines(_heaviest(constraints, found), found)] if constraints else []


def _lines(constraints: Sequence[Constraint], found: dict[str, Finding]) -> Iterable[str]:
    for constraint in constraints[:MAX_LISTED]:
        yield f"- [{constraint.id}] {_cut(constraint.text)} -> {_why(found[constraint.id])}"
    if len(constraints) > MAX_LISTED:
        yield f"- and {len(constraints) - MAX_LISTED} more"


def _why(finding: Finding) -> str:
    messages = [_located(violation) for violation in finding.violations]
    more = f"; and {len(messages) - MAX_MESSAGES} more" if len(messages) > MAX_MESSAGES else ""
    return _cut("; ".join(messages[:MAX_MESSAGES])) + more or _cut(finding.reason) or "not met"


def _located(violation: Violation) -> str:
    """The message, with the steps and the measure that it does not say itself."""
    said = violation.message
    if violation.steps and not any(step in said for step in violation.steps):
        said = f"{', '.join(violation.steps[:MAX_LISTED])}: {said}"
    if violation.expected is None or any(letter.isdigit() for letter in violation.message):
        return said
    actual = "" if violation.actual is None else f", actual {violation.actual}"
    return f"{said} (expected {violation.expected}{actual})"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CHARS else text[:MAX_CHARS] + "…"


def _heaviest(constraints: Sequence[Constraint], found: dict[str, Finding]) -> list[Constraint]:
    return sorted(constraints, key=lambda constraint: (-constraint.weight, -len(found[constraint.id].violations)))


def _opinion(finding: Finding) -> bool:
    return finding.by == "model" and finding.status == "fail"
