"""Rates and leases in Redis, by its clock. The arithmetic is in `volatile/scripts`; nothing is kept or decided here.

One trip for a batch, in a cluster one for each slot. A key goes by itself when it means nothing any more: a bucket when
it is full, a lease when it ends.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, Final, TypeVar

from remit.decision.pace import Lease, PaceAnswer, PaceAsk
from remit.errors import BackendUnavailableError
from remit.tally import BackendTally
from remit.volatile.redis.link import Link
from remit.volatile.redis.packing import GivingBack, Holding, Taking
from remit.volatile.redis.script import EXTEND, GIVE_BACK, RELEASE, TAKE, Script

T = TypeVar("T")

NAMESPACE: Final = "remit:"


class RedisPace:
    """Implements `Pace` for all servers that use the same Redis and the same namespace."""

    __slots__ = ("_head", "_link", "offset")

    def __init__(self, link: Link, *, namespace: str = NAMESPACE, offset: int = 0) -> None:
        """Ask over `link`, which whoever made it closes.

        Args:
            link: the connections.
            namespace: what all keys begin with, so that installations can share a Redis; without braces.
            offset: microseconds by which tests move Redis' clock.
        """
        self._link = link
        self._head = namespace
        self.offset = offset
        """Microseconds by which tests move Redis' clock; may be set at any time."""

    @property
    def tally(self) -> BackendTally:
        """Trips to Redis, for metrics."""
        return self._link.scripts

    async def take(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer]:
        """Answer each ask in order: all of it or nothing; each sees those before.

        Raises:
            BackendUnavailableError: when any of it was not answered.
        """
        return [_known(one) for one in await self.attempt(batch)]

    async def attempt(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer | BackendUnavailableError]:
        """Do as `take`, with the error in the place of each ask that was not answered: in a cluster, some may be."""
        groups = self._by_slot([ask.tenant for ask in batch])
        parts = await _all(self._take([batch[place] for place in places]) for places in groups)
        answers = {
            place: answer
            for places, part in zip(groups, parts, strict=True)
            for place, answer in zip(places, part, strict=True)
        }
        return [answers[place] for place in range(len(batch))]

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        """Undo asks that were admitted: put their tokens back and free their leases.

        Raises:
            BackendUnavailableError: when any of it was not answered.
        """
        groups = self._by_slot([ask.tenant for ask in batch])
        await _all(self._give_back([batch[place] for place in places]) for places in groups)

    async def release(self, leases: Sequence[Lease]) -> None:
        """Free leases; one that is not held is no error.

        Raises:
            BackendUnavailableError: when any of it was not answered.
        """
        await self._hold(RELEASE, [(lease, None) for lease in leases])

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        """Hold leases for at least `ttl` microseconds from now; one that has expired stays free.

        Raises:
            BackendUnavailableError: when any of it was not answered.
        """
        await self.extend_each([(lease, ttl) for lease in leases])

    async def extend_each(self, leases: Sequence[tuple[Lease, int]]) -> None:
        """Do as `extend`, each for microseconds of its own."""
        await self._hold(EXTEND, leases)

    async def _take(self, batch: Sequence[PaceAsk]) -> Sequence[PaceAnswer | BackendUnavailableError]:
        taking = Taking(batch, self._head)
        if not taking.keys:
            return [PaceAnswer(admitted=True)] * len(batch)
        try:
            numbers = await self._link.run(
                TAKE,
                tenant=batch[0].tenant,
                keys=taking.keys,
                arguments=(self.offset, *taking.arguments),
                size=taking.size,
            )
        except BackendUnavailableError as error:
            return [error] * len(batch)
        return taking.read(numbers)

    async def _give_back(self, batch: Sequence[PaceAsk]) -> None:
        giving = GivingBack(batch, self._head)
        if giving.keys:
            await self._run(GIVE_BACK, batch[0].tenant, keys=giving.keys, arguments=giving.arguments)

    async def _hold(self, script: Script, leases: Sequence[tuple[Lease, int | None]]) -> None:
        async def hold(part: Sequence[tuple[Lease, int | None]]) -> None:
            holding = Holding(part, self._head)
            await self._run(script, part[0][0].tenant, keys=holding.keys, arguments=holding.arguments)

        groups = self._by_slot([lease.tenant for lease, _ in leases])
        await _all(hold([leases[place] for place in places]) for places in groups)

    async def _run(
        self, script: Script, tenant: str, *, keys: Sequence[str], arguments: Sequence[bytes | int]
    ) -> None:
        arguments = (self.offset, *arguments)
        await self._link.run(script, tenant=tenant, keys=keys, arguments=arguments, size=0)

    def _by_slot(self, tenants: Sequence[str]) -> list[list[int]]:
        """Return places in the batch, those together that share a trip; each group in the order of the batch."""
        groups: dict[object, list[int]] = {}
        for place, tenant in enumerate(tenants):
            groups.setdefault(self._link.slot(tenant), []).append(place)
        return list(groups.values())


async def _all(trips: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Make several trips at once, and one without a task for it. All have ended when one has failed."""
    waiting = list(trips)
    if len(waiting) == 1:
        return [await waiting[0]]
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    return [_known(one) for one in ended]


def _known(answer: T | BaseException) -> T:
    if isinstance(answer, BaseException):
        raise answer
    return answer
