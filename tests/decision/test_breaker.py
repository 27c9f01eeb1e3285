"""The breaker: when it opens, how it probes, that it closes, and that a backend that is away is never stormed."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.decision.breaker import HUNG, LONGEST, PATIENCE, SHORTEST, Breaker, Guarded
from remit.decision.turn import Turn
from remit.errors import BackendUnavailableError

pytestmark = pytest.mark.sqlite  # opens no storage


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Backend:
    """Answers unless it is away."""

    def __init__(self) -> None:
        self.away = False
        self.asked = 0

    async def commit(self, items: Sequence[int]) -> Sequence[int]:
        self.asked += 1
        if self.away:
            raise BackendUnavailableError("away", retry_after=1.0)
        return items


def opened(clock: Seconds, dice: float = 1.0) -> Breaker:
    breaker = Breaker(clock, lambda: dice)
    for _ in range(PATIENCE):
        assert breaker.admits()
        breaker.failed()
    assert breaker.away
    return breaker


def test_it_opens_after_some_failures_in_a_row() -> None:
    breaker = Breaker(Seconds())
    for _ in range(PATIENCE - 1):
        assert not breaker.failed()
    breaker.succeeded()
    for _ in range(PATIENCE - 1):
        assert not breaker.failed()
    assert breaker.admits()
    assert breaker.failed()
    assert not breaker.admits()


def test_a_hung_backend_opens_it_at_once() -> None:
    breaker = Breaker(Seconds())
    assert breaker.failed(hung=True)
    assert not breaker.admits()


def test_one_probe_goes_alone_and_closes_it() -> None:
    clock = Seconds()
    breaker = opened(clock)
    clock.now += SHORTEST
    assert breaker.admits()
    assert not breaker.admits()
    assert breaker.succeeded()
    assert not breaker.away
    assert breaker.admits()
    assert breaker.admits()


def test_a_probe_that_was_cut_off_makes_room_for_the_next() -> None:
    clock = Seconds()
    breaker = opened(clock)
    clock.now += SHORTEST
    assert breaker.admits()
    breaker.unknown()
    assert breaker.admits()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_pauses_grow_up_to_their_bound_and_are_jittered(dice: list[float]) -> None:
    clock = Seconds()
    rolls = iter([0.0] * PATIENCE + dice)
    breaker = Breaker(clock, lambda: next(rolls, 0.5))
    for _ in range(PATIENCE):
        breaker.failed()
    expected = 2 * SHORTEST
    for _ in dice:
        clock.now += LONGEST
        assert breaker.admits()
        breaker.failed()
        shut = clock.now
        while not breaker.admits():
            clock.now += 0.01
        breaker.unknown()
        assert 0.5 * expected - 0.02 <= clock.now - shut <= expected + 0.02
        expected = min(2 * expected, LONGEST)


def test_callers_are_not_told_to_come_back_together() -> None:
    breaker = Breaker(Seconds())
    breaker.failed(hung=True)
    waits = {breaker.retry_after for _ in range(20)}
    assert len(waits) > 10
    assert all(0 < wait <= SHORTEST * 2 for wait in waits)


async def test_a_backend_that_is_away_is_not_stormed() -> None:
    clock, backend = Seconds(), Backend()
    breaker = Breaker(clock, lambda: 1.0)
    turn = Turn(Guarded(backend.commit, breaker, now=clock))
    assert await turn.join(1) == 1
    backend.away = True
    backend.asked = 0
    for number in range(400):
        with pytest.raises(BackendUnavailableError) as refused:
            await turn.join(number)
        assert refused.value.retry_after is not None
        assert refused.value.retry_after > 0
        clock.now += 0.025
    # In ten seconds: those that open it, then probes at 0.25, 0.5, 1 and 2 seconds.
    assert PATIENCE + 3 <= backend.asked <= PATIENCE + 8
    backend.away = False
    clock.now += LONGEST
    assert await turn.join(7) == 7
    assert [await turn.join(item) for item in range(5)] == list(range(5))


async def test_an_error_that_is_the_items_own_is_no_outage() -> None:
    async def picky(items: Sequence[int]) -> Sequence[int]:
        raise ValueError(items)

    breaker = Breaker(Seconds())
    for _ in range(PATIENCE * 2):
        with pytest.raises(ValueError, match="1"):
            await Guarded(picky, breaker)([1])
    assert not breaker.away


async def test_a_call_that_is_cut_off_says_nothing_of_the_backend() -> None:
    async def hang(_: Sequence[int]) -> Sequence[int]:
        await asyncio.Event().wait()
        raise AssertionError

    clock = Seconds()
    breaker = opened(clock)
    clock.now += SHORTEST
    probe = asyncio.ensure_future(Guarded(hang, breaker, now=clock)([1]))
    await asyncio.sleep(0)
    assert not breaker.admits()
    probe.cancel()
    await asyncio.wait([probe])
    assert breaker.admits()


async def test_who_waited_long_for_nothing_spares_the_others() -> None:
    clock = Seconds()

    async def hang(_: Sequence[int]) -> Sequence[int]:
        clock.now += HUNG
        raise BackendUnavailableError("timed out")

    breaker = Breaker(clock)
    with pytest.raises(BackendUnavailableError):
        await Guarded(hang, breaker, now=clock)([1])
    assert breaker.away
