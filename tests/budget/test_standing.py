"""Percent, status and forecast of a counter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Standing
from remit.budget.standing import Status, forecast, remaining, status, threshold_reached, used_percent
from tests.budget.given import bucket


@pytest.mark.parametrize(
    ("spent", "held", "reached", "wanted", "left"),
    [
        (0, 0, (), Status.ACTIVE, 100),
        (49, 0, (), Status.ACTIVE, 51),
        (49, 1, (50,), Status.WARNING, 50),
        (80, 0, (50, 80), Status.WARNING, 20),
        (90, 10, (50, 80), Status.BLOCKED, 0),
        (150, 10, (50, 80), Status.BLOCKED, 0),
    ],
)
def test_equality_reaches_a_threshold(
    spent: int, held: int, reached: tuple[int, ...], wanted: Status, left: int
) -> None:
    day, standing = bucket(100, warn=(50,), downgrade=(80, 50)), Standing(spent, held)
    assert threshold_reached(standing, day) == reached
    assert status(standing, day) is wanted
    assert remaining(standing, day) == left
    assert used_percent(standing, day) == spent + held


def test_a_limit_of_nothing_is_blocked_from_the_start() -> None:
    assert status(Standing(), bucket(0)) is Status.BLOCKED
    assert used_percent(Standing(), bucket(0)) == 100


@pytest.mark.parametrize(
    ("spent", "start", "end", "now", "wanted"),
    [
        (50, 0, 100, 25, 200),
        (50, 0, 100, 100, 50),
        (50, 0, 100, 500, 50),
        (0, 0, 100, 50, 0),
        (50, 0, 100, 0, None),
        (50, 10, 100, 5, None),
        (50, None, None, 25, None),
    ],
)
def test_a_forecast_goes_on_as_it_did(
    spent: int, start: int | None, end: int | None, now: int, wanted: int | None
) -> None:
    assert forecast(spent, now, starts_at=start, ends_at=end) == wanted


@given(st.integers(0, 10**18), st.integers(1, 10**13), st.integers(1, 10**13))
def test_a_forecast_is_never_below_what_is_spent(spent: int, length: int, now: int) -> None:
    found = forecast(spent, now, starts_at=0, ends_at=length)
    assert found is not None
    assert found >= spent
