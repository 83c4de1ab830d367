"""Turns a task in plain words into a plan that has been checked, and says how far the check goes."""

__version__ = "0.1.0"
