"""Measurements of what the project promises: each script prints a table with its limits and exits 1 beyond them."""
