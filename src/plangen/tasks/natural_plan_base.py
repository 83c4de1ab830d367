"""What the readers of NATURAL PLAN's three templates share: quoted constraints, and a prompt read to its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plangen.errors import ParseError
from plangen.schema import Constraint


@dataclass(slots=True)
class Prompt:
    """The text of a task, read from the front: what is not taken by a pattern of the template is refused."""

    text: str
    at: int = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The pattern at the place reached, behind white space; the place moves behind what was found."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def demand(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """The same, but the pattern must be there."""
        found = self.take(pattern)
        if found is None:
            raise self.strange()
        return found

    def end(self) -> None:
        """Raise unless all of the text was read."""
        if self.text[self.at :].strip():
            raise self.strange()

    def strange(self) -> ParseError:
        """The error of a text that the template does not have at the place reached."""
        rest = self.text[self.at :].strip()
        said = f"says `{rest[:80]}`, which the template does not have" if rest else "ends too early"
        return ParseError(f"the prompt {said}")


def quoted(name: str, span: tuple[int, int], text: str, check: dict[str, Any]) -> Constraint:
    """The confirmed constraint that the words of `text` in `span` make; its text is the quote."""
    quote = text[span[0] : span[1]]
    return Constraint(id=name, text=quote, quote=quote, span=span, trust="confirmed", check=check)


def distinct(names: Iterable[str]) -> None:
    """Raise `ParseError` when two constraints have one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ParseError(f"the prompt says two things about `{name}`")
        seen.add(name)


def key(name: str) -> str:
    """A name as part of an id: `Golden Gate Park` is `golden_gate_park`."""
    return re.sub(r"\W+", "_", name.lower()).strip("_")
