"""The Redis backend keeps the contracts that memory keeps, and computes the same answers."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.clock import SECOND, FakeClock
from remit.decision.pace import KeyedWindow, Lease, LeaseLimit, Pace, PaceAnswer, PaceAsk, pace_key
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.memory import MemoryPace
from remit.volatile.redis import Address, BatchedPace, Link, RedisAnnouncements, RedisPace
from tests.effort import examples
from tests.volatile.conftest import PATIENT
from tests.volatile.contract import AnnouncementsContract, PaceBackend, PaceContract


class RedisBackend(PaceBackend):
    """Redis with a clock that goes on by itself, and that a test moves besides."""

    def __init__(self, link: Link, namespace: str) -> None:
        self.redis = RedisPace(link, namespace=namespace)
        self.pace: Pace = self.redis

    async def advance(self, microseconds: int) -> None:
        self.redis.offset += microseconds


class BatchedBackend(RedisBackend):
    """The same, with calls that share trips."""

    def __init__(self, link: Link, namespace: str) -> None:
        super().__init__(link, namespace)
        self.pace = BatchedPace(self.redis)


class TestRedisPace(PaceContract):
    """Every promise of `Pace`."""

    @pytest.fixture
    def backend(self, link: Link, namespace: str) -> RedisBackend:
        return RedisBackend(link, namespace)


class TestBatchedPace(PaceContract):
    """The same promises when calls share trips."""

    @pytest.fixture
    def backend(self, link: Link, namespace: str) -> BatchedBackend:
        return BatchedBackend(link, namespace)


class TestRedisAnnouncements(AnnouncementsContract):
    """Every promise of `Announcements`, within one server."""

    @pytest_asyncio.fixture
    async def announcements(self, link: Link, namespace: str) -> AsyncIterator[RedisAnnouncements]:
        opened = RedisAnnouncements(link, channel=namespace)
        await opened.open()
        async with asyncio.timeout(PATIENT):
            while not opened.connected:
                await asyncio.sleep(0.001)
        yield opened
        await opened.close()


class TwoServers:
    """What is published by one server and waited for in another."""

    def __init__(self, here: RedisAnnouncements, there: RedisAnnouncements) -> None:
        self.position = there.position
        self.wait = there.wait
        self.there = there
        self.here = here
        self.sent = itertools.count()

    async def publish(self, topics: list[str]) -> None:
        """Publish, and return when the other server has heard it: how long that takes is not the question here."""
        mark = f"mark-{next(self.sent)}"
        seen = self.there.position(mark)
        await self.here.publish([*topics, mark])
        async with asyncio.timeout(PATIENT):
            assert await self.there.wait(mark, seen, within=PATIENT) > seen


class TestAnnouncementsBetweenServers(AnnouncementsContract):
    """Every promise of `Announcements` from one server to another."""

    @pytest_asyncio.fixture
    async def announcements(self, link: Link, redis_url: str, namespace: str) -> AsyncIterator[TwoServers]:
        other = Link(Address.parse(redis_url), timeout=PATIENT)
        ears = [RedisAnnouncements(one, channel=namespace) for one in (link, other)]
        for one in ears:
            await one.open()
        async with asyncio.timeout(PATIENT):
            while not all(one.connected for one in ears):
                await asyncio.sleep(0.001)
        yield TwoServers(*ears)
        for one in ears:
            await one.close()
        await other.close()


WINDOWS = [
    Window.compile(RateWindow(limit=limit, period=period * SECOND, burst=burst))
    for limit, period, burst in [(2, 1, 0), (3, 60, 0), (1, 31 * 86_400, 1_177), (1_000_000, 1, 3), (7, 3, 2)]
]
keys = st.sampled_from(["a", "b", "c"])
windows = st.dictionaries(keys, st.sampled_from(WINDOWS), max_size=3)
limits = st.dictionaries(keys, st.integers(1, 2), max_size=2)
ids = st.sampled_from(["one", "two", "three"])
ttls = st.sampled_from([1, SECOND, 2 * SECOND, 4 * SECOND])
asks = st.builds(
    lambda windows, cost, limits, lease, ttl: PaceAsk(
        "acme",
        tuple(KeyedWindow(pace_key("acme", "rate", key), window) for key, window in windows.items()),
        cost=cost,
        leases=tuple(LeaseLimit(pace_key("acme", "lease", key), limit) for key, limit in limits.items()),
        lease_id=lease if limits else "",
        lease_ttl=ttl if limits else 0,
    ),
    windows,
    st.integers(1, 4),
    limits,
    ids,
    ttls,
)
steps = st.one_of(
    st.tuples(st.just("take"), st.lists(asks, max_size=4)),
    st.tuples(st.just("give back"), st.integers(0, 5)),
    st.tuples(st.just("release"), st.lists(ids, min_size=1, max_size=3, unique=True)),
    st.tuples(st.just("extend"), st.tuples(ids, ttls)),
    st.tuples(st.just("pass"), st.sampled_from([1, SECOND // 2, SECOND, 3 * SECOND])),
)


class Twins:
    """Memory and Redis side by side: memory's clock is put to the instant at which Redis decided."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.clock = FakeClock(0)
        self.memory = MemoryPace(self.clock)
        self.redis = RedisPace(link, namespace=f"twins-{secrets.token_hex(6)}:")
        self.admitted: list[PaceAsk] = []

    def meet(self) -> None:
        self.clock.advance(self.link.instant - self.clock.now())

    async def step(self, what: str, how: object) -> tuple[list[PaceAnswer], list[PaceAnswer]]:
        if what == "pass":
            assert isinstance(how, int)
            self.redis.offset += how
            return [], []
        if what == "take":
            assert isinstance(how, list)
            theirs = await self.redis.take(how)
            self.meet()
            self.admitted += [ask for ask, one in zip(how, theirs, strict=True) if one.admitted]
            return await self.memory.take(how), theirs
        if what == "give back":
            assert isinstance(how, int)
            undone, self.admitted = self.admitted[:how], self.admitted[how:]
            await self.redis.give_back(undone)
            self.meet()
            await self.memory.give_back(undone)
        elif what == "release":
            assert isinstance(how, list)
            await self.redis.release([Lease("acme", one) for one in how])
            await self.memory.release([Lease("acme", one) for one in how])
        else:
            assert isinstance(how, tuple)
            await self.redis.extend([Lease("acme", how[0])], how[1])
            self.meet()
            await self.memory.extend([Lease("acme", how[0])], how[1])
        return [], []


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, max_size=25))
def test_memory_and_redis_give_the_same_answers(redis_url: str, story: list[tuple[str, object]]) -> None:
    async def tell() -> None:
        link = Link(Address.parse(redis_url), timeout=PATIENT)
        try:
            twins = Twins(link)
            for what, how in story:
                ours, theirs = await twins.step(what, how)
                assert theirs == ours
        finally:
            await link.close()

    asyncio.run(tell())
