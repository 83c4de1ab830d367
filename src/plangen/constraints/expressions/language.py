"""What may be written in an expression: a list of allowed constructs, all else is refused by name."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from plangen.constraints.expressions.meter import MAX_NUMBER
from plangen.schema import Plan, Step

MAX_CHARS = 2000
MAX_DEPTH = 80

NAMES = ("plan", "steps", "values", "text")
FUNCTIONS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "abs": (1, 1, ()),
    "all": (1, 1, ()),
    "any": (1, 1, ()),
    "enumerate": (1, 1, ()),
    "len": (1, 1, ()),
    "list": (0, 1, ()),
    "max": (1, 9, ("default",)),
    "min": (1, 9, ("default",)),
    "range": (1, 3, ()),
    "round": (1, 2, ()),
    "set": (0, 1, ()),
    "sorted": (1, 1, ("reverse",)),
    "sum": (1, 1, ()),
    "tuple": (0, 1, ()),
    "zip": (1, 9, ()),
}
"""The functions: fewest and most arguments, and what may be given by name."""

METHODS = {"lower": 0, "upper": 0, "strip": 1, "startswith": 1, "endswith": 1, "split": 1, "count": 1}
"""The methods of a text, with the most arguments each takes."""

FIELDS = frozenset({*Step.model_fields, *Plan.model_fields})

_PLAIN: tuple[type[ast.AST], ...] = (
    *(ast.Expression, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Compare, ast.Subscript, ast.Slice),
    *(ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Load, ast.Store),
    *(ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitAnd, ast.BitOr),
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot),
)


@lru_cache(maxsize=512)
def parse_expression(source: str) -> ast.expr:
    """The tree of an expression in which every construct is allowed; raises `ValueError` that names the first other."""
    if len(source) > MAX_CHARS:
        raise ValueError(f"an expression has at most {MAX_CHARS} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # In brackets an expression may run over several lines.
            tree = ast.parse(f"(\n{source}\n)", mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"is not an expression: {getattr(error, 'msg', None) or error}") from None
    except (RecursionError, MemoryError):
        raise ValueError("is nested too deeply") from None
    _allow(tree, frozenset(NAMES), 0)
    return tree


def _allow(node: ast.AST, names: frozenset[str], depth: int) -> None:
    """Refuse the first construct that is not of the language; `names` are those that can be read here."""
    if depth > MAX_DEPTH:
        raise ValueError("is nested too deeply")
    rule = _RULES.get(type(node))
    if rule is None and not isinstance(node, _PLAIN):
        raise ValueError(f"{_called(node)} cannot be used in an expression")
    if rule is not None:
        rule(node, names)
    for child, seen in _children(node, names):
        _allow(child, seen, depth + 1)


def _children(node: Any, names: frozenset[str]) -> Iterator[tuple[ast.AST, frozenset[str]]]:
    """The parts of a node, each with the names that can be read in it."""
    if isinstance(node, ast.Call):
        # What is called is looked at by its name alone: neither a function nor a method is a value.
        parts = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        yield from ((part, names) for part in (*parts, *node.args, *(keyword.value for keyword in node.keywords)))
        return
    if not isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield from ((child, names) for child in ast.iter_child_nodes(node))
        return
    for clause in node.generators:
        if clause.is_async:
            raise ValueError("`async` cannot be used in an expression")
        yield clause.iter, names
        names |= frozenset(_targets(clause.target))
        yield from ((condition, names) for condition in clause.ifs)
    parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    yield from ((part, names) for part in parts)


def _targets(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _targets(part)
    elif not isinstance(node, ast.Name):
        raise ValueError("`for` in an expression binds plain names only")
    elif node.id.startswith("__") or node.id in NAMES or node.id in FUNCTIONS:
        raise ValueError(f"`for` cannot bind the name `{node.id}`")
    else:
        yield node.id


def _constant(node: ast.Constant, names: frozenset[str]) -> None:
    value = node.value
    if value is not None and not isinstance(value, bool | int | float | str):
        raise ValueError(f"a value of type {type(value).__name__} cannot be used in an expression")
    if isinstance(value, int | float) and not abs(value) < MAX_NUMBER:
        raise ValueError("numbers stay below 10**18")


def _name(node: ast.Name, names: frozenset[str]) -> None:
    if node.id not in names:
        what = f"the function `{node.id}` can only be called" if node.id in FUNCTIONS else f"unknown name `{node.id}`"
        raise ValueError(f"{what}; known: {', '.join(sorted(names))}")


def _attribute(node: ast.Attribute, names: frozenset[str]) -> None:
    if node.attr not in FIELDS:
        what = "can only be called" if node.attr in METHODS else "is no field of a step"
        raise ValueError(f"`.{node.attr}` {what}; fields: {', '.join(sorted(Step.model_fields))}")


def _dict(node: ast.Dict, names: frozenset[str]) -> None:
    if any(key is None for key in node.keys):
        raise ValueError("`**` cannot be used to join dictionaries in an expression")


def _compare(node: ast.Compare, names: frozenset[str]) -> None:
    for sign, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(sign, ast.Is | ast.IsNot) and not (isinstance(right, ast.Constant) and right.value is None):
            raise ValueError("`is` can only be used with None; write == for equality")


def _call(node: ast.Call, names: frozenset[str]) -> None:
    given, keywords = len(node.args), [keyword.arg for keyword in node.keywords]
    allowed: tuple[str, ...] = ()
    if isinstance(node.func, ast.Attribute):
        name, fewest = f".{node.func.attr}", 0
        if node.func.attr not in METHODS:
            raise ValueError(f"unknown method `{name}`; known: {', '.join(METHODS)}")
        most = METHODS[node.func.attr]
    elif isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        name = node.func.id
        fewest, most, allowed = FUNCTIONS[name]
    else:
        what = f"`{node.func.id}`" if isinstance(node.func, ast.Name) else _called(node.func)
        raise ValueError(f"{what} cannot be called; functions: {', '.join(FUNCTIONS)}")
    if any(isinstance(argument, ast.Starred) for argument in node.args) or None in keywords:
        raise ValueError(f"`{name}` takes no arguments with a star")
    if not fewest <= given <= most or any(keyword not in allowed for keyword in keywords):
        raise ValueError(f"`{name}` is called with arguments that it does not take")


_RULES: dict[type[ast.AST], Callable[[Any, frozenset[str]], None]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Dict: _dict,
    ast.Compare: _compare,
    ast.Call: _call,
}


def _called(node: ast.AST) -> str:
    """What people call a construct of Python."""
    words = {
        ast.Lambda: "`lambda`",
        ast.NamedExpr: "`:=`",
        ast.JoinedStr: "an f-string",
        ast.Starred: "`*` before a list",
        ast.Await: "`await`",
        ast.Yield: "`yield`",
        ast.YieldFrom: "`yield from`",
    }
    return words.get(type(node), f"`{type(node).__name__}`")
