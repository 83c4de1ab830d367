"""From a week in plain words to a calendar: see what was understood, correct it, plan, export, read it back."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import vobject

from plangen import Planner, confirm, load_task
from plangen.exports import export
from plangen.trust import explain

planner = Planner(os.environ.get("PLANGEN_MODEL", "local"))
task = planner.read(load_task(Path(__file__).parent / "tasks" / "team_week.txt"))
for constraint, said in zip(task.constraints, explain(task), strict=True):
    print(f"{constraint.id} ({constraint.trust}): {said.sentence}\n    {said.quote!r}")
print("not settled:", *task.uncovered, sep="\n    ")

# "Away on Monday morning" was taken for all of it; Ines is back at half past ten. The rest is right as it is.
back = {"type": "avoid", "select": {"actor": "Ines"}, "intervals": ["2026-03-02 00:00-10:30"]}
task = confirm(task, "all", edit={"not_ines": back}, settle=True)
result = planner.plan(task)
print(f"{result.plan.text if result.plan else 'no plan'}\ncertificate: {result.certificate}")

if result.plan:
    calendar = export(result.plan, "ics", title="Team week", certificate=str(result.certificate))
    Path("team_week.ics").write_text(calendar, newline="")
    events = vobject.readOne(Path("team_week.ics").read_text()).vevent_list
    found = {(event.summary.value, event.dtstart.value, event.dtend.value) for event in events}
    monday = datetime(2026, 3, 2)
    wanted = {
        (step.action, monday + timedelta(minutes=step.start or 0), monday + timedelta(minutes=step.end or 0))
        for step in result.plan.steps
    }
    print("read back:", "identical" if found == wanted else f"differs: {found ^ wanted}")
