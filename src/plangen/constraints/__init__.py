"""Exact checks of constraints: one family a file."""
