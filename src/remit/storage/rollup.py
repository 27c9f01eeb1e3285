"""Adds the ledger up into sums by quarter hour and day, each entry once, inside an open transaction. Changes no entry.

A tenant's head says up to which position entries are in the sums. It is locked, what lies behind it is added, and it moves
on, in one transaction: whoever is killed in the middle has added nothing, and two at once follow each other. On Postgres
nothing is added that others could still overtake. What the sums are for, and what they cannot tell, is in
`storage/summing.py`.
"""

# ruff: noqa: S608  constants and marks alone

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, bindparam, func, literal, select, union_all
from sqlalchemy.sql.dml import Insert

from remit.clock import DAY
from remit.storage import amount
from remit.storage.amount import AMOUNTS
from remit.storage.dialect import HORIZON, POSTGRES, total, upsert_on
from remit.storage.grain import QUARTER
from remit.storage.store import Store
from remit.storage.tables.budget import ledger, rollup, rollup_head

KEYS: Final = ("subject", "on_behalf_of", "model", "operation", "outcome")
"""What sums are told apart by. Not by session, run, step or label: of those there are nearly as many as entries."""


class RollupStore:
    """Implements `Rolling`."""

    def __init__(self, store: Store) -> None:
        """Keep the sums in `store`."""
        self._store = store

    async def waiting(self) -> Sequence[str]:
        """Return the tenants with entries that are in no sum yet, in order."""
        return await self._store.read(waiting)

    async def roll_up(self, tenant: str, *, limit: int) -> int:
        """Add the oldest entries that wait to their sums, and return how many those were."""
        return await self._store.write(lambda connection: roll_up(connection, tenant, limit=limit))


def waiting(connection: Connection) -> Sequence[str]:
    """Return the tenants with entries that are in no sum yet, in order."""
    # The next entry of each tenant is looked for by itself; a join would have a planner read all there ever were.
    query = (
        "SELECT h.tenant FROM tenant_head AS h WHERE (SELECT e.position FROM ledger AS e WHERE e.tenant = h.tenant"
        " AND e.position > coalesce((SELECT r.position FROM rollup_head AS r WHERE r.tenant = h.tenant), 0)"
        f" {_below(connection)} ORDER BY e.position LIMIT 1) IS NOT NULL ORDER BY h.tenant"
    )
    return list(connection.exec_driver_sql(query).scalars())


def rolled_up(connection: Connection, tenant: str) -> int:
    """Return the position up to which every entry of a tenant is in the sums; 0 when none is.

    Entries up to there may be removed: what sums tell is then told without them.
    """
    query = select(rollup_head.c.position).where(rollup_head.c.tenant == tenant)
    return connection.scalar(query) or 0


def roll_up(connection: Connection, tenant: str, *, limit: int) -> int:
    """Add the oldest entries that wait to their sums, `limit` at most, and return how many those were.

    Args:
        connection: in an open transaction.
        tenant: whose.
        limit: entries at most.
    """
    ask = connection.exec_driver_sql
    mark, locked = ("$", "FOR UPDATE") if connection.dialect.name == POSTGRES else ("?", "")
    head = ask(f"SELECT position FROM rollup_head WHERE tenant = {mark}1 {locked}", (tenant,)).one_or_none()
    after = head.position if head else 0
    following = (
        f"SELECT position FROM ledger WHERE tenant = {mark}1 AND position > {mark}2 {_below(connection)}"
        f" ORDER BY position LIMIT {mark}3"
    )
    query = f"SELECT max(position), count(*) FROM ({following}) AS following"
    last, count = ask(query, (tenant, after, limit)).one()
    if not count:
        return 0
    # Where another began with this tenant just now, its row is there to be locked the next time.
    begin = f"INSERT INTO rollup_head (tenant, position) VALUES ({mark}1, 0) ON CONFLICT DO NOTHING"
    if not head and not ask(begin, (tenant,)).rowcount:
        return 0
    connection.execute(_adding(connection.dialect.name), {"of": tenant, "after": after, "last": last})
    ask(f"UPDATE rollup_head SET position = {mark}2 WHERE tenant = {mark}1", (tenant, last))
    return int(count)


def _below(connection: Connection) -> str:
    """Leave out entries that others could still overtake; SQLite's are in order anyway."""
    return f"AND position < {HORIZON}" if connection.dialect.name == POSTGRES else ""


@cache
def _adding(engine: str) -> Insert:
    """Return the statement that adds entries to their sums: it reads them once, for quarter hours, and days from those."""
    start = (ledger.c.booked_at - ledger.c.booked_at % QUARTER).label("starts_at")
    keys = [ledger.c[name] for name in KEYS]
    wanted = (
        ledger.c.tenant == bindparam("of"),
        ledger.c.position > bindparam("after", type_=BigInteger),
        ledger.c.position <= bindparam("last", type_=BigInteger),
    )
    fresh = select(start, *keys, *amount.of_entries()).where(*wanted).group_by(start, *keys).cte("fresh")
    of = bindparam("of", type_=rollup.c.tenant.type)
    quarters = select(of, literal(QUARTER, BigInteger), fresh)
    day = fresh.c.starts_at - fresh.c.starts_at % DAY
    ours = [fresh.c[name] for name in KEYS]
    days = select(
        of,
        literal(DAY, BigInteger),
        day,
        *ours,
        func.min(fresh.c.first_at),
        *(total(fresh.c[one]) for one in AMOUNTS),
    ).group_by(day, *ours)
    columns = ["tenant", "span", "starts_at", *KEYS, "first_at", *AMOUNTS]
    return _upserted(upsert_on(engine, rollup).from_select(columns, union_all(quarters, days)), engine)


def _upserted(statement: Any, engine: str) -> Insert:  # noqa: ANN401  the two inserts have no common base
    """Have an INSERT add to the sums that are there."""
    new = statement.excluded
    least = (func.least if engine == POSTGRES else func.min)(rollup.c.first_at, new.first_at)
    added = {name: rollup.c[name] + new[name] for name in AMOUNTS}
    keys = list(rollup.primary_key)
    done: Insert = statement.on_conflict_do_update(index_elements=keys, set_={"first_at": least, **added})
    return done
