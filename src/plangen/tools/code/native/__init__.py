"""CPython behind walls of the kernel: no writable folder, no network, no further process."""

from plangen.tools.code.native.executor import Native

__all__ = ["Native"]
