"""Things too big to have twice in a process: made once by a thread of their own, shared by all who ask."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """One value a key and process. A failed attempt is forgotten, so that the next caller tries again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loads: dict[Hashable, _Load[T]] = {}

    def peek(self, key: Hashable) -> T | None:
        """The value if it is there already."""
        load = self._loads.get((os.getpid(), key))
        return load.future.result() if load is not None and load.ready else None

    async def get(self, key: Hashable, make: Callable[[threading.Event], T]) -> T:
        """The value, made by `make` in a thread if it is the first time.

        `make` is given an event that is set when the last of those who wait is cancelled.
        """
        key = (os.getpid(), key)
        with self._lock:
            load = self._loads.get(key)
            if load is None:
                load = self._loads[key] = _Load()
                threading.Thread(target=self._make, args=(key, load, make), name="plangen-load").start()
            load.waiting += 1
        try:
            return await asyncio.wrap_future(load.future)
        finally:
            with self._lock:
                load.waiting -= 1
                if not load.waiting and not load.future.done():
                    load.stop.set()
                    self._loads.pop(key, None)

    def clear(self) -> list[T]:
        """Forget every value and return those that were ready."""
        with self._lock:
            ready = [load.future.result() for load in self._loads.values() if load.ready]
            self._loads.clear()
        return ready

    def _make(self, key: Hashable, load: _Load[T], make: Callable[[threading.Event], T]) -> None:
        try:
            value = make(load.stop)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            with self._lock:
                if self._loads.get(key) is load:
                    del self._loads[key]
            load.future.set_exception(error)
        else:
            load.future.set_result(value)


class _Load(Generic[T]):
    """One value in the making."""

    def __init__(self) -> None:
        self.future: Future[T] = Future()
        self.future.set_running_or_notify_cancel()
        self.stop = threading.Event()
        self.waiting = 0

    @property
    def ready(self) -> bool:
        return self.future.done() and self.future.exception() is None
