"""A result as text or Markdown: the plan, what stands behind it, and each constraint with its judge."""

from __future__ import annotations

import re
from typing import Literal

from plangen.cli.show.envelope import as_json
from plangen.cli.show.sanitise import clean, one_line
from plangen.exports.markdown import table
from plangen.schema import ConstraintReport, Result

Format = Literal["text", "md", "json"]
FORMATS: tuple[Format, ...] = ("text", "md", "json")
_DOUBTED = ("unreviewed", "tested")
_WORDS = {"satisfied": "pass", "violated": "FAIL", "not judged": "open"}


def render(result: Result, form: Format) -> str:
    """The whole result in one of `FORMATS`, ending with a line break."""
    if form == "json":
        return as_json(result)
    return _markdown(result) if form == "md" else _text(result)


def cost_text(usd: float | None) -> str:
    """Money for people; an unknown price is never shown as 0."""
    return "cost unknown" if usd is None else f"${usd:.4f}"


def score_text(score: float | None) -> str:
    """A score for people; one that nobody gave is a dash."""
    return "–" if score is None else f"{score:.3f}"


def summary(result: Result) -> str:
    """One line: certificate, score, calls, tokens, money, seconds."""
    usage = result.usage
    tokens = usage.prompt_tokens + usage.completion_tokens
    about = "about " if usage.estimated else ""
    return (
        f"{result.certificate}; {result.termination_reason}; score {score_text(result.score)}; {usage.calls} calls; "
        f"{about}{tokens} tokens; {cost_text(result.cost.usd)}; {result.timings.wall_s:.1f} s"
    )


def checklist(constraints: tuple[ConstraintReport, ...]) -> list[str]:
    """One line a constraint: pass, FAIL or open, its id, its text, who judged, and the evidence."""
    width = max((len(one_line(item.id, 40)) for item in constraints), default=0)
    return [_check_line(item, width) for item in constraints]


def _check_line(item: ConstraintReport, width: int) -> str:
    judge = f"by {item.judged_by}" if item.judged_by else "not judged"
    kind = "" if item.hard else ", soft"
    quoted = ", not in the task" if item.quote and not item.grounded else ""
    doubt = f", {item.trust}" if item.judged_by not in (None, "model") and item.trust in _DOUBTED else ""
    why = f": {one_line(item.evidence, 400)}" if item.evidence and item.status != "satisfied" else ""
    name = one_line(item.id, 40).ljust(width)
    return f"  {_WORDS[item.status]}  {name}  {one_line(item.text, 300)} ({judge}{kind}{doubt}{quoted}){why}"


def _beside(result: Result) -> list[str]:
    """What the claim alone does not say: how much a program decided, what nobody read, and whether to accept it."""
    certificate, acceptance = result.certificate, result.acceptance
    lines = []
    if 0 < certificate.exact_share < 1:
        lines.append(f"decided by program: {certificate.exact_share:.0%} of the hard constraints by weight")
    lines += [f'covered by no constraint: "{one_line(words, 200)}"' for words in certificate.uncovered]
    if acceptance is not None and acceptance.needed is not None:
        lines.append(f"{'accepted' if acceptance.accepted else 'not accepted'}: {one_line(acceptance.reason, 300)}")
    return lines


def _text(result: Result) -> str:
    plan = clean(result.plan.text).strip() if result.plan else "no plan"
    beside = [f"  {line}" for line in _beside(result)]
    claim = f"certificate: {result.certificate}"
    return "\n".join([plan, "", claim, *beside, *checklist(result.constraints)]) + "\n"


def _markdown(result: Result) -> str:
    plan = clean(table(result.plan)).strip() if result.plan else "*no plan*"
    boxes = [_box(item) for item in result.constraints]
    beside = [f"*{_escape(line)}*" for line in _beside(result)]
    claim = "  \n".join([f"**Certificate:** {result.certificate}", *beside])
    return "\n".join(["## Plan", "", plan, "", claim, "", *boxes]).rstrip() + "\n"


def _box(item: ConstraintReport) -> str:
    mark = "x" if item.status == "satisfied" else " "
    judge = f"by {item.judged_by}" if item.judged_by else "not judged"
    why = f": {_escape(one_line(item.evidence, 400))}" if item.evidence and item.status != "satisfied" else ""
    return f"- [{mark}] **{_escape(item.id)}** {_escape(one_line(item.text, 300))} ({item.status}, {judge}){why}"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|!])", r"\\\1", text)
