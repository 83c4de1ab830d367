"""Generated busy times in random notations are read exactly or not at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from .typed import blocked, formal

QUARTERS = st.integers(min_value=7 * 4, max_value=20 * 4)
RANGES = ("from {a} to {b}", "between {a} and {b}", "{a}-{b}", "{a} – {b}", "from {a} until {b}")
SENTENCES = (
    "Ada is busy {times}.",
    "Ada has meetings {times}.",
    "Ada cannot meet {times}.",
    "Ada is not available {times}.",
    "Unfortunately, Ada is booked {times}.",
)


def written(quarter: int, notation: str) -> str:
    hour, minute = quarter // 4, quarter % 4 * 15
    if notation == "24":
        return f"{hour:02}:{minute:02}"
    if notation == "12":
        return f"{(hour - 1) % 12 + 1}:{minute:02} {'am' if hour < 12 else 'pm'}"
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''}{'am' if hour < 12 else 'pm'}"


@st.composite
def calendars(draw) -> tuple[str, list[tuple[str, str]]]:
    ticks = sorted(draw(st.lists(QUARTERS, min_size=2, max_size=6, unique=True)))
    pairs = list(zip(ticks[::2], ticks[1::2], strict=False))
    notation = draw(st.sampled_from(("24", "12", "short")))
    form = draw(st.sampled_from(RANGES))
    times = [form.format(a=written(a, notation), b=written(b, notation)) for a, b in pairs]
    joined = times[0] if len(times) == 1 else ", ".join(times[:-1]) + draw(st.sampled_from((" and ", ", "))) + times[-1]
    return draw(st.sampled_from(SENTENCES)).format(times=joined), [
        (written(a, "24"), written(b, "24")) for a, b in pairs
    ]


@settings(max_examples=80, deadline=None)
@given(calendars())
def test_busy_times_are_these_or_unread(case):
    said, times = case
    found = formal(f"Plan a meeting with Ada on Monday for 15 minutes. {said}")
    assert found.unread or blocked(found, actor="Ada") == times
