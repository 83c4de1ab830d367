"""Tells what Monty lacks from what the code got wrong."""

from __future__ import annotations

import builtins
import re
import sys
import warnings

_LACKS = re.compile(r"not (?:yet )?support|not (?:yet )?implemented", re.IGNORECASE)
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_NO_NAME = re.compile(r"name '(\w+)' is not defined")
_NOT_IN_MODULE = re.compile(r"module '([\w.]+)' has no attribute|cannot import name '\w+' from '([\w.]+)'")
_NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'|type object '(\w+)' has no attribute '(\w+)'")
_NO_INSTANCES = re.compile(r"cannot create '(\w+)' instances")


def lacks(kind: str, message: str, *, more: frozenset[str] = frozenset()) -> bool:
    """Whether an exception of Monty names something that CPython has; `more` are further modules there.

    `kind` is the exception's type, `message` its text. A name that no Python knows is the code's own fault.
    """
    match kind:
        case "NotImplementedError":
            return _LACKS.search(message) is not None
        case "ModuleNotFoundError":
            found = _NO_MODULE.search(message)
            return found is not None and _is_module(found[1], more)
        case "NameError":
            found = _NO_NAME.search(message)
            return found is not None and hasattr(builtins, found[1])
        case "AttributeError" | "ImportError":
            return _lacks_attribute(message, more)
        case "TypeError":
            found = _NO_INSTANCES.search(message)
            return _LACKS.search(message) is not None or (found is not None and hasattr(builtins, found[1]))
        case _:
            return False


def parses(code: str) -> bool:
    """Whether CPython can read the code, so that a syntax error of Monty is a limitation; nothing is run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<code>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _lacks_attribute(message: str, more: frozenset[str]) -> bool:
    if found := _NOT_IN_MODULE.search(message):
        return _is_module(found[1] or found[2], more)
    found = _NO_ATTRIBUTE.search(message)
    if found is None:
        return False
    kind = getattr(builtins, found[1] or found[3], None)
    return isinstance(kind, type) and hasattr(kind, found[2] or found[4])


def _is_module(name: str, more: frozenset[str]) -> bool:
    top = name.partition(".")[0]
    return top in sys.stdlib_module_names or top in more
