from __future__ import annotations

import math
from datetime import UTC, datetime
from random import Random

import pytest

from plangen.errors import (
    AuthenticationError,
    BadReplyError,
    BudgetExhaustedError,
    ConfigurationError,
    ContextOverflowError,
    EmptyReplyError,
    ParseError,
    PlangenError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    RefusalError,
    RequestRefusedError,
    TruncatedReplyError,
    UsageError,
)
from plangen.models.retry import Retry, is_reply_fault, parse_retry_after

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def cut_off() -> TruncatedReplyError:
    error = TruncatedReplyError("no finish reason")
    error.__cause__ = ConnectionError("ended early")
    return error


@pytest.mark.parametrize(
    "error",
    [
        RateLimitError("429"),
        ProviderError("500"),
        ProviderUnreachableError("refused"),
        ProviderTimeoutError("stalled"),
        BadReplyError("html"),
        EmptyReplyError("nothing"),
        cut_off(),
    ],
)
def test_what_may_pass_is_transient(error: PlangenError) -> None:
    assert Retry().is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        AuthenticationError("401"),
        RequestRefusedError("quota"),
        ContextOverflowError("too long"),
        RefusalError("no"),
        TruncatedReplyError("token limit"),
        ParseError("no JSON"),
        ConfigurationError("no key"),
        UsageError("typo"),
        BudgetExhaustedError("calls", "none left"),
    ],
)
def test_F03_what_cannot_pass_is_permanent(error: PlangenError) -> None:
    assert not Retry().is_transient(error)
    assert not Retry().allows(error, 1)


def test_attempts_bound_the_calls() -> None:
    retry = Retry(attempts=3)
    assert [retry.allows(ProviderError("500"), k) for k in (1, 2, 3)] == [True, True, False]


@pytest.mark.parametrize("error", [BadReplyError("html"), EmptyReplyError("nothing"), cut_off()])
def test_F07_F09_a_useless_reply_is_asked_again_once(error: PlangenError) -> None:
    assert is_reply_fault(error)
    assert [Retry().allows(error, k) for k in (1, 2)] == [True, False]


def test_the_time_budget_ends_the_attempts() -> None:
    retry = Retry(budget_seconds=10)
    assert retry.allows(ProviderError("500"), 1, elapsed=9.9)
    assert not retry.allows(ProviderError("500"), 1, elapsed=10)


@pytest.mark.parametrize("attempt", [1, 2, 3, 10, 10_000])
def test_backoff_doubles_to_the_cap_and_is_jittered(attempt: int) -> None:
    retry = Retry(base=0.5, cap=20)
    ceiling = min(20, 0.5 * 2 ** min(attempt - 1, 60))
    drawn = [retry.delay(ProviderError("500"), attempt, Random(seed)) for seed in range(50)]
    assert all(ceiling / 2 <= d <= ceiling for d in drawn)
    assert len(set(drawn)) > 40


@pytest.mark.parametrize(("named", "least"), [(0.0, 0.0), (3.0, 3.0), (59.0, 59.0), (1e9, 60.0)])
def test_F01_retry_after_is_honoured_up_to_its_cap(named: float, least: float) -> None:
    drawn = Retry(base=0.5).delay(RateLimitError("429", retry_after=named), 1, Random(1))
    assert least <= drawn <= least + 0.5


@pytest.mark.parametrize("named", [None, -1.0, math.nan, math.inf])
def test_F01_a_useless_retry_after_falls_back_to_backoff(named: float | None) -> None:
    assert 0.25 <= Retry(base=0.5).delay(RateLimitError("429", retry_after=named), 1, Random(1)) <= 0.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("1e9", 1e9),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Mon, 99 Nov 99999999999999999999 11:00:00 GMT", None),
    ],
)
def test_F01_the_header_in_all_its_forms(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, now=NOW) == seconds
