"""Everything that is wrong with a plan of calls, found before the first one is dispatched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from plangen.tools.arguments import argument_faults
from plangen.tools.plan import Call, parents, refused
from plangen.tools.spec import ToolSpec

Kind = Literal["duplicate", "unknown_tool", "dangling", "forward", "self", "cycle", "arguments"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a plan: where, of which kind, and what to do."""

    call: str
    kind: Kind
    message: str

    def __str__(self) -> str:
        return f"call {self.call}: {self.message}"


def find_problems(
    calls: Sequence[Call], tools: Mapping[str, ToolSpec], *, known: Collection[str] = (), ordered: bool = False
) -> list[Problem]:
    """All problems of a plan at once, in the order of its calls, cycles last.

    `known` are ids of earlier rounds, which may be referred to and not be used again. With `ordered` a call may refer
    only to calls before it, as in a plan that is run while it is still written.
    """
    ids = [call.id for call in calls]
    declared = {*ids, *known}
    problems: list[Problem] = []
    seen: set[str] = set(known)
    for call in calls:
        if call.id in seen:
            where = "in an earlier round" if call.id in known else "before"
            problems.append(Problem(call.id, "duplicate", f"the id `{call.id}` was given {where}; ids are unique"))
        problems += find_call_problems(call, tools, declared, before=seen if ordered else None)
        seen.add(call.id)
    return problems + _cycles(calls)


def find_call_problems(
    call: Call, tools: Mapping[str, ToolSpec], declared: Collection[str], *, before: Collection[str] | None = None
) -> list[Problem]:
    """The problems of one call; with `before`, the ids that it may refer to."""
    problems = []
    for parent in parents(call, declared):
        if parent == call.id:
            problems.append(Problem(call.id, "self", "it refers to its own result"))
        elif parent not in declared:
            message = f"it refers to `{parent}`, which no call has{_nearest(parent, declared)}"
            problems.append(Problem(call.id, "dangling", message))
        elif before is not None and parent not in before:
            problems.append(Problem(call.id, "forward", f"it refers to `{parent}`, which comes later"))
    spec = tools.get(call.tool)
    if spec is None:
        problems.append(Problem(call.id, "unknown_tool", unknown_tool(call.tool, tools)))
    else:
        faults = argument_faults(call.args, spec, declared)
        problems += [Problem(call.id, "arguments", f"`{call.tool}`: {fault}") for fault in faults]
    return problems


def unknown_tool(name: str, tools: Collection[str]) -> str:
    """What to say of a name that no tool has."""
    known = _nearest(name, tools) or f"; the tools are: {', '.join(sorted(tools)) or 'none'}"
    return f"no tool `{name}`{known}"


def check_plan(
    calls: Sequence[Call], tools: Mapping[str, ToolSpec], *, known: Collection[str] = (), ordered: bool = False
) -> None:
    """Raises ParseError that names every problem of the plan, for one round of repair."""
    problems = find_problems(calls, tools, known=known, ordered=ordered)
    if problems:
        raise refused([str(problem) for problem in problems])


def _cycles(calls: Sequence[Call]) -> list[Problem]:
    """One problem for each group of calls that wait for each other, with one cycle of it named in order."""
    order = {call.id: place for place, call in enumerate(calls)}
    if all(order.get(p, -1) < place for place, call in enumerate(calls) for p in parents(call, order)):
        return []  # Every call waits only for calls before it, as in nearly every plan.
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(call.id for call in calls)
    graph.add_edges_from(
        (parent, call.id) for call in calls for parent in parents(call, order) if parent in order and parent != call.id
    )
    problems = []
    for group in nx.strongly_connected_components(graph):
        if len(group) > 1:
            first = min(group, key=order.__getitem__)
            path = [source for source, _ in nx.find_cycle(graph.subgraph(group), first)]
            start = path.index(min(path, key=order.__getitem__))
            named = [*path[start:], *path[:start], path[start]]
            problems.append(Problem(named[0], "cycle", f"calls wait for each other: {' → '.join(named)}"))
    return sorted(problems, key=lambda problem: order[problem.call])


def _nearest(name: str, names: Collection[str]) -> str:
    close = get_close_matches(name, sorted(names), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
