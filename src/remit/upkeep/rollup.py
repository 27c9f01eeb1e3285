"""Adds the ledger up into sums by quarter hour and day, in order of booking. Never touches an entry."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

BATCH: Final = 500
"""Entries added in one transaction: some four milliseconds of SQLite's writer, ten where hardly two are of one kind."""


class Rolling(Protocol):
    """The ledger in storage, and its sums."""

    async def waiting(self) -> Sequence[str]:
        """Return the tenants with entries that are in no sum yet, in order."""
        ...

    async def roll_up(self, tenant: str, *, limit: int) -> int:
        """Add the oldest entries that wait to their sums, all in one commit.

        Returns:
            How many were added; fewer than `limit` when none waits any more, or another process began first.
        """
        ...


class Rollup:
    """Rolls up; may be stopped and started anywhere, for its place is stored with what it did."""

    def __init__(self, ledger: Rolling) -> None:
        """Roll up what all tenants have in `ledger`."""
        self._ledger = ledger
        self._last = ""
        """The tenant that the last round came to."""

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Roll up everything that waits, and return how many entries that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        done = 0
        # Each round goes on where the last one ended, so that a tenant with whom it fails keeps no other waiting.
        for tenant in sorted(await self._ledger.waiting(), key=lambda one: (one <= self._last, one)):
            self._last, found = tenant, BATCH
            while found == BATCH:
                check()
                found = await self._ledger.roll_up(tenant, limit=BATCH)
                done += found
        return done
