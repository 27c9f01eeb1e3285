"""Options as people write them: lengths of time, amounts, estimates."""

from datetime import UTC, datetime, timedelta

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from remit.cli.invocation import UsageError
from remit.cli.option import amount_of, duration_of, estimate_of, labels_of, money_of, time_of
from remit.cli.rate_limit import window_of
from remit.cli.text import span_text
from remit.client import duration, money, nanos
from remit.client import messages as m


@given(st.integers(1, 10_000_000))
def test_a_length_of_time_reads_back(seconds: int) -> None:
    assert duration_of(span_text(duration(seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("1h30m", 5_400), ("7d", 604_800), ("1w", 604_800), ("0.5s", 0.5)]
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert duration_of(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "5m!", "-5m", "1h 30m"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        duration_of(text)


def test_times_without_zone_are_utc() -> None:
    assert time_of("2026-11-21") == datetime(2026, 11, 21, tzinfo=UTC)
    assert time_of("2026-11-21T04:03:09Z").hour == 4
    with pytest.raises(typer.BadParameter):
        time_of("tomorrow")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100000 tokens", m.Amount(tokens=100_000)),
        ("1_000 token", m.Amount(tokens=1_000)),
        ("100,000tokens", m.Amount(tokens=100_000)),
        ("12.50 USD", m.Amount(money=money("12.50"))),
        ("$12.50", m.Amount(money=money("12.50"))),
        ("12.5 eur", m.Amount(money=money("12.50", "EUR"))),
        ("1,000.5 USD", m.Amount(money=money("1000.5"))),
    ],
)
def test_amounts(text: str, amount: m.Amount) -> None:
    assert amount_of(text, "--limit") == amount


@pytest.mark.parametrize("text", ["", "100", "lots", "-5 USD", "1.0000000001 USD", "5 US", "tokens"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(UsageError, match="--limit"):
        amount_of(text, "--limit")


def test_estimates() -> None:
    def made(names: list[str] | None = None, cost: str = "", count: int | None = None) -> m.Estimate | None:
        return estimate_of(names, input_tokens=None, output_tokens=None, cost=cost, count=count)

    assert made() is None
    assert made(cost="0") == m.Estimate(nothing=m.NoCost())
    assert made(count=0) == m.Estimate(tokens=0)
    one, two = made(["a/b"]), made(["a/b", "c/d"])
    assert one is not None
    assert two is not None
    assert one.model_call.model.model == "b"
    assert [call.model.model for call in two.candidates.calls] == ["b", "d"]


def test_labels() -> None:
    assert labels_of(["a=1", "b=x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}
    with pytest.raises(UsageError):
        labels_of(["=1"])


@given(st.decimals("0.01", "1000000", places=2))
def test_money_is_exact(amount: object) -> None:
    assert nanos(money_of(f"{amount} USD", "--cost")) == nanos(money(str(amount)))


@pytest.mark.parametrize(
    ("text", "limit", "seconds"), [("60/1m", 60, 60), ("60/m", 60, 60), ("1,000/1d", 1_000, 86_400)]
)
def test_windows(text: str, limit: int, seconds: int) -> None:
    window = window_of(text, None)
    assert (window.limit, window.period.seconds) == (limit, seconds)
