"""Code execution: what runs the code that models write."""

from plangen.tools.code.base import Executor, Limits, Outcome

__all__ = ["Executor", "Limits", "Outcome"]
