"""The slash commands: one registry feeds help, completion and dispatch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, NamedTuple

from plangen.cli.chat.conversation import Conversation
from plangen.cli.show.result import checklist, render, score_text
from plangen.cli.show.sanitise import clean, one_line
from plangen.errors import UsageError


class Quit(Exception):
    """The user leaves; an end, not an error."""


class Command(NamedTuple):
    """One slash command: what it takes, what it does, and the function that returns what to show."""

    takes: str
    help: str
    run: Callable[[Conversation, str], str]


def dispatch(chat: Conversation, text: str) -> str:
    """Run one line that starts with `/`; raises UsageError for an unknown one, and Quit."""
    name, _, argument = text.removeprefix("/").partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        near = get_close_matches(name, COMMANDS, n=1, cutoff=0.4)
        hint = f"did you mean `/{near[0]}`?" if near else "/help lists them"
        raise UsageError(f"unknown command `/{one_line(name, 40)}`", hint=hint)
    return command.run(chat, argument.strip())


def _help(chat: Conversation, argument: str) -> str:
    lines = [f"  /{name:<12} {command.takes:<14} {command.help}" for name, command in COMMANDS.items()]
    more = "  Enter sends, Alt-Enter begins a new line, Ctrl-C stops a run and keeps the best plan so far."
    return "\n".join([*lines, more])


def _constraints(chat: Conversation, argument: str) -> str:
    from plangen.cli.show.reading import as_text
    from plangen.tasks.overview import overview

    task = chat.understood()
    if task is None:
        return "  no constraints yet"
    shown = as_text(overview(task))
    fares = checklist(chat.result.constraints) if chat.result is not None and chat.decided is None else []
    return "\n".join([shown, *(["  how the plan fares:"] if fares else []), *(f"  {line}" for line in fares)])


def _confirm(chat: Conversation, argument: str) -> str:
    return _decide(chat, ids="all" if argument in ("", "all") else tuple(argument.replace(",", " ").split()))


def _drop(chat: Conversation, argument: str) -> str:
    if not argument:
        raise UsageError("/drop needs a constraint", hint="/constraints lists them")
    return _decide(chat, drop=tuple(argument.replace(",", " ").split()))


def _settle(chat: Conversation, argument: str) -> str:
    return _decide(chat, settle=True)


def _decide(
    chat: Conversation,
    *,
    ids: tuple[str, ...] | Literal["all"] = (),
    drop: tuple[str, ...] = (),
    settle: bool = False,
) -> str:
    """Take the user's word on the task as it is understood, and say how it then stands."""
    from plangen.tasks.confirming import confirm

    task = chat.understood()
    if task is None:
        raise UsageError("there is no task yet", hint="say first what is to be planned")
    chat.decided = confirm(task, ids, drop=drop, settle=settle)
    return f"{_constraints(chat, '')}\n  /solve plans it so"


def _solve(chat: Conversation, argument: str) -> str:
    chat.loaded = chat.understood()
    if chat.loaded is None:
        raise UsageError("there is no task yet", hint="say first what is to be planned")
    return f"  {one_line(chat.loaded.text, 400)}"


def _candidates(chat: Conversation, argument: str) -> str:
    rows = [
        f"{'*' if row.id == chat.view.winner else ' '} {row.id:<5} {row.state:<10} {score_text(row.score):>6}  "
        f"{row.tokens:>5} tokens  {', '.join(row.judged_by)}{'  from ' + ', '.join(row.parents) if row.parents else ''}"
        for row in chat.view.rows.values()
    ]
    return "\n".join(f"  {row}" for row in rows) or "  no candidates yet"


def _plan(chat: Conversation, argument: str) -> str:
    if argument:
        return clean(chat.view.texts.get(argument, f"there is no candidate `{argument}`; /candidates lists them"))
    return render(chat.result, "text").rstrip() if chat.result else "  no plan yet"


def _why(chat: Conversation, argument: str) -> str:
    name = argument or chat.view.winner or ""
    verdict = chat.view.verdicts.get(name)
    if verdict is None:
        return "  nothing was judged yet" if not argument else f"  candidate `{one_line(name, 20)}` was not judged"
    found = [
        f"  {finding.status:<8} {finding.constraint} (by {finding.by}) "
        + one_line(finding.reason or "; ".join(violation.message for violation in finding.violations), 400)
        for finding in verdict.findings
    ]
    return "\n".join([f"  {name}: {verdict.status}, score {score_text(verdict.score)}", *found])


def _budget(chat: Conversation, argument: str) -> str:
    caps = chat.options.caps
    limits = {"calls": caps.calls, "tokens": caps.tokens, "dollars": caps.cost, "seconds": caps.seconds}
    each = ", ".join(f"{value} {name}" for name, value in limits.items() if value is not None) or "none"
    return f"  {chat.spent()}\n  limits of a turn: {each}"


def _model(chat: Conversation, argument: str) -> str:
    if argument:
        from plangen.cli import weights
        from plangen.models.registry import as_model

        as_model(argument, api_base=chat.options.api_base)
        weights.ensure([argument], agreed=False)
        chat.options = replace(chat.options, model=argument)
    return f"  model: {chat.options.model}"


def _strategy(chat: Conversation, argument: str) -> str:
    from plangen.strategies import resolve, strategies

    if argument:
        resolve(argument)
        chat.options = replace(chat.options, strategy=argument)
    return f"  strategy: {chat.options.strategy}\n  there are: {', '.join(strategies())}"


def _save(chat: Conversation, argument: str) -> str:
    from plangen.graphs.runs import write_atomically

    if chat.result is None:
        raise UsageError("there is no plan to save yet", hint="say first what is to be planned")
    if not argument:
        raise UsageError("/save needs a file", hint="/save plan.md, plan.json or plan.txt")
    file = Path(argument).expanduser()
    form = {".json": "json", ".md": "md"}.get(file.suffix.lower(), "text")
    write_atomically(file, render(chat.result, form))  # type: ignore[arg-type]
    return f"  saved to {file}"


def _load(chat: Conversation, argument: str) -> str:
    from plangen.cli.tasks import load_file

    if not argument:
        raise UsageError("/load needs a task file", hint="/load examples/tasks/team_sync.yaml")
    chat.forget()
    chat.loaded = load_file(argument)
    return f"  {one_line(chat.loaded.text, 400)}"


def _clear(chat: Conversation, argument: str) -> str:
    chat.forget()
    return "  a new conversation; what was spent stays counted"


def _quit(chat: Conversation, argument: str) -> str:
    raise Quit


COMMANDS: dict[str, Command] = {
    "help": Command("", "this list", _help),
    "constraints": Command("", "how the task is understood, and how the plan fares", _constraints),
    "confirm": Command("[ID...|all]", "confirm constraints; only what is sure may certify", _confirm),
    "drop": Command("ID...", "leave constraints out", _drop),
    "settle": Command("", "what no constraint covers demands nothing", _settle),
    "solve": Command("", "plan the task as it stands", _solve),
    "candidates": Command("", "all candidates of the last turn", _candidates),
    "plan": Command("[candidate]", "the plan, or a candidate's", _plan),
    "why": Command("[candidate]", "what was found out about a candidate", _why),
    "budget": Command("", "what was spent, and the limits", _budget),
    "model": Command("[name]", "show or change the model", _model),
    "strategy": Command("[name:k=v,...]", "show or change the strategy", _strategy),
    "load": Command("FILE", "plan the task of a file", _load),
    "save": Command("FILE", "write the result (.md, .json, .txt)", _save),
    "clear": Command("", "forget the task and the plan", _clear),
    "quit": Command("", "leave (Ctrl-D too)", _quit),
}
