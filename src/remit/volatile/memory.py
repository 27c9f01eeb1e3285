"""Rates, leases and wake-ups for one process. Holds nothing that must last or that grows for ever."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from remit.clock import Clock
from remit.decision.pace import CONCURRENCY, RATE, KeyedWindow, Lease, PaceAnswer, PaceAsk, RateStanding
from remit.policy.rate_limit import UNUSED, Take, take_all
from remit.volatile.leases import LeaseTable

MOST_TOPICS: Final = 10_000
"""Topics whose position is kept, about 200 bytes each; those announced longest ago are forgotten, safely."""

EXAMINED_AT_ONCE: Final = 2
"""Buckets that the hand looks at for each window taken: more than are added, so it always comes round."""


class MemoryPace:
    """Implements `Pace` for one process; all calls come from the one thread of the event loop.

    No method awaits inside, so each batch is one step for everybody else.

    A bucket that is full again is the same as none. A hand goes round and drops such, a few with each ask:
    there is no sweep that would make a call wait.
    """

    __slots__ = ("_buckets", "_clock", "_leases")

    def __init__(self, clock: Clock) -> None:
        """Take the time from `clock`."""
        self._clock = clock
        # Theoretical arrival times: the instants at which the buckets are full, in microseconds.
        self._buckets: OrderedDict[str, int] = OrderedDict()
        self._leases = LeaseTable()

    async def take(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer]:
        """Answer each ask in order: all of it or nothing; each sees those before."""
        now = self._clock.now()
        self._leases.drop_expired(now)
        return [self._take(ask, now) for ask in batch]

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        """Undo asks that were admitted: put their tokens back and free their leases."""
        now = self._clock.now()
        for ask in batch:
            for keyed in ask.windows:
                self._refill(keyed, now, cost=ask.cost)
            self._leases.free(ask.lease_id)

    async def release(self, leases: Sequence[Lease]) -> None:
        """Free leases; one that is not held is no error."""
        for lease in leases:
            self._leases.free(lease.id)

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        """Hold leases for at least `ttl` microseconds from now; one that has expired stays free."""
        now = self._clock.now()
        self._leases.drop_expired(now)
        for lease in leases:
            self._leases.extend(lease.id, now + ttl)

    @property
    def buckets(self) -> int:
        """How many buckets are kept, for metrics."""
        return len(self._buckets)

    @property
    def leases(self) -> int:
        """How many leases are kept, for metrics."""
        return len(self._leases)

    def _take(self, ask: PaceAsk, now: int) -> PaceAnswer:
        self._drop_full(now, EXAMINED_AT_ONCE * len(ask.windows))
        admitted, takes = self._measure(ask, now, cost=ask.cost)
        if not admitted:
            return _denied_by_rate(ask, takes)
        for lease in ask.leases:
            if not self._leases.has_room(lease.key, ask.lease_id, limit=lease.limit):
                _, standing = self._measure(ask, now, cost=0)
                rates = _standings(ask.windows, standing)
                return PaceAnswer(admitted=False, rates=rates, denied_by=CONCURRENCY, denied_key=lease.key)
        for keyed, one in zip(ask.windows, takes, strict=True):
            self._buckets[keyed.key] = one.tat
        if ask.leases:
            keys = tuple(lease.key for lease in ask.leases)
            self._leases.hold(ask.lease_id, keys, until=now + ask.lease_ttl)
        return PaceAnswer(admitted=True, rates=_standings(ask.windows, takes))

    def _measure(self, ask: PaceAsk, now: int, *, cost: int) -> tuple[bool, tuple[Take, ...]]:
        tats = [self._buckets.get(keyed.key, UNUSED) for keyed in ask.windows]
        return take_all(tats, [keyed.window for keyed in ask.windows], now=now, cost=cost)

    def _refill(self, keyed: KeyedWindow, now: int, *, cost: int) -> None:
        tat = self._buckets.get(keyed.key)
        if tat is not None:
            self._buckets[keyed.key] = keyed.window.give_back(tat, now, cost=cost)

    def _drop_full(self, now: int, steps: int) -> None:
        for _ in range(min(steps, len(self._buckets))):
            key = next(iter(self._buckets))
            if self._buckets[key] <= now:
                del self._buckets[key]
            else:
                self._buckets.move_to_end(key)


class MemoryAnnouncements:
    """Implements `Announcements` for one process; all calls come from the one thread of the event loop.

    A position is the number of an announcement, counted over all topics, so it only grows. That is why a
    topic can be forgotten: it stands from then on at the newest position that was forgotten, which at worst
    wakes a waiter for nothing and never lets one sleep through.
    """

    __slots__ = ("_forgotten", "_last", "_most_topics", "_positions", "_waiters")

    def __init__(self, most_topics: int = MOST_TOPICS) -> None:
        """Keep the positions of at most `most_topics` topics."""
        self._most_topics = most_topics
        self._last = 0
        self._forgotten = 0
        self._positions: OrderedDict[str, int] = OrderedDict()
        self._waiters: dict[str, set[asyncio.Future[None]]] = {}

    async def publish(self, topics: Iterable[str]) -> None:
        """Wake whoever waits for one of these topics."""
        for topic in topics:
            self._last += 1
            self._positions[topic] = self._last
            self._positions.move_to_end(topic)
            for waiter in self._waiters.pop(topic, ()):
                _wake(waiter)
        self._forget_oldest()

    def wake_everyone(self) -> None:
        """Wake whoever waits, whatever for: something may have been missed."""
        self._last += 1
        self._forgotten = self._last
        self._positions.clear()
        for waiters in self._waiters.values():
            for waiter in waiters:
                _wake(waiter)
        self._waiters.clear()

    def position(self, topic: str) -> int:
        """Return where a topic stands; take it before reading storage."""
        return self._positions.get(topic, self._forgotten)

    async def wait(self, topic: str, seen: int, *, within: float) -> int:
        """Return the topic's position once it is past `seen`, or after `within` seconds as it is."""
        if self.position(topic) > seen or within <= 0:
            return self.position(topic)
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        # One timer and one future for each waiter: a task for each, as wait_for makes, costs ten times that.
        timer = loop.call_later(within, _wake, waiter)
        self._waiters.setdefault(topic, set()).add(waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._leave(topic, waiter)
        return self.position(topic)

    @property
    def waiting(self) -> int:
        """How many waiters there are, for metrics."""
        return sum(map(len, self._waiters.values()))

    def _leave(self, topic: str, waiter: asyncio.Future[None]) -> None:
        waiters = self._waiters.get(topic)
        if waiters is None:
            return
        waiters.discard(waiter)
        if not waiters:
            del self._waiters[topic]

    def _forget_oldest(self) -> None:
        while len(self._positions) > self._most_topics:
            _, position = self._positions.popitem(last=False)
            self._forgotten = max(self._forgotten, position)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def _denied_by_rate(ask: PaceAsk, takes: Sequence[Take]) -> PaceAnswer:
    # A wait without end is the longest.
    key, wait = max(
        (
            (keyed.key, one.retry_after)
            for keyed, one in zip(ask.windows, takes, strict=True)
            if not one.admitted
        ),
        key=lambda short: (short[1] is None, short[1] or 0),
    )
    rates = _standings(ask.windows, takes)
    return PaceAnswer(admitted=False, rates=rates, denied_by=RATE, denied_key=key, retry_after=wait)


def _standings(windows: Sequence[KeyedWindow], takes: Sequence[Take]) -> tuple[RateStanding, ...]:
    return tuple(
        RateStanding(
            key=keyed.key, limit=keyed.window.burst, remaining=one.remaining, resets_in=one.reset_after
        )
        for keyed, one in zip(windows, takes, strict=True)
    )
