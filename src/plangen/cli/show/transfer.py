"""How far a download has come: a bar of bytes on a terminal, a line a tenth elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from plangen.cli.show.sanitise import sanitise
from plangen.cli.show.screen import can_redraw
from plangen.cli.streams import tell

Advance = Callable[[int, int, str], None]


@contextmanager
def transfer_bar(name: str, total: int) -> Iterator[Advance]:
    """A function to be told (bytes done, bytes in all, source) as they come."""
    if not can_redraw():
        yield _tenths(name)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, emoji=False, highlight=False)) as progress:
        bar = progress.add_task(sanitise(name, 60), total=total)
        yield lambda done, whole, source: progress.update(bar, completed=done, total=whole)


def _tenths(name: str) -> Advance:
    last = -1

    def advance(done: int, whole: int, source: str) -> None:
        nonlocal last
        tenth = 10 * done // max(1, whole)
        if tenth > last:
            last = tenth
            tell(f"{name}: {done / 1e6:.0f} of {whole / 1e6:.0f} MB from {source}")

    return advance
