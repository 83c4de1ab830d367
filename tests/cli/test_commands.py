import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from tests.cli.running import environment, plangen

ROOT = Path(__file__).parents[2]
TASK = ROOT / "examples" / "tasks" / "team_sync.yaml"
SCHEMA = json.loads((ROOT / "docs" / "envelope.schema.json").read_text())
GOOD = '{"steps": [{"id": "sync", "start": "Monday 11:00"}]}'
WRONG = '{"steps": [{"id": "sync", "start": "Monday 09:00"}]}'
HEAVY = {"langgraph", "langchain_core", "litellm", "openai", "torch", "transformers", "networkx", "xllamacpp"}


def envelope(done):
    result = json.loads(done.stdout)
    jsonschema.validate(result, SCHEMA)
    return result


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("solve", "--help"), ("chat", "--help")])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys; from plangen.cli.app import run; run(sys.argv[1:]);"
        "print('MODULES', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("MODULES")[2].split())
    assert len(loaded) > 20
    assert not HEAVY & loaded


def test_verified_is_0_and_only_the_result_is_on_stdout(tmp_path):
    done = plangen(tmp_path, "solve", "-f", str(TASK), "-m", f"fake:{GOOD}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1. sync: Monday 11:00")
    assert "certificate: verified by program" in done.stdout
    assert "c1 drafted" in done.stderr


def test_the_solver_needs_no_call(tmp_path):
    done = plangen(tmp_path, "solve", "-f", str(TASK), "-m", f"fake:{WRONG}", "--strategy", "solver", "--json")
    assert done.returncode == 0, done.stderr
    result = envelope(done)
    assert result["certificate"]["claim"] == "verified by program"
    assert (result["usage"]["calls"], result["usage"]["prompt_tokens"]) == (0, 0)
    assert "c1 drafted" in done.stderr


def test_a_task_without_a_plan_is_5_and_says_why(tmp_path):
    task = TASK.read_text().replace("latest: Monday 16:00", "latest: Monday 11:00")
    (tmp_path / "task.yaml").write_text(task)
    done = plangen(tmp_path, "solve", "-f", "task.yaml", "-m", f"fake:{WRONG}", "--strategy", "solver")
    assert done.returncode == 5
    assert done.stdout.startswith("no plan\n\ncertificate: failed")
    assert "FAIL  ines_teaches" in done.stdout
    assert "warning: No plan can meet these together: " in done.stderr
    assert "unsat" in done.stderr


def test_json_is_the_published_envelope(tmp_path):
    result = envelope(plangen(tmp_path, "solve", "-f", str(TASK), "-m", f"fake:{GOOD}", "--json"))
    assert result["verified"] is True
    assert {item["judged_by"] for item in result["constraints"]} == {"program"}
    assert result["cost"] == {"usd": 0.0, "known": True}


def test_violated_is_5(tmp_path):
    done = plangen(tmp_path, "solve", "-f", str(TASK), "-m", f"fake:{WRONG}", "--strategy", "best_of_n", "--json")
    assert done.returncode == 5
    assert envelope(done)["certificate"]["violated"] == ["ines_teaches"]


def test_judged_only_is_5_unless_accepted(tmp_path):
    words = ("solve", "Plan a picnic", "-m", "sim:p=1,fr=0")
    assert plangen(tmp_path, *words).returncode == 5
    assert plangen(tmp_path, *words, "--accept", "judged").returncode == 0


def test_a_task_comes_from_standard_input_and_a_result_goes_to_a_file(tmp_path):
    file = tmp_path / "plan.json"
    done = plangen(tmp_path, "solve", "-", "-m", "sim:p=1", "--json", "-o", str(file), stdin="Plan a picnic")
    assert done.stdout == ""
    jsonschema.validate(json.loads(file.read_text()), SCHEMA)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("solve",), 2, "there is no task"),
        (("solve", "x", "--strategy", "rebsae"), 2, "did you mean `rebase`"),
        (("solve", "x", "--strategy", "rebase:width=0"), 2, "width"),
        (("solve", "x", "--max-calls", "none"), 2, "--max-calls"),
        (("solve", "x", "-m", "nonsense"), 2, "unknown model"),
        (("solve", "-f", "missing.yaml", "-m", "sim:p=1"), 2, "missing.yaml"),
        (("solve", "x", "-m", "sim:p=1", "--run-id", "../up"), 2, "run id"),
        (("sovle", "x"), 2, "sovle"),
        (("resume", "nothing"), 2, "no run"),
    ],
)
def test_misuse_is_2_and_says_what_to_do(tmp_path, arguments, code, said):
    done = plangen(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_time_limit_is_7_and_gives_the_best_so_far(tmp_path):
    done = plangen(tmp_path, "solve", "x", "-m", "sim:p=0.5,latency=1", "--timeout", "2.5", "--json")
    assert done.returncode == 7, done.stderr
    result = envelope(done)
    assert (result["status"], result["termination_reason"]) == ("partial", "timeout")
    assert result["candidates"]


def test_a_failure_is_an_envelope_too(tmp_path):
    done = plangen(tmp_path, "solve", "x", "-m", "fake:{}", "--strategy", "nonsense", "--json")
    assert done.returncode == 2
    assert envelope(done)["error"]["code"] == "usage"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_the_best_so_far(tmp_path, number, code):
    command = [sys.executable, "-m", "plangen.cli", "solve", "x", "-m", "sim:p=0.5,latency=0.3", "--json"]
    process = subprocess.Popen(
        [*command, "--strategy", "iterative_decoding:n=2,rounds=50"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in process.stderr:
            if "score" in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == code, err
    result = json.loads(out)
    jsonschema.validate(result, SCHEMA)
    assert (result["status"], result["termination_reason"]) == ("cancelled", "interrupted")
    assert result["plan"]


def test_resume_pays_nothing_twice_and_a_raised_limit_goes_on(tmp_path):
    model = "sim:p=0.001,feedback=0"
    first = plangen(tmp_path, "solve", "x", "-m", model, "--strategy", "best_of_n:n=10", "--max-calls", "7", "--json")
    assert first.returncode == 6
    assert envelope(first)["resume"].startswith("plangen resume")
    second = plangen(tmp_path, "resume", "last", "--max-calls", "100", "--json")
    result = envelope(second)
    assert result["usage"]["calls"] == 21
    assert result["run_id"] == envelope(first)["run_id"]
    assert len(result["candidates"]) == 10
    assert result["run_id"] in plangen(tmp_path, "runs").stdout


def test_verify_checks_a_plan_without_any_model(tmp_path):
    good, wrong, junk = tmp_path / "good.json", tmp_path / "wrong.json", tmp_path / "junk.json"
    good.write_text(GOOD)
    wrong.write_text(WRONG)
    junk.write_text("{")
    done = plangen(tmp_path, "verify", str(TASK), str(good))
    assert (done.returncode, "verified by program" in done.stdout) == (0, True)
    done = plangen(tmp_path, "verify", str(TASK), str(wrong))
    assert done.returncode == 5
    assert "Monday 09:00" in done.stdout
    assert plangen(tmp_path, "verify", str(TASK), str(junk)).returncode == 2
    assert not (tmp_path / "runs").exists()


def test_verify_asks_the_users_own_checker(tmp_path):
    checker, plan = tmp_path / "mine.py", tmp_path / "plan.json"
    checker.write_text("def check(task, plan):\n    return ['not on a Monday']\n")
    plan.write_text(GOOD)
    done = plangen(tmp_path, "verify", str(TASK), str(plan), "--checker", f"{checker}:check")
    assert done.returncode == 5
    assert "not on a Monday" in done.stdout


def test_the_demo_is_certified_offline(tmp_path):
    started = time.monotonic()
    done = plangen(tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    assert "verified by program" in done.stdout
    assert "without any model" in done.stderr
    assert time.monotonic() - started < 60


def test_doctor_names_what_is_there_and_never_a_key(tmp_path):
    done = plangen(tmp_path, "doctor", "--json", OPENAI_API_KEY="sk-canary-0123456789abcdef")
    assert done.returncode in {0, 1}
    assert json.loads(done.stdout)
    assert "OPENAI_API_KEY" in done.stdout
    assert "canary" not in done.stdout + done.stderr


def test_models_lists_the_catalogue(tmp_path):
    listed = plangen(tmp_path, "models", "--json")
    assert "qwen2.5-coder-0.5b" in listed.stdout
    assert json.loads(listed.stdout)


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "plangen.cli", "solve", "x", "-m", "sim:p=1", "--json"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_the_published_schema_is_current():
    """After a change of `Result`: python -m tests.cli.test_commands"""
    assert published() == SCHEMA


def published():
    from plangen.schema import Result

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Result.model_json_schema(mode="serialization")}


if __name__ == "__main__":
    (ROOT / "docs" / "envelope.schema.json").write_text(json.dumps(published(), indent=1) + "\n")
