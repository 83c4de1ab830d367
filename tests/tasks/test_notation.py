import pytest

from plangen.errors import ParseError, TaskFileError, UsageError
from plangen.reading import Clock
from plangen.tasks import load_task
from plangen.tasks.notation import check_in_ticks

CLOCK = Clock("minute")


def read(**check):
    return check_in_ticks(check, CLOCK)


def test_lags_are_lengths():
    found = read(type="transition", lag={"Dock": {"Hill": "20 min", "Mill": 5}}, origin_time="Monday 09:00")
    assert found["lag"] == {"Dock": {"Hill": 20, "Mill": 5}}
    assert found["origin_time"] == 540
    found = read(type="precedence", first={"id": "a"}, then={"id": "b"}, min_lag="10 min", max_lag="1 h")
    assert (found["min_lag"], found["max_lag"]) == (10, 60)


def test_an_interval_is_a_text_or_two_times():
    assert read(type="present", location="Hill", interval="Monday 09:00-10:00")["interval"] == [540, 600]
    assert read(type="present", location="Hill", interval=["Monday 09:00", 600])["interval"] == [540, 600]


def test_bounds_are_times():
    found = read(type="bounds", start="Monday 09:00", end="Tuesday 10:00")
    assert (found["start"], found["end"]) == (540, 2040)


def test_amounts_may_be_fractions_or_clock_texts():
    assert read(type="total", field="duration", max="2 h")["max"] == 120
    assert read(type="total", field="cost", max=12.5)["max"] == 12.5
    assert read(type="minimise", objective="cost", best=12.5)["best"] == 12.5
    assert read(type="minimise", objective="end", best="Monday 10:00")["best"] == 600


def test_checks_inside_checks_are_read_too():
    window = {"type": "window", "latest": "Monday 12:00"}
    found = read(type="implies", when=window, then={"type": "any_of", "checks": [window, {"type": "count", "min": 1}]})
    assert found["when"]["latest"] == 720
    assert found["then"]["checks"][0]["latest"] == 720
    assert found["then"]["checks"][1] == {"type": "count", "min": 1}


def nested(depth):
    check = {"type": "count", "min": 1}
    for _ in range(depth):
        check = {"type": "any_of", "checks": [check]}
    return check


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"type": "transition", "lag": {"Dock": {"Hill": "soon"}}}, "`lag`: `Dock.Hill`"),
        ({"type": "transition", "lag": {"Dock": 20}}, "`lag`: should be a mapping"),
        ({"type": "present", "interval": "Mon-Fri 09:00-10:00"}, "`interval`: should be an interval"),
        ({"type": "present", "interval": [1, 2, 3]}, "`interval`: should be an interval"),
        ({"type": "window", "latest": 9.5}, "`latest`: should be a time"),
        ({"type": "any_of", "checks": [{"type": "window", "latest": "soon"}]}, "`checks.0`: `latest`"),
        ({"type": "any_of", "checks": "all"}, "`checks`: should be a list of checks"),
        ({"type": "implies", "when": 3}, "`when`: should be a check"),
        (nested(6), "nested more than 4 deep"),
        (nested(400), "nested more than 4 deep"),
    ],
)
def test_faults_name_the_field(check, message):
    with pytest.raises(ParseError) as caught:
        check_in_ticks(check, CLOCK)
    assert message in str(caught.value)


def test_an_unknown_family_inside_is_named():
    with pytest.raises(UsageError, match=r"`then`: unknown check `windw`"):
        read(type="implies", when={"type": "count", "min": 1}, then={"type": "windw"})


def test_a_task_file_may_nest_checks_and_their_selectors_are_looked_at(tmp_path):
    file = tmp_path / "task.yaml"
    text = """
text: Ana meets Ben, then Zoe.
plan_format:
  slots:
    - {id: ben, actors: [Ben], within: Monday 09:00-12:00, duration: 30 min}
constraints:
  - check:
      type: implies
      when: {type: count, select: {actor: Ben}, min: 1}
      then: {type: window, select: {actor: NAME}, latest: Monday 10:00}
"""
    file.write_text(text.replace("NAME", "Ben"))
    (constraint,) = load_task(file).constraints
    assert constraint.check["then"]["latest"] == 600
    assert constraint.text.endswith("then every step with Ben ends at Monday 10:00 or earlier")
    file.write_text(text.replace("NAME", "Bem"))
    with pytest.raises(TaskFileError, match="nothing in the plan format matches `every step with Bem`"):
        load_task(file)
