"""Plans written as numbered lines, read while they arrive: `3. math("…", ["$1"])`, and `4. join()` at the end.

The published plan format of LLMCompiler (arXiv 2312.04511, section 3.1). We differ in reading by character instead of
by line: how the text is cut into pieces does not matter, several calls may share a line, and a text may hold newlines
and brackets. An argument outside quotes that is a bare `$1` is a reference whether call 1 exists or not.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Mapping

from plangen.tools.literals import read_arguments
from plangen.tools.plan import MOST_CALLS, Call, refused
from plangen.tools.spec import ToolSpec

JOIN = "join"
"""The pseudo-call that ends a plan."""
_MOST = 500_000
_HEAD = re.compile(r"[ \t]*(?:[-*][ \t]*)?(\d{1,9})\.[ \t]*([A-Za-z_][\w.-]{0,127})[ \t]*\(")
# What may still become a head when more text comes.
_PARTIAL = re.compile(r"[ \t]*(?:[-*][ \t]*)?(?:\d{1,9}(?:\.[ \t]*(?:[A-Za-z_][\w.-]{0,127}[ \t]*)?)?)?")


class LineReader:
    """Feed it pieces of text; it gives each call as soon as its closing bracket has come.

    `problems` says what could not be read; `joined` that the plan said `join()`, after which nothing is read.
    """

    def __init__(self, tools: Mapping[str, ToolSpec]) -> None:
        self.problems: list[str] = []
        self.joined = False
        self._tools = tools
        self._text = ""
        self._read = 0
        self._given = 0
        self._skipping = False
        self._head: re.Match[str] | None = None
        self._at = 0
        self._depth = 0
        self._quote = ""

    def feed(self, text: str) -> list[Call]:
        """The calls that this piece completes."""
        self._read += len(text)
        if self.joined:
            return []
        if self._read > _MOST or self._given > MOST_CALLS:
            self._end(f"the plan is longer than {_MOST:,} characters or {MOST_CALLS} calls")
            return []
        self._text += text
        calls = []
        while not self.joined and (self._head is not None or self._find_head()):
            end = self._find_end()
            if end is None or self._head is None:
                break
            call = self._call(self._head, self._text[self._head.end() : end])
            if call is not None:
                calls.append(call)
                self._given += 1
            self._text = self._text[end + 1 :]
            self._head = None
        return calls

    def close(self) -> list[Call]:
        """The end of the text: a call that is not closed is a problem."""
        calls = [] if self.joined else self.feed("\n")
        if self._head is not None and not self.joined:
            what = "a quote" if self._quote else "a bracket"
            self._end(f"call {self._head[1]}: {what} is not closed")
        return calls

    def _end(self, problem: str) -> None:
        self.problems.append(problem)
        self.joined = True

    def _find_head(self) -> bool:
        """Skip to the next `N. name(` at the beginning of a line or behind a call; keeps what may become one."""
        while self._text:
            if self._skipping:
                _, newline, self._text = self._text.partition("\n")
                self._skipping = not newline
                continue
            head = _HEAD.match(self._text)
            if head is not None:
                self._head, self._at, self._depth, self._quote = head, head.end(), 1, ""
                return True
            if _PARTIAL.fullmatch(self._text):
                return False
            self._skipping = True
        return False

    def _find_end(self) -> int | None:
        """The place of the bracket that closes the call, `None` while it has not come; no character is read twice."""
        text, at = self._text, self._at
        while at < len(text):
            char = text[at]
            if self._quote:
                if char == "\\":
                    at += 1
                elif char == self._quote:
                    self._quote = ""
            elif char in "\"'":
                self._quote = char
            elif char in "([{":
                self._depth += 1
            elif char in ")]}":
                self._depth -= 1
                if self._depth == 0:
                    return at
            at += 1
        self._at = at
        return None

    def _call(self, head: re.Match[str], inside: str) -> Call | None:
        number, name = head[1], head[2]
        if name == JOIN:
            self.joined = True
            return None
        spec = self._tools.get(name)
        try:
            args = read_arguments(inside, list(spec.properties) if spec else None)
        except ValueError as error:
            self.problems.append(f"call {number}: {error}")
            return None
        return Call(id=number, tool=name, args=args)


def read_lines(text: str, tools: Mapping[str, ToolSpec]) -> tuple[Call, ...]:
    """The calls of a whole plan. Raises ParseError that names every call that could not be read."""
    reader = LineReader(tools)
    calls = [*reader.feed(text), *reader.close()]
    if reader.problems:
        raise refused(reader.problems)
    return tuple(calls)


async def stream_lines(
    pieces: AsyncIterable[str], tools: Mapping[str, ToolSpec], reader: LineReader | None = None
) -> AsyncIterator[Call]:
    """Calls as they are completed, for `run_plan`; what could not be read is in the reader's `problems`."""
    reader = reader or LineReader(tools)
    async for piece in pieces:
        for call in reader.feed(piece):
            yield call
        if reader.joined:
            break
    for call in reader.close():
        yield call
