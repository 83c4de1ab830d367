"""Small tasks that the tests of the graph plan, and a model whose replies take their time."""

import asyncio
from collections.abc import Callable

from plangen.models.base import Capabilities, Completion, OnText, Request, Usage
from plangen.schema import Constraint, PlanFormat, Slot, Task

PROSE = Task(text="Plan a day in Riga with two museums.")

HALF_HOURS = [f"Monday {hour:02d}:{minute:02d}" for hour in range(9, 17) for minute in (0, 30)]

MEETING = Task(
    id="meeting",
    text="Ada and Bo meet for half an hour on Monday between 9:00 and 17:00. Ada is busy from 9:00 to 16:00.",
    constraints=(
        Constraint(
            id="ada",
            text="Ada is busy on Monday from 9:00 to 16:00",
            quote="Ada is busy from 9:00 to 16:00",
            span=(72, 102),
            trust="confirmed",
            check={"type": "avoid", "intervals": [[540, 960]]},
        ),
    ),
    plan_format=PlanFormat(
        slots=(Slot(id="meeting", actors=("Ada", "Bo"), within=((540, 1020),), duration=(30, 30), every=30),)
    ),
)


BUSY = MEETING.model_copy(
    update={
        "constraints": (
            MEETING.constraints[0].model_copy(update={"check": {"type": "avoid", "intervals": [[540, 1020]]}}),
        )
    }
)


def reply(start: str) -> str:
    """What a model says that puts the meeting at `start`."""
    return f'{{"steps": [{{"id": "meeting", "start": "{start}"}}]}}'


class SlowModel:
    """Replies with `reply(sample)` after `seconds(sample)`."""

    name = "fake:slow"
    capabilities = Capabilities()

    def __init__(self, reply: Callable[[int], str], seconds: Callable[[int], float]) -> None:
        self._reply = reply
        self._seconds = seconds

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        await asyncio.sleep(self._seconds(request.sample))
        return Completion(self._reply(request.sample), "stop", Usage(10, 10), 0.0)
