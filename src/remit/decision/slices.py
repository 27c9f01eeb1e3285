"""Runs the many parts of one call a slice at a time, so that calls with one part get a word in. Knows no part.

One call's parts run at a time, one call of each party in turn: on one core, several at once would only make everybody
wait longer, and those of a party that floods would make the others wait.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from remit.clock import monotonic
from remit.decision.fair_queue import FairQueue

Item = TypeVar("Item")
T = TypeVar("T")

SLICE: Final = 0.000_5
"""Seconds of work in one round of the event loop. gRPC hands over one call in a few rounds, so that long rounds would keep
every other call waiting at the door."""


class Slices:
    """Whose parts may begin now."""

    __slots__ = ("_queue", "_taken")

    def __init__(self) -> None:
        """Begin with nobody's."""
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue()
        self._taken = False

    async def each(
        self, party: str, items: Iterable[Item], *, work: Callable[[Item], Awaitable[T]]
    ) -> "list[T | BaseException]":
        """Do `work` for each item in order, and return what became of each; an error is in its place.

        For work that hardly ever waits: one item at a time, without a task for each.
        """
        done: list[T | BaseException] = []
        async with self._turn(party):
            until = monotonic() + SLICE
            for item in items:
                try:
                    done.append(await work(item))
                except Exception as error:  # noqa: BLE001  whatever it is, it belongs to this item
                    done.append(error)
                if monotonic() >= until:
                    await asyncio.sleep(0)
                    until = monotonic() + SLICE
        return done

    @asynccontextmanager
    async def _turn(self, party: str) -> AsyncIterator[None]:
        if self._taken:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._queue.push(party, turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self._pass_on()
                raise
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._queue:
            turn = self._queue.pop()
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
