"""The state machine: state, nodes and planner on LangGraph."""

from plangen.graphs.planner import Planner, build_graph, plan, plan_async

__all__ = ["Planner", "build_graph", "plan", "plan_async"]
