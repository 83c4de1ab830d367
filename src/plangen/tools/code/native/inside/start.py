"""The confined child: reads its orders from one descriptor, locks itself in, then answers snippet after snippet.

Started as `python -I -S -B start.py READ WRITE`. The order is what makes it safe: limits, user, Landlock and seccomp
stand before the first frame with code is read, and they cannot be taken down again.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from plangen.tools.code.native.inside import evaluate as evaluation
    from plangen.tools.code.native.inside import frames, identity, landlock, plain, seccomp
    from plangen.tools.code.native.inside.packages import NamedPackages
else:
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import evaluate as evaluation
    import frames
    import identity
    import landlock
    import plain
    import seccomp
    from packages import NamedPackages

    del sys.path[0]


def confine(orders: dict[str, object]) -> bool:
    """Lock this process in for good; whether it runs under a user without rights. Raises OSError when it cannot."""
    folders, readable = orders["packages"], orders["readable"]
    memory, cpu, parent = orders["memory"], orders["cpu"], orders["parent"]
    if not (isinstance(folders, dict) and isinstance(readable, list) and isinstance(parent, int)):
        raise OSError("orders of another shape")
    if not (isinstance(memory, int) and isinstance(cpu, int)):
        raise OSError("orders of another shape")
    sys.meta_path.insert(0, NamedPackages(folders))
    user = identity.become_nobody(closed=bool(orders["closed"]))
    identity.bind_to_parent(parent)
    identity.limit(memory_bytes=memory, cpu_seconds=cpu)
    landlock.restrict(readable)
    seccomp.restrict(os.uname().machine)
    return user


class Channel:
    """The two descriptors; what is sent carries the word of what was last received."""

    def __init__(self, take: int, give: int) -> None:
        self.take = take
        self.give = give
        self.nonce: object = None

    def receive(self) -> dict[str, object] | None:
        """The host's next message; `None` when it is gone."""
        message = frames.receive(self.take)
        if message is not None:
            self.nonce = message["nonce"]
        return message

    def send(self, kind: str, **fields: object) -> None:
        """Tell the host."""
        frames.send(self.give, {"nonce": self.nonce, "kind": kind, **fields})


def proxy(name: str, channel: Channel) -> Callable[..., object]:
    """The function that asks the host for `name`; its arguments must be JSON data."""

    def call(*args: object, **kwargs: object) -> object:
        try:
            asked = {"args": plain.plain(args), "kwargs": plain.plain(kwargs)}
        except plain.NotPlain as error:
            raise TypeError(f"{name}() takes JSON data only: {error}") from None
        channel.send("call", name=name, **asked)
        reply = channel.receive()
        if reply is None:
            os._exit(1)
        if reply.get("error") is not None:
            raise RuntimeError(str(reply["error"]))
        return reply.get("value")

    call.__name__ = call.__qualname__ = name
    return call


def main(channel: Channel) -> None:
    """Serve until the host closes its end."""
    orders = channel.receive()
    if orders is None:
        return
    most, names = orders["output"], orders["functions"]
    if not (isinstance(most, int) and isinstance(names, list)):
        return
    try:
        user = confine(orders)
    except OSError as error:
        channel.send("refused", message=str(error))
        return
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    known: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
    known |= {name: proxy(name, channel) for name in names}
    channel.send("ready", user=user)
    while (job := channel.receive()) is not None:
        inputs = job["inputs"]
        if isinstance(inputs, dict):
            known.update(inputs)
        channel.send("done", **evaluation.evaluate(str(job["code"]), known, most))


if __name__ == "__main__":
    main(Channel(int(sys.argv[1]), int(sys.argv[2])))
