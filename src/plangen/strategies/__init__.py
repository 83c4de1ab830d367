"""Search algorithms, one a file: each says what to try next and does no I/O."""

from plangen.strategies.base import (
    Act,
    ArmStats,
    Context,
    Generate,
    Judge,
    Note,
    Operation,
    Search,
    Strategy,
)
from plangen.strategies.registry import Resolved, lookup, resolve, strategies

__all__ = [
    "Act",
    "ArmStats",
    "Context",
    "Generate",
    "Judge",
    "Note",
    "Operation",
    "Resolved",
    "Search",
    "Strategy",
    "lookup",
    "resolve",
    "strategies",
]
