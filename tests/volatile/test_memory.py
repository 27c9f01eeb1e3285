"""The memory backend: the contracts, and that it forgets what is idle."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.clock import HOUR, SECOND, FakeClock
from remit.decision.pace import KeyedWindow, Lease, LeaseLimit, PaceAsk, pace_key
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.memory import MemoryAnnouncements, MemoryPace
from tests.effort import examples
from tests.volatile.contract import AnnouncementsContract, PaceBackend, PaceContract

SECONDLY = Window.compile(RateWindow(limit=1, period=SECOND))
HOURLY = Window.compile(RateWindow(limit=5, period=HOUR))


class MemoryBackend(PaceBackend):
    """Memory with a clock that stands still."""

    def __init__(self) -> None:
        """Begin with nothing held."""
        self.clock = FakeClock()
        self.pace: MemoryPace = MemoryPace(self.clock)

    async def advance(self, microseconds: int) -> None:
        self.clock.advance(microseconds)


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def announcements() -> MemoryAnnouncements:
    return MemoryAnnouncements()


class TestMemoryPace(PaceContract):
    """Every promise of `Pace`."""


class TestMemoryAnnouncements(AnnouncementsContract):
    """Every promise of `Announcements`."""


class TestForgetfulMemoryAnnouncements(AnnouncementsContract):
    """The same promises when hardly any topic is remembered."""

    @pytest.fixture
    def announcements(self) -> MemoryAnnouncements:
        return MemoryAnnouncements(most_topics=1)


def rate(key: str, window: Window = SECONDLY) -> PaceAsk:
    return PaceAsk(tenant="acme", windows=(KeyedWindow(pace_key("acme", key), window),))


def lease(lease_id: str, ttl: int = 10 * SECOND) -> PaceAsk:
    limits = (LeaseLimit(pace_key("acme", "set"), 1_000_000),)
    return PaceAsk(tenant="acme", leases=limits, lease_id=lease_id, lease_ttl=ttl)


async def test_memory_stays_near_what_is_in_use(backend: MemoryBackend) -> None:
    await backend.pace.take([rate(f"lasting-{n}", HOURLY) for n in range(500)])
    most = 0
    for second in range(40):
        await backend.pace.take([rate(f"{second}-{n}") for n in range(1_000)])
        most = max(most, backend.pace.buckets)
        await backend.advance(SECOND)
    assert most < 4_000
    # What is not full is kept, however often the hand came by.
    answer = await backend.take(rate("lasting-0", HOURLY))
    assert answer.rates[0].remaining == 3


async def test_leases_leave_nothing_behind(backend: MemoryBackend) -> None:
    for n in range(2_000):
        await backend.pace.take([lease(f"r-{n}", ttl=HOUR), lease(f"x-{n}", ttl=SECOND)])
        await backend.pace.extend([Lease("acme", f"r-{n}")], 2 * HOUR)
        await backend.pace.release([Lease("acme", f"r-{n}")])
        await backend.pace.extend([Lease("acme", f"r-{n}")], 2 * HOUR)
        await backend.advance(SECOND)
    await backend.pace.take([])
    assert backend.pace.leases == 0
    table = backend.pace._leases
    assert len(table._expiries) <= 64 + 1
    assert not table._sets


async def test_waiters_leave_nothing_behind(announcements: MemoryAnnouncements) -> None:
    waits = [asyncio.create_task(announcements.wait(f"t{n % 7}", 0, within=5)) for n in range(100)]
    await asyncio.sleep(0.01)
    assert announcements.waiting == 100
    waits[0].cancel()
    await announcements.publish([f"t{n}" for n in range(7)])
    await asyncio.gather(*waits, return_exceptions=True)
    await announcements.wait("t0", announcements.position("t0"), within=0.001)
    assert announcements.waiting == 0


async def test_a_forgotten_topic_still_wakes_who_read_before() -> None:
    announcements = MemoryAnnouncements(most_topics=2)
    seen = announcements.position("run_1")
    await announcements.publish(["run_1"])
    await announcements.publish([f"run_{n}" for n in range(2, 10)])
    assert await announcements.wait("run_1", seen, within=0) > seen


asks = st.tuples(
    st.sampled_from(["take", "give back", "advance"]),
    st.integers(1, 4),
    st.sets(st.sampled_from("abc"), min_size=1),
    st.integers(0, 2 * SECOND),
)


@settings(max_examples=examples(200))
@given(st.lists(asks, max_size=40), st.integers(1, 5), st.integers(1, 5))
def test_no_window_ever_admits_more_than_burst_and_rate(
    steps: list[tuple[str, int, set[str], int]], limit: int, burst: int
) -> None:
    window = Window.compile(RateWindow(limit=limit, period=SECOND, burst=burst))
    asyncio.run(never_too_many(steps, window))


async def never_too_many(steps: list[tuple[str, int, set[str], int]], window: Window) -> None:
    backend = MemoryBackend()
    began = backend.clock.now()
    counted = dict.fromkeys("abc", 0)
    undoable: list[PaceAsk] = []
    for what, cost, keys, time in steps:
        keyed = tuple(KeyedWindow(pace_key("acme", key), window) for key in sorted(keys))
        ask = PaceAsk(tenant="acme", windows=keyed, cost=cost)
        if what == "advance":
            await backend.advance(time)
            # Giving back is for the decision under way, which no time passes in.
            undoable.clear()
        elif what == "give back" and undoable:
            ask = undoable.pop()
            await backend.pace.give_back([ask])
            for one in ask.windows:
                counted[one.key[-1]] -= ask.cost
        elif (await backend.take(ask)).admitted:
            undoable.append(ask)
            for key in keys:
                counted[key] += cost
        most = window.burst + (backend.clock.now() - began) // window.interval
        assert max(counted.values()) <= most
