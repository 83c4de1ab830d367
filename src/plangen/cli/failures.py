"""How a command line that failed is answered: one message, one exit code."""

from __future__ import annotations

from typing import Any

import typer

from plangen.cli.delivery import Delivery
from plangen.errors import PlangenError, UsageError


def misused(error: typer.TyperException, arguments: list[str]) -> int:
    """A command line that is none; without arguments the help is all there is to say."""
    context: Any = getattr(error, "ctx", None)
    if not arguments:
        typer.echo(error.format_message())
        return 0
    command = context.command_path if context is not None else "plangen"
    return failed(UsageError(error.format_message(), hint=f"see {command} --help"), arguments)


def internal(error: Exception) -> PlangenError:
    """An error of plangen itself, said as such."""
    wrapped = PlangenError(
        f"internal error: {type(error).__name__}: {error}", hint="--debug shows where; please report it"
    )
    wrapped.__cause__ = error
    return wrapped


def failed(error: PlangenError, arguments: list[str]) -> int:
    """Say what went wrong in the form that the arguments ask for; the exit code."""
    as_json = "--json" in arguments or "--format=json" in arguments
    return Delivery("json" if as_json else "text", debug="--debug" in arguments).failure(error)
