"""What the planner can call besides models."""

from plangen.tools.base import FunctionTool, Observation, Tool, toolbox

__all__ = ["FunctionTool", "Observation", "Tool", "toolbox"]
