"""Plan a typed task: the program checks every constraint, and the certificate says so."""

import os
from pathlib import Path

from plangen import Limits, Planner, load_task

task = load_task(Path(__file__).parent / "tasks" / "team_sync.yaml")
planner = Planner(
    os.environ.get("PLANGEN_MODEL", "local"),
    strategy="sound_loop:rounds=16",
    limits=Limits(calls=40, seconds=600),
)
result = planner.plan(task)

print(result.plan.text if result.plan else "no plan")
print(f"certificate: {result.certificate}")
for constraint in result.constraints:
    print(f"  {constraint.status:<12} {constraint.id} ({constraint.judged_by})")
print(f"{result.usage.calls} calls, {result.usage.prompt_tokens + result.usage.completion_tokens} tokens")
