"""A limit on denials and on credentials that are no good: who is refused, for how long, and what is remembered of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.clock import MINUTE, SECOND, FakeClock
from remit.decision.refusals import (
    BURST_MINUTES,
    EVERYBODY,
    MOST_BUCKETS,
    MOST_TALLIES,
    SHARED_FACTOR,
    Refusals,
    network_of,
)
from remit.errors import TooManyRefusalsError
from tests.effort import examples

A_MINUTE = 6
BURST = A_MINUTE * BURST_MINUTES


def refused_after(refusals: Refusals, source: str, part: str = "p", most: int = 10_000) -> int:
    """Count refusals of one until it is refused itself; return how many that took."""
    for taken in range(most):
        try:
            refusals.require("acme", source, part=part)
        except TooManyRefusalsError:
            return taken
        refusals.count("acme", source, part=part)
    return most


def test_a_burst_is_taken_then_the_rate() -> None:
    clock = FakeClock()
    refusals = Refusals(clock, per_minute=A_MINUTE)
    assert refused_after(refusals, "agent:a") == BURST
    with pytest.raises(TooManyRefusalsError) as refused:
        refusals.require("acme", "agent:a", part="p")
    assert refused.value.retry_after is not None
    assert 0 < refused.value.retry_after <= 60 / A_MINUTE
    clock.advance(int(refused.value.retry_after * SECOND) + 1)
    assert refused_after(refusals, "agent:a") == 1
    clock.advance(MINUTE)
    assert refused_after(refusals, "agent:a") == A_MINUTE


def test_nobody_else_is_touched() -> None:
    refusals = Refusals(FakeClock(), per_minute=A_MINUTE)
    assert refused_after(refusals, "agent:a") == BURST
    assert refusals.shut
    refusals.require("acme", "agent:b", part="p")
    refusals.require("globex", "agent:a", part="p")


def test_one_agent_behind_a_gateway_does_not_silence_the_others() -> None:
    refusals = Refusals(FakeClock(), per_minute=A_MINUTE)
    assert refused_after(refusals, "service:gateway", "agent:wild") == BURST
    refusals.require("acme", "service:gateway", part="agent:calm")


def test_a_source_that_changes_its_parts_is_refused_too() -> None:
    refusals = Refusals(FakeClock(), per_minute=A_MINUTE)
    taken = 0
    with pytest.raises(TooManyRefusalsError):
        while True:
            refusals.require("acme", "agent:a", part=f"p{taken}")
            refusals.count("acme", "agent:a", part=f"p{taken}")
            taken += 1
    assert taken == BURST * SHARED_FACTOR


def test_zero_is_no_limit() -> None:
    refusals = Refusals(FakeClock(), per_minute=0)
    assert refused_after(refusals, "agent:a", most=2_000) == 2_000
    assert refusals.buckets == 0


def test_what_was_refused_is_tallied_once() -> None:
    clock = FakeClock()
    refusals = Refusals(clock, per_minute=A_MINUTE)
    refused_after(refusals, "agent:a")
    began = clock.now()
    for _ in range(4):
        clock.advance(SECOND)
        with pytest.raises(TooManyRefusalsError):
            refusals.require("acme", "agent:a", part="p")
    (tally,) = refusals.report()
    assert (tally.tenant, tally.source, tally.part, tally.count) == ("acme", "agent:a", "p", 5)
    assert (tally.first_at, tally.last_at) == (began, began + 4 * SECOND)
    assert refusals.report() == []
    refusals.put_back([tally])
    refusals.tally("acme", "agent:a", part="p")
    (again,) = refusals.report()
    assert (again.count, again.first_at) == (6, began)


def test_a_thousand_addresses_more_than_are_kept_cost_no_more_memory() -> None:
    clock = FakeClock()
    refusals = Refusals(clock, per_minute=A_MINUTE)
    for number in range(MOST_BUCKETS + 1_000):
        refusals.count("", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", part="")
        refusals.tally("", str(number), part="")
    assert refusals.buckets <= MOST_BUCKETS
    tallies = refusals.report()
    assert len(tallies) == MOST_TALLIES + 1
    assert tallies[0].source == EVERYBODY
    assert sum(one.count for one in tallies) == MOST_BUCKETS + 1_000


def test_buckets_that_are_full_again_are_forgotten() -> None:
    clock = FakeClock()
    refusals = Refusals(clock, per_minute=A_MINUTE)
    for number in range(500):
        refusals.count("", str(number), part="x")
    clock.advance(BURST_MINUTES * MINUTE)
    for _ in range(500):
        refusals.count("", "steady", part="x")
    assert refusals.buckets <= 4
    refused_after(refusals, "agent:a")
    clock.advance(BURST_MINUTES * MINUTE)
    refusals.report()
    assert not refusals.shut


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30 * SECOND)), max_size=200))
def test_never_more_than_burst_and_rate(steps: list[tuple[bool, int]]) -> None:
    """However refusals come: within any time, no more are taken than the burst and what that time brings back."""
    clock = FakeClock()
    refusals = Refusals(clock, per_minute=A_MINUTE)
    taken: list[int] = []
    for wants, pause in steps:
        clock.advance(pause if wants else 0)
        for _ in range(1 if wants else BURST):
            try:
                refusals.require("acme", "agent:a", part="p")
            except TooManyRefusalsError:
                break
            refusals.count("acme", "agent:a", part="p")
            taken.append(clock.now())
    for first, at in enumerate(taken):
        span = taken[-1] - at
        assert len(taken) - first <= BURST + span * A_MINUTE // MINUTE + 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
        ("no address" * 50, ("no address" * 50)[:64]),
    ],
)
def test_an_address_stands_for_who_can_have_it(address: str, network: str) -> None:
    assert network_of(address) == network
