"""Roles with a prompt: constraint, generation, verification and selection agents."""
