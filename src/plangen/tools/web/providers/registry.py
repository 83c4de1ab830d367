"""Which search providers there are and which of them the environment configures."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec

from plangen.errors import ConfigurationError, UsageError
from plangen.tools.web.base import SearchProvider
from plangen.tools.web.providers.brave import Brave
from plangen.tools.web.providers.ddgs import Ddgs
from plangen.tools.web.providers.exa import Exa
from plangen.tools.web.providers.local import LocalFolder
from plangen.tools.web.providers.searxng import Searxng
from plangen.tools.web.providers.serper import Serper
from plangen.tools.web.providers.tavily import Tavily


@dataclass(frozen=True, slots=True)
class _Entry:
    variables: tuple[str, ...]
    make: Callable[[str], SearchProvider]


_BY_VARIABLE: Mapping[str, _Entry] = {
    "local": _Entry(("PLANGEN_SEARCH_FOLDER",), LocalFolder),
    "tavily": _Entry(("TAVILY_API_KEY",), Tavily),
    "brave": _Entry(("BRAVE_SEARCH_API_KEY", "BRAVE_API_KEY"), Brave),
    "exa": _Entry(("EXA_API_KEY",), Exa),
    "serper": _Entry(("SERPER_API_KEY",), Serper),
    "searxng": _Entry(("SEARXNG_URL", "SEARX_HOST"), Searxng),
}
NAMES = (*_BY_VARIABLE, Ddgs.name)


def configured(environment: Mapping[str, str] | None = None) -> tuple[SearchProvider, ...]:
    """The providers that the environment configures, in the order in which they are tried; `ddgs` last if installed."""
    variables = os.environ if environment is None else environment
    found = [entry.make(value) for entry in _BY_VARIABLE.values() if (value := _value(entry, variables))]
    return (*found, Ddgs()) if find_spec("ddgs") is not None else tuple(found)


def provider(name: str, environment: Mapping[str, str] | None = None) -> SearchProvider:
    """The provider of that name. Raises UsageError for an unknown one, ConfigurationError without its variable."""
    if name == Ddgs.name:
        return Ddgs()
    entry = _BY_VARIABLE.get(name)
    if entry is None:
        near = get_close_matches(name, NAMES, 1)
        raise UsageError(
            f"unknown search provider `{name}`", hint=f"did you mean `{near[0]}`?" if near else ", ".join(NAMES)
        )
    value = _value(entry, os.environ if environment is None else environment)
    if not value:
        raise ConfigurationError(f"the search provider `{name}` is not configured", hint=f"set {entry.variables[0]}")
    return entry.make(value)


def _value(entry: _Entry, variables: Mapping[str, str]) -> str:
    return next((variables[name].strip() for name in entry.variables if variables.get(name, "").strip()), "")
