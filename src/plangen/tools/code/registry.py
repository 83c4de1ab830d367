"""Executors by name."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from plangen.errors import ConfigurationError, UsageError
from plangen.tools.code.base import Executor

INSTALL = "in the checkout of plangen: pip install '.[code]'"


def executor(name: str = "auto") -> Executor:
    """The executor `auto`, `monty`, `native`, `bwrap` or `e2b`.

    Raises ConfigurationError (MissingExtraError for a package) where this machine cannot run it, and UsageError for a
    name that is not known.
    """
    make = _MAKERS.get(name)
    if make is None:
        near = get_close_matches(name, _MAKERS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "the executors are: " + ", ".join(_MAKERS)
        raise UsageError(f"unknown executor `{name[:100]}`", hint=hint)
    return make()


def available(name: str = "auto") -> Executor | str:
    """The executor, or in words why this machine has none and what to install."""
    try:
        return executor(name)
    except ConfigurationError as error:
        return f"{error.message}; {INSTALL}"


def _auto() -> Executor:
    from plangen.tools.code.auto import Auto

    return Auto()


def _monty() -> Executor:
    from plangen.tools.code.monty import Monty

    return Monty()


def _native() -> Executor:
    from plangen.tools.code.native.executor import Native

    return Native()


def _bwrap() -> Executor:
    from plangen.tools.code.native.bwrap import Bubblewrap

    return Bubblewrap()


def _e2b() -> Executor:
    from plangen.tools.code.e2b import E2b

    return E2b()


_MAKERS: dict[str, Callable[[], Executor]] = {
    "auto": _auto,
    "monty": _monty,
    "native": _native,
    "bwrap": _bwrap,
    "e2b": _e2b,
}
