"""The functions of this process that sandboxed code may call: an explicit list, with checked arguments."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, cast

from pydantic import ConfigDict, JsonValue, ValidationError, validate_call

from plangen.errors import UsageError
from plangen.tools.code.base import HostFunctions
from plangen.tools.code.native.inside.plain import NotPlain, plain

MAX_CALLS = 1000
_STRICT = ConfigDict(strict=True)


class HostCallError(RuntimeError):
    """What the code is told of a call that failed."""


class HostCalls:
    """Calls host functions for code that runs in a thread; `made` counts the calls of the session.

    Every parameter needs an annotation, and arguments must fit it without conversion. A coroutine function runs on
    the event loop that the session belongs to. Raises UsageError for a function without annotations.
    """

    def __init__(self, functions: HostFunctions | None) -> None:
        self.made = 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self._functions = {name: _checked(name, function) for name, function in (functions or {}).items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the code may call."""
        return tuple(self._functions)

    def call(self, name: str, args: list[JsonValue], kwargs: Mapping[str, JsonValue]) -> JsonValue:
        """The result as JSON data; raises `HostCallError` for all that goes wrong."""
        function = self._functions.get(name)
        if function is None:
            raise HostCallError(f"there is no host function `{name[:100]}`")
        if self.made >= MAX_CALLS:
            raise HostCallError(f"more than {MAX_CALLS} host calls in one session")
        self.made += 1
        try:
            return cast(JsonValue, plain(self._finish(function(*args, **kwargs))))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise HostCallError(f"{name}(): argument {place}: {first['msg']}") from None
        except NotPlain as error:
            raise HostCallError(f"{name}() returned a value that is no JSON data ({error})") from None
        except Exception as error:  # noqa: BLE001 - foreign code: whatever it raises is told to the caller
            raise HostCallError(f"{name}(): {type(error).__name__}: {str(error)[:500]}") from None

    def _finish(self, result: Any) -> Any:
        if not inspect.isawaitable(result):
            return result
        if self.loop is None:
            raise HostCallError("a coroutine function needs an event loop")
        return asyncio.run_coroutine_threadsafe(cast(Coroutine[Any, Any, Any], result), self.loop).result()


def _checked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    if not name.isidentifier():
        raise UsageError(f"`{name}` is no name for a host function")
    for parameter in inspect.signature(function).parameters.values():
        if parameter.annotation is inspect.Parameter.empty:
            raise UsageError(
                f"the host function `{name}` has no annotation for `{parameter.name}`",
                hint="annotate every parameter: sandboxed code is held to it",
            )
    checked: Callable[..., Any] = validate_call(config=_STRICT)(function)
    return checked
