"""The arithmetic of rates: never more than the limit, never less than promised, nothing lost by a denial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.clock import MINUTE, SECOND
from remit.errors import InvalidFieldError
from remit.policy.model import RateWindow
from remit.policy.rate_limit import UNUSED, Window, take_all

NOW = 1_790_000_000 * SECOND

windows = st.builds(Window, st.integers(1, 50), st.integers(1, 8))
steps = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), max_size=30)


class Bucket:
    """A leaky bucket as one would draw it: calls drip out, one after the other, each in one interval."""

    def __init__(self, window: Window) -> None:
        """Begin empty."""
        self.window = window
        self.debt = 0
        self.at = 0

    def take(self, now: int, cost: int) -> bool:
        self.debt = max(0, self.debt - (now - self.at))
        self.at = now
        if self.debt + cost * self.window.interval > self.window.reach:
            return False
        self.debt += cost * self.window.interval
        return True


@given(windows, steps)
def test_it_admits_exactly_what_a_leaky_bucket_admits(window: Window, taken: list[tuple[int, int]]) -> None:
    bucket, tat, now = Bucket(window), UNUSED, NOW
    bucket.at = NOW
    for pause, cost in taken:
        now += pause
        take = window.take(tat, now, cost=cost)
        assert take.admitted is bucket.take(now, cost)
        assert take.reset_after == bucket.debt
        assert take.remaining == (window.reach - bucket.debt) // window.interval
        tat = take.tat


@given(windows, steps)
def test_a_denial_changes_nothing_and_tells_when_to_come_again(
    window: Window, taken: list[tuple[int, int]]
) -> None:
    tat, now = UNUSED, NOW
    for pause, cost in taken:
        now += pause
        take = window.take(tat, now, cost=cost)
        if not take.admitted:
            assert take.tat == max(tat, now)
            if cost > window.burst:
                assert take.retry_after is None
            else:
                assert take.retry_after is not None
                assert window.take(take.tat, now + take.retry_after, cost=cost).admitted
                assert not window.take(take.tat, now + take.retry_after - 1, cost=cost).admitted
        else:
            assert take.retry_after == 0
            assert window.take(take.tat, now, cost=take.remaining).admitted
            assert not window.take(take.tat, now, cost=take.remaining + 1).admitted
        tat = take.tat


@given(windows, st.integers(0, 8), st.integers(0, 400))
def test_giving_back_at_once_leaves_the_bucket_as_it_was(window: Window, cost: int, ahead: int) -> None:
    before = window.take(NOW + ahead, NOW, cost=0)
    take = window.take(before.tat, NOW, cost=cost)
    if take.admitted:
        for taken_tat in (None, take.tat):
            given_back = window.give_back(take.tat, NOW, cost=cost, taken_tat=taken_tat)
            assert window.take(given_back, NOW, cost=0) == before


@given(
    windows,
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 3), st.booleans()), max_size=20),
    st.integers(0, 90),
)
def test_giving_back_late_never_lets_more_in_than_if_it_had_not_been_taken(
    window: Window, taken: list[tuple[int, int, bool]], late: int
) -> None:
    tat = without = UNUSED
    now, owed = NOW, []
    for pause, cost, returned in taken:
        now += pause
        take = window.take(tat, now, cost=cost)
        tat = take.tat
        if take.admitted and returned:
            owed.append((cost, take.tat))
        elif take.admitted:
            # Whoever was let in beside the others would have been let in without them.
            other = window.take(without, now, cost=cost)
            assert other.admitted
            without = other.tat
    now += late
    for cost, taken_tat in reversed(owed):
        tat = window.give_back(tat, now, cost=cost, taken_tat=taken_tat)
    assert max(tat, now) >= max(without, now)


@given(st.lists(windows, min_size=1, max_size=4), steps)
def test_several_windows_admit_together_or_not_at_all(
    several: list[Window], taken: list[tuple[int, int]]
) -> None:
    tats = [UNUSED] * len(several)
    now = NOW
    for pause, cost in taken:
        now += pause
        alone = [window.take(tat, now, cost=cost) for tat, window in zip(tats, several, strict=True)]
        admitted, takes = take_all(tats, several, now=now, cost=cost)
        assert admitted is all(take.admitted for take in alone)
        assert [take.admitted for take in takes] == [take.admitted for take in alone]
        if not admitted:
            assert [take.tat for take in takes] == [max(tat, now) for tat in tats]
        tats = [take.tat for take in takes]


@given(st.integers(1, 1_000_000), st.integers(SECOND, 31 * 24 * 60 * MINUTE), st.integers(0, 100))
def test_compiling_never_allows_more_than_the_limit(limit: int, period: int, burst: int) -> None:
    window = Window.compile(RateWindow(limit, period, burst))
    assert window.interval * limit >= period
    assert (window.interval - 1) * limit < period
    assert window.burst == (burst or limit)


def test_a_clock_that_went_back_locks_nobody_out_for_longer_than_the_window() -> None:
    window = Window.compile(RateWindow(10, MINUTE))
    take = window.take(NOW + 24 * 60 * MINUTE, NOW)
    assert not take.admitted
    assert take.retry_after == window.interval
    assert take.reset_after == MINUTE


@pytest.mark.parametrize(
    ("window", "field"),
    [
        (RateWindow(0, SECOND), "limit"),
        (RateWindow(-1, SECOND), "limit"),
        (RateWindow(1_000_001, SECOND), "limit"),
        (RateWindow(1, SECOND - 1), "period"),
        (RateWindow(1, 32 * 24 * 60 * MINUTE), "period"),
        (RateWindow(1, SECOND, -1), "burst"),
        (RateWindow(1, 31 * 24 * 60 * MINUTE, 1_178), "burst"),
    ],
)
def test_windows_out_of_range_are_refused(window: RateWindow, field: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        Window.compile(window)
    assert refused.value.field == field
