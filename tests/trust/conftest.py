import pytest

from plangen.reading import locate
from plangen.schema import Constraint, PlanFormat, Slot, Task

MEETING = (
    "Ana, Ben and Cleo meet for 45 minutes on Tuesday between 9:00 and 17:00.\n"
    "Ana is busy on Tuesday from 9:00 to 10:30 and from 13:00 to 14:00.\n"
    "Ben cannot come on Tuesday before 11:00.\n"
    "The meeting has to be over by 16:00.\n"
)
TUESDAY = 24 * 60
VISITS = (
    "I start at the Dock on Monday at 9:00. It takes 20 minutes from the Dock to the Hill, 15 from the Hill to the Mill"
    " and 30 from the Dock to the Mill, each way.\n"
    "Stay at the Hill for at least 40 minutes.\n"
    "The Mill is open from 10:00 to 12:00.\n"
    "See the Hill before the Mill.\n"
)


def constraint(text, name, quote, check, **more):
    return Constraint(id=name, text=quote, quote=quote, span=locate(text, quote), check=check, origin="llm", **more)


_AS_IT_IS = {"type": "as it is"}


def changed(task, name, check=_AS_IT_IS, **more):
    """The task with another check, or other fields, of one constraint."""
    update = more if check is _AS_IT_IS else {"check": check, **more}
    constraints = tuple(one.model_copy(update=update) if one.id == name else one for one in task.constraints)
    return task.model_copy(update={"constraints": constraints})


def dropped(task, name):
    return task.model_copy(update={"constraints": tuple(one for one in task.constraints if one.id != name)})


@pytest.fixture
def meeting() -> Task:
    """One step with three people on a Tuesday, in minutes."""
    slot = Slot(
        id="meeting",
        action="meet",
        actors=("Ana", "Ben", "Cleo"),
        within=((TUESDAY, 2 * TUESDAY),),
        duration=(1, TUESDAY),
    )

    def on(hour, minute=0):
        return TUESDAY + 60 * hour + minute

    busy = [[on(9), on(10, 30)], [on(13), on(14)]]
    constraints = (
        constraint(MEETING, "length", "45 minutes", {"type": "duration", "min": 45, "max": 45}),
        constraint(
            MEETING,
            "hours",
            "on Tuesday between 9:00 and 17:00",
            {"type": "window", "earliest": on(9), "latest": on(17)},
        ),
        constraint(
            MEETING,
            "ana",
            "Ana is busy on Tuesday from 9:00 to 10:30 and from 13:00 to 14:00",
            {"type": "avoid", "select": {"actor": "Ana"}, "intervals": busy},
        ),
        constraint(
            MEETING,
            "ben",
            "Ben cannot come on Tuesday before 11:00",
            {"type": "window", "select": {"actor": "Ben"}, "earliest": on(11)},
        ),
        constraint(MEETING, "over", "The meeting has to be over by 16:00", {"type": "window", "latest": on(16)}),
    )
    return Task(text=MEETING, constraints=constraints, plan_format=PlanFormat(slots=(slot,)))


@pytest.fixture
def visits() -> Task:
    """Two places in one day, with ways between them."""
    slots = tuple(
        Slot(id=name.lower(), action="visit", location=name, within=((0, TUESDAY),), duration=(1, TUESDAY))
        for name in ("Hill", "Mill")
    )
    lag = {"Dock": {"Hill": 20, "Mill": 30}, "Hill": {"Dock": 20, "Mill": 15}, "Mill": {"Dock": 30, "Hill": 15}}
    ways = (
        "I start at the Dock on Monday at 9:00. It takes 20 minutes from the Dock to the Hill, 15 from the Hill to the "
        "Mill and 30 from the Dock to the Mill, each way"
    )
    constraints = (
        constraint(VISITS, "ways", ways, {"type": "transition", "lag": lag, "origin": "Dock", "origin_time": 540}),
        constraint(
            VISITS,
            "hill",
            "Stay at the Hill for at least 40 minutes",
            {"type": "duration", "select": {"location": "Hill"}, "min": 40},
        ),
        constraint(
            VISITS,
            "mill",
            "The Mill is open from 10:00 to 12:00",
            {"type": "window", "select": {"location": "Mill"}, "earliest": 600, "latest": 720},
        ),
        constraint(
            VISITS,
            "order",
            "See the Hill before the Mill",
            {"type": "precedence", "first": {"location": "Hill"}, "then": {"location": "Mill"}},
        ),
    )
    return Task(text=VISITS, constraints=constraints, plan_format=PlanFormat(slots=slots))


TRIP = "We stay 3 days in Riga, 4 days in Porto and 5 days in Bern."


@pytest.fixture
def trip() -> Task:
    """Three stays in a plan of days, n days of length n - 1."""
    slots = tuple(
        Slot(id=name.lower(), action="stay", location=name, within=((1, 10),), duration=(0, 9))
        for name in ("Riga", "Porto", "Bern")
    )
    constraints = tuple(
        constraint(
            TRIP,
            name.lower(),
            f"{days} days in {name}",
            {"type": "duration", "select": {"location": name}, "min": days - 1, "max": days - 1},
        )
        for name, days in (("Riga", 3), ("Porto", 4), ("Bern", 5))
    )
    return Task(text=TRIP, constraints=constraints, plan_format=PlanFormat(unit="day", slots=slots))
