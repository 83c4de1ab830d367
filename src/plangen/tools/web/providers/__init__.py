"""The search providers, one file each."""

from plangen.tools.web.providers.registry import NAMES, configured, provider

__all__ = ["NAMES", "configured", "provider"]
