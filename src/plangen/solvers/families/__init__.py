"""The check families as formulas over a plan's variables."""

from plangen.solvers.families.registry import formula

__all__ = ["formula"]
