"""A turn: while one commit is in flight, the calls that arrive gather for the next. One future serves a whole batch.

Measured before it was chosen: bigger batches beat faster ones, and a future shared by the batch beats one for each call.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from remit.clock import monotonic
from remit.errors import BackendUnavailableError, OverloadedError

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH_LIMIT: Final = 1_024
"""Items in one commit; what comes beyond waits for the next."""

LINGER: Final = 0.010
"""Seconds that a batch waits at most for more."""

QUIET_ROUNDS: Final = 16
"""Rounds of the event loop without a new item after which a batch departs. Measured with 64 callers: 1 round made
batches of 6, 8 of 22, 16 of 35 and two thirds more throughput than none; more gave nothing. A lone caller waits some
80 microseconds for it."""

WAITING_LIMIT: Final = 16_384
"""Items that may wait; beyond it a call is refused at once, so that memory stays bounded."""


class _Landing(asyncio.Future[None]):
    """Done when the whole batch has landed. One caller that gives up must not take the others along."""

    def cancel(self, msg: object = None) -> bool:  # noqa: ARG002  signature of the base
        """Refuse: the batch flies on; the caller's own task is cancelled when it lands."""
        return False


class _Batch(Generic[Item, Result]):
    __slots__ = ("items", "landing", "results")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.items: list[Item] = []
        self.results: Sequence[Result | BaseException] = ()
        self.landing = _Landing(loop=loop)


class Turn(Generic[Item, Result]):
    """Gathers items and commits them in batches, one batch in flight."""

    def __init__(self, commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        """Commit batches by `commit`: all or nothing, one result for each item, in order."""
        self._commit = commit
        self._waiting: list[_Batch[Item, Result]] = []
        self._flying: _Batch[Item, Result] | None = None
        self._flight: asyncio.Task[None] | None = None

    async def join(self, item: Item) -> Result:
        """Commit `item` with the next batch and return its result.

        Raises:
            OverloadedError: when too many wait already.
            Exception: what `commit` raised for this item, alone.
        """
        batch = self._board(item)
        place = len(batch.items) - 1
        await batch.landing
        result = batch.results[place]
        if isinstance(result, BaseException):
            raise result
        return result

    def _board(self, item: Item) -> _Batch[Item, Result]:
        waiting = self._waiting
        if not waiting or len(waiting[-1].items) >= BATCH_LIMIT:
            if len(waiting) * BATCH_LIMIT >= WAITING_LIMIT:
                message = "more calls wait for storage than it can take in time; try again shortly"
                raise OverloadedError(message, retry_after=1.0)
            waiting.append(_Batch(asyncio.get_running_loop()))
            if self._flight is None:
                self._flight = asyncio.get_running_loop().create_task(self._fly())
        waiting[-1].items.append(item)
        return waiting[-1]

    async def _fly(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                batch = self._flying = self._waiting.pop(0)
                batch.results = await self._halve(batch.items)
                batch.landing.set_result(None)
        finally:
            self._flight = None
            self._strand_nobody()

    def _strand_nobody(self) -> None:
        """Let go whoever still waits, which is nobody unless the flight itself was cut off: the loop is closing."""
        for batch in filter(None, (self._flying, *self._waiting)):
            if not batch.landing.done():
                batch.results = [asyncio.CancelledError("the flight was cut off")] * len(batch.items)
                batch.landing.set_result(None)
        self._flying = None
        self._waiting.clear()

    async def _gather(self) -> None:
        """Wait while calls keep arriving: until the loop has gone round a few times without a new one, or for too long.

        A lone caller waits for idle rounds of the loop, some microseconds; on a busy server commits are shared by
        many, for a commit costs as much as several decisions.
        """
        until = monotonic() + LINGER
        boarded, quiet = -1, 0
        while quiet < QUIET_ROUNDS and monotonic() < until:
            await asyncio.sleep(0)
            now = len(self._waiting[0].items)
            if now >= BATCH_LIMIT:
                return
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
