"""A store that decides nothing while this machine's clock is not the database's. Measures it, and never sets it.

Expiry, periods and the order of evidence follow each server's clock: one that is off would let budgets turn at another
moment than the others do. So whatever would be written is refused until the clocks agree; reading goes on.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, text

from remit.clock import MILLISECOND, SECOND, Clock
from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.errors import BackendUnavailableError, ClockSkewError
from remit.storage.booking import Result
from remit.storage.store import Store

T = TypeVar("T")

MOST: Final = 500 * MILLISECOND
"""Microseconds that the clocks may surely differ."""
RETRY_AFTER: Final = 2.0

_NOW: Final = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")

_log: Final[Any] = structlog.get_logger("remit.storage")


class ClockedStore:
    """A store on a machine of its own; does everything by another."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Refuse to write to `store` (Postgres) while `clock` is off, and until the two were compared once.

        What a test adds to the clock counts: servers on one database must agree, whatever the reason that they do not.
        """
        self.store = store
        self._clock = clock
        self.skew = 0
        """Microseconds by which this clock is ahead of the database's, behind if negative; 0 when it may be right."""
        self._compared = False

    async def measure(self) -> int:
        """Compare the clocks, and return 0: nothing was done. A database that does not answer changes nothing.

        The database's clock was read between asking and hearing; half of that time is not known to be a difference. While
        it could be either, what was last known stays: a slow database makes no clock wrong, and none right.
        """
        asked = self._clock.now()
        try:
            there = int(await self.store.read(lambda connection: connection.execute(_NOW).scalar_one()))
        except BackendUnavailableError:
            return 0
        heard = self._clock.now()
        ahead, doubt = (asked + heard) // 2 - there, max(heard - asked, 0) // 2
        self._compared = True
        if abs(ahead) - doubt > MOST:
            self._judge(ahead)
        elif abs(ahead) + doubt <= MOST:
            self._judge(0)
        return 0

    def _judge(self, skew: int) -> None:
        if skew and not self.skew:
            _log.error(
                "this machine's clock is off; nothing is decided until it is right",
                ahead_seconds=skew / SECOND,
            )
        if self.skew and not skew:
            _log.info("this machine's clock is right again")
        self.skew = skew

    async def _require(self) -> None:
        if not self._compared:
            await self.measure()
        if not self._compared:
            message = "the database's clock could not be read; nothing was decided or changed"
            raise BackendUnavailableError(message, retry_after=RETRY_AFTER)
        if self.skew:
            way = "ahead of" if self.skew > 0 else "behind"
            message = (
                f"this server's clock is {abs(self.skew) / SECOND:.1f} s {way} the database's; nothing was decided or"
                " changed: synchronise both machines (NTP)"
            )
            raise ClockSkewError(message, retry_after=RETRY_AFTER)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await self.store.read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction.

        Raises:
            ClockSkewError: while the clock is off.
        """
        await self._require()
        return await self.store.write(work)

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        """Decide and record a batch.

        Raises:
            ClockSkewError: while the clock is off.
        """
        await self._require()
        return await self.store.commit_turn(drafts)

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result | Exception]:
        """Book a batch.

        Raises:
            ClockSkewError: while the clock is off.
        """
        await self._require()
        return await self.store.commit_usage(reports)

    async def probe(self) -> None:
        """Commit a change of nothing.

        Raises:
            ClockSkewError: while the clock is off.
        """
        await self._require()
        await self.store.probe()

    async def close(self) -> None:
        """Close the store."""
        await self.store.close()
