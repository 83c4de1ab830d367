import asyncio
from collections import Counter

import pytest

from plangen.budget import Budget, Charge, Limits
from plangen.errors import (
    BudgetExhaustedError,
    DeadlineError,
    ProviderError,
    ProviderUnreachableError,
    RequestRefusedError,
    TruncatedReplyError,
)
from plangen.journal import Journal
from plangen.models.api import ApiModel
from plangen.models.base import Message, Request
from plangen.models.door import Door
from plangen.models.retry import Retry
from plangen.models.scripted import ScriptedModel
from plangen.tracing import Trace
from tests.fault_server import FaultServer
from tests.graphs.worlds import SlowModel

REQUEST = Request((Message("user", "hello"),), max_tokens=50)
FAST = Retry(base=0.001, cap=0.002)


class Counted:
    """A door with what it charged, journalled and traced."""

    def __init__(self, limits=None, retry=FAST, **options):
        self.events = []
        self.journal = Journal()
        self.budget = Budget(limits or Limits())
        trace = Trace("run", listeners=(self.events.append,))
        self.door = Door(budget=self.budget, journal=self.journal, trace=trace, retry=retry, **options)

    async def ask(self, model, request=REQUEST):
        return await self.door.ask(model, request, role="generation")

    def counts(self):
        return Counter(event.type for event in self.events)


@pytest.fixture
def counted():
    made = []

    def make(*args, **options):
        made.append(Counted(*args, **options))
        return made[-1]

    yield make
    for item in made:
        item.journal.close()


async def test_attempts_are_retried_charged_and_traced_each(counted):
    door = counted()
    model = ScriptedModel([ProviderError("500"), ProviderUnreachableError("reset"), "fine"])
    assert (await door.ask(model)).text == "fine"
    assert door.budget.spent.calls == 3 == (await door.journal.spent()).calls
    assert door.counts() == {"call_started": 3, "call_failed": 2, "call_finished": 1}


async def test_what_is_permanent_is_not_retried(counted):
    door = counted()
    with pytest.raises(RequestRefusedError):
        await door.ask(ScriptedModel([RequestRefusedError("no such model"), "never"]))
    assert door.budget.spent.calls == 1


async def test_a_useless_reply_is_charged_as_generated(counted):
    door = counted()
    with pytest.raises(TruncatedReplyError):
        await door.ask(ScriptedModel([TruncatedReplyError("cut")]))
    assert door.budget.spent.completion_tokens == REQUEST.max_tokens


async def test_the_journal_answers_and_nothing_is_paid(counted):
    door = counted()
    model = ScriptedModel(["once"], cycle=False)
    assert (await door.ask(model)).text == (await door.ask(model)).text == "once"
    assert door.budget.spent.calls == 1
    assert door.counts()["call_replayed"] == 1


async def test_who_waits_for_a_call_that_is_cancelled_makes_it(counted):
    door = counted()
    model = SlowModel(lambda sample: "reply", lambda sample: 0.2)
    first = asyncio.ensure_future(door.ask(model))
    await asyncio.sleep(0.05)
    second = asyncio.ensure_future(door.ask(model))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).text == "reply"
    assert door.counts() == {"call_started": 2, "call_cancelled": 1, "call_finished": 1}
    assert door.budget.spent.calls == 2


async def test_no_call_is_made_after_the_deadline(counted):
    door = counted(Limits(seconds=0.1))
    with pytest.raises(DeadlineError):
        await door.ask(SlowModel(lambda sample: "late", lambda sample: 30))
    with pytest.raises(DeadlineError):
        await door.ask(ScriptedModel(["never"]), Request((Message("user", "other"),)))
    assert door.counts()["call_started"] == 1


async def test_concurrency_is_bounded_for_each_model(counted):
    running, peak = 0, 0

    class Watched(SlowModel):
        async def sample(self, request, *, on_text=None):
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            try:
                return await super().sample(request, on_text=on_text)
            finally:
                running -= 1

    door = counted(concurrency=3)
    model = Watched(lambda sample: "reply", lambda sample: 0.01)
    requests = [Request((Message("user", "hi"),), sample=number) for number in range(12)]
    await asyncio.gather(*(door.ask(model, request) for request in requests))
    assert peak == 3


async def test_server_budget_and_trace_count_the_same_attempts(counted):
    """Conservation, whatever goes wrong on the way: 429, 500, a cut stream, garbage, and a good reply."""
    door = counted()
    script = [{"fault": "429", "retry_after": "0"}, "500", "ok"]
    with FaultServer(script=script, reply="a plan") as server:
        model = ApiModel("openai/test", api_base=server.url, api_key=server.key)
        assert (await door.ask(model)).text == "a plan"
        arrivals, ledger = len(server.arrivals()), len(server.ledger())
    assert arrivals == door.budget.spent.calls == door.counts()["call_started"] == 3
    assert ledger <= arrivals
    assert door.counts()["call_finished"] == 1


async def test_an_unknown_price_stays_unknown(counted):
    door = counted()
    with FaultServer(reply="a plan") as server:
        await door.ask(ApiModel("openai/test", api_base=server.url, api_key=server.key))
    assert door.budget.spent.cost is None
    assert (await door.journal.spent()).cost is None


async def test_the_cap_holds_under_retries(counted):
    door = counted(Limits(calls=2))
    with pytest.raises(BudgetExhaustedError):
        await door.ask(ScriptedModel([ProviderError("500")]))
    assert door.budget.spent == Charge(2, cost=0.0)
