"""The kinds of statement that a planning task is made of; they do not overlap."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Kind = Literal[
    "request",
    "blocked",
    "open",
    "free",
    "length",
    "travel",
    "start",
    "event",
    "order",
    "limit",
    "part",
    "objective",
    "context",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One sentence of the bank and its kind."""

    text: str
    kind: Kind


@cache
def descriptions() -> Mapping[Kind, str]:
    """What a statement of each kind does, in a few words."""
    return {kind: str(_bank()[kind]["what"]) for kind in KINDS}


@cache
def exemplars() -> tuple[Exemplar, ...]:
    """The bank: sentences in many domains and notations, each with its kind."""
    return tuple(Exemplar(text, kind) for kind in KINDS for text in _bank()[kind]["texts"])


@cache
def _bank() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("plangen.formalising").joinpath("bank.toml").read_text("utf-8"))
