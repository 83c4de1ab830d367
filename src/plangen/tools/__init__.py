"""What the planner can call besides models."""
