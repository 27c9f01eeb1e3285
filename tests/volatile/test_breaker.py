"""The breaker: when it opens, how often it probes, and that it closes again."""

from hypothesis import given
from hypothesis import strategies as st

from remit.volatile.breaker import LONGEST, PATIENCE, SHORTEST, Breaker


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Time]:
    time = Time()
    breaker = Breaker(time)
    assert breaker.failed(hung=True)
    return breaker, time


def test_failures_in_a_row_open_it_and_single_ones_do_not() -> None:
    breaker = Breaker(Time())
    for _ in range(10):
        for _ in range(PATIENCE - 1):
            assert not breaker.failed()
        assert not breaker.succeeded()
    told = [breaker.failed() for _ in range(PATIENCE + 2)]
    assert told == [False] * (PATIENCE - 1) + [True, False, False]
    assert breaker.away
    assert not breaker.admits()


def test_one_that_hangs_opens_it_at_once() -> None:
    breaker, _ = opened()
    assert not breaker.admits()
    assert 0 < breaker.retry_after <= 2 * SHORTEST


def test_after_a_pause_one_probe_goes_alone_and_its_success_lets_all_through() -> None:
    breaker, time = opened()
    time.now += SHORTEST
    assert [breaker.admits() for _ in range(5)] == [True, False, False, False, False]
    assert breaker.succeeded()
    assert all(breaker.admits() for _ in range(5))


def test_those_who_left_before_it_opened_do_not_keep_it_open_longer() -> None:
    breaker, time = opened()
    for _ in range(20):
        assert not breaker.failed(hung=True)
    time.now += SHORTEST
    assert breaker.admits()


def test_a_probe_that_was_given_up_leaves_room_for_the_next() -> None:
    breaker, time = opened()
    time.now += SHORTEST
    assert breaker.admits()
    breaker.unknown()
    assert breaker.admits()
    assert not breaker.admits()


@given(st.integers(1, 40))
def test_pauses_grow_to_a_limit(probes: int) -> None:
    breaker, time = opened()
    for _ in range(probes):
        time.now += LONGEST
        assert breaker.admits()
        assert not breaker.failed()
        assert not breaker.admits()
        assert breaker.retry_after <= LONGEST + SHORTEST
