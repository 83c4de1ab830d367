import os
import sys

import pexpect
import pyte
import pytest

from tests.cli.running import environment, plangen


def talk(tmp_path, text, *arguments):
    return plangen(tmp_path, "chat", "-m", "sim:p=1,fr=0", "--strategy", "best_of_n:n=2", *arguments, stdin=text)


def test_a_follow_up_keeps_the_old_constraints_and_adds_new_ones(tmp_path):
    done = talk(tmp_path, "Plan a picnic by the lake\nBe back by six\n/constraints\n/budget\n/quit\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("certificate: judged only") == 2
    listed = done.stderr[done.stderr.rindex("conversation: ") - 900 :]
    assert "d1" in listed
    assert "d2" in listed
    assert "conversation: 10 calls" in done.stderr


def test_every_command_answers(tmp_path):
    words = ["/help", "Plan a picnic", "/constraints", "/candidates", "/plan", "/plan c2", "/why", "/why c1", "/budget"]
    words += ["/model sim:p=0.5", "/strategy rebase:width=2", f"/save {tmp_path / 'p.md'}", "/clear", "/plan", "/quit"]
    done = talk(tmp_path, "\n".join(words))
    assert "error" not in done.stderr
    assert "**Certificate:**" in (tmp_path / "p.md").read_text()
    for said in ("Alt-Enter", "c2", "valid, score 1.000", "strategy: rebase:width=2", "no plan yet"):
        assert said in done.stderr


@pytest.mark.parametrize(
    ("word", "said"),
    [("/stratgy", "did you mean `/strategy`"), ("/save", "no plan to save"), ("/strategy rebsae", "`rebase`")],
)
def test_a_mistake_is_said_and_the_chat_goes_on(tmp_path, word, said):
    done = talk(tmp_path, f"{word}\n/budget\n")
    assert said in done.stderr
    assert "limits of a turn" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_task_file_is_loaded_and_planned(tmp_path):
    task = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "tasks", "team_sync.yaml")
    reply = '{"steps": [{"id": "sync", "start": "Monday 11:00"}]}'
    done = plangen(tmp_path, "chat", "-m", f"fake:{reply}", stdin=f"/load {task}\n/quit\n")
    assert "certificate: verified by program" in done.stdout


class Terminal:
    """A chat on a terminal of its own, with the screen as a person sees it."""

    def __init__(self, tmp_path, model):
        arguments = ["-m", "plangen.cli", "chat", "-m", model, "--strategy", "best_of_n:n=2"]
        self.screen = pyte.Screen(120, 40)
        self._stream = pyte.Stream(self.screen)
        variables = environment(tmp_path, TERM="xterm-256color")
        variables.pop("CI", None)
        self.child = pexpect.spawn(
            sys.executable, arguments, env=variables, encoding="utf-8", dimensions=(40, 120), timeout=60
        )

    def wait(self, text):
        while not any(text in line for line in self.screen.display):
            self._stream.feed(self.child.read_nonblocking(4096, timeout=60))

    def close(self):
        self.child.close(force=True)


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def make(model):
        opened.append(Terminal(tmp_path, model))
        return opened[-1]

    yield make
    for item in opened:
        item.close()


def test_a_turn_on_a_terminal_shows_the_candidates_and_the_plan(terminal):
    chat = terminal("sim:p=1,fr=0")
    chat.wait("plangen>")
    chat.child.send("Plan a picnic\r")
    chat.wait("★")
    chat.wait("certificate: judged only")
    chat.child.send("/quit\r")
    chat.child.expect(pexpect.EOF)
    chat.child.wait()
    assert chat.child.exitstatus == 0


def test_ctrl_c_clears_the_line_and_then_stops_a_run(terminal):
    chat = terminal("sim:p=1,latency=0.5")
    chat.wait("plangen>")
    chat.child.send("never sent")
    chat.wait("never sent")
    chat.child.sendintr()
    chat.child.send("Plan a picnic\r")
    chat.wait("wave 1")
    chat.child.sendintr()
    chat.wait("interrupted")
    chat.child.send("/budget\r")
    chat.wait("limits of a turn")


def test_a_reply_cannot_drive_the_terminal(terminal):
    chat = terminal("fake:\x1b]0;owned\x07\x1b[2J[bold]1. Go[/] \u202egnorw")
    chat.wait("plangen>")
    chat.child.send("Plan a picnic\r")
    chat.wait("certificate:")
    assert chat.screen.title != "owned"
    assert any("[bold]1. Go[/]" in line for line in chat.screen.display)
