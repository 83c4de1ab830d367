import pytest

from plangen.errors import TaskFileError
from plangen.tasks import load_task, natural_plan_task


@pytest.mark.parametrize("kind", ["calendar_scheduling", "meeting_planning", "trip_planning"])
def test_every_row_is_read_and_every_quote_stands_in_its_text(calendar, kind):
    path = calendar.with_name(f"{kind}.jsonl")
    for number in range(len(path.read_text().splitlines())):
        task = load_task(path, row=number)
        assert task.id.startswith(kind)
        assert "SOLUTION" not in task.text
        for constraint in task.constraints:
            assert task.text[slice(*constraint.span)] == constraint.quote
            assert constraint.trust == "confirmed"


def test_a_prompt_of_no_known_opening_is_refused():
    with pytest.raises(TaskFileError, match="like no task of NATURAL PLAN"):
        natural_plan_task({"prompt": "You plan to climb 3 hills."})
    with pytest.raises(TaskFileError, match="not a text"):
        natural_plan_task({"prompt": 3})
