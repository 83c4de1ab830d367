"""Strategies by name, and the one-line form that names one with its parameters.

A specification is `name` or `name:parameter=value,parameter=value`. A tuple is written with `+`. The arms of a
`mixture` are specifications themselves and write `/` where a specification of its own has `,`, so that no character
needs quoting in a shell::

    best_of_n:n=16,temperature=0.7
    mixture:arms=best_of_n:n=3/temperature=1+tree_of_thoughts:breadth=2,rounds=5
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple, get_type_hints

from pydantic import TypeAdapter, ValidationError

from plangen.errors import UsageError
from plangen.strategies.auto import auto
from plangen.strategies.base import Context, Search, Strategy
from plangen.strategies.best_of_n import best_of_n
from plangen.strategies.hybrid import hybrid
from plangen.strategies.iterative_decoding import iterative_decoding
from plangen.strategies.mixture import mixture
from plangen.strategies.parameters import Nested
from plangen.strategies.rebase import rebase
from plangen.strategies.self_consistency import self_consistency
from plangen.strategies.solver import solver
from plangen.strategies.sound_loop import sound_loop
from plangen.strategies.tree_of_thoughts import tree_of_thoughts

_STRATEGIES: dict[str, Strategy] = {
    strategy.__name__: strategy
    for strategy in (
        best_of_n,
        self_consistency,
        tree_of_thoughts,
        rebase,
        iterative_decoding,
        sound_loop,
        hybrid,
        mixture,
        solver,
        auto,
    )
}


class Resolved(NamedTuple):
    """A specification that was read: the strategy's name, all its parameters, and `run(ctx)`."""

    name: str
    params: dict[str, Any]
    run: Callable[[Context], Search]


def strategies() -> tuple[str, ...]:
    """The names of all strategies."""
    return tuple(_STRATEGIES)


def resolve(specification: str) -> Resolved:
    """Read a specification such as `best_of_n:n=16,temperature=0.7`.

    `params` holds every parameter, defaults included; `run` has them bound. Raises `UsageError` for an unknown
    name or parameter and for a value that is ill-typed or out of range, also within the arms of a mixture.
    """
    name, _, rest = specification.strip().partition(":")
    if name not in _STRATEGIES:
        raise UsageError(_unknown("strategy", name, _STRATEGIES))
    strategy = _STRATEGIES[name]
    types = get_type_hints(strategy, include_extras=True)
    params = {
        key: parameter.default
        for key, parameter in inspect.signature(strategy).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    for key, text in _assignments(name, rest).items():
        if key not in params:
            raise UsageError(_unknown(f"parameter of `{name}`", key, params))
        params[key] = _value(name, key, text, types[key], params[key])
    return Resolved(name, params, partial(strategy, **params))


def lookup(specification: str) -> Callable[[Context], Search]:
    """The strategy of a specification, ready to run: what `Context.lookup` expects; raises as `resolve` does."""
    return resolve(specification).run


def used(specification: str) -> frozenset[str]:
    """The names of the strategy and of those it runs as arms; raises as `resolve` does."""
    resolved = resolve(specification)
    return frozenset({resolved.name}).union(*(used(arm) for arm in resolved.params.get("arms", ())))


def _assignments(name: str, rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in filter(None, rest.split(",")):
        key, equals, text = (part.strip() for part in piece.partition("="))
        if not equals:
            raise UsageError(f"`{piece}` in `{name}:{rest}` is not of the form parameter=value")
        if key in found:
            raise UsageError(f"`{name}` is given its parameter `{key}` twice")
        found[key] = text
    return found


def _value(name: str, key: str, text: str, annotation: Any, default: Any) -> Any:
    nested = any(isinstance(mark, Nested) for mark in getattr(annotation, "__metadata__", ()))
    raw: Any = tuple(text.split("+")) if isinstance(default, tuple) else text
    if nested:
        raw = tuple(part.replace("/", ",") for part in raw)
        for part in raw:
            resolve(part)
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        return adapter.validate_python(raw) if isinstance(raw, tuple) else adapter.validate_strings(raw)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise UsageError(f"`{name}` cannot take `{key}={text}`: {problem[0].lower()}{problem[1:]}") from None


def _unknown(what: str, given: str, known: Iterable[str]) -> str:
    names = list(known)
    close = get_close_matches(given, names, n=1)
    advice = f"did you mean `{close[0]}`?" if close else f"there is {', '.join(f'`{known}`' for known in names)}"
    return f"unknown {what} `{given}`; {advice}"
