"""A strategy's tool calls pass the same door: charged, journaled, traced, and answered once."""

from plangen import Limits, Planner
from plangen.models.scripted import ScriptedModel
from plangen.strategies import registry
from plangen.strategies.base import Act
from plangen.tracing.events import ToolCalled, ToolFinished, ToolStarted
from tests.graphs.worlds import MEETING


async def test_what_a_strategy_calls_is_observed_charged_and_kept(monkeypatch, tmp_path):
    made, seen = [], []

    def add(a: int, b: int) -> int:
        made.append((a, b))
        return a + b

    def broken() -> None:
        raise ValueError("no luck")

    def acting(ctx):
        seen.append((yield [Act("add", {"a": 1, "b": 2}), Act("ad"), Act("broken"), Act("add", {"a": 1, "b": 2})]))
        return None

    monkeypatch.setitem(registry._STRATEGIES, "acting", acting)
    events, model = [], ScriptedModel("?")
    for number in range(2):
        planner = Planner(model, strategy="acting", tools=[add, broken], runs=tmp_path, limits=Limits(calls=9))
        result = await planner.plan_async(MEETING, run_id="r", listeners=(events.append,))
        observed = [(item.ok, item.text) for item in seen[number]]
        assert observed == [
            (True, "3"),
            (False, "no tool `ad`; did you mean `add`?"),
            (False, "ValueError: no luck"),
            (True, "3"),
        ]
        assert result.usage.calls == 3 + len(model.calls)
    assert made == [(1, 2), (1, 2)]
    count = {kind: sum(isinstance(event, kind) for event in events) for kind in (ToolStarted, ToolFinished, ToolCalled)}
    assert count == {ToolStarted: 3, ToolFinished: 6, ToolCalled: 8}
