"""What is counted in place is exact, and costs next to nothing."""

import math
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.clock import FakeClock, monotonic
from remit.errors import BackendUnavailableError
from remit.tally import SECONDS, BackendTally, Histogram, TaskTally
from remit.upkeep.lease import Tenure

MOST_MICROSECONDS = 6.0
"""For all that is counted of an Authorize. Measured: 1.0; a busy machine may take some times that."""


@given(st.lists(st.floats(0, 100)))
def test_a_histogram_counts_each_value_once_below_the_first_bound_that_holds_it(values: list[float]) -> None:
    histogram = Histogram()
    for value in values:
        histogram.observe(value)
    for place, bound in enumerate(SECONDS):
        assert sum(histogram.counts[: place + 1]) == sum(value <= bound for value in values)
    assert histogram.count == len(values)
    assert histogram.total == pytest.approx(sum(values))


async def test_a_backend_that_is_away_is_an_error_and_a_refusal_is_none() -> None:
    tally = BackendTally()

    async def fail(error: Exception) -> None:
        raise error

    for error in (BackendUnavailableError("away"), KeyError("mine")):
        with pytest.raises(type(error)):
            await tally.through(fail(error))
    assert (tally.errors, tally.seconds.count) == (1, 2)


async def test_a_task_that_fails_has_not_ended_well() -> None:
    clock = FakeClock()
    tally = TaskTally(clock)

    async def run(done: int) -> int:
        if not done:
            raise ValueError("nothing")
        return done

    tenure = Tenure("task", 1, until=math.inf)
    assert await tally.through(run(3), tenure) == 3
    ended = tally.ended_at
    clock.advance(5)
    with pytest.raises(ValueError, match="nothing"):
        await tally.through(run(0), tenure)
    assert (tally.done, tally.failures, tally.seconds.count, tally.ended_at) == (3, 1, 2, ended)


def test_counting_a_call_costs_little() -> None:
    histogram, errors = Histogram(), BackendTally()
    rounds = 2_000

    def count() -> None:
        for _ in range(6):
            histogram.observe(monotonic() - 1.0)
        errors.errors += 1

    best = min(timeit.repeat(count, number=rounds, repeat=20)) / rounds
    assert best * 1e6 < MOST_MICROSECONDS
