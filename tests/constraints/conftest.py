import pytest

from plangen.schema import Plan, Step


@pytest.fixture
def day() -> Plan:
    """Two steps on one day, in minutes: Ana at the Dock 590 to 640, Ana and Ben on the Hill 650 to 700."""
    return Plan(
        unit="minute",
        steps=(
            Step(id="s1", action="meet", start=590, end=640, location="Dock", actors=("Ana",), args={"mood": 1}),
            Step(id="s2", action="walk", start=650, end=700, location="Hill", actors=("Ana", "Ben")),
        ),
    )
