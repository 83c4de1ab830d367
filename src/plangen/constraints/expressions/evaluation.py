"""Evaluates an allowed tree node by node, each one paid for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plangen.constraints.expressions.meter import Meter
from plangen.constraints.expressions.operations import call, call_method, compare, compute, subscript
from plangen.errors import UsageError
from plangen.schema import Plan, Step

Names = Mapping[str, Any]

_FIELDS: dict[type, frozenset[str]] = {Step: frozenset(Step.model_fields), Plan: frozenset(Plan.model_fields)}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation of expressions that `parse_expression` let through, under one meter.

    Raises `UsageError` beyond a limit, and what Python raises for an operation that has no result
    (`ZeroDivisionError`, `TypeError`, `KeyError`, `IndexError`).
    """

    meter: Meter = field(default_factory=Meter)

    def value(self, node: ast.expr, names: Names) -> Any:
        """The value of a node; a generator expression is a generator, evaluated as far as it is asked."""
        meter = self.meter
        meter.left -= 1
        if meter.left < 0:
            meter.charge()
        return _RULES[type(node)](self, node, names)

    def truth(self, node: ast.expr, names: Names) -> bool:
        """The value of a node that must be true or false."""
        value = self.value(node, names)
        if not isinstance(value, bool):
            raise TypeError(f"the expression is a {type(value).__name__}, not true or false")
        return value

    def bindings(self, clauses: list[ast.comprehension], names: Names) -> Iterator[Names]:
        """The names as they stand each time that the `for` and `if` clauses let an item through; not to be kept."""
        if not clauses:
            yield names
            return
        clause, inner = clauses[0], dict(names)
        for item in self.meter.each(self.value(clause.iter, names)):
            self.meter.charge()
            self._bind(clause.target, item, inner)
            if all(self.value(condition, inner) for condition in clause.ifs):
                yield from self.bindings(clauses[1:], inner)

    def _bind(self, target: ast.expr, item: Any, names: dict[str, Any]) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = item
            return
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
        items = list(self.meter.each(item))
        if len(items) != len(parts):
            raise UsageError(f"`for` binds {len(parts)} names, but an item has {len(items)} parts")
        for part, value in zip(parts, items, strict=True):
            self._bind(part, value, names)

    def _constant(self, node: ast.Constant, names: Names) -> Any:
        return node.value

    def _name(self, node: ast.Name, names: Names) -> Any:
        return names[node.id]

    def _attribute(self, node: ast.Attribute, names: Names) -> Any:
        owner = self.value(node.value, names)
        if node.attr not in _FIELDS.get(type(owner), ()):
            raise TypeError(f"'{type(owner).__name__}' has no field `{node.attr}`")
        return getattr(owner, node.attr)

    def _subscript(self, node: ast.Subscript, names: Names) -> Any:
        return subscript(self.value(node.value, names), self.value(node.slice, names), self.meter)

    def _slice(self, node: ast.Slice, names: Names) -> slice:
        return slice(
            *(None if part is None else self.value(part, names) for part in (node.lower, node.upper, node.step))
        )

    def _unary(self, node: ast.UnaryOp, names: Names) -> Any:
        value = self.value(node.operand, names)
        if isinstance(node.op, ast.Not):
            return not value
        if not isinstance(value, int | float):
            raise TypeError(f"a sign before '{type(value).__name__}'")
        return -value if isinstance(node.op, ast.USub) else +value

    def _binary(self, node: ast.BinOp, names: Names) -> Any:
        return compute(node.op, self.value(node.left, names), self.value(node.right, names), self.meter)

    def _boolean(self, node: ast.BoolOp, names: Names) -> Any:
        value: Any = None
        for part in node.values:
            value = self.value(part, names)
            if bool(value) is isinstance(node.op, ast.Or):
                break
        return value

    def _compare(self, node: ast.Compare, names: Names) -> bool:
        left = self.value(node.left, names)
        for sign, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part, names)
            if not compare(sign, left, right, self.meter):
                return False
            left = right
        return True

    def _choice(self, node: ast.IfExp, names: Names) -> Any:
        return self.value(node.body if self.value(node.test, names) else node.orelse, names)

    def _call(self, node: ast.Call, names: Names) -> Any:
        arguments = [self.value(argument, names) for argument in node.args]
        if isinstance(node.func, ast.Attribute):
            return call_method(self.value(node.func.value, names), node.func.attr, arguments, self.meter)
        keywords = {str(keyword.arg): self.value(keyword.value, names) for keyword in node.keywords}
        return call(node.func.id if isinstance(node.func, ast.Name) else "", arguments, keywords, self.meter)

    def _list(self, node: ast.List | ast.ListComp, names: Names) -> list[Any]:
        return self._made(node, names)

    def _tuple(self, node: ast.Tuple, names: Names) -> tuple[Any, ...]:
        return tuple(self._made(node, names))

    def _set(self, node: ast.Set | ast.SetComp, names: Names) -> set[Any]:
        return set(self._made(node, names))

    def _dict(self, node: ast.Dict, names: Names) -> dict[Any, Any]:
        pairs = zip(node.keys, node.values, strict=True)
        found = [(self.value(key, names), self.value(item, names)) for key, item in pairs if key is not None]
        return dict(self.meter.made(found))

    def _mapping(self, node: ast.DictComp, names: Names) -> dict[Any, Any]:
        bindings = self.bindings(node.generators, names)
        return dict(
            self.meter.made([(self.value(node.key, inner), self.value(node.value, inner)) for inner in bindings])
        )

    def _generator(self, node: ast.GeneratorExp, names: Names) -> Iterator[Any]:
        return (self.value(node.elt, inner) for inner in self.bindings(node.generators, names))

    def _made(self, node: Any, names: Names) -> list[Any]:
        """The items of a display or comprehension; paid for and measured before anything hashes them."""
        if isinstance(node, ast.ListComp | ast.SetComp):
            found = [self.value(node.elt, inner) for inner in self.bindings(node.generators, names)]
        else:
            found = [self.value(item, names) for item in node.elts]
        self.meter.made(found)
        return found


_RULES: dict[type[ast.expr], Callable[[Evaluation, Any, Names], Any]] = {
    ast.Constant: Evaluation._constant,
    ast.Name: Evaluation._name,
    ast.Attribute: Evaluation._attribute,
    ast.Subscript: Evaluation._subscript,
    ast.Slice: Evaluation._slice,
    ast.UnaryOp: Evaluation._unary,
    ast.BinOp: Evaluation._binary,
    ast.BoolOp: Evaluation._boolean,
    ast.Compare: Evaluation._compare,
    ast.IfExp: Evaluation._choice,
    ast.Call: Evaluation._call,
    ast.List: Evaluation._list,
    ast.Tuple: Evaluation._tuple,
    ast.Set: Evaluation._set,
    ast.Dict: Evaluation._dict,
    ast.GeneratorExp: Evaluation._generator,
    ast.ListComp: Evaluation._list,
    ast.SetComp: Evaluation._set,
    ast.DictComp: Evaluation._mapping,
}
