"""Code execution: what runs the code that models write."""

from plangen.tools.code.base import WALLS, Executor, HostFunctions, Limits, Outcome, Session
from plangen.tools.code.registry import available, executor

__all__ = ["WALLS", "Executor", "HostFunctions", "Limits", "Outcome", "Session", "available", "executor"]
