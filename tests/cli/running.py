"""Runs `plangen` as a user does: a process of its own, with a state folder of its own."""

import os
import subprocess
import sys


def environment(tmp_path, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLANGEN_")}
    return {**kept, "PLANGEN_RUNS": str(tmp_path / "runs"), "XDG_STATE_HOME": str(tmp_path / "state"), **more}


def plangen(tmp_path, *arguments, stdin="", timeout=120, **more):
    return subprocess.run(
        [sys.executable, "-m", "plangen.cli", *arguments],
        env=environment(tmp_path, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=tmp_path,
    )
