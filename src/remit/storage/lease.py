"""Leases of upkeep: one row for each task, taken and renewed by the database's clock. Runs no task."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    case,
    cast,
    extract,
    func,
    or_,
    select,
    update,
)

from remit.clock import MILLISECOND, SECOND
from remit.storage.dialect import POSTGRES, upsert
from remit.storage.store import Store
from remit.storage.tables.lease import upkeep_lease as table

STANDSTILL: Final = 5 * SECOND
"""Microseconds after which Postgres ends a transaction in here whose process stands still, for others wait for its lock."""
LONGEST: Final = 600 * SECOND
"""Microseconds that no lease lasts: one that expires later is left from a clock that was set back since."""
_UNIX_EPOCH: Final = 2_440_587.5
_DAY: Final = 86_400 * SECOND


class LeaseStore:
    """Implements `UpkeepLeases`."""

    def __init__(self, store: Store) -> None:
        """Keep leases in `store`."""
        self._store = store

    async def claim(self, tasks: Sequence[str], *, holder: str, ttl: int) -> Mapping[str, int]:
        """Take leases that are free or expired, and renew those of `holder`; return the tokens that it has now."""
        return await self._store.write(
            lambda connection: _claim(connection, sorted(tasks), holder=holder, ttl=ttl)
        )

    async def release(self, tasks: Sequence[str], *, holder: str) -> None:
        """Let others take what `holder` has of these at once."""
        mine = table.c.task.in_(tasks) & (table.c.holder == holder)
        await self._store.write(
            lambda connection: connection.execute(update(table).where(mine).values(expires_at=0))
        )


def _claim(connection: Connection, tasks: Sequence[str], *, holder: str, ttl: int) -> Mapping[str, int]:
    now = _now(connection)
    free = or_(table.c.holder == holder, ~table.c.expires_at.between(now + 1, now + LONGEST))
    # Who has nothing to take or renew writes nothing, and locks nothing.
    taken = set(connection.scalars(select(table.c.task).where(table.c.task.in_(tasks), ~free)))
    wanted = [task for task in tasks if task not in taken]
    if not wanted:
        return {}
    _end_at_standstill(connection)
    statement = upsert(connection, table).values(
        [{"task": task, "holder": holder, "token": 1, "expires_at": now + ttl} for task in wanted]
    )
    fresh = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[table.c.task],
        set_={
            "holder": fresh.holder,
            "token": case((table.c.holder == fresh.holder, table.c.token), else_=table.c.token + 1),
            "expires_at": fresh.expires_at,
        },
        where=free,
    ).returning(table.c.task, table.c.token)
    return {row.task: row.token for row in connection.execute(statement)}


def _now(connection: Connection) -> ColumnElement[int]:
    """The instant at which the database comes to it, in microseconds; not when its transaction began."""
    if connection.dialect.name == POSTGRES:
        return cast(extract("epoch", func.clock_timestamp()) * SECOND, BigInteger)
    return cast((func.julianday("now") - _UNIX_EPOCH) * _DAY, Integer)


def _end_at_standstill(connection: Connection) -> None:
    if connection.dialect.name == POSTGRES:
        milliseconds = STANDSTILL // MILLISECOND
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds}")
