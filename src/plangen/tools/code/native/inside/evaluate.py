"""Runs one snippet in the names of its session, as a Python prompt would: the last expression is the value."""

from __future__ import annotations

import _ast
import json
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from plangen.tools.code.native.inside.plain import NotPlain, plain
else:
    from plain import NotPlain, plain

FILE = "<code>"
_ONLY_AST = 0x400
_MESSAGE = 2000

Answer = dict[str, object]


def evaluate(code: str, names: dict[str, object], most: int) -> Answer:
    """Status, value and message of a snippet; a value that is longer than `most` bytes as JSON is refused."""
    try:
        value = _run(code, names)
        _flush()
    except MemoryError:
        return {"status": "memory", "value": None, "message": ""}
    except BaseException as error:  # noqa: BLE001 - foreign code may raise anything
        return _raised(error)
    return _returned(value, most)


def _run(code: str, names: dict[str, object]) -> object:
    tree = compile(code, FILE, "exec", _ONLY_AST, dont_inherit=True)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    exec(compile(tree, FILE, "exec", dont_inherit=True), names)  # noqa: S102 - what this process is for
    if last is None:
        return None
    return eval(compile(_ast.Expression(last.value), FILE, "eval", dont_inherit=True), names)  # noqa: S307


def _returned(value: object, most: int) -> Answer:
    try:
        copy = plain(value)
        size = len(json.dumps(copy, ensure_ascii=False, separators=(",", ":")).encode())
    except NotPlain as error:
        return {"status": "ok", "value": None, "message": f"the value is no JSON data ({error})"}
    except MemoryError:
        return {"status": "memory", "value": None, "message": ""}
    if size > most:
        return {"status": "output", "value": None, "message": f"the value is longer than {most} bytes"}
    return {"status": "ok", "value": copy, "message": ""}


def _raised(error: BaseException) -> Answer:
    if type(error) is SystemExit and error.code in (None, 0):
        _flush()
        return {"status": "ok", "value": None, "message": ""}
    line = None if isinstance(error, SyntaxError) else _line(error)  # a syntax error says its line itself
    try:
        _flush()
        said = f"{type(error).__name__}: {error}"[:_MESSAGE]
    except BaseException:  # noqa: BLE001 - an exception that cannot even be shown
        said = "an exception that cannot be shown"
    place = f" (line {line})" if line else ""
    return {"status": "error", "value": None, "message": said.encode("utf-8", "replace").decode() + place}


def _line(error: BaseException) -> int | None:
    """The last line of the snippet that the exception passed through."""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
