"""Counts now and then what stands open in storage, for who watches a server. Changes nothing, and runs everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from remit.clock import SECOND, Clock
from remit.decision.catalogs import Catalogs

FRESH: Final = 60 * SECOND
"""How long a count is told; an older one says nothing any more."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How things stood in storage."""

    open_reservations: int
    oldest_expiry: int | None
    """When the open reservation that expires first does, in microseconds since the epoch; None without any."""
    unsequenced: int
    """Audit entries that have no place in a tree yet."""
    revisions: Mapping[str, int]
    """The newest revision of each tenant's policy."""
    locks_awaited: int
    """Transactions of the database that wait for a lock."""
    messages: Mapping[str, int]
    """In the outbox, by their state; a state without any is absent."""
    oldest_due: int | None
    """When the message that waits longest was due; None when none waits."""
    database_now: int | None
    """The database's clock; None when it has none of its own."""


class Counting(Protocol):
    """Storage, to be counted."""

    async def count(self) -> Counted:
        """Return how things stand."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A count, and what it means here and now."""

    at: int
    counted: Counted
    overdue: int
    """Microseconds by which the oldest open reservation is past its expiry; 0 when none is."""
    undelivered: int
    """Microseconds by which the message that waits longest is past the instant at which it was to be tried; 0 without."""
    behind: int
    """Revisions by which the catalog in memory is behind, of the worst tenant."""
    skew: int
    """Microseconds between this clock and the database's, either way; 0 when it has none of its own."""


class Census:
    """Counts, and keeps the last count."""

    def __init__(self, store: Counting, catalogs: Catalogs, *, clock: Clock) -> None:
        """Count `store`, and compare `catalogs` and `clock` with what is found."""
        self._store = store
        self._catalogs = catalogs
        self._clock = clock
        self._taken: Taken | None = None

    @property
    def taken(self) -> Taken | None:
        """The last count; None when there is none that still says something."""
        taken = self._taken
        return taken if taken is not None and self._clock.now() - taken.at <= FRESH else None

    async def run(self) -> int:
        """Count, and return 0: nothing was done."""
        asked = self._clock.now()
        before = {catalog.tenant: catalog.revision for catalog in self._catalogs.loaded}
        counted = await self._store.count()
        now = self._clock.now()
        revisions = counted.revisions
        behind = [revisions.get(tenant, 0) - revision for tenant, revision in before.items()]
        oldest = counted.oldest_expiry
        self._taken = Taken(
            at=now,
            counted=counted,
            overdue=0 if oldest is None else max(now - oldest, 0),
            undelivered=max(now - (counted.oldest_due or now), 0),
            behind=max(behind, default=0),
            skew=_skew(counted.database_now, asked, until=now),
        )
        return 0


def _skew(there: int | None, since: int, *, until: int) -> int:
    """How far a clock is off that was read between two instants; 0 when it may have been right."""
    if there is None:
        return 0
    return max(since - there, there - until, 0)
