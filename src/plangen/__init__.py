"""Turns a task in plain words into a plan that has been checked, and says how far the check goes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plangen.budget import Limits
    from plangen.errors import PlangenError
    from plangen.graphs.planner import Planner, build_graph, plan, plan_async
    from plangen.models.registry import as_model
    from plangen.schema import Certificate, Constraint, Plan, Result, Task
    from plangen.tasks.confirming import confirm
    from plangen.tasks.files import load_task

__version__ = "0.1.0"

__all__ = [
    "Certificate",
    "Constraint",
    "Limits",
    "Plan",
    "PlangenError",
    "Planner",
    "Result",
    "Task",
    "as_model",
    "build_graph",
    "confirm",
    "load_task",
    "plan",
    "plan_async",
]

_HOMES = {
    "plangen.budget": ("Limits",),
    "plangen.errors": ("PlangenError",),
    "plangen.graphs.planner": ("Planner", "build_graph", "plan", "plan_async"),
    "plangen.models.registry": ("as_model",),
    "plangen.schema": ("Certificate", "Constraint", "Plan", "Result", "Task"),
    "plangen.tasks.confirming": ("confirm",),
    "plangen.tasks.files": ("load_task",),
}


def __getattr__(name: str) -> Any:
    # Imported at the first use: `import plangen` loads neither langgraph nor litellm nor torch.
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module `plangen` has no attribute `{name}`")
