"""Reads a prompt file and fills it: the system part first, then the user part.

A prompt file is Jinja (StrictUndefined: a forgotten variable is an error) with two parts, headed by the lines
`[system]` and `[user]`. What comes from outside enters as a variable, never as a template.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from plangen.errors import UsageError


class Prompt(NamedTuple):
    """A filled prompt."""

    system: str
    user: str


def render(role: str, **variables: object) -> Prompt:
    """Fill `prompts/<role>.md`; the text before a file's first variable is the same in every call of its role."""
    text = _environment().get_template(f"{role}.md").render(**variables)
    head, separator, user = text.partition("[user]\n")
    if not separator or not head.startswith("[system]\n"):
        raise UsageError(f"the prompt {role}.md needs a [system] part and a [user] part")
    return Prompt(head.removeprefix("[system]\n").strip(), user.strip())


@functools.cache
def _environment() -> Environment:
    # Prompts are plain text, not HTML: nothing is escaped.
    return Environment(
        loader=PackageLoader("plangen", "prompts"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
    )
