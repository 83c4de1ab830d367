import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.budget import Budget, Charge, Limits
from plangen.errors import BudgetExhaustedError, ConfigurationError, UsageError


async def test_calls_are_counted_before_dispatch_and_the_cap_is_exact():
    budget = Budget(Limits(calls=3))
    for _ in range(3):
        await budget.reserve(Charge(1))
    with pytest.raises(BudgetExhaustedError) as caught:
        await budget.reserve(Charge(1))
    assert caught.value.resource == "calls"
    assert caught.value.exit_code == 6
    assert "--max-calls" in str(caught.value)


async def test_a_call_waits_for_tokens_that_calls_in_flight_may_give_back():
    budget = Budget(Limits(tokens=100))
    first = await budget.reserve(Charge(1, 20, 60))
    second = asyncio.ensure_future(budget.reserve(Charge(1, 20, 60)))
    await asyncio.sleep(0)
    assert not second.done()
    first.settle(Charge(1, 10, 5))
    await asyncio.wait_for(second, 1)
    assert budget.spent.tokens == 15


async def test_tokens_that_can_never_fit_are_refused_at_once():
    budget = Budget(Limits(tokens=100))
    await budget.reserve(Charge(1, 10, 10))
    with pytest.raises(BudgetExhaustedError) as caught:
        await budget.reserve(Charge(1, 90, 20))
    assert caught.value.resource == "tokens"


async def test_an_unknown_price_is_refused_under_a_money_cap_and_never_counts_as_zero():
    with pytest.raises(ConfigurationError):
        await Budget(Limits(cost=1.0)).reserve(Charge(1, cost=None))
    budget = Budget(Limits(calls=5))
    (await budget.reserve(Charge(1, cost=None))).settle(Charge(1, cost=None))
    (await budget.reserve(Charge(1, cost=0.5))).settle(Charge(1, cost=0.5))
    assert budget.spent.cost is None


async def test_the_held_slice_serves_only_who_may_use_it():
    budget = Budget(Limits(calls=2))
    budget.hold(1)
    await budget.reserve(Charge(1))
    with pytest.raises(BudgetExhaustedError):
        await budget.reserve(Charge(1))
    await budget.reserve(Charge(1), held=True)


async def test_a_warning_comes_once_at_four_fifths():
    warnings = []
    budget = Budget(Limits(calls=5), on_warning=lambda *warning: warnings.append(warning))
    for _ in range(5):
        (await budget.reserve(Charge(1))).settle(Charge(1))
    assert warnings == [("calls", 0.8)]


@pytest.mark.parametrize("limits", [{"calls": 0}, {"tokens": -1}, {"cost": float("nan")}])
def test_limits_that_are_no_limits_are_refused(limits):
    with pytest.raises(UsageError):
        Limits(**limits)


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50), st.floats(0, 1)), min_size=1, max_size=30),
    st.integers(1, 400),
)
def test_spend_never_passes_the_cap_whatever_the_branches_do(calls, cap):
    async def run():
        budget = Budget(Limits(tokens=cap))

        async def branch(prompt, completion, share):
            try:
                reservation = await budget.reserve(Charge(1, prompt, completion))
            except BudgetExhaustedError:
                return
            await asyncio.sleep(0)
            reservation.settle(Charge(1, prompt, int(completion * share)))
            assert budget.spent.tokens <= cap

        await asyncio.gather(*(branch(*call) for call in calls))
        return budget

    assert asyncio.run(run()).spent.tokens <= cap
