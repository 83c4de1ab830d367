import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pexpect
import pytest

from plangen import load_task
from plangen.cli.app import run
from plangen.cli.chat.commands import dispatch
from plangen.cli.chat.conversation import Conversation
from plangen.cli.commands.constraints import with_edits
from plangen.cli.options import Options
from plangen.errors import UsageError
from plangen.tasks.files import parse_task
from tests.cli import running

TEXT = """\
Ines and Tom meet for one hour on Monday or Tuesday.
Nobody can meet before 09:00 or after 17:00.
Ines is away on Monday morning.
Tom is busy on Monday from 12:00 to 15:00.
"""
MODEL = ("-m", "fake:I cannot say.")


@pytest.fixture
def plangen(tmp_path, monkeypatch, capfd):
    """Runs a command line in this process, which is quicker."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANGEN_RUNS", str(tmp_path / "runs"))
    (tmp_path / "week.txt").write_text(TEXT)

    def do(*arguments):
        capfd.readouterr()
        code = run(list(arguments))
        said = capfd.readouterr()
        return SimpleNamespace(returncode=code, stdout=said.out, stderr=said.err)

    return do


def test_each_constraint_is_said_back_beside_its_quote(plangen):
    done = plangen("constraints", "week.txt", *MODEL)
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "meet: 1 h, with Ines, Tom" in lines
    at = lines.index("not_ines (hard, tested): Every step with Ines overlaps none of Monday 00:00–12:00")
    assert lines[at + 1] == '"Ines is away on Monday morning."'
    assert '"Ines is away on Monday morning."' in lines[lines.index(next(x for x in lines if "not settled" in x)) :]
    assert "not all of this is believed" in lines[-1]


def test_json_holds_the_same(plangen):
    shown = json.loads(plangen("constraints", "week.txt", *MODEL, "--json").stdout)
    ines = next(one for one in shown["constraints"] if one["id"] == "not_ines")
    assert ines["check"] == {"type": "avoid", "select": {"actor": "Ines"}, "intervals": [[0, 720]]}
    assert (ines["trust"], ines["faults"], shown["doubtful"]) == ("tested", [], True)


def test_a_conflict_is_said_in_sentences(plangen):
    plangen("constraints", "week.txt", *MODEL, "--confirm-all", "--settle", "--out", "week.yaml")
    tight = Path("week.yaml").read_text().replace("Monday 12:00-15:00", "Monday 00:00 - Tuesday 24:00")
    Path("week.yaml").write_text(tight)
    done = plangen("constraints", "-f", "week.yaml")
    assert "cannot hold together" in done.stdout
    assert "[not_tom] Every step with Tom overlaps none of Monday 00:00 – Wednesday 00:00" in done.stdout


def test_what_was_confirmed_and_written_is_certified_by_solve(plangen):
    done = plangen("constraints", "week.txt", *MODEL, "--confirm-all", "--settle", "--out", "week.yaml")
    assert "all of this may certify" in done.stdout
    assert "plangen solve -f week.yaml" in done.stderr
    solved = plangen("solve", "-f", "week.yaml", *MODEL)
    assert solved.returncode == 0, solved.stderr
    assert "Monday 15:00–16:00" in solved.stdout
    assert "certificate: verified by program" in solved.stdout


def test_what_is_not_confirmed_is_not_certified(plangen):
    plangen("constraints", "week.txt", *MODEL, "--confirm", "not_tom", "--out", "week.yaml")
    assert plangen("solve", "-f", "week.yaml", *MODEL).stdout.count("certificate: verified by program") == 0
    trust = {one.id: one.trust for one in load_task("week.yaml").constraints}
    assert trust == {"length_meet": "tested", "not_all": "tested", "not_ines": "tested", "not_tom": "confirmed"}


def test_a_decision_settles_the_words_that_it_is_about(plangen):
    plangen("constraints", "week.txt", *MODEL, "--confirm", "not_tom", "--drop", "not_ines", "--out", "week.yaml")
    left = load_task("week.yaml").uncovered
    assert left == (
        "Ines and Tom meet for one hour on Monday or Tuesday.",
        "Nobody can meet before 09:00 or after 17:00.",
    )


def test_a_task_file_is_shown_as_it_is_without_a_model(plangen):
    plangen("constraints", "week.txt", *MODEL, "--confirm-all", "--out", "week.yaml")
    done = plangen("constraints", "week.yaml", "-m", "http://127.0.0.1:9/v1#none")
    assert done.returncode == 0, done.stderr
    assert "not_tom (hard, confirmed)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--confirm", "not_inez"), "did you mean `not_ines`?"),
        (("--confirm", "not_ines", "--drop", "not_ines"), "both dropped and kept"),
        (("--confirm", "not_ines", "--confirm-all"), "give one of them"),
        (("--edit",), "--edit needs a terminal"),
    ],
)
def test_a_mistake_is_said_with_exit_code_2(plangen, arguments, said):
    done = plangen("constraints", "week.txt", *MODEL, *arguments, "--out", "never.yaml")
    assert done.returncode == 2
    assert said in done.stderr
    with pytest.raises(Exception, match="no such file"):
        load_task("never.yaml")


def read(text):
    return parse_task(text, "task.yaml")


@pytest.fixture
def written(plangen):
    plangen("constraints", "week.txt", *MODEL, "--out", "week.yaml")
    return Path("week.yaml").read_text()


def test_times_are_written_as_people_write_them(written):
    assert "- Monday 12:00-15:00" in written
    assert "duration: 1 h" in written
    assert "- Ines is away on Monday morning." in written[written.index("uncovered:") :]


def test_only_what_was_edited_or_added_is_confirmed(written):
    added = "- quote: Tom is busy\n  check: {type: window, earliest: 'Monday 10:00'}\n  id: late\nplan_format:"
    after = read(written.replace("Monday 12:00-15:00", "Monday 12:00-14:00").replace("plan_format:", added))
    task, decided = with_edits(read(written), after)
    assert set(decided) == {"not_tom", "late"}
    trust = {one.id: one.trust for one in task.constraints}
    assert trust["not_tom"] == trust["late"] == "confirmed"
    assert trust["not_ines"] == trust["not_all"] == "tested"
    assert "Tom is busy on Monday from 12:00 to 15:00." not in task.uncovered


def test_words_taken_away_from_uncovered_are_settled(written):
    after = read(written.replace("- Ines is away on Monday morning.\n", ""))
    task, decided = with_edits(read(written), after)
    assert decided == ()
    assert "Ines is away on Monday morning." not in task.uncovered
    assert "Tom is busy on Monday from 12:00 to 15:00." in task.uncovered


def test_an_edited_task_is_confirmed_where_it_was_changed(tmp_path):
    editor = tmp_path / "editor.py"
    replaced = "text.replace('Monday 00:00-12:00', 'Monday 00:00-10:00')"
    editor.write_text(
        f"import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text()\nfile.write_text({replaced})\n"
    )
    (tmp_path / "week.txt").write_text(TEXT)
    arguments = ["-m", "plangen.cli", "constraints", "week.txt", *MODEL, "--edit", "--out", "week.yaml"]
    variables = running.environment(tmp_path, EDITOR=f"{sys.executable} {editor}")
    variables.pop("VISUAL", None)
    child = pexpect.spawn(sys.executable, arguments, env=variables, cwd=tmp_path, encoding="utf-8", timeout=60)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert "confirmed: not_ines" in child.before
    found = {one.id: one for one in load_task(tmp_path / "week.yaml").constraints}
    assert found["not_ines"].check["intervals"] == [[0, 600]]
    assert (found["not_ines"].trust, found["not_tom"].trust) == ("confirmed", "tested")


def test_a_faulty_edit_is_said_with_its_line_and_may_be_mended_or_left(plangen, monkeypatch):
    opened = []

    def editor(text):
        opened.append(text)
        return text.replace("Monday 00:00-12:00", "Monday nine to ten")

    monkeypatch.setattr("plangen.cli.commands.constraints.edited", editor)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nn\n"))
    done = plangen("constraints", "week.txt", *MODEL, "--edit", "--out", "never.yaml")
    assert done.returncode == 2
    (line, again) = re.findall(r"error: task.yaml:(\d+): .*`Monday nine to ten` is not an interval", done.stderr)
    assert opened[0].splitlines()[int(line) - 1].strip() == "check:"
    assert line == again
    assert "Monday nine to ten" in opened[1]
    assert not Path("never.yaml").exists()


def test_in_the_chat_what_is_confirmed_is_planned_next(plangen, monkeypatch):
    line = " ".join(TEXT.split())
    words = [line, "/constraints", "/confirm all", "/settle", "/solve", "/quit"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(words)))
    done = plangen("chat", *MODEL)
    first, last = done.stdout.split("certificate: ", 1)[1].split("certificate: ")
    assert not first.startswith("verified by program")
    assert last.startswith("verified by program")
    assert "not_ines (hard, tested)" in done.stderr
    assert "not_ines (hard, confirmed)" in done.stderr


@pytest.fixture
def talk(tmp_path, written):
    chat = Conversation(Options(), tmp_path)
    chat.decided = read(written)
    return chat


def test_dropping_in_the_chat_leaves_a_constraint_out(talk):
    assert "not_ines" not in dispatch(talk, "/drop not_ines")
    assert [one.id for one in talk.decided.constraints] == ["length_meet", "not_all", "not_tom"]


def test_confirming_some_in_the_chat_leaves_the_others(talk):
    shown = dispatch(talk, "/confirm not_ines, not_tom")
    assert "not_tom (hard, confirmed)" in shown
    assert "not_all (hard, tested)" in shown


@pytest.mark.parametrize("word", ["/drop", "/drop nothing", "/confirm nothing"])
def test_a_decision_about_nothing_is_a_mistake(talk, word):
    with pytest.raises(UsageError):
        dispatch(talk, word)


@pytest.mark.parametrize("word", ["/confirm", "/settle", "/solve"])
def test_before_the_first_task_nothing_can_be_decided(tmp_path, word):
    with pytest.raises(UsageError, match="no task yet"):
        dispatch(Conversation(Options(), tmp_path), word)
