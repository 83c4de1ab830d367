"""Prompts as files: Jinja templates, one a role."""
