"""An MCP server made with the real package, of either generation: `stdio`, or `http` (prints its port)."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import Any

try:
    from mcp.server.mcpserver import MCPServer as Server
    from mcp.server.mcpserver.exceptions import ToolError
except ImportError:
    from mcp.server.fastmcp import FastMCP as Server
    from mcp.server.fastmcp.exceptions import ToolError
from mcp.types import ToolAnnotations

server = Server("tests", log_level="ERROR")
counted = 0


@server.tool()
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@server.tool(annotations=ToolAnnotations.model_validate({"readOnlyHint": True}))
def trip() -> dict[str, Any]:
    """A structured answer."""
    return {"from": "Ostholm", "minutes": 25}


@server.tool(structured_output=False)
def say(text: str) -> str:
    """Say the text."""
    return text


@server.tool()
def count() -> int:
    """How often this process was asked."""
    global counted
    counted += 1
    return counted


@server.tool()
async def wait(seconds: float) -> str:
    """Answer later."""
    await asyncio.sleep(seconds)
    return "waited"


@server.tool()
def fail(text: str) -> str:
    """Fail with the text."""
    raise ToolError(text)


@server.tool()
def die() -> str:
    """End the process."""
    os._exit(3)


def main() -> None:
    if sys.argv[1] == "stdio":
        server.run(transport="stdio")
        return
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(server.streamable_http_app(), log_level="error")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
