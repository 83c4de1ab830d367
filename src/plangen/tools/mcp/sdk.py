"""What differs between the generations 1 and 2 of the package `mcp`; nothing else imports it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any

from plangen.errors import MissingExtraError

MOST_BYTES = 8_000_000
"""The longest message that is read, in bytes."""
_MOST_STREAMED = 64_000_000
_CONNECT_S = 10.0
_READ_S = 300.0


def load() -> Any:
    """The package `mcp`. Raises MissingExtraError where it is not installed."""
    try:
        return import_module("mcp")
    except ImportError as error:
        raise MissingExtraError("calling MCP servers", extra="mcp") from error


def message_of(line: bytes) -> Any:
    """A line of JSON-RPC as the package's message. Raises ValueError where it is none."""
    kinds = import_module("mcp.types")
    wrapper = import_module("mcp.shared.message").SessionMessage
    if _generation() == 1:
        return wrapper(kinds.JSONRPCMessage.model_validate_json(line))
    return wrapper(kinds.jsonrpc_message_adapter.validate_json(line, by_name=False))


def line_of(message: Any) -> bytes:
    """The package's message as one line of JSON-RPC."""
    leave_out = {"exclude_none": True} if _generation() == 1 else {"exclude_unset": True}
    return str(message.message.model_dump_json(by_alias=True, **leave_out)).encode() + b"\n"


def page_of_tools(cursor: str | None) -> dict[str, Any]:
    """Arguments of `list_tools` for the page at `cursor`."""
    return {"params": import_module("mcp.types").PaginatedRequestParams(cursor=cursor)} if cursor else {}


@asynccontextmanager
async def http_streams(url: str, headers: Mapping[str, str], on_failure: Callable[[str], None]) -> AsyncIterator[Any]:
    """The two streams of a connection over HTTP; `on_failure` is told why the connection cannot be used."""
    open_streams = import_module("mcp.client.streamable_http").streamable_http_client
    async with _client(headers, on_failure) as client, open_streams(url, http_client=client) as streams:
        yield streams[0], streams[1]


def _generation() -> int:
    return 1 if version("mcp").startswith("1.") else 2


def _client(headers: Mapping[str, str], on_failure: Callable[[str], None]) -> Any:
    """A client of the HTTP library that this generation uses, which reads no more than `MOST_BYTES` of a message."""
    http: Any = import_module("httpx" if _generation() == 1 else "httpx2")
    stream_base: Any = http.AsyncByteStream
    transport_base: Any = http.AsyncHTTPTransport

    class Capped(stream_base):  # type: ignore[misc]
        def __init__(self, stream: Any, most: int) -> None:
            self._stream, self._most = stream, most

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for block in self._stream:
                read += len(block)
                if read > self._most:
                    on_failure(f"it sent a message of more than {self._most} bytes")
                    raise http.ReadError(f"more than {self._most} bytes")
                yield block

        async def aclose(self) -> None:
            await self._stream.aclose()

    class Transport(transport_base):  # type: ignore[misc]
        async def handle_async_request(self, request: Any) -> Any:
            try:
                response = await super().handle_async_request(request)
            except http.TransportError:
                on_failure("it is not reached")
                raise
            if response.headers.get("content-encoding", "identity") != "identity":
                on_failure("it sent a packed answer, which was not asked for")
                await response.aclose()
                raise http.ReadError("a packed answer, which was not asked for")
            streamed = response.headers.get("content-type", "").startswith("text/event-stream")
            response.stream = Capped(response.stream, _MOST_STREAMED if streamed else MOST_BYTES)
            return response

    return http.AsyncClient(
        transport=Transport(),
        headers={**headers, "Accept-Encoding": "identity"},
        timeout=http.Timeout(_CONNECT_S, read=_READ_S),
    )
