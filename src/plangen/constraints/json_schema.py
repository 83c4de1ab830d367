"""`json_schema`: the plan's text is JSON that a schema accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal, NoReturn

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.pattern import compile_pattern
from plangen.constraints.regex import unjudged_text
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAX_SCHEMA = 50_000
MAX_REFERENCES = 2_000
MAX_VIOLATIONS = 20

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def _sound(schema: dict[str, JsonValue]) -> dict[str, JsonValue]:
    from jsonschema import Draft202012Validator, SchemaError

    if len(json.dumps(schema)) > MAX_SCHEMA:
        raise ValueError(f"the schema has more than {MAX_SCHEMA} characters")
    _local(schema)
    if schema.get("$schema", DIALECT) != DIALECT:
        raise ValueError(f"only the dialect {DIALECT} is known")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = ".".join(str(part) for part in error.absolute_path)
        raise ValueError(f"not a JSON Schema: {where + ': ' if where else ''}{error.message[:200]}") from None
    return schema


def _local(schema: JsonValue) -> None:
    """Refuse what would be fetched, and patterns that cannot be searched in linear time."""
    for part in schema if isinstance(schema, list) else schema.values() if isinstance(schema, dict) else ():
        _local(part)
    if not isinstance(schema, dict):
        return
    for name in _REFERENCES:
        target = schema.get(name)
        if isinstance(target, str) and not target.startswith("#"):
            raise ValueError(f"the reference `{target[:80]}` leaves the schema; nothing is fetched")
    named = schema.get("patternProperties")
    patterns = [schema.get("pattern"), *(named if isinstance(named, dict) else ())]
    for pattern in patterns:
        if isinstance(pattern, str):
            compile_pattern(pattern)


class JsonSchema(Value):
    """The text of the plan parses as one JSON value, and `schema` (JSON Schema 2020-12) accepts it.

    References stay inside the schema, patterns are searched in linear time, and a check that follows more than 2,000
    references is given up with an error. An unfinished plan and one of steps or values alone are not judged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)
    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["json_schema"] = "json_schema"
    rules: Annotated[dict[str, JsonValue], AfterValidator(_sound)] = Field(alias="schema")

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each place that the schema refuses (at most 20), or one that the text is no JSON."""
        if reason := unjudged_text(plan, scope):
            return Judgement(None, reason)
        try:
            value = json.loads(plan.text, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            message = f"the text is not JSON: {str(error)[:200]}"
            return Judgement((Violation(message=message, expected="JSON", by=1),))
        errors = islice(_validator(self.rules).iter_errors(value), MAX_VIOLATIONS)
        return Judgement(tuple(_violation(error) for error in errors))

    def describe(self, words: Words = TICKS) -> str:
        """`the text is JSON that follows the schema {"type": "object"}`."""
        return f"the text is JSON that follows the schema {json.dumps(self.rules, ensure_ascii=False)}"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _violation(error: Any) -> Violation:
    where = error.json_path.removeprefix("$").removeprefix(".")
    message = f"{where}: {error.message[:300]}" if where else error.message[:300]
    return Violation(message=message, expected=f"{error.validator} {str(error.validator_value)[:200]}", by=1)


def _validator(schema: dict[str, JsonValue]) -> Any:
    """A validator that fetches nothing and never backtracks; it counts its references, so each check has its own."""
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    followed = 0

    def pattern(validator: Any, wanted: str, value: Any, rules: Any) -> Iterator[Any]:
        if validator.is_type(value, "string") and not compile_pattern(wanted).occurs(value):
            yield ValidationError(f"{value!r} does not match {wanted!r}")

    def pattern_properties(validator: Any, wanted: Any, value: Any, rules: Any) -> Iterator[Any]:
        if validator.is_type(value, "object"):
            for text, rule in wanted.items():
                for key in filter(compile_pattern(text).occurs, value):
                    yield from validator.descend(value[key], rule, path=key, schema_path=text)

    def counted(follow: Any) -> Any:
        def reference(validator: Any, target: Any, value: Any, rules: Any) -> Any:
            nonlocal followed
            followed += 1
            if followed > MAX_REFERENCES:
                raise RecursionError(f"more than {MAX_REFERENCES} references to follow")
            return follow(validator, target, value, rules)

        return reference

    known = Draft202012Validator.VALIDATORS
    own = {name: counted(known[name]) for name in _REFERENCES if name in known}
    own |= {"pattern": pattern, "patternProperties": pattern_properties}
    return extend(Draft202012Validator, own)(schema, registry=Registry())
