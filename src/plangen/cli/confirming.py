"""The options of `plangen constraints`."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from plangen.cli.arguments import ApiBase, Debug, Json, Model, Quiet, Roles, Seed, Yes
from plangen.cli.delivery import deliver_as
from plangen.cli.options import asked

Edit = Annotated[bool, typer.Option("--edit", help="Correct it in your editor; what you change is confirmed.")]
Ids = Annotated[list[str] | None, typer.Option("--confirm", metavar="ID", help="Confirm a constraint. Repeatable.")]
All = Annotated[bool, typer.Option("--confirm-all", help="Confirm all constraints that you do not drop.")]
Drop = Annotated[list[str] | None, typer.Option("--drop", metavar="ID", help="Leave a constraint out. Repeatable.")]
Settle = Annotated[bool, typer.Option("--settle", help="What no constraint covers demands nothing.")]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write the task file for solve -f.")]


def constraints(
    task: Annotated[str | None, typer.Argument(help="The task in words, a task file, or - for standard input.")] = None,
    file: Annotated[str | None, typer.Option("--file", "-f", help="A task file, or one row of it: FILE#ID.")] = None,
    model: Model = None,
    role: Roles = None,
    api_base: ApiBase = None,
    edit: Edit = False,
    confirm: Ids = None,
    confirm_all: All = False,
    drop: Drop = None,
    settle: Settle = False,
    out: Out = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    yes: Yes = False,
    debug: Debug = False,
) -> NoReturn:
    """Show how a task is understood, and confirm, correct or drop its constraints before it is planned."""
    from plangen.cli.commands.constraints import Wanted
    from plangen.cli.commands.constraints import constraints as show

    options = asked(model, role, api_base, "auto", "constraints", None, "mixed", seed)
    wanted = Wanted(edit, tuple(confirm or ()), confirm_all, tuple(drop or ()), settle, out)
    delivery = deliver_as(json, "text", None, quiet, False, debug)
    raise typer.Exit(show(text=task, file=file, options=options, wanted=wanted, delivery=delivery, agreed=yes))
