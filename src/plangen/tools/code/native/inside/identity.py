"""Who the confined code runs as, and what the kernel grants that user: `nobody`, no capability, small limits."""

from __future__ import annotations

import ctypes
import os
import resource

NOBODY = 65534
_SET_DUMPABLE, _KEEP_CAPS, _DEATH_SIGNAL, _NO_NEW_PRIVS = 4, 8, 1, 38
_CAP_VERSION, _CAP_SETUID = 0x20080522, 7
_KILL_SIGNAL = 9

_libc = ctypes.CDLL(None, use_errno=True)


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def become_nobody(*, closed: bool) -> bool:
    """Give up root and every capability; whether the code then runs under a user without rights.

    `closed` says that only root can read the interpreter's files. The file system user then stays root, without a
    capability, and nothing else does; what can be opened is up to Landlock. Where the kernel has no such user (some
    containers) root stays, without its capabilities.
    """
    changed = os.geteuid() != 0 or _change_user(closed)
    _capabilities(0)
    return changed


def _change_user(closed: bool) -> bool:
    _checked(_libc.prctl(_KEEP_CAPS, 1, 0, 0, 0))
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return os.geteuid() != 0
    if closed:
        _capabilities(1 << _CAP_SETUID)
        _libc.setfsuid(0)
    return True


def _capabilities(mask: int) -> None:
    """Keep these of the first 32 capabilities and drop all others."""
    head = _Head(_CAP_VERSION, 0)
    sets = (_Sets * 2)(_Sets(mask, mask, 0), _Sets(0, 0, 0))
    _checked(_libc.capset(ctypes.byref(head), ctypes.byref(sets)))


def limit(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Set the resource limits, hard ones: no files written, no further processes, no core dumps."""
    bounds = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        value = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (value, value))


def bind_to_parent(parent: int) -> None:
    """Die with the thread that started this process, show its memory to nobody, and gain nothing by exec."""
    _checked(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(_libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0))
    _checked(_libc.prctl(_DEATH_SIGNAL, _KILL_SIGNAL, 0, 0, 0))
    if parent and os.getppid() != parent:
        raise OSError("the parent is gone")


def _checked(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
