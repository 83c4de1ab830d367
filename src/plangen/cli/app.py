"""The commands and their options; what a command does is imported when it is called, so that `--help` is quick."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from plangen import __version__
from plangen.cli import streams
from plangen.cli.arguments import (
    Accept,
    ApiBase,
    Checker,
    Debug,
    FalseAcceptCost,
    Feedback,
    Form,
    Json,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Mcp,
    Model,
    NoColor,
    Origin,
    Output,
    Quiet,
    Roles,
    Runs,
    Search,
    Seed,
    Strategy,
    Timeout,
    Verifier,
    Yes,
    Zone,
)
from plangen.cli.confirming import constraints
from plangen.cli.delivery import deliver_as
from plangen.cli.failures import failed, internal, misused
from plangen.cli.options import Caps, asked, capped, reaching
from plangen.errors import PlangenError

app = typer.Typer(
    name="plangen",
    help="Turns a task in plain words into a plan that has been checked, and says how far the check goes.",
    epilog="`plangen -p TASK` is short for `plangen solve TASK`. Begin with demo, doctor or chat.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plangen {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = (
        False
    ),
) -> None:
    """Turns a task in plain words into a plan that has been checked, and says how far the check goes."""


@app.command()
def solve(
    task: Annotated[str | None, typer.Argument(help="The task in words, a task file, or - for standard input.")] = None,
    file: Annotated[str | None, typer.Option("--file", "-f", help="A task file, or one row of it: FILE#ID.")] = None,
    model: Model = None,
    role: Roles = None,
    api_base: ApiBase = None,
    strategy: Strategy = "auto",
    verifier: Verifier = "constraints",
    checker: Checker = None,
    accept: Accept = "mixed",
    false_accept_cost: FalseAcceptCost = None,
    feedback: Feedback = "located",
    search: Search = None,
    mcp: Mcp = None,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    timeout: Timeout = None,
    seed: Seed = 0,
    json: Json = False,
    form: Form = "text",
    timezone: Zone = None,
    origin: Origin = None,
    output: Output = None,
    quiet: Quiet = False,
    run_id: Annotated[str | None, typer.Option("--run-id", help="Name of the run; one that exists goes on.")] = None,
    runs: Runs = None,
    yes: Yes = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> NoReturn:
    """Plan one task; the result goes to standard output, all else to standard error."""
    from plangen.cli.commands.solve import solve as run

    options = asked(model, role, api_base, strategy, verifier, checker, accept, seed, false_accept_cost, feedback)
    options = reaching(capped(options, max_calls, max_tokens, max_cost, timeout), search, mcp)
    delivery = deliver_as(json, form, output, quiet, no_color, debug, timezone, origin)
    _leave(run(text=task, file=file, options=options, delivery=delivery, runs=runs, run_id=run_id, agreed=yes))


app.command()(constraints)


@app.command()
def resume(
    run: Annotated[str, typer.Argument(help="The id of a run, or last.")] = "last",
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    timeout: Timeout = None,
    json: Json = False,
    form: Form = "text",
    timezone: Zone = None,
    origin: Origin = None,
    output: Output = None,
    quiet: Quiet = False,
    runs: Runs = None,
    yes: Yes = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> NoReturn:
    """Go on with a run after a kill, a limit or Ctrl-C; nothing is paid twice, and limits may be raised."""
    from plangen.cli.commands.resume import resume as go_on

    caps = Caps.read(max_calls, max_tokens, max_cost, timeout)
    delivery = deliver_as(json, form, output, quiet, no_color, debug, timezone, origin)
    _leave(go_on(run, caps=caps, delivery=delivery, runs=runs, agreed=yes))


@app.command("runs")
def list_runs(runs: Runs = None, json: Json = False) -> NoReturn:
    """List the runs, newest first."""
    from plangen.cli.commands.runs import show_runs

    _leave(show_runs(runs, as_json=json))


@app.command()
def verify(
    task_file: Annotated[str, typer.Argument(help="A task file or a row of it, FILE#ID; for --outcome a run.")],
    plan_file: Annotated[str, typer.Argument(help="The plan: JSON, YAML, the result of a run, or prose.")] = "",
    outcome: Annotated[str | None, typer.Option("--outcome", help="right or wrong: how a run's plan turned out.")] = (
        None
    ),
    model: Model = None,
    api_base: ApiBase = None,
    checker: Checker = None,
    accept: Accept = "mixed",
    false_accept_cost: FalseAcceptCost = None,
    seed: Seed = 0,
    json: Json = False,
    form: Form = "text",
    timezone: Zone = None,
    origin: Origin = None,
    output: Output = None,
    runs: Runs = None,
    yes: Yes = False,
    debug: Debug = False,
) -> NoReturn:
    """Check a plan against a task by program; a model is asked only if one is named with -m."""
    from plangen.cli.commands.outcome import note
    from plangen.cli.commands.verify import verify as check

    options = asked(model, None, api_base, "best_of_n", "constraints", checker, accept, seed, false_accept_cost)
    delivery = deliver_as(json, form, output, False, False, debug, timezone, origin)
    if outcome is not None:
        _leave(note(task_file, outcome, plan_file=plan_file, delivery=delivery, runs=runs))
    _leave(check(task_file, plan_file, model=model, options=options, delivery=delivery, agreed=yes))


@app.command("export")
def export_plan(
    source: Annotated[str, typer.Argument(help="The id of a run, last, or a file: a plan or the result of a run.")],
    form: Form = "md",
    task: Annotated[str | None, typer.Option("--task", help="The task file that the plan in the file is for.")] = None,
    timezone: Zone = None,
    origin: Origin = None,
    output: Output = None,
    runs: Runs = None,
    debug: Debug = False,
) -> NoReturn:
    """Write a plan in the format of another program: calendar, table, diagram, PDDL."""
    from plangen.cli.commands.export import export as write

    delivery = deliver_as(False, form, output, False, False, debug, timezone, origin)
    _leave(write(source, task_file=task, delivery=delivery, runs=runs))


@app.command()
def models(
    action: Annotated[str, typer.Argument(help="list, pull, path, remove, verify or probe.")] = "list",
    name: Annotated[str, typer.Argument(help="A local model's name; for probe any model.")] = "",
    api_base: ApiBase = None,
    json: Json = False,
) -> NoReturn:
    """List the models that are there, fetch or remove weights, or probe what a model honours."""
    from plangen.cli.commands.models import models as act

    _leave(act(action, name, api_base=api_base, as_json=json))


@app.command()
def doctor(
    json: Json = False,
    ping: Annotated[bool, typer.Option("--ping", help="Also ask the model for one word.")] = False,
    model: Model = None,
    api_base: ApiBase = None,
    runs: Runs = None,
) -> NoReturn:
    """Say what is missing and what to do about it; offline, and without showing any key."""
    from plangen.cli.commands.doctor import doctor as look

    _leave(look(model=model, api_base=api_base, runs=runs, as_json=json, ping=ping))


@app.command()
def demo(json: Json = False, quiet: Quiet = False, no_color: NoColor = False) -> NoReturn:
    """Run a whole planning task offline, in seconds, with a simulated model."""
    from plangen.cli.commands.demo import demo as show

    _leave(show(deliver_as(json, "text", None, quiet, no_color, False)))


@app.command()
def chat(
    task: Annotated[str | None, typer.Argument(help="The first task.")] = None,
    model: Model = None,
    role: Roles = None,
    api_base: ApiBase = None,
    strategy: Strategy = "auto",
    verifier: Verifier = "constraints",
    checker: Checker = None,
    accept: Accept = "mixed",
    false_accept_cost: FalseAcceptCost = None,
    feedback: Feedback = "located",
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    timeout: Timeout = None,
    seed: Seed = 0,
    runs: Runs = None,
    yes: Yes = False,
    no_color: NoColor = False,
) -> NoReturn:
    """Plan in a conversation: a follow-up refines the last plan. The limits are for each turn."""
    from plangen.cli.chat.repl import chat as talk

    options = asked(model, role, api_base, strategy, verifier, checker, accept, seed, false_accept_cost, feedback)
    options = capped(options, max_calls, max_tokens, max_cost, timeout)
    deliver_as(False, "text", None, False, no_color, False)
    _leave(talk(task, options=options, runs=runs, agreed=yes))


def _leave(code: int) -> NoReturn:
    raise typer.Exit(code)


def main() -> None:
    """The entry point of `plangen`: runs a command and leaves with its exit code."""
    os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
    streams.prepare()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminated)
    code = run(sys.argv[1:])
    streams.flush()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code. Every error ends here, said in one place."""
    if arguments[:1] in (["-p"], ["--prompt"]):
        arguments = ["solve", *arguments[1:]]
    try:
        return int(app(args=arguments, prog_name="plangen", standalone_mode=False) or 0)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.TyperException as error:
        return misused(error, arguments)
    except PlangenError as error:
        return failed(error, arguments)
    except Exception as error:  # noqa: BLE001 - the last boundary: our own fault, said as such
        return failed(internal(error), arguments)


def _terminated(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)
