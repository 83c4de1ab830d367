"""The graph that `langgraph dev` serves (`langgraph.json`): model and strategy from the environment."""

from __future__ import annotations

import os

from plangen.graphs.planner import Graph, build_graph


def make_graph() -> Graph:
    """The planner on `PLANGEN_MODEL` (default `local`) with `PLANGEN_STRATEGY` (default `auto`)."""
    return build_graph(os.environ.get("PLANGEN_MODEL", "local"), strategy=os.environ.get("PLANGEN_STRATEGY", "auto"))
