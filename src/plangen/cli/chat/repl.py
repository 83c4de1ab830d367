"""`plangen chat`: reads messages and commands, from a terminal with history and completion, or from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from plangen.cli import weights
from plangen.cli.chat.commands import COMMANDS, Quit, dispatch
from plangen.cli.chat.conversation import Conversation
from plangen.cli.delivery import report
from plangen.cli.options import Options, default_runs, resume_command, state_folder
from plangen.cli.run import exit_code
from plangen.cli.show.result import render
from plangen.cli.streams import put, tell
from plangen.errors import PlangenError

Reader = Callable[[], str | None]


def chat(first: str | None, *, options: Options, runs: Path | None, agreed: bool) -> int:
    """Talk until the user leaves; on a pipe the exit code is that of the last turn, on a terminal 0."""
    options.planner(None)
    weights.ensure(options.names(), agreed=agreed)
    talk = Conversation(options, runs or default_runs())
    terminal = sys.stdin.isatty()
    read = _terminal() if terminal else _pipe()
    if terminal:
        tell("Say what is to be planned; a follow-up refines the plan. /help lists the commands.")
    code = 0
    for message in _messages(first, read):
        try:
            code = _answer(talk, message)
        except Quit:
            break
        except PlangenError as error:
            report(error)
            code = error.exit_code
    return 0 if terminal else code


def _messages(first: str | None, read: Reader) -> Iterator[str]:
    if first:
        yield first
    while (message := read()) is not None:
        if message.strip():
            yield message.strip()


def _answer(talk: Conversation, message: str) -> int:
    """Answer one message; the exit code that a run of its own would have had."""
    if message.startswith("/"):
        tell(dispatch(talk, message))
        if talk.loaded is None:
            return 0
    task, follow_up = talk.loaded or talk.next_task(message), talk.loaded is None and talk.task is not None
    talk.loaded = None
    outcome = talk.take_turn(task, follow_up=follow_up)
    if outcome.result is None:
        tell("cancelled; nothing of it is lost")
        return exit_code(outcome)
    put(render(outcome.result, "text"))
    tell(talk.spent())
    if outcome.result.resume:
        tell(f"go on with: {resume_command(outcome.result.run_id, talk.runs)}")
    return exit_code(outcome)


def _pipe() -> Reader:
    def read() -> str | None:
        line = sys.stdin.readline()
        return line if line else None

    return read


def _terminal() -> Reader:
    """A prompt with history, search, completion of commands, bracketed paste, and Alt-Enter for a new line."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import FuzzyCompleter, WordCompleter
    from prompt_toolkit.history import FileHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    class History(FileHistory):
        def store_string(self, string: str) -> None:
            """Keep a line, unless it starts with a blank."""
            if not string.startswith(" "):
                super().store_string(string)

    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = {f"/{name}": command.help for name, command in COMMANDS.items()}
    completer = FuzzyCompleter(WordCompleter(list(words), meta_dict=words, sentence=True))
    session: PromptSession[str] = PromptSession(
        history=History(folder / "chat_history"), completer=completer, key_bindings=keys, enable_history_search=False
    )

    def read() -> str | None:
        while True:
            try:
                return session.prompt("plangen> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None

    return read
