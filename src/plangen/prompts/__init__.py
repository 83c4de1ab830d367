"""Prompts as files: Jinja templates, one a role."""

from plangen.prompts.template import Prompt, render

__all__ = ["Prompt", "render"]
