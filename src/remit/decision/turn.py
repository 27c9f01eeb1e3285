"""A turn: while one commit is in flight, the calls that arrive gather for the next. One future serves a whole batch.

Measured before it was chosen: bigger batches beat faster ones, and a future shared by the batch beats one for each call.

When more waits than one batch takes, the rest queues, and the batches after are filled from it with one item of each
party in turn: who floods the queue delays itself. What nobody waits for any more may be left behind when its batch
departs; what is in flight is never undone.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from remit.clock import monotonic
from remit.decision.batch import AbandonedError, Batch
from remit.decision.fair_queue import FairQueue
from remit.errors import BackendUnavailableError, OverloadedError

__all__ = ["AbandonedError", "Turn"]

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH_LIMIT: Final = 1_024
"""Items in one commit; what comes beyond waits for the next."""

BATCH_FLOOR: Final = 128
"""Items that a batch takes at least when it is cut short to be quick: a smaller one would waste its commit."""

TURN_TARGET: Final = 0.040
"""Seconds that a turn should take while others wait for it: a batch takes as many items as lately fitted into that. A
newcomer waits for one turn and its own, so this bounds what somebody else's flood can cost it."""

TURNS_OF_ONE: Final = 2.0
"""Turns until an item has landed that finds no queue: what is left of the one in flight, its own, and the way back."""

CAUTION: Final = 1.3
"""Times as long as a wait is expected to be: to refuse who would just have made it costs less than to serve who will not."""

LINGER: Final = 0.010
"""Seconds that a batch waits at most for more."""

QUIET_ROUNDS: Final = 16
"""Rounds of the event loop without a new item after which a batch departs. Measured with 64 callers: 1 round made
batches of 6, 8 of 22, 16 of 35 and two thirds more throughput than none; more gave nothing."""

LONE_ROUNDS: Final = 1
"""The same for an item that comes alone after one that did: who calls one by one waits for nobody."""

WAITING_LIMIT: Final = 16_384
"""Items that may wait, about 10 KiB each; beyond it a call is refused at once, so that memory stays bounded."""

PARTY_LIMIT: Final = WAITING_LIMIT // 2
"""Of them, those of one party while others wait too."""

ALONE_LIMIT: Final = WAITING_LIMIT - WAITING_LIMIT // 8
"""Of them, those of a party that waits alone: an eighth is kept free, in which others find room at once."""

SHORTEST_RETRY: Final = 0.1
"""Seconds after which to come back, at least: a few turns."""

_TOO_MANY: Final = "more calls wait for storage than it can take in time; try again shortly"
_RECENT: Final = 0.25
"""Weight of the newest turn in the time that turns take."""


_Seat = tuple[Batch[Item, Result], int]
_Waiter = tuple[Item, "asyncio.Task[object] | None", "asyncio.Future[_Seat[Item, Result]]"]


def _anybody(_: object) -> str:
    return ""


class Turn(Generic[Item, Result]):
    """Gathers items and commits them in batches, one batch in flight."""

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        quiet_rounds: int = QUIET_ROUNDS,
        party: Callable[[Item], str] = _anybody,
        abandons: bool = False,
    ) -> None:
        """Commit batches by `commit`: all or nothing, one result for each item, in order, or the error that is its alone.

        Args:
            commit: of a batch.
            quiet_rounds: how often the loop goes round without a new item before a batch departs.
            party: whose an item is, its tenant say; asked only of those that must queue.
            abandons: whether an item whose caller gave up while it waited is left behind rather than committed.
        """
        self._commit = commit
        self._quiet_rounds = quiet_rounds
        self._party = party
        self._abandons = abandons
        self._boarding: Batch[Item, Result] | None = None
        self._queue: FairQueue[_Waiter[Item, Result]] = FairQueue()
        self._flying: Batch[Item, Result] | None = None
        self._flight: asyncio.Task[None] | None = None
        self._announced: Counter[str] = Counter()
        self._company = True
        self._room = BATCH_LIMIT
        self._seconds = 0.0
        self._departed = 0.0
        self._landed = 0.0

    @property
    def waiting(self) -> int:
        """Items that wait for the next batch or a later one; what is in flight waits no more."""
        return len(self._queue) + (len(self._boarding.items) if self._boarding is not None else 0)

    def expected_wait(self, party: str = "") -> float:
        """Return about how many seconds pass until an item of a party that came now would have landed.

        0 when nothing is before it: whoever comes alone is always let in, and shows how long turns take now.
        """
        if self._flight is None:
            return 0.0
        seconds = self._seconds
        if self._departed:
            # A flight that takes longer than others did may well take as long again.
            seconds = max(seconds, monotonic() - self._departed)
        before = self._queue.before(party)
        if self._announced:
            own, parties = self._announced[party], len(self._announced)
            before = max(before, min(self._announced.total(), (own + 1) * parties))
        return CAUTION * seconds * (TURNS_OF_ONE + before / self._room)

    def require_room(self, party: str, count: int) -> None:
        """Refuse what would make too many wait.

        Raises:
            OverloadedError: when `count` items more of a party are more than may wait.
        """
        # Most of what queues came with a batch that was announced, and is not counted twice.
        own = max(self._queue.of(party), self._announced[party])
        waiting = max(len(self._queue), self._announced.total())
        if waiting + count > WAITING_LIMIT or own + count > self._limit(party):
            raise OverloadedError(_TOO_MANY, retry_after=self._retry_after)

    @contextmanager
    def announced(self, party: str, count: int) -> Iterator[None]:
        """Keep room for a call that will bring many items, for as long as it is under way.

        Raises:
            OverloadedError: when there is none; it costs nothing then to have come.
        """
        self.require_room(party, count)
        self._announced[party] += count
        try:
            yield
        finally:
            self._announced[party] -= count
            if not self._announced[party]:
                del self._announced[party]

    async def join(self, item: Item) -> Result:
        """Commit `item` with the next batch and return its result.

        Raises:
            OverloadedError: when too many wait already.
            AbandonedError: when its caller gave up and it was not committed; a `CancelledError` says nothing of that.
            Exception: what `commit` raised for this item, alone.
        """
        batch = self._boarding
        # Nobody passes those that queue.
        if self._queue or (batch is not None and len(batch.items) >= self._room):
            batch, place = await self._queue_up(item)
        else:
            batch = batch or self._open()
            place = batch.take(item, asyncio.current_task())
        try:
            await batch.landing
        except asyncio.CancelledError:
            if place in batch.dropped:
                raise AbandonedError from None
            raise
        result = batch.results[place]
        if isinstance(result, BaseException):
            raise result
        return result

    async def join_all(self, items: Sequence[Item]) -> list[Result | BaseException]:
        """Commit many in order, and return what became of each: its result, or what failed it alone. One wait for all.

        Raises:
            OverloadedError: when too many wait already; none of them is committed then.
        """
        if not items:
            return []
        if self._queue:
            self._require_queue(self._party(items[0]), len(items))
        caller, loop = asyncio.current_task(), asyncio.get_running_loop()
        seats: list[_Seat[Item, Result]] = []
        queued: list[asyncio.Future[_Seat[Item, Result]]] = []
        for item in items:
            batch = self._boarding
            if self._queue or (batch is not None and len(batch.items) >= self._room):
                queued.append(loop.create_future())
                self._queue.push(self._party(item), (item, caller, queued[-1]))
            else:
                batch = batch or self._open()
                seats.append((batch, batch.take(item, caller)))
        try:
            seats += [await seat for seat in queued]
            return [(await _landed(batch)).results[place] for batch, place in seats]
        finally:
            for seat in queued:
                seat.cancel()

    def _open(self) -> Batch[Item, Result]:
        loop = asyncio.get_running_loop()
        batch = self._boarding = Batch(loop)
        if self._flight is None:
            self._flight = loop.create_task(self._fly())
        return batch

    async def _queue_up(self, item: Item) -> _Seat[Item, Result]:
        party = self._party(item)
        self._require_queue(party, 1)
        seat: asyncio.Future[_Seat[Item, Result]] = asyncio.get_running_loop().create_future()
        self._queue.push(party, (item, asyncio.current_task(), seat))
        try:
            return await seat
        except asyncio.CancelledError:
            if seat.cancelled():
                raise AbandonedError from None
            batch, place = seat.result()
            await batch.landing
            if place in batch.dropped:
                raise AbandonedError from None
            raise

    def _require_queue(self, party: str, count: int) -> None:
        if len(self._queue) + count > WAITING_LIMIT or self._queue.of(party) + count > self._limit(party):
            raise OverloadedError(_TOO_MANY, retry_after=self._retry_after)

    def _limit(self, party: str) -> int:
        """Items of a party that may wait."""
        queues, announces = self._queue.of(party) > 0, party in self._announced
        alone = self._queue.parties == queues and len(self._announced) == announces
        return ALONE_LIMIT if alone else PARTY_LIMIT

    @property
    def _retry_after(self) -> float:
        return max(self._seconds, SHORTEST_RETRY)

    async def _fly(self) -> None:
        try:
            while self._boarding is not None or self._queue:
                batch = self._boarding or Batch(asyncio.get_running_loop())
                if not self._queue:
                    await self._gather(batch)
                self._fill(batch)
                self._boarding, self._flying = None, batch
                self._company = len(batch.items) > 1
                self._departed = monotonic()
                batch.land(await self._carry(batch))
                self._measure(batch)
        finally:
            self._flight = None
            self._departed = 0.0
            self._strand_nobody()

    async def _carry(self, batch: Batch[Item, Result]) -> Sequence[Result | BaseException]:
        """Commit what somebody still waits for."""
        items = batch.leave_behind() if batch.landing.left and self._abandons else batch.items
        return await self._halve(items) if items else ()

    def _fill(self, batch: Batch[Item, Result]) -> None:
        """Let those board that queue, one of each party in turn, as many as fit."""
        while self._queue and len(batch.items) < self._room:
            item, caller, seat = self._queue.pop()
            if not seat.done():
                seat.set_result((batch, batch.take(item, caller)))

    def _measure(self, batch: Batch[Item, Result]) -> None:
        """Learn from a turn how long turns take, all included: what the loop did meanwhile is part of the wait."""
        now = monotonic()
        took = now - max(self._landed, batch.begun)
        self._landed = now
        self._seconds += (took - self._seconds) * (_RECENT if self._seconds else 1.0)
        if self._queue:
            fitting = int(TURN_TARGET * len(batch.items) / took)
            self._room = min(BATCH_LIMIT, max(BATCH_FLOOR, (self._room + fitting) // 2))
        elif self._room < BATCH_LIMIT:
            self._room = min(BATCH_LIMIT, self._room * 2)

    def _strand_nobody(self) -> None:
        """Let go whoever still waits, which is nobody unless the flight itself was cut off: the loop is closing."""
        gone = asyncio.CancelledError("the flight was cut off")
        while self._queue:
            self._queue.pop()[2].cancel()
        for batch in (self._flying, self._boarding):
            if batch is not None and not batch.landing.done():
                batch.results = [gone] * len(batch.items)
                batch.landing.set_result(None)
        self._flying = self._boarding = None

    async def _gather(self, batch: Batch[Item, Result]) -> None:
        """Wait while calls keep arriving: until the loop has gone round a few times without a new one, or for too long.

        A lone caller waits for idle rounds of the loop, some microseconds; on a busy server commits are shared by
        many, for a commit costs as much as several decisions.
        """
        until = monotonic() + LINGER
        boarded, quiet = -1, 0
        rounds = self._quiet_rounds if self._company else min(LONE_ROUNDS, self._quiet_rounds)
        while quiet < rounds and monotonic() < until:
            await asyncio.sleep(0)
            now = len(batch.items)
            if now >= self._room:
                return
            if now > 1:
                rounds = self._quiet_rounds
            quiet = quiet + 1 if now == boarded else 0
            boarded = now

    async def _halve(self, items: Sequence[Item]) -> Sequence[Result | BaseException]:
        """Commit all; what fails is tried again in halves, so that one bad item never fails strangers."""
        try:
            return await self._commit(items)
        except BackendUnavailableError as error:
            # Storage is away for all of them; asking it again for each would only make it worse.
            return [error] * len(items)
        except Exception as error:  # noqa: BLE001  whatever it is, it belongs to one of the items
            if len(items) == 1:
                return [error]
            middle = len(items) // 2
            return [*await self._halve(items[:middle]), *await self._halve(items[middle:])]

    async def drain(self) -> None:
        """Wait until nothing is in flight or waiting."""
        while (flight := self._flight) is not None:
            await flight


async def _landed(batch: Batch[Item, Result]) -> Batch[Item, Result]:
    if not batch.landing.done():
        await batch.landing
    return batch
