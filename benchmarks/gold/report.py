"""The page about gold plans and mutants: what was accepted, and every difference with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.gold.explained import UNEXPLAINED, differences, explained, reason
from benchmarks.gold.judged import GOLD, Judged
from benchmarks.tables import table

LEGEND = """\
`plangen verify` (constraints of trust `confirmed`, no model) on every gold plan and on up to {number} mutants of each,
seed {seed}. *Accepted* means the claim "verified by program". Tasks of NATURAL PLAN are read from their prompts by
program; gold plans, annotations and tables beside the prompts are seen by the oracles only.

- **oracle**: a checker of its own for each data set, which shares no code with the product: a set of free minutes
  (calendar), a walk through the data's own tables and the best number of friends over all orders (meeting), an own
  reading of events and directed flights (trip), a simulator of blocks and of freight that knows no PDDL, edges of the
  graph, Python's parser with fractions (game24, where the verifier calls a checker of the user's own).
- A mutant that is still a valid plan is to be accepted: **false rejects** are valid plans refused, **false accepts**
  (limit 0) invalid plans accepted.
- Few mutants of calendar tasks and trips are valid, because most of these tasks have one valid plan. The tests judge
  every half hour of a week, and every order of the cities in trips of up to five, against the same oracles.
- Differences with the official score and the annotation are no faults of the verifier: both look at less of a plan,
  and the official score of calendar tasks and trips knows one right plan only."""
OPINIONS = {
    "official": "Official score and verifier, NATURAL PLAN",
    "annotation": "Annotation and verifier, annotated rows of NATURAL PLAN",
}
HEAD = (
    "data",
    "gold accepted",
    "mutants",
    "valid",
    "accepted",
    "false rejects",
    "invalid",
    "rejected",
    "false accepts",
)


def parts(found: Sequence[Judged], *, number: int, seed: int, seconds: float) -> list[str]:
    """The sections of the page."""
    return [
        table(HEAD, [_row(kind, [one for one in found if one.kind == kind]) for kind in _kinds(found)]),
        LEGEND.format(number=number, seed=seed),
        _differences(found, "oracle", "Differences between verifier and oracle"),
        *(_opinion(found, *item) for item in OPINIONS.items() if any(item[0] in one.others for one in found)),
        "## Mutations\n\nMutants by kind; in brackets how many of them are valid plans.\n\n" + _mutations(found),
        f"{len(found)} plans in {seconds:.0f} s on one core.",
    ]


def faults(found: Sequence[Judged]) -> list[str]:
    """What breaks a limit: an invalid plan accepted; a gold plan refused, or any difference, without a reason."""
    false = [f"{one.name}, {one.mutation}: accepted, but {one.faults[0]}" for one in found if one.accepted > one.valid]
    refused = [one for one in found if one.mutation == GOLD and not one.accepted]
    gold = [f"{one.name}: gold refused, {one.reason}" for one in refused if reason(one, "oracle") == UNEXPLAINED]
    unknown = [
        f"{opinion}: {count} {kind} plans {'accepted' if accepted else 'rejected'} without a known reason"
        for opinion in ("oracle", *OPINIONS)
        for (kind, accepted, why), count in explained(differences(found, opinion), opinion).items()
        if why == UNEXPLAINED
    ]
    return false + gold + unknown


def _row(kind: str, mine: Sequence[Judged]) -> list[object]:
    golds = [one for one in mine if one.mutation == GOLD]
    rest = [one for one in mine if one.mutation != GOLD]
    valid, invalid = [one for one in rest if one.valid], [one for one in rest if not one.valid]
    accepted, false = sum(one.accepted for one in valid), sum(one.accepted for one in invalid)
    return [
        kind,
        f"{sum(one.accepted for one in golds)} of {len(golds)}",
        len(rest),
        len(valid),
        accepted,
        len(valid) - accepted,
        len(invalid),
        len(invalid) - false,
        false,
    ]


def _differences(found: Sequence[Judged], opinion: str, title: str) -> str:
    counts = explained(differences(found, opinion), opinion)
    if not counts:
        return f"## {title}\n\nNone."
    rows = [
        [kind, "accepts" if accepted else "rejects", count, why]
        for (kind, accepted, why), count in sorted(counts.items(), key=lambda item: (item[0][0], -item[1]))
    ]
    return f"## {title}\n\n" + table(("data", "verifier", "plans", "reason"), rows)


def _opinion(found: Sequence[Judged], opinion: str, title: str) -> str:
    rows = []
    for kind in _kinds(found):
        said = Counter(
            (one.accepted, one.others[opinion]) for one in found if one.kind == kind and opinion in one.others
        )
        if said:
            pairs = ((True, True), (True, False), (False, True), (False, False))
            rows.append([kind, *(said[pair] for pair in pairs)])
    head = ("data", "both accept", "verifier alone", f"{opinion} alone", "both reject")
    body = _differences(found, opinion, title).partition("\n\n")[2]
    return f"## {title}\n\n{table(head, rows)}\n\n{body}"


def _mutations(found: Sequence[Judged]) -> str:
    rows = []
    for kind in _kinds(found):
        mine = [one for one in found if one.kind == kind and one.mutation != GOLD]
        made, valid = Counter(one.mutation for one in mine), Counter(one.mutation for one in mine if one.valid)
        rows.append([kind, ", ".join(f"{name} {made[name]} ({valid[name]})" for name in sorted(made))])
    return table(("data", "kinds"), rows)


def _kinds(found: Iterable[Judged]) -> list[str]:
    return list(dict.fromkeys(one.kind for one in found))
