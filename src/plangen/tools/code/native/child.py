"""The host's side of a confined child: starts it, exchanges frames, believes none of them, and kills it."""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from plangen.errors import ConfigurationError
from plangen.tools.code.base import Limits, Status
from plangen.tools.code.native.grants import Grants
from plangen.tools.code.native.inside import frames
from plangen.tools.code.native.inside.plain import NotPlain, plain

START_SECONDS = 15.0
_SPARE = 32 * 1024
"""Bytes of a frame beyond the value: the message and the keys."""
_ENVIRONMENT = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_DONE = {"nonce", "kind", "status", "value", "message"}
_CALL = {"nonce", "kind", "name", "args", "kwargs"}
_STATUSES = ("ok", "error", "memory", "output")

Call = Callable[[str, list[Any], dict[str, Any]], Any]


class Ended(Exception):
    """The child is of no more use: a limit, its death, or a frame that it must not send."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status: Status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Reply:
    """A `done` frame that was believed."""

    status: Status
    value: Any
    message: str


class Child:
    """One confined process, for one session. `user` says whether it runs under a user without rights.

    Raises ConfigurationError when the kernel refuses a wall: then no code is ever sent.
    """

    def __init__(self, grants: Grants, limits: Limits, functions: tuple[str, ...], *, cpu_seconds: int) -> None:
        self._limits = limits
        self._nonce = ""
        self._incoming = bytearray()
        self.printed = bytearray()
        self._start(grants)
        try:
            self.user = self._lock_in(grants, functions, cpu_seconds)
        except BaseException:
            self.kill()
            raise

    def _start(self, grants: Grants) -> None:
        child_take, self._give = os.pipe()
        self._take, child_give = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                [*grants.command, str(child_take), str(child_give)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_ENVIRONMENT,
                cwd="/",
                pass_fds=(child_take, child_give),
                start_new_session=True,
            )
        finally:
            os.close(child_take)
            os.close(child_give)
        self._output = cast(Any, self._process.stdout)
        self._selector = selectors.DefaultSelector()
        for place in (self._take, self._output.fileno()):
            self._selector.register(place, selectors.EVENT_READ)
        for place in (self._give, self._take, self._output.fileno()):
            os.set_blocking(place, False)

    def _lock_in(self, grants: Grants, functions: tuple[str, ...], cpu_seconds: int) -> bool:
        orders = {
            "readable": list(grants.readable),
            "packages": dict(grants.packages),
            "closed": grants.closed,
            "parent": os.getpid() if grants.direct else 0,
            "memory": self._limits.memory_bytes,
            "cpu": cpu_seconds,
            "output": self._limits.output_bytes,
            "functions": list(functions),
        }
        try:
            ready = self._exchange(orders, time.monotonic() + START_SECONDS)
        except Ended as end:
            said = bytes(self.printed[-300:]).decode("utf-8", "replace").strip()
            raise ConfigurationError(f"the sandbox did not start: {end.message} {said}".rstrip()) from None
        if ready.get("kind") != "ready":
            reason = str(ready.get("message"))[:300]
            raise ConfigurationError(f"the kernel refuses a wall of the sandbox: {reason}", hint="see plangen doctor")
        self.printed.clear()
        return ready.get("user") is True

    def run(self, code: str, inputs: dict[str, Any], call: Call) -> Reply:
        """The child's answer to a snippet; `printed` holds its output. After `Ended` only `kill` is left."""
        self.printed.clear()
        until = time.monotonic() + self._limits.seconds
        message: dict[str, Any] = {"code": code, "inputs": inputs}
        while True:
            frame = self._exchange(message, until)
            if frame.get("kind") == "done":
                reply = _believe_done(frame)
                self._drain()
                return reply
            name, args, kwargs = _believe_call(frame)
            began = time.monotonic()
            try:
                message = {"value": call(name, args, kwargs), "error": None}
            except Exception as error:  # noqa: BLE001 - told to the code that called
                message = {"value": None, "error": str(error)[:1000]}
            until += time.monotonic() - began

    def _exchange(self, message: dict[str, Any], until: float) -> dict[str, object]:
        """Send a frame with a new word, and wait for exactly one that carries it."""
        self._read(self._take)
        if self._incoming:
            raise Ended("error", "the code wrote to the sandbox's own channel")
        self._nonce = secrets.token_hex(16)
        outgoing = memoryview(frames.pack({**message, "nonce": self._nonce}))
        self._selector.register(self._give, selectors.EVENT_WRITE)
        try:
            while (frame := self._complete()) is None:
                left = until - time.monotonic()
                if left <= 0:
                    raise Ended("timeout", f"no answer within {self._limits.seconds:g} s")
                for key, _ in self._selector.select(left):
                    if key.fd == self._give:
                        outgoing = self._write(outgoing)
                    else:
                        self._read(key.fd)
            return frame
        finally:
            with contextlib.suppress(KeyError):
                self._selector.unregister(self._give)

    def _write(self, outgoing: memoryview) -> memoryview:
        try:
            outgoing = outgoing[os.write(self._give, outgoing[: 1 << 16]) :]
        except BlockingIOError:
            return outgoing
        except BrokenPipeError:
            outgoing = outgoing[:0]
        if not outgoing:
            self._selector.unregister(self._give)
        return outgoing

    def _read(self, place: int) -> None:
        try:
            data = os.read(place, 1 << 16)
        except BlockingIOError:
            return
        if place == self._take:
            if not data:
                raise Ended(*self._death())
            self._incoming += data
        elif data:
            self.printed += data
            if len(self.printed) > self._limits.output_bytes:
                raise Ended("output", f"more than {self._limits.output_bytes} bytes of output")
        else:
            self._selector.unregister(place)

    def _complete(self) -> dict[str, object] | None:
        """The frame that came in, once it is whole; it must be alone and carry the last word."""
        if len(self._incoming) < frames.HEAD:
            return None
        try:
            size = frames.HEAD + frames.length(bytes(self._incoming[: frames.HEAD]), self._limits.output_bytes + _SPARE)
            if len(self._incoming) < size:
                return None
            frame = frames.unpack(bytes(self._incoming[frames.HEAD : size]))
        except frames.BadFrame as error:
            raise Ended("error", f"the code wrote to the sandbox's own channel: {error}") from None
        if len(self._incoming) > size or not _same(frame.get("nonce"), self._nonce):
            raise Ended("error", "the code wrote to the sandbox's own channel")
        self._incoming.clear()
        return frame

    def _drain(self) -> None:
        """Take what was printed before the answer and is still in the pipe; a further frame is a forgery."""
        with contextlib.suppress(BlockingIOError, KeyError):
            while data := os.read(self._output.fileno(), 1 << 16):
                self.printed += data
                if len(self.printed) > self._limits.output_bytes:
                    raise Ended("output", f"more than {self._limits.output_bytes} bytes of output")
        self._read(self._take)
        if self._incoming:
            raise Ended("error", "the code wrote to the sandbox's own channel")

    def _death(self) -> tuple[Status, str]:
        self._end()
        with contextlib.suppress(Ended, ValueError, BlockingIOError):
            while data := os.read(self._output.fileno(), 1 << 16):
                self.printed += data[: self._limits.output_bytes]
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return "timeout", "the processor time is used up"
        how = f"of {signal.Signals(-code).name}" if -code in set(signal.Signals) else f"with status {code}"
        return "error", f"the interpreter ended {how} without an answer"

    def stop(self) -> None:
        """Kill the process and its group; from any thread."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()

    def _end(self) -> None:
        """A child that closed its channel may still run: it gets a moment to end by itself, then is killed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        self.stop()

    def kill(self) -> None:
        """Kill, reap, and close all descriptors."""
        self.stop()
        self._process.wait()
        self._selector.close()
        self._output.close()
        for place in (self._give, self._take):
            os.close(place)


def _same(given: object, nonce: str) -> bool:
    return isinstance(given, str) and given.isascii() and secrets.compare_digest(given, nonce)


def _believe_done(frame: dict[str, object]) -> Reply:
    status, message = frame.get("status"), frame.get("message")
    if set(frame) != _DONE or status not in _STATUSES or not isinstance(message, str) or len(message) > _SPARE // 6:
        raise Ended("error", "the code answered in the sandbox's place")
    try:
        return Reply(cast(Status, status), plain(frame["value"]), message)
    except NotPlain as error:
        raise Ended("error", f"the code answered in the sandbox's place: a value {error}") from None


def _believe_call(frame: dict[str, object]) -> tuple[str, list[Any], dict[str, Any]]:
    name, args, kwargs = frame.get("name"), frame.get("args"), frame.get("kwargs")
    shaped = isinstance(name, str) and isinstance(args, list) and isinstance(kwargs, dict)
    if set(frame) != _CALL or frame["kind"] != "call" or not shaped:
        raise Ended("error", "the code wrote to the sandbox's own channel")
    try:
        return cast(str, name), cast(list[Any], plain(args)), cast(dict[str, Any], plain(kwargs))
    except NotPlain as error:
        raise Ended("error", f"a host call with a value {error}") from None
