"""The state machine: state, nodes and planner on LangGraph."""
