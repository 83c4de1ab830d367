"""Tools of MCP servers; what they answer is untrusted text."""

from plangen.tools.mcp.client import McpClient
from plangen.tools.mcp.config import HttpServer, StdioServer, read_servers
from plangen.tools.mcp.pins import Pins

__all__ = ["HttpServer", "McpClient", "Pins", "StdioServer", "read_servers"]
