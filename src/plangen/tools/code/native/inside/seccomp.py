"""A seccomp filter written as BPF: a short list of system calls is allowed, all others answer EPERM.

Instruction codes are those of `linux/bpf_common.h`, offsets those of `struct seccomp_data`: the call's number at 0, the
architecture at 4, the arguments from 16 on, eight bytes each and little-endian.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000
_FILTER_MODE, _SET_MODE_FILTER, _NO_NEW_PRIVS = 2, 1, 38
_GET_ACTION_AVAIL = 2

ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH by machine."""
SECCOMP = {"x86_64": 317, "aarch64": 277}

_X86 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
    "sched_yield": 24, "mremap": 25, "madvise": 28, "dup": 32, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63,
    "getcwd": 79, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "sigaltstack": 131, "gettid": 186, "futex": 202,
    "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "fadvise64": 221, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "openat": 257, "newfstatat": 262, "readlinkat": 267,
    "faccessat": 269, "pselect6": 270, "ppoll": 271, "set_robust_list": 273, "dup3": 292, "preadv": 295,
    "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334, "faccessat2": 439,
    # Older names, which arm64 never had:
    "open": 2, "stat": 4, "lstat": 6, "access": 21, "select": 23, "dup2": 33, "readlink": 89, "time": 201,
    "arch_prctl": 158, "getpgrp": 111,
}  # fmt: skip
_ARM = {
    "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226, "munmap": 215,
    "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "readv": 65,
    "writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233, "dup": 23, "nanosleep": 101, "getpid": 172,
    "exit": 93, "uname": 160, "getcwd": 17, "gettimeofday": 169, "getrlimit": 163, "getrusage": 165, "sysinfo": 179,
    "times": 153, "getuid": 174, "getgid": 176, "geteuid": 175, "getegid": 177, "getppid": 173, "sigaltstack": 132,
    "gettid": 178, "futex": 98, "sched_getaffinity": 123, "getdents64": 61, "restart_syscall": 128, "fadvise64": 223,
    "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "exit_group": 94, "openat": 56, "newfstatat": 79,
    "readlinkat": 78, "faccessat": 48, "pselect6": 72, "ppoll": 73, "set_robust_list": 99, "dup3": 24, "preadv": 69,
    "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293, "faccessat2": 439,
}  # fmt: skip
ALLOWED = {"x86_64": _X86, "aarch64": _ARM}
_SPECIAL = {
    "x86_64": {"ioctl": 16, "fcntl": 72, "prlimit64": 302, "clone3": 435},
    "aarch64": {"ioctl": 29, "fcntl": 25, "prlimit64": 261, "clone3": 435},
}
_FCNTL = (0, 1, 2, 3, 4, 1030)
"""Duplicate, and read or set flags. Not F_SETOWN: with it a pipe sends signals to any process of the same user."""

Instruction = tuple[int, int, int, int]


def program(machine: str) -> list[Instruction]:
    """The filter as (code, jump if true, jump if false, operand); raises `KeyError` for a machine it does not know."""
    special = _SPECIAL[machine]
    refuse = _ERRNO | errno.EPERM
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, ARCHES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    # Answers that the C library and Python take as "not here, do it the old way".
    lines += _when(special["ioctl"], [(_RETURN, 0, 0, _ERRNO | errno.ENOTTY)])
    lines += _when(special["clone3"], [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)])
    lines += _when(special["prlimit64"], _argument_in(_ARG0, (0,)))
    lines += _when(special["fcntl"], _argument_in(_ARG1, _FCNTL))
    for number in sorted(ALLOWED[machine].values()):
        lines += _when(number, [(_RETURN, 0, 0, _ALLOW)])
    return [*lines, (_RETURN, 0, 0, refuse)]


def _when(number: int, body: list[Instruction]) -> list[Instruction]:
    return [(_EQUAL, 0, len(body), number), *body]


def _argument_in(offset: int, values: tuple[int, ...]) -> list[Instruction]:
    """Allow when the argument's low half is one of `values` (the kernel takes these arguments as 32 bits)."""
    tests: list[Instruction] = []
    for value in values:
        tests += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [(_LOAD, 0, 0, offset), *tests, (_RETURN, 0, 0, _ERRNO | errno.EPERM)]


class _Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("filter", ctypes.c_void_p))


_libc = ctypes.CDLL(None, use_errno=True)


def available(machine: str) -> bool:
    """Whether the kernel takes filters and the machine is known."""
    if machine not in ARCHES:
        return False
    action = ctypes.c_uint32(_ERRNO)
    return int(_libc.syscall(SECCOMP[machine], _GET_ACTION_AVAIL, 0, ctypes.byref(action))) == 0


def restrict(machine: str) -> None:
    """Install the filter for good; raises OSError when the kernel refuses."""
    code = b"".join(struct.pack("HBBI", *line) for line in program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    body = _Program(len(code) // 8, ctypes.addressof(buffer))
    if _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or _libc.syscall(
        SECCOMP[machine], _SET_MODE_FILTER, 0, ctypes.byref(body)
    ):
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")
