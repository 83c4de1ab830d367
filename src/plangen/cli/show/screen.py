"""Where the events of a run are shown: redrawn on a terminal, as lines elsewhere, nowhere when quiet."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from plangen.cli.show.lines import line
from plangen.cli.show.result import cost_text, score_text
from plangen.cli.show.sanitise import one_line, sanitise
from plangen.cli.show.view import Row, View, advance
from plangen.cli.streams import tell
from plangen.tracing import Event

FRAMES = 8
"""Redraws a second."""


class Screen(Protocol):
    """Shows events; leaving the context leaves the last state on the terminal."""

    view: View

    def __enter__(self) -> Screen: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, event: Event) -> None:
        """Take one event in."""
        ...

    def say(self, text: str) -> None:
        """One line of our own."""
        ...


def make_screen(*, quiet: bool = False) -> Screen:
    """The screen that fits standard error: live on a terminal, lines in a pipe, in CI and on a dumb terminal."""
    if quiet:
        return Silence()
    return LiveScreen() if can_redraw() else Lines()


def can_redraw() -> bool:
    """Whether standard error is a terminal whose lines can be drawn again."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb") and not os.environ.get("CI")


class Silence:
    """Follows the run and shows nothing."""

    def __init__(self) -> None:
        self.view = View()

    def __enter__(self) -> Silence:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, event: Event) -> None:
        """Take one event in."""
        self.view = advance(self.view, event)

    def say(self, text: str) -> None:
        """Nothing."""


class Lines(Silence):
    """Shows one line an event on standard error."""

    def show(self, event: Event) -> None:
        """Write the event's line, if it has one."""
        super().show(event)
        text = line(event)
        if text is not None:
            self.say(text)

    def say(self, text: str) -> None:
        """Write one line."""
        tell(one_line(text))


class LiveScreen:
    """Redraws the candidates on standard error, at most `FRAMES` times a second."""

    def __init__(self) -> None:
        self.view = View()
        self._console = Console(stderr=True, emoji=False, highlight=False)
        self._live = Live(
            console=self._console, get_renderable=self._draw, refresh_per_second=FRAMES, redirect_stdout=False
        )

    def __enter__(self) -> LiveScreen:
        self._live.__enter__()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._live.__exit__(*arguments)  # type: ignore[arg-type]

    def show(self, event: Event) -> None:
        """Take one event in; it is seen at the next redraw."""
        self.view = advance(self.view, event)

    def say(self, text: str) -> None:
        """One line above the candidates."""
        self._console.print(Text(one_line(text)))

    def _draw(self) -> RenderableType:
        return draw(self.view, now=time.time(), height=self._console.height)


def draw(view: View, *, now: float, height: int = 24) -> RenderableType:
    """The view as a header and a table of at most `height - 6` candidates: the latest ones and the winner."""
    room = max(3, height - 6)
    rows = list(view.rows.values())
    hidden = max(0, len(rows) - room)
    shown = [row for place, row in enumerate(rows) if place >= hidden or row.id == view.winner]
    parts: list[RenderableType] = [Text.from_markup(header(view, now), overflow="ellipsis")]
    if shown:
        parts.append(_table(view, shown))
    if hidden:
        parts.append(Text(f"  and {hidden} earlier candidates", style="dim"))
    if view.note:
        parts.append(Text.from_markup(f"[yellow]{sanitise(view.note, 300)}[/yellow]"))
    return Group(*parts)


def header(view: View, now: float) -> str:
    """Markup of the first line: strategy, calls, tokens, money and seconds."""
    ended = view.result is not None
    seconds = view.elapsed if ended or view.started is None else max(0.0, now - view.started)
    reused = f" · {view.replayed} reused" if view.replayed else ""
    doing = str(view.result.certificate) if view.result else view.wave or "reading the task"
    return (
        f"[bold]{sanitise(view.strategy or 'plangen', 60)}[/bold] · {view.calls} calls{reused} · "
        f"{view.tokens} tokens · {cost_text(view.cost)} · {seconds:.1f} s · {sanitise(doing, 80)}"
    )


def _table(view: View, rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False, expand=False)
    for name in ("", "id", "from", "state", "score", "tokens", "judged by"):
        table.add_column(name, justify="right" if name in ("score", "tokens") else "left", no_wrap=True)
    table.add_column("", no_wrap=True, overflow="ellipsis")
    for row in rows:
        won = row.id == view.winner
        style = {"valid": "green", "invalid": "red", "failed": "red", "given up": "dim"}.get(row.state, "")
        table.add_row(
            "★" if won else " ",
            sanitise(row.id, 12),
            sanitise(", ".join(row.parents), 24),
            Text(row.state if row.complete else f"{row.state}, partial", style=style),
            score_text(row.score),
            str(row.tokens or ""),
            sanitise(", ".join(row.judged_by), 30),
            f"[dim]{sanitise(row.tail[-60:], 60)}[/dim]",
            style="bold" if won else "",
        )
    return table
