"""Reads which MCP servers there are, from the JSON file that other clients read too.

    {"mcpServers": {"name": {"command", "args", "env", "cwd"} or {"type": "http", "url", "headers"}}}

`servers` is taken for `mcpServers` (VS Code). `${NAME}`, `${NAME:-default}` and `${env:NAME}` are filled in from the
environment. Keys of other clients are left alone; a server with `"disabled": true` is left out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from plangen.errors import ConfigurationError
from plangen.schema.plan import Value

_MOST_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]|_(?!_)){0,31}")
_VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}")
_INHERITED = ("HOME", "PATH", "SHELL", "TERM")
_HTTP = {"http", "streamable-http", "streamableHttp", "streamable_http"}


class StdioServer(Value):
    """A server started as a process; `env` is added to HOME, PATH, SHELL, TERM and LC_*, all that it inherits."""

    name: str
    command: str = Field(min_length=1)
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict, repr=False)
    cwd: str | None = None
    from_project: bool = False

    def environment(self, parent: Mapping[str, str] | None = None) -> dict[str, str]:
        """The whole environment of the process."""
        variables = os.environ if parent is None else parent
        kept = {k: v for k, v in variables.items() if k in _INHERITED or k.startswith("LC_")}
        return kept | self.env

    @property
    def secrets(self) -> frozenset[str]:
        """What must not be shown."""
        return frozenset(self.env.values())


class HttpServer(Value):
    """A server that is reached over HTTP; `headers` are sent with each request and never shown."""

    name: str
    url: str = Field(pattern=r"^https?://[^\s]+$", repr=False)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    from_project: bool = False

    @property
    def secrets(self) -> frozenset[str]:
        """What must not be shown."""
        return frozenset(self.headers.values())


Server = StdioServer | HttpServer


def read_servers(
    path: Path, *, from_project: bool = False, environment: Mapping[str, str] | None = None
) -> tuple[Server, ...]:
    """The servers of a file, in its order; `from_project` marks those that need consent before they start.

    Raises ConfigurationError where the file cannot be read, an entry is neither of the two kinds, or a variable that
    has no default is not set.
    """
    entries = _entries(path)
    variables = os.environ if environment is None else environment
    found = []
    for name, entry in entries.items():
        if not _NAME.fullmatch(name):
            raise _bad(path, name, "its name is not made of letters, digits, `-` and single `_`, 32 at most")
        if not isinstance(entry, dict):
            raise _bad(path, name, "it is no JSON object")
        if entry.get("disabled") is not True:
            found.append(_server(path, name, _filled(path, name, entry, variables), from_project))
    return tuple(found)


def _entries(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        given = json.loads(raw) if len(raw) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise ConfigurationError(f"the MCP file {path} cannot be read: {reason}", hint="look at the file") from error
    entries = (given.get("mcpServers") or given.get("servers")) if isinstance(given, dict) else None
    if not isinstance(entries, dict):
        raise ConfigurationError(
            f"the MCP file {path} names no servers", hint='write {"mcpServers": {"NAME": {"command": "..."}}}'
        )
    return entries


def _server(path: Path, name: str, entry: Mapping[str, Any], from_project: bool) -> Server:
    kind = entry.get("type", "http" if "url" in entry else "stdio")
    common = {"name": name, "from_project": from_project}
    try:
        if kind == "stdio":
            return StdioServer(**common, **_chosen(entry, "command", "args", "env", "cwd"))
        if kind in _HTTP:
            return HttpServer(**common, **_chosen(entry, "url", "headers"))
    except ValidationError as error:
        # Only the place: the value may be a secret.
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise _bad(path, name, f"`{where}` is missing or of the wrong kind") from None
    raise _bad(path, name, f"its type is {str(kind)[:40]!r}; stdio and http are spoken")


def _chosen(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: entry[key] for key in keys if entry.get(key) is not None}


def _filled(path: Path, name: str, value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(path, name, item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(path, name, item, variables) for item in value]
    if not isinstance(value, str):
        return value

    def put(match: re.Match[str]) -> str:
        found = variables.get(match.group(1), match.group(2))
        if found is None:
            raise _bad(path, name, f"the variable {match.group(1)} is not set", hint=f"export {match.group(1)}=...")
        return found

    return _VARIABLE.sub(put, value)


def _bad(path: Path, name: str, why: str, *, hint: str = "") -> ConfigurationError:
    return ConfigurationError(f"the MCP server `{name[:40]}` in {path}: {why}", hint=hint or "mend the file")
