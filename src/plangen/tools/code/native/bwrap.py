"""`bwrap`: the native child inside bubblewrap's namespaces, so that two walls stand around the code."""

from __future__ import annotations

from dataclasses import replace

from plangen.errors import ConfigurationError
from plangen.tools.code.native.executor import Native
from plangen.tools.code.native.grants import START, Grants, grants
from plangen.tools.code.probe import probe

_ALONE = (
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    "--cap-drop",
    "ALL",
    "--uid",
    "65534",
    "--gid",
    "65534",
)


class Bubblewrap(Native):
    """As `native`, in namespaces of its own that hold the granted files only; opt-in.

    Needs bubblewrap and user namespaces, which many containers and the default profile of Ubuntu 24.04 refuse. Raises
    ConfigurationError where it is not installed, and at the first run where the kernel refuses.
    """

    name = "bwrap"

    def _granted(self, packages: tuple[str, ...]) -> Grants:
        walls = probe()
        if walls.bwrap is None:
            raise ConfigurationError(
                "the executor `bwrap` needs bubblewrap", hint="apt install bubblewrap; or use the executor native"
            )
        if walls.user_namespaces is False:
            raise ConfigurationError(
                "the executor `bwrap` needs user namespaces, which this kernel refuses", hint="use the executor native"
            )
        inner = grants(packages)
        interpreter = inner.command[0]
        seen = dict.fromkeys((interpreter, str(START.parent), *inner.readable))
        binds = [word for path in seen for word in ("--ro-bind", path, path)]
        command = (walls.bwrap, *_ALONE, *binds, "--chdir", "/", "--", *inner.command)
        return replace(inner, command=command, closed=False, direct=False)
