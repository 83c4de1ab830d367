"""What the world can do to a run at the command line: one clear error each, nothing lost, no secret anywhere."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fault_server import FaultServer

ROOT = Path(__file__).parents[2]
TASK = ROOT / "examples" / "tasks" / "team_sync.yaml"
CANARY = "sk-canary-0123456789abcdef0123456789"
GOOD = '{"steps": [{"id": "sync", "start": "Monday 11:00"}]}'
WRONG = '{"steps": [{"id": "sync", "start": "Monday 09:00"}]}'


def plangen(tmp_path, *arguments, key=CANARY, task=TASK):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PLANGEN_", "OPENAI_"))},
        "OPENAI_API_KEY": key,
        "PLANGEN_RUNS": str(tmp_path / "runs"),
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "plangen.cli", "solve", "-f", str(task), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)


def served(server, *arguments):
    return ("-m", f"{server.url}#test", "--strategy", "best_of_n", *arguments)


def assert_no_secret(tmp_path, done):
    """The canary stands in no output and in no byte of any file that the run left."""
    assert CANARY not in done.stdout + done.stderr
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file


def assert_one_clear_error(done, code):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert sum(line.startswith("error:") for line in done.stderr.splitlines()) == 1
    assert done.stdout == ""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_happy_way(tmp_path):
    with FaultServer(reply=GOOD, key=CANARY) as server:
        done = plangen(tmp_path, *served(server))
    assert done.returncode == 0, done.stderr
    assert "Monday 11:00" in done.stdout
    assert "verified by program" in done.stdout
    assert_no_secret(tmp_path, done)


def test_exactly_seven_calls_of_fifty(tmp_path):
    with FaultServer(reply=WRONG, key=CANARY) as server:
        done = plangen(tmp_path, *served(server, "--strategy", "best_of_n:n=50", "--max-calls", "7", "--json"))
        arrivals, ledger = len(server.arrivals()), len(server.ledger())
    result = json.loads(done.stdout)
    assert done.returncode == 6, done.stderr
    assert arrivals == ledger == result["usage"]["calls"] == 7
    assert result["termination_reason"] == "budget_calls"
    assert result["plan"]["steps"]
    assert len(result["candidates"]) == 7


def test_an_unreachable_server(tmp_path):
    done = plangen(tmp_path, "-m", f"http://127.0.0.1:{free_port()}/v1#test", "--strategy", "best_of_n:n=2")
    assert_one_clear_error(done, 4)
    assert "127.0.0.1" in done.stderr
    assert_no_secret(tmp_path, done)


def test_a_wrong_key(tmp_path):
    with FaultServer(reply=GOOD, key="sk-another-key-0123456789abcdef") as server:
        done = plangen(tmp_path, *served(server, "--strategy", "best_of_n:n=2"))
    assert_one_clear_error(done, 3)
    assert "OPENAI_API_KEY" in done.stderr
    assert_no_secret(tmp_path, done)


@pytest.mark.parametrize(
    ("text", "said"),
    [("text: [1, 2", "task.yaml:1"), ("txt: hello", "text"), ("", "empty"), ("text: a\nconstraints: 7", "constraints")],
)
def test_a_malformed_task_file(tmp_path, text, said):
    file = tmp_path / "task.yaml"
    file.write_text(text)
    done = plangen(tmp_path, "-m", "sim:p=1", task=file)
    assert_one_clear_error(done, 2)
    assert "task.yaml" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("fault", ["empty", "502-html", "20MB", "refusal"])
def test_replies_that_are_none(tmp_path, fault):
    with FaultServer(then=fault, key=CANARY) as server:
        done = plangen(tmp_path, *served(server, "--strategy", "best_of_n:n=2"))
    assert_one_clear_error(done, {"empty": 5, "refusal": 5}.get(fault, 4))
    assert_no_secret(tmp_path, done)


def test_a_reply_of_garbage(tmp_path):
    with FaultServer(reply="lorem ipsum " * 50, key=CANARY) as server:
        done = plangen(tmp_path, *served(server, "--strategy", "best_of_n:n=2"))
    assert_one_clear_error(done, 5)
    assert_no_secret(tmp_path, done)


def test_one_good_reply_among_faults_is_enough(tmp_path):
    with FaultServer(script=["empty", "bad-json", "ok"], then="500", reply=GOOD, key=CANARY) as server:
        done = plangen(tmp_path, *served(server, "--strategy", "best_of_n:n=3"))
    assert done.returncode == 0, done.stderr
    assert "verified by program" in done.stdout


def test_a_failure_is_an_envelope_too(tmp_path):
    with FaultServer(reply=GOOD, key="sk-another-key-0123456789abcdef") as server:
        done = plangen(tmp_path, *served(server, "--json"))
    result = json.loads(done.stdout)
    assert done.returncode == 3
    assert (result["status"], result["error"]["code"], result["plan"]) == ("failed", "authentication", None)
    assert result["error"]["hint"]
