"""Add a check of your own: any callable that takes task and plan and names what is wrong."""

import os
from pathlib import Path

from plangen import Plan, Planner, Task, load_task


def not_before_lunch(task: Task, plan: Plan) -> list[str]:
    """Messages about what is wrong; an empty list accepts the plan."""
    start = plan.steps[0].start
    return [] if start is not None and start >= 13 * 60 else ["the meeting starts before lunch"]


task = load_task(Path(__file__).parent / "tasks" / "team_sync.yaml")
planner = Planner(
    os.environ.get("PLANGEN_MODEL", "local"),
    strategy="sound_loop:rounds=16",
    checker=not_before_lunch,
)
result = planner.plan(task)

print(result.plan.text if result.plan else "no plan")
print(f"certificate: {result.certificate}")
for constraint in result.constraints:
    if constraint.id == "checker":
        print(f"your checker: {constraint.status}")
