"""Which walls this machine has."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Walls:
    """What was found. `landlock` is the kernel's ABI, 0 for none; `user_namespaces` is `None` where nobody can tell."""

    landlock: int
    seccomp: bool
    user_namespaces: bool | None
    bwrap: str | None
    monty: bool

    @property
    def native(self) -> bool:
        """Whether the `native` executor can run."""
        return self.landlock >= 1 and self.seccomp


def probe() -> Walls:
    """Look, without changing anything."""
    monty = importlib.util.find_spec("pydantic_monty") is not None
    if not sys.platform.startswith("linux") or ctypes.sizeof(ctypes.c_void_p) != 8:
        return Walls(0, False, None, None, monty)
    from plangen.tools.code.native.inside import landlock, seccomp

    known = seccomp.available(os.uname().machine)
    return Walls(landlock.abi() if known else 0, known, _user_namespaces(), shutil.which("bwrap"), monty)


def _user_namespaces() -> bool | None:
    """Whether the kernel's settings allow them; a container's profile may still refuse."""
    try:
        with open("/proc/sys/user/max_user_namespaces") as file:
            most = int(file.read())
    except (OSError, ValueError):
        return None
    try:
        with open("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") as file:
            restricted = file.read().strip() == "1" and os.geteuid() != 0
    except OSError:
        restricted = False
    return most > 0 and not restricted
