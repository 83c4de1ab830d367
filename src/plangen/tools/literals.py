"""The arguments of a written call, `"a text", [1, "$2"], key=true`, as JSON data; nothing is evaluated."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from keyword import kwlist

from pydantic import JsonValue

_NAMES: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_BARE = re.compile(r"\$\{[^{}\s]*\}|\$(\d+)\b")
# `from="Riga"`: a fine name of an argument, and a word of Python's.
_RESERVED = re.compile(rf"(?<!\w)({'|'.join(kwlist)})(?=\s*=[^=])")
_MARK = "reserved_"
_LONGEST = 100_000
_ENDLESS = (float("inf"),)
"""`1e999`, which JSON cannot carry."""


def read_arguments(text: str, names: Sequence[str] | None) -> dict[str, JsonValue]:
    """Arguments by name; `names` are the tool's, for those given by place (`None`: the tool is not known).

    Literals of Python and of JSON are taken alike. Raises ValueError that says what cannot be read.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"its arguments have more than {_LONGEST:,} characters")
    try:
        call = ast.parse(f"f({_quoted(text)})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"its arguments cannot be read: ({text[:120]})") from None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise ValueError(f"its arguments cannot be read: ({text[:120]})")
    given = [_value(node) for node in call.args]
    if names is None:
        names = [f"argument_{number}" for number in range(1, len(given) + 1)]
    if len(given) > len(names):
        raise ValueError(f"it is given {len(given)} arguments by place and takes {len(names)}")
    args = dict(zip(names, given, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None:
            raise ValueError("`**` is not read")
        name = keyword.arg.removeprefix(_MARK) if keyword.arg.removeprefix(_MARK) in kwlist else keyword.arg
        if name in args:
            raise ValueError(f"the argument `{name}` is given twice")
        args[name] = _value(keyword.value)
    return args


def _quoted(text: str) -> str:
    """The text as Python reads it: newlines in quotes escaped, bare references in quotes, reserved names marked."""
    out: list[str] = []
    quote, at = "", 0
    while at < len(text):
        char = text[at]
        bare = None if quote else _BARE.match(text, at)
        if bare is not None:
            out.append(f'"${{{bare[1]}}}"' if bare[1] else f'"{bare[0]}"')
            at = bare.end()
            continue
        reserved = None if quote else _RESERVED.match(text, at)
        if reserved is not None:
            out.append(_MARK + reserved[0])
            at = reserved.end()
            continue
        if quote and char == "\\" and at + 1 < len(text):
            out.append(text[at : at + 2] if text[at + 1] != "\n" else "\\n")
            at += 2
            continue
        if quote and char in "\n\r":
            out.append("\\n" if char == "\n" else "\\r")
        elif quote and char == "\0":
            out.append("\\0")
        else:
            out.append(char)
            if char == quote:
                quote = ""
            elif not quote and char in "\"'":
                quote = char
        at += 1
    return "".join(out)


def _value(node: ast.expr) -> JsonValue:
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value) if value not in _ENDLESS:
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if value not in _ENDLESS:
            return -value
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [_value(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {str(_key(key)): _value(value) for key, value in zip(keys, values, strict=True)}
        case ast.Name(id=name) if name in _NAMES:
            return _NAMES[name]
    raise ValueError(f"`{ast.unparse(node)[:80]}` is no literal; put texts in quotes")


def _key(node: ast.expr | None) -> JsonValue:
    if node is None:
        raise ValueError("`**` is not read")
    return _value(node)
