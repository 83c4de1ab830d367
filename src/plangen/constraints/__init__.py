"""The check families: what a program can say about a plan."""

from plangen.constraints.base import TICKS, Check, Judgement, Notation, Optimum, Scope, Words
from plangen.constraints.registry import FAMILIES, build_check, family
from plangen.constraints.select import Select

__all__ = [
    "FAMILIES",
    "TICKS",
    "Check",
    "Judgement",
    "Notation",
    "Optimum",
    "Scope",
    "Select",
    "Words",
    "build_check",
    "family",
]
