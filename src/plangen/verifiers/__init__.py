"""Checks that need no prompt, and the verdict they add up to."""
