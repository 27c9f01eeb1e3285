"""Leases of upkeep: one row for each task, taken, renewed and compared by the database's clock. Runs no task."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

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
from remit.upkeep.lease import LeaseLostError

T = TypeVar("T")

STANDSTILL: Final = 5 * SECOND
"""Microseconds after which Postgres ends a transaction in here whose process stands still, for others wait for its lock."""
LONGEST: Final = 600 * SECOND
"""Microseconds that no lease lasts: one that expires later is left from a clock that was set back since."""
_UNIX_EPOCH: Final = 2_440_587.5
_DAY: Final = 86_400 * SECOND


class LeaseStore:
    """Implements `UpkeepLeases`, and writes under a lease."""

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

    async def write(self, task: str, token: int, *, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that lasts only if nobody took the lease over before it ended.

        Raises:
            LeaseLostError: when somebody has; nothing is written then.
        """

        def fenced(connection: Connection) -> T:
            require(connection, task, token=token)
            return work(connection)

        return await self._store.write(fenced)


def require(connection: Connection, task: str, *, token: int) -> None:
    """Make sure that nobody took a lease over, and that nobody does before this transaction ends.

    Raises:
        LeaseLostError: when somebody has.
    """
    _end_at_standstill(connection)
    query = select(table.c.token).where(table.c.task == task).with_for_update(read=True)
    if connection.scalar(query) != token:
        raise LeaseLostError(task)


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
