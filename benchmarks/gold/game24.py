"""Game of 24: an expression in `values.expression`, checked by a checker of the user's own, and by another oracle.

No check family reads a text as arithmetic, so the task carries the checker `check` of this file; the oracle lets
Python parse the expression.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from plangen.schema import Plan, Task

CHECKER = f"{__file__}:check"
_TOKEN = re.compile(r"\s*(?:(\d+)|([-+*/()]))")
_PROMPT = re.compile(r"Make (\d+) from the numbers ([\d, and]+)\.")
_FOLDED = {ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__"}


def game24_cases(folder: Path) -> list[Case]:
    """A case for each row of `game24.jsonl`."""
    return [_case(row) for row in rows(folder / "game24" / "game24.jsonl")]


def check(task: Task, plan: Plan) -> list[str]:
    """What is wrong with the expression, by a parser of four operations and brackets over exact fractions."""
    stated = _PROMPT.search(task.text)
    written = plan.values.get("expression")
    if stated is None or not isinstance(written, str):
        return ["`values.expression` is not a text"]
    tokens = _tokens(written)
    if tokens is None:
        return ["the expression holds more than numbers, + - * / and brackets"]
    try:
        value, rest = _sum(tokens)
    except (IndexError, ValueError):
        return ["the expression cannot be read"]
    except ZeroDivisionError:
        return ["the expression divides by zero"]
    if rest:
        return ["the expression cannot be read to its end"]
    wanted, used = sorted(re.findall(r"\d+", stated[2])), sorted(token for token in tokens if token.isdigit())
    faults = [] if used == wanted else [f"it uses {', '.join(used)} instead of {', '.join(wanted)}"]
    return faults if value == int(stated[1]) else [*faults, f"its value is {value}"]


def _tokens(text: str) -> list[str] | None:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        found.append(match[1] or match[2])
        at = match.end()
    return found


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _product(tokens)
    while rest[:1] in (["+"], ["-"]):
        other, behind = _product(rest[1:])
        value, rest = (value + other if rest[0] == "+" else value - other), behind
    return value, rest


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _factor(tokens)
    while rest[:1] in (["*"], ["/"]):
        other, behind = _factor(rest[1:])
        value, rest = (value * other if rest[0] == "*" else value / other), behind
    return value, rest


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    if tokens[0] != "(":
        return Fraction(int(tokens[0])), tokens[1:]
    value, rest = _sum(tokens[1:])
    if rest[0] != ")":
        raise ValueError("a bracket is not closed")
    return value, rest[1:]


def _case(row: Mapping[str, Any]) -> Case:
    def faults(plan: Plan) -> list[str]:
        written = plan.values.get("expression")
        if not isinstance(written, str):
            return ["no expression"]
        numbers: list[int] = []
        try:
            value = _evaluated(ast.parse(written.strip(), mode="eval").body, numbers)
        except (SyntaxError, ZeroDivisionError, ValueError) as error:
            return [f"{type(error).__name__}"]
        return [] if value == row["target"] and sorted(numbers) == sorted(row["numbers"]) else [f"{value}, {numbers}"]

    return Case(
        kind="game24",
        name=f"game24_{row['id']}",
        task=Task(id=f"game24_{row['id']}", text=row["prompt"]),
        gold=Plan(values={"expression": row["solution"]}),
        faults=faults,
        mutations=_MUTATIONS,
        checker=CHECKER,
    )


def _evaluated(node: ast.expr, numbers: list[int]) -> Fraction:
    if isinstance(node, ast.BinOp) and type(node.op) in _FOLDED:
        left, right = _evaluated(node.left, numbers), _evaluated(node.right, numbers)
        return getattr(left, _FOLDED[type(node.op)])(right)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        numbers.append(node.value)
        return Fraction(node.value)
    raise ValueError(f"{type(node).__name__} is not allowed")


def _rewritten(pattern: str, change: Any) -> Mutation:
    """The mutation that changes one place, drawn evenly, at which the pattern stands."""

    def mutate(plan: Plan, random: Random) -> Plan | None:
        text = str(plan.values["expression"])
        places = list(re.finditer(pattern, text))
        if not places:
            return None
        chosen = random.choice(places)
        return _plan(text[: chosen.start()] + change(chosen, random) + text[chosen.end() :])

    return mutate


def _exchanged(plan: Plan, random: Random) -> Plan | None:
    """Two numbers change places."""
    parts = re.split(r"(\d+)", str(plan.values["expression"]))
    one, other = random.sample(range(1, len(parts), 2), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _plan("".join(parts))


def _plan(text: str) -> Plan:
    return Plan(values={"expression": text})


_MUTATIONS: Mapping[str, Mutation] = {
    "two numbers exchanged": _exchanged,
    "digit changed": _rewritten(r"\d+", lambda m, random: str(int(m[0]) + random.choice((-1, 1)))),
    "operator changed": _rewritten(r"[-+*/]", lambda m, random: random.choice("+-*/")),
    "operands exchanged": _rewritten(r"(\d+)( . )(\d+)", lambda m, random: m[3] + m[2] + m[1]),
    "number dropped": _rewritten(r"\d+ [-+*/] ", lambda m, random: ""),
    "number twice": _rewritten(r"\d+", lambda m, random: f"{m[0]} {random.choice('+*-')} {m[0]}"),
    "one more": _rewritten(r"$", lambda m, random: random.choice((" + 0", " * 1", " - 0", " / 1"))),
    "numbers joined": _rewritten(r" [-+*/] (?=\d)", lambda m, random: ""),
    "bracket dropped": _rewritten(r"[()]", lambda m, random: ""),
    "brackets dropped": _rewritten(r"\(([^()]*)\)", lambda m, random: m[1]),
    "brackets added": _rewritten(r"\d+ [-+*/] \d+", lambda m, random: f"({m[0]})"),
    "space": _rewritten(r" ", lambda m, random: random.choice(("", "  "))),
    "power": _rewritten(r"\*", lambda m, random: "**"),
    "whole division": _rewritten(r"/", lambda m, random: "//"),
    "sign": _rewritten(r"\d+", lambda m, random: f"-{m[0]}"),
    "equation": _rewritten(r"$", lambda m, random: " = 24"),
}
