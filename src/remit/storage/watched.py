"""Counts the calls of a store: how many, how long, how long they waited, how many found it away; spares one that is."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from remit.clock import monotonic
from remit.decision.breaker import Breaker, Guarded
from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.storage.booking import Result
from remit.storage.store import Store
from remit.tally import BackendTally, Histogram

T = TypeVar("T")


class WatchedStore:
    """A store that is counted; does everything by another."""

    def __init__(self, store: Store) -> None:
        """Count `store`."""
        self.store = store
        self.tally = BackendTally()
        # While storage is away, batches are refused at once but for a probe now and then.
        breaker = Breaker()
        self._turns: Guarded[Draft, Outcome | Exception] = Guarded(
            lambda drafts: self.tally.through(store.commit_turn(drafts)), breaker
        )
        self._usage: Guarded[Report, Result | Exception] = Guarded(
            lambda reports: self.tally.through(store.commit_usage(reports)), breaker
        )
        self.waits = Histogram()
        """Seconds that transactions of changes waited before they ran: for the writer, or for a connection."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await self.tally.through(self.store.read(work))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction."""
        asked = monotonic()
        begun: list[float] = []

        def timed(connection: Connection) -> T:
            begun.append(monotonic())
            return work(connection)

        try:
            return await self.tally.through(self.store.write(timed))
        finally:
            if begun:
                # Here, not in `timed`, which may run in another thread.
                self.waits.observe(begun[0] - asked)

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        """Decide and record a batch."""
        return await self._turns(drafts)

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result | Exception]:
        """Book a batch."""
        return await self._usage(reports)

    async def probe(self) -> None:
        """Commit a change of nothing."""
        await self.tally.through(self.store.probe())

    async def close(self) -> None:
        """Close the store."""
        await self.store.close()
