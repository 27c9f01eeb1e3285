"""Partitions by month on Postgres: makes those of this month and the next, and drops what is over. Moves no live row.

What lies in no month's partition goes to the table's default one (`step_other`), so that nothing is ever refused; when a
month's partition is made, the rows of that month that the default one has already are moved into it. That is done under
a lock that stops whoever reads them, so only while the default partition is small; one that has grown large, since
nobody made partitions for months, keeps what it has, a warning says so, and retention removes its rows one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from remit.clock import HOUR, SECOND, Clock
from remit.errors import RemitError
from remit.storage.dialect import POSTGRES, lock_key
from remit.storage.store import Store

PARTITIONED: Final = {"audit_entry": "at", "ledger": "recorded_at", "step": "at", "tree_leaf": "at"}
"""What each is partitioned by: an instant, in microseconds since the epoch."""
AHEAD: Final = 2
"""Months beyond this one whose partitions are there: so long may upkeep be away."""
LOCK_TIMEOUT: Final = "100ms"
"""Of the locks that calls would wait behind; then they go first, and it is tried again."""
SLACK: Final = HOUR
"""So much longer than its time a month is kept: places follow instants only nearly, for servers' clocks differ."""
SMALL: Final = 16 * 1024 * 1024
"""Bytes of a default partition whose rows may still be looked through, and moved, under a lock: some 20,000."""

_log: Final[Any] = structlog.get_logger("remit.storage")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, instant: int) -> "Month":
        """Return the month of an instant in microseconds since the epoch."""
        day = datetime.fromtimestamp(instant // SECOND, UTC)
        return cls(day.year, day.month)

    @classmethod
    def named(cls, partition: str, table: str) -> "Month | None":
        """Return the month whose partition of a table has this name; None for the default one."""
        year, _, month = partition.removeprefix(f"{table}_").partition("_")
        return cls(int(year), int(month)) if year.isdigit() and month.isdigit() else None

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def starts_at(self) -> int:
        """Its first instant, in microseconds since the epoch."""
        return int(datetime(self.year, self.month, 1, tzinfo=UTC).timestamp()) * SECOND

    @property
    def ends_at(self) -> int:
        """The first instant of the month after it."""
        return self.next.starts_at

    def partition(self, table: str) -> str:
        """Return the name of its partition of a table: `step_2026_11`."""
        return f"{table}_{self.year:04}_{self.month:02}"


class Partitions:
    """The partitions of a database; where there are none (SQLite) there is nothing to do."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Make partitions in `store` for the months after `clock`."""
        self._store = store
        self._clock = clock
        self._told: set[str] = set()
        """Tables whose default partition was said to be too large."""

    async def begin(self) -> None:
        """Make what is missing at a start, which does not fail because of it: upkeep tries again."""
        try:
            await self.run()
        except (RemitError, DBAPIError) as error:
            _log.warning("partitions could not be made", why=type(error).__name__)

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Make what is missing for this month and the next ones, and return how many partitions that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.

        Raises:
            BackendUnavailableError: when a lock could not be had in several attempts; what was made stays.
        """
        done = 0
        for table, month in await self._store.read(self._missing):
            check()
            size = await self._store.write(_making(table, month))
            done += not size
            if size and table not in self._told:
                self._told.add(table)
                _log.warning(
                    "a default partition is too large to make others beside it",
                    table=_other(table),
                    bytes=size,
                )
        return done

    def _missing(self, connection: Connection) -> Sequence[tuple[str, Month]]:
        if connection.dialect.name != POSTGRES:
            return []
        wanted = [Month.of(self._clock.now())]
        for _ in range(AHEAD):
            wanted.append(wanted[-1].next)
        missing = []
        for table in PARTITIONED:
            there = set(months(connection, table))
            missing += [(table, month) for month in wanted if month not in there]
        return missing


def months(connection: Connection, table: str) -> Sequence[Month]:
    """Return the months that have a partition of a table, oldest first; none on SQLite."""
    if connection.dialect.name != POSTGRES:
        return []
    found = (Month.named(name, table) for name in connection.scalars(_PARTITIONS, {"parent": table}))
    return sorted(month for month in found if month is not None)


def tenants_in(connection: Connection, name: str) -> Sequence[str]:
    """Return whose rows lie in a partition: one look into its index for each, however many rows there are."""
    query = (
        f"WITH RECURSIVE found AS (SELECT min(tenant) AS tenant FROM {name} UNION ALL"  # noqa: S608  names of ours
        f" SELECT (SELECT min(tenant) FROM {name} WHERE tenant > found.tenant) FROM found WHERE found.tenant IS NOT NULL)"
        " SELECT tenant FROM found WHERE tenant IS NOT NULL"
    )
    return list(connection.scalars(text(query)))


def drop(connection: Connection, table: str, *, month: Month) -> None:
    """Drop a month's partition, with all that is in it, in the open transaction; waits for no call for long."""
    _impatient(connection)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {month.partition(table)}")


def _making(table: str, month: Month) -> Callable[[Connection], int]:
    """Return what makes a partition, and returns 0, or else how many bytes the default one has that forbid it."""

    def make(connection: Connection) -> int:
        _impatient(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock_key('partition')})")
        if month in months(connection, table):
            return 0
        size = int(connection.scalar(_SIZE, {"name": _other(table)}) or 0)
        if size > SMALL:
            return size
        _make(connection, table, month=month)
        return 0

    return make


def _make(connection: Connection, table: str, *, month: Month) -> None:
    """Make a table of its own, give it what the default partition has of its month, and attach it.

    Attaching lets calls go on that write or read elsewhere; the default partition is locked for as long as it takes to
    look through it.
    """
    own, other, place = month.partition(table), _other(table), PARTITIONED[table]
    first, end = month.starts_at, month.ends_at
    connection.exec_driver_sql(f"CREATE TABLE {own} (LIKE {table} INCLUDING ALL)")
    connection.exec_driver_sql(f"LOCK TABLE {other} IN ACCESS EXCLUSIVE MODE")
    within = f"{place} >= {first} AND {place} < {end}"
    connection.exec_driver_sql(
        f"WITH moved AS (DELETE FROM {other} WHERE {within} RETURNING *) INSERT INTO {own} SELECT * FROM moved"  # noqa: S608  names of ours
    )
    connection.exec_driver_sql(
        f"ALTER TABLE {table} ATTACH PARTITION {own} FOR VALUES FROM ({first}) TO ({end})"
    )


def _impatient(connection: Connection) -> None:
    """Let calls go first: whatever in this transaction would make them wait longer gives up instead."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def _other(table: str) -> str:
    return f"{table}_other"


_PARTITIONS: Final = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid"
    " WHERE inhparent = CAST(:parent AS regclass)"
)
_SIZE: Final = text("SELECT pg_relation_size(CAST(:name AS regclass))")
