"""Searching the web and reading its pages; what they say is untrusted text."""

from plangen.tools.web.page import FetchPage
from plangen.tools.web.search import WebSearch

__all__ = ["FetchPage", "WebSearch"]
