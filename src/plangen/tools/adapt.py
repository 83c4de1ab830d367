"""Whatever users already have as a tool, as a `ToolSpec`: functions, LangChain tools, pydantic models."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError

from plangen.errors import ToolError, UsageError
from plangen.tools.docstring import read_docstring
from plangen.tools.injection import injections
from plangen.tools.invoke import is_async
from plangen.tools.langchain_tool import from_langchain
from plangen.tools.spec import ToolSpec


def as_tool(thing: Any) -> ToolSpec:
    """The one definition of a tool, from any of its shapes.

    Takes a `ToolSpec`, a LangChain tool, a pydantic model (its fields are the arguments; an instance that can be
    called is, else its data is the result), an object with `name` and an asynchronous `call(args)`, or a function,
    synchronous or not, with type hints and a Google docstring. Raises UsageError for anything else.
    """
    if isinstance(thing, ToolSpec):
        return thing
    if isinstance(thing, type) and issubclass(thing, BaseModel):
        return _from_model(thing)
    if hasattr(thing, "args_schema") and hasattr(thing, "ainvoke"):
        return from_langchain(thing)
    if hasattr(thing, "call") and isinstance(getattr(thing, "name", None), str):
        return _from_caller(thing)
    if callable(thing):
        return _from_function(thing)
    raise UsageError(f"{type(thing).__name__} is no tool", hint="give a function, a LangChain tool or a pydantic model")


def _from_caller(tool: Any) -> ToolSpec:
    function = getattr(tool, "function", None)
    if callable(function) and not hasattr(tool, "schema"):
        spec = _from_function(function, tool.name)
        return spec
    return ToolSpec(name=tool.name, description=inspect.getdoc(tool) or "", run=tool.call)


def _from_model(model: type[BaseModel]) -> ToolSpec:
    async def run(args: dict[str, Any]) -> Any:
        value = _validated(model, args, model.__name__)
        result = value() if callable(value) else value
        return await result if inspect.isawaitable(result) else result

    described = read_docstring(model.__doc__ or "")
    return ToolSpec(name=model.__name__, description=described.text, schema=_schema(model, model.__name__), run=run)


def _from_function(function: Callable[..., Any], name: str = "") -> ToolSpec:
    name = name or getattr(function, "__name__", "")
    if not name or name == "<lambda>":
        raise UsageError("a tool needs a name", hint="define it with `def`, or wrap it in FunctionTool(name, function)")
    described = read_docstring(inspect.getdoc(function) or "")
    hints = _hints(function, name)
    hidden = injections(hints)
    model, names = _arguments(function, name, hints, described.arguments)

    def keywords(args: dict[str, Any]) -> dict[str, Any]:
        given = {key: value for key, value in args.items() if key not in hidden}
        value = _validated(model, given, name)
        typed = {names[field]: getattr(value, field) for field in value.model_fields_set if field in names}
        return {**typed, **(value.model_extra or {}), **{key: args[key] for key in hidden if key in args}}

    async def run(args: dict[str, Any]) -> Any:
        return await function(**keywords(args))

    def run_in_thread(args: dict[str, Any]) -> Any:
        return function(**keywords(args))

    return ToolSpec(
        name=name,
        description=described.text,
        schema=_schema(model, name),
        run=run if is_async(function) else run_in_thread,
        injects=hidden,
    )


def _hints(function: Callable[..., Any], name: str) -> dict[str, Any]:
    target = function if inspect.isroutine(function) or inspect.isclass(function) else type(function).__call__
    target = getattr(function, "func", target)
    try:
        return get_type_hints(target, include_extras=True)
    except (NameError, TypeError) as error:
        raise UsageError(
            f"the type hints of the tool `{name}` cannot be read: {error}", hint="define the types at module level"
        ) from error


def _arguments(
    function: Callable[..., Any], name: str, hints: Mapping[str, Any], described: Mapping[str, str]
) -> tuple[type[BaseModel], dict[str, str]]:
    """A model of the arguments that the model may give; its fields are numbered, since any name may be an argument."""
    hidden = injections(hints)
    fields: dict[str, Any] = {}
    names: dict[str, str] = {}
    extra = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            extra = True
        elif parameter.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL):
            raise UsageError(f"the argument `{parameter.name}` of the tool `{name}` cannot be given by name")
        elif parameter.name not in hidden:
            hint = hints.get(parameter.name, Any)
            noted = (item for item in getattr(hint, "__metadata__", ()) if isinstance(item, str))
            about = described.get(parameter.name) or next(noted, None)
            field = Field(alias=parameter.name, description=about)
            default = ... if parameter.default is inspect.Parameter.empty else parameter.default
            key = f"a{len(fields)}"
            fields[key] = (Annotated[hint, field], default)
            names[key] = parameter.name
    config = ConfigDict(extra="allow" if extra else "forbid", arbitrary_types_allowed=True)
    try:
        return create_model("Arguments", __config__=config, **fields), names
    except PydanticSchemaGenerationError as error:
        raise UsageError(f"an argument of the tool `{name}` has a type that JSON cannot carry: {error}") from error


def _schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            # A default that has no JSON form is left out of the schema and still used.
            warnings.simplefilter("ignore")
            schema = model.model_json_schema()
    except PydanticInvalidForJsonSchema as error:
        raise UsageError(f"an argument of the tool `{name}` has a type that JSON cannot carry: {error}") from error
    schema.pop("title", None)
    schema.pop("description", None)
    for item in schema.get("properties", {}).values():
        item.pop("title", None)
    return schema


def _validated(model: type[BaseModel], args: Mapping[str, Any], name: str) -> BaseModel:
    try:
        return model.model_validate(args)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'arguments'}: {item['msg']}"
            for item in error.errors()[:5]
        )
        raise ToolError(f"`{name}` does not take these arguments: {problems}") from None
