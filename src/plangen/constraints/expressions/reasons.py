"""Why an expression is false: both sides of a comparison, or the steps for which a condition does not hold."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from plangen.constraints.expressions.evaluation import Evaluation, Names
from plangen.constraints.expressions.operations import compare
from plangen.schema import Step, Violation

MAX_VIOLATIONS = 20
_MAX_CHARS = 100


def violations(node: ast.expr, names: Names) -> tuple[Violation, ...]:
    """At least one violation for an expression that is false under `names`, at most 20.

    Of an `and` the first part that is false is looked into; of `all(...)` and `not any(...)` over a generator every
    item that decides it, with the steps that the item binds.
    """
    evaluation = Evaluation()
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        node = next((part for part in node.values if not evaluation.value(part, names)), node)
    generator, wanted = _quantified(node)
    if generator is None:
        return (_violation(evaluation, node, names, ()),)
    found: list[Violation] = []
    for inner in evaluation.bindings(generator.generators, names):
        if bool(evaluation.value(generator.elt, inner)) is not wanted:
            steps = _steps(value for name, value in inner.items() if name not in names)
            found.append(_violation(evaluation, generator.elt, inner, steps, holds=not wanted))
        if len(found) == MAX_VIOLATIONS:
            break
    return tuple(found)


def _quantified(node: ast.expr) -> tuple[ast.GeneratorExp | ast.ListComp | None, bool]:
    """The items of `all(...)` or `not any(...)`, and what each of them should be."""
    wanted = not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
    called = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(called, ast.Call) and isinstance(called.func, ast.Name):
        items = called.args[0] if called.args else None
        if called.func.id == ("all" if wanted else "any") and isinstance(items, ast.GeneratorExp | ast.ListComp):
            return items, wanted
    return None, True


def _violation(
    evaluation: Evaluation, node: ast.expr, names: Names, steps: tuple[str, ...], *, holds: bool = False
) -> Violation:
    where = f"{', '.join(steps)}: " if steps else ""
    if holds or not isinstance(node, ast.Compare):
        return Violation(message=f"{where}`{_source(node)}` is {'true' if holds else 'false'}", steps=steps)
    left = evaluation.value(node.left, names)
    before: ast.expr = node.left
    for sign, part in zip(node.ops, node.comparators, strict=True):
        right = evaluation.value(part, names)
        if not compare(sign, left, right, evaluation.meter):
            return _compared(where, ast.Compare(before, [sign], [part]), left, right, steps)
        left, before = right, part
    return Violation(message=f"{where}`{_source(node)}` is false", steps=steps)


def _compared(where: str, node: ast.Compare, left: Any, right: Any, steps: tuple[str, ...]) -> Violation:
    by = _difference(left, right)
    sides = [
        f"`{_source(side)}` is {_shown(value)}"
        for side, value in ((node.left, left), (node.comparators[0], right))
        if not isinstance(side, ast.Constant)
    ]
    apart = "" if by is None or isinstance(node.ops[0], ast.NotEq) else f", {by:g} apart"
    message = (
        f"{where}`{_source(node)}` is false: {', '.join(sides)}{apart}" if sides else f"`{_source(node)}` is false"
    )
    return Violation(message=message, steps=steps, expected=_field(right), actual=_field(left), by=by)


def _difference(left: Any, right: Any) -> float | None:
    """How far apart two numbers are."""
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (left, right))
    return abs(left - right) if numbers else None


def _steps(bound: Iterable[Any]) -> tuple[str, ...]:
    """The ids of the steps among the values that a generator binds, each once."""
    return tuple(dict.fromkeys(value.id for value in bound if isinstance(value, Step)))


def _field(value: Any) -> float | str | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, Step):
        return value.id
    if isinstance(value, float):
        return f"{value:.10g}"
    return _cut(repr(value))


class _Bare(ast.NodeTransformer):
    """Takes away the second pair of brackets that `ast` writes in `sum((s.cost for s in steps))`."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            return ast.Call(node.func, [ast.Name(ast.unparse(node.args[0])[1:-1])], [])
        return node


def _source(node: ast.expr) -> str:
    return _cut(ast.unparse(_Bare().visit(deepcopy(node))))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else text[: _MAX_CHARS - 1] + "…"
