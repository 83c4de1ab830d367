"""YAML and JSON from a file as plain data with line numbers, or one clear error."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

from plangen.errors import ParseError, TaskFileError
from plangen.reading import parse_json
from plangen.reading.strict_json import MAX_DEPTH, MAX_DIGITS

MAX_NODES = 20_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The data of a file, and where in it each value stands."""

    name: str
    data: Any
    lines: dict[Path, int]

    def error(self, path: Path, message: str, *, hint: str = "") -> TaskFileError:
        """The error that names the file, the line and the field."""
        known = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in self.lines), None)
        line = "" if known is None else f":{self.lines[known]}"
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return TaskFileError(_one_line(f"{self.name}{line}: {f'`{field}`: ' if field else ''}{message}"), hint=hint)


def read_json(text: str, name: str) -> Document:
    """Strict JSON; raises `TaskFileError`."""
    try:
        return Document(name, parse_json(text), {})
    except ParseError as error:
        raise TaskFileError(f"{name}: {error.message}", hint=error.hint) from None


def read_yaml(text: str, name: str) -> Document:
    """Safe YAML without aliases, in which times and dates stay text; raises `TaskFileError`."""
    lines: dict[Path, int] = {}
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
        if node is not None:
            _number_lines(node, (), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = "" if mark is None else f":{mark.line + 1}"
        raise TaskFileError(f"{name}{line}: not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0][:200]
        raise TaskFileError(f"{name}: not YAML: {reason}") from None
    return Document(name, data, lines)


def _one_line(message: str) -> str:
    """The message without what a stranger's key could do to a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in message)[:1000]


def write_yaml(data: Any) -> str:
    """Plain data as YAML that `read_yaml` reads back."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text


class _Loader(yaml.SafeLoader):
    """The safe loader, less what surprises: aliases, `10:30` as 630, dates, `yes` and `no`, keys given twice."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        self.depth += 1
        self.nodes += 1
        fault = "aliases (*name) are not allowed" if isinstance(event, yaml.AliasEvent) else ""
        if getattr(event, "tag", None) is not None:
            fault = f"tags ({event.tag[:80]}) are not allowed"
        if self.depth > MAX_DEPTH:
            fault = f"nested deeper than {MAX_DEPTH} levels"
        if self.nodes > MAX_NODES:
            fault = f"more than {MAX_NODES} values"
        if fault:
            raise yaml.composer.ComposerError(None, None, fault, event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise _fault("a key must be plain text", key)
            if key.value in seen:
                raise _fault(f"the key `{key.value[:80]}` is given twice", key)
            seen.add(key.value)
        return {str(key): value for key, value in super().construct_mapping(node, deep=deep).items()}


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Several lines as a block, anything that YAML would fold or refuse in double quotes."""
    odd = any(not (letter.isprintable() or letter == "\n") for letter in text)
    style = '"' if odd else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _fault(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _whole(loader: _Loader, node: yaml.ScalarNode) -> int:
    if len(node.value) > MAX_DIGITS:
        raise _fault(f"a number has more than {MAX_DIGITS} digits", node)
    return int(node.value)


def _fraction(loader: _Loader, node: yaml.ScalarNode) -> float:
    number = float(node.value.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if not math.isfinite(number):
        raise _fault(f"{node.value} is not a number that can be used", node)
    return number


_PLAIN = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+", list("-+0123456789")),
    "float": (
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf)|\.(?:nan|NaN)",
        list("-+.0123456789"),
    ),
}

for _kind in (_Loader, _Dumper):
    _kind.yaml_implicit_resolvers = {}
    for _name, (_pattern, _first) in _PLAIN.items():
        _kind.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"^(?:{_pattern})$"), _first)
_Dumper.add_representer(str, _quoted)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _fraction)


def _number_lines(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _number_lines(value, (*path, str(key.value)), lines)
            lines[(*path, str(key.value))] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _number_lines(value, (*path, index), lines)
