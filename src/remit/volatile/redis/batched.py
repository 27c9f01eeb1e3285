"""One trip to Redis for many calls: those that arrive while one is under way share the next. Decides nothing."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from remit.decision.pace import Lease, PaceAnswer, PaceAsk
from remit.decision.turn import Turn
from remit.errors import BackendUnavailableError
from remit.tally import BackendTally
from remit.volatile.redis.pace import RedisPace

Item = TypeVar("Item")

QUIET_ROUNDS: Final = 4
"""Rounds of the event loop without a new call after which a trip departs; it is cheaper than a commit."""


class BatchedPace:
    """Implements `Pace` by that of Redis; for calls that ask for one thing each. One trip of each kind is under way."""

    __slots__ = ("_back", "_extended", "_pace", "_released", "_taken")

    def __init__(self, pace: RedisPace, *, quiet_rounds: int = QUIET_ROUNDS) -> None:
        """Gather for `pace`, until the loop has gone round so often without a new call."""
        self._pace = pace
        self._taken: Turn[PaceAsk, PaceAnswer | BackendUnavailableError] = Turn(
            pace.attempt, quiet_rounds=quiet_rounds, party=lambda ask: ask.tenant
        )
        self._back: Turn[PaceAsk, None] = Turn(_done(pace.give_back), quiet_rounds=quiet_rounds)
        self._released: Turn[Lease, None] = Turn(_done(pace.release), quiet_rounds=quiet_rounds)
        self._extended: Turn[tuple[Lease, int], None] = Turn(
            _done(pace.extend_each), quiet_rounds=quiet_rounds
        )

    @property
    def tally(self) -> BackendTally:
        """Trips to Redis, for metrics."""
        return self._pace.tally

    async def take(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer]:
        """Answer each ask in order: all of it or nothing; each sees those before.

        Raises:
            BackendUnavailableError: when any of it was not answered.
            OverloadedError: when too many calls wait for Redis already.
        """
        if len(batch) == 1:
            answer = await self._taken.join(batch[0])
            if isinstance(answer, BackendUnavailableError):
                raise answer
            return [answer]
        return await self._pace.take(batch)

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        """Undo asks that were admitted: put their tokens back and free their leases."""
        if len(batch) == 1:
            await self._back.join(batch[0])
        else:
            await self._pace.give_back(batch)

    async def release(self, leases: Sequence[Lease]) -> None:
        """Free leases; one that is not held is no error."""
        if len(leases) == 1:
            await self._released.join(leases[0])
        else:
            await self._pace.release(leases)

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        """Hold leases for at least `ttl` microseconds from now; one that has expired stays free."""
        if len(leases) == 1:
            await self._extended.join((leases[0], ttl))
        else:
            await self._pace.extend(leases, ttl)

    async def drain(self) -> None:
        """Wait until no trip is under way or due."""
        for turn in (self._taken, self._back, self._released, self._extended):
            await turn.drain()


def _done(
    work: Callable[[Sequence[Item]], Awaitable[None]],
) -> Callable[[Sequence[Item]], Awaitable[list[None]]]:
    """Return the same work with a result for each item, as a turn wants it."""

    async def do(items: Sequence[Item]) -> list[None]:
        await work(items)
        return [None] * len(items)

    return do
