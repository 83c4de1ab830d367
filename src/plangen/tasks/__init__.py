"""Tasks and plans as files."""

from plangen.tasks.files import dump_task, load_plan, load_task
from plangen.tasks.natural_plan import natural_plan_task

__all__ = ["dump_task", "load_plan", "load_task", "natural_plan_task"]
