"""What operators, functions and methods do, each within the bounds of a meter."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from math import fsum
from typing import Any

from plangen.constraints.expressions.meter import MAX_NUMBER, Meter, number
from plangen.errors import UsageError

_NUMBERS = (int, float)
_MAX_DIGITS = 18
_MAX_ARGUMENT = 1000
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_SETS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Sub: operator.sub,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def compute(sign: ast.operator, left: Any, right: Any, meter: Meter) -> Any:
    """Arithmetic on numbers, `+` on texts and lists, `-`, `&` and `|` on sets; `TypeError` on anything else."""
    kind = type(sign)
    if isinstance(left, int | float) and isinstance(right, int | float):
        if kind is ast.Pow:
            return _power(left, right)
        if kind in _ARITHMETIC:
            return number(_ARITHMETIC[kind](left, right))
    elif isinstance(left, set) and isinstance(right, set) and kind in _SETS:
        meter.charge(len(left) + len(right))
        return meter.made(_SETS[kind](left, right))
    elif kind is ast.Add and isinstance(left, str | list | tuple) and type(left) is type(right):
        meter.reading(left)
        meter.reading(right)
        return meter.made(operator.add(left, right))
    raise TypeError(f"`{kind.__name__}` of '{type(left).__name__}' and '{type(right).__name__}'")


def compare(sign: ast.cmpop, left: Any, right: Any, meter: Meter) -> bool:
    """One comparison; `TypeError` for an order between values that have none."""
    for side in (left, right):
        if not isinstance(side, _NUMBERS):
            meter.reading(side)
    return bool(_COMPARISONS[type(sign)](left, right))


def call(name: str, arguments: list[Any], keywords: dict[str, Any], meter: Meter) -> Any:
    """A function of the language."""
    if name in ("min", "max"):
        return _extreme(name, arguments, keywords, meter)
    if name in _PLAIN:
        return _PLAIN[name](*arguments)
    if name == "zip":
        return meter.made(list(zip(*(list(meter.each(argument)) for argument in arguments), strict=False)))
    if name == "range":
        return _range(arguments, meter)
    if name in ("any", "all"):
        # Not gathered first: like Python's, they stop at the first item that decides.
        return (any if name == "any" else all)(meter.each(arguments[0]))
    items = list(meter.each(arguments[0])) if arguments else []
    if name == "sum":
        return _sum(items)
    meter.made(items)
    if name == "sorted":
        return sorted(items, reverse=bool(keywords.get("reverse", False)))
    return _GATHERED[name](items)


def call_method(text: Any, name: str, arguments: list[Any], meter: Meter) -> Any:
    """A method of a text; its arguments are texts, for `startswith` and `endswith` also a tuple of them."""
    if not isinstance(text, str):
        raise TypeError(f"'{type(text).__name__}' has no `.{name}`, only texts do")
    for argument in arguments:
        parts = argument if isinstance(argument, tuple) and name in ("startswith", "endswith") else (argument,)
        if not all(isinstance(part, str) for part in parts):
            raise TypeError(f"`.{name}` takes a text")
        if any(len(part) > _MAX_ARGUMENT for part in parts):
            raise UsageError(f"`.{name}` takes a text of at most {_MAX_ARGUMENT} characters")
        meter.reading(argument)
    meter.reading(text)
    return meter.made(getattr(text, name)(*arguments))


def subscript(value: Any, key: Any, meter: Meter) -> Any:
    """An item of a list, tuple, text or dictionary, or a slice of the first three."""
    if not isinstance(value, dict | list | tuple | str):
        raise TypeError(f"'{type(value).__name__}' has no items by index or key")
    if not isinstance(key, slice):
        return value[meter.reading(key)]
    if isinstance(value, dict):
        raise TypeError("a dictionary has no slices")
    meter.charge(len(value))
    return meter.made(value[key])


def _power(base: float, exponent: float) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1:
        digits = abs(base).bit_length() - 1
        if digits * abs(exponent) > MAX_NUMBER.bit_length():
            raise UsageError("the expression makes a number that is too large", hint="integers stay below 10**18")
    return number(base**exponent)


def _sum(items: list[Any]) -> Any:
    if not all(isinstance(item, int | float) for item in items):
        raise TypeError("`sum` adds numbers only")
    if any(isinstance(item, float) for item in items):
        # Rounded once: ten costs of 0.1 are 1, and no limit is broken by the order of adding.
        return number(fsum(items))
    return number(sum(items))


def _extreme(name: str, arguments: list[Any], keywords: dict[str, Any], meter: Meter) -> Any:
    items = list(meter.each(arguments[0])) if len(arguments) == 1 else arguments
    meter.made(items)
    if not items and "default" in keywords:
        return keywords["default"]
    return (min if name == "min" else max)(items)


def _range(arguments: list[Any], meter: Meter) -> list[int]:
    if not all(isinstance(argument, int) and abs(argument) < MAX_NUMBER for argument in arguments):
        raise TypeError("`range` takes integers")
    numbers = range(*arguments)
    meter.charge(len(numbers))
    return list(numbers)


def _abs(value: Any) -> Any:
    if not isinstance(value, int | float):
        raise TypeError(f"`abs` of '{type(value).__name__}'")
    return number(abs(value))


def _round(value: Any, digits: Any = None) -> Any:
    if not isinstance(value, int | float) or not isinstance(digits, int | None):
        raise TypeError("`round` takes a number and a number of digits")
    if digits is not None and abs(digits) > _MAX_DIGITS:
        raise UsageError(f"`round` takes at most {_MAX_DIGITS} digits")
    return number(round(value, digits))


def _len(value: Any) -> int:
    if not isinstance(value, str | list | tuple | set | dict):
        raise TypeError(f"'{type(value).__name__}' has no length")
    return len(value)


_PLAIN: dict[str, Callable[..., Any]] = {"abs": _abs, "round": _round, "len": _len}
_GATHERED: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "set": set,
    "tuple": tuple,
    "enumerate": lambda items: list(enumerate(items)),
}
