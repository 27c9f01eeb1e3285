"""Gives committed audit entries their places in each tenant's Merkle tree, in order of commit. Never touches an entry."""

from collections.abc import Callable
from typing import Final

from remit.audit.model import AuditLog
from remit.clock import Clock

BATCH: Final = 2_000
"""Entries sequenced in one transaction: some five milliseconds of SQLite's writer, so that calls never wait long for it."""


class Notary:
    """Sequences; may be stopped and started anywhere, for its place is stored with what it did."""

    def __init__(self, log: AuditLog, *, clock: Clock) -> None:
        """Sequence the logs of all tenants."""
        self._log = log
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Sequence everything that waits, and return how many entries that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        return sum([await self.sequence(tenant, check) for tenant in await self._log.waiting()])

    async def sequence(self, tenant: str, check: Callable[[], None] = lambda: None) -> int:
        """Sequence everything of one tenant that waits, and return how many entries that was; `check` as in `run`."""
        done, found = 0, BATCH
        while found == BATCH:
            check()
            found = await self._log.sequence(tenant, at=self._clock.now(), limit=BATCH)
            done += found
        return done
