from __future__ import annotations

from pathlib import Path

import pytest

from plangen.errors import ConfigurationError
from plangen.models.prices import context_of, known_names, price_of


def test_a_hosted_model_is_priced_by_the_bundled_table() -> None:
    price = price_of("openai/gpt-4o", hosted=True)
    assert price is not None
    assert price.cost(1_000_000, 0) == pytest.approx(2.5)
    assert price.cost(0, 1_000_000) == pytest.approx(10)
    assert price.cost(1_000_000, 0, 1_000_000) == pytest.approx(1.25)
    assert context_of("openai/gpt-4o") == 128_000


@pytest.mark.parametrize("name", ["openai/none-such", "anthropic/gpt-4o", "gpt-9/x"])
def test_an_unknown_model_has_no_price(name: str) -> None:
    assert price_of(name, hosted=True) is None


def test_a_server_of_ones_own_has_no_listed_price() -> None:
    assert price_of("openai/gpt-4o", hosted=False) is None


def test_the_dearest_tier_counts() -> None:
    price = price_of("gemini/gemini-2.5-pro", hosted=True)
    assert price is not None
    assert price.prompt == pytest.approx(2.5e-6)
    assert price.completion == pytest.approx(15e-6)


def test_the_users_table_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "prices.json"
    path.write_text('{"openai/gpt-4o": {"prompt": 1, "completion": 2}}')
    monkeypatch.setenv("PLANGEN_PRICES", str(path))
    for hosted in (True, False):
        price = price_of("openai/gpt-4o", hosted=hosted)
        assert price is not None
        assert price.cost(1_000_000, 1_000_000) == pytest.approx(3)


@pytest.mark.parametrize(
    "table",
    [
        "none.json",
        "{",
        '{"a": 1}',
        '{"a": {"prompt": 1}}',
        '{"a": {"prompt": -1, "completion": 1}}',
        '{"a": {"prompt": NaN, "completion": 1}}',
    ],
)
def test_a_table_that_does_not_read_is_a_configuration_error(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANGEN_PRICES", table)
    with pytest.raises(ConfigurationError, match="PLANGEN_PRICES"):
        price_of("openai/gpt-4o", hosted=True)


def test_negative_tokens_cost_nothing() -> None:
    price = price_of("openai/gpt-4o", hosted=True)
    assert price is not None
    assert price.cost(-5, -7, -1) == 0


def test_names_are_provider_and_model() -> None:
    names = list(known_names())
    assert len(names) > 1000
    assert all("/" in name for name in names)
