"""What people see of a run: its events as they come, and its result."""
