"""Removes ledger entries that are too old, inside an open transaction, in the order of their positions.

Only below the position up to which sums are kept elsewhere. What expiry charged and nobody took back yet stays, wherever
it lies: a late actual may. Counters are not touched: what was spent stays spent.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, text

from remit.storage.dialect import horizon
from remit.storage.log_state import Removed
from remit.storage.partition import Month, drop
from remit.storage.tables.budget import ledger

BATCH: Final = 500
"""Entries removed in one transaction, so that calls never wait long for it."""

RolledUp = Callable[[Connection, str], int]
"""The position below which the sums of a tenant's entries are kept elsewhere; 0 when they are not."""


def nothing_rolled_up(_connection: Connection, _tenant: str) -> int:
    """Let no entry of the ledger go: nothing else answers for it."""
    return 0


def remove(connection: Connection, tenant: str, *, removed: Removed, before: int, below: int) -> int:
    """Remove some entries, go on in `removed`, and return how many went.

    Args:
        connection: in an open transaction that has locked `removed`.
        tenant: whose.
        removed: what is gone already.
        before: the instant before which they are too old.
        below: the position below which they may go.
    """
    query = (
        select(
            ledger.c.position,
            ledger.c.id,
            ledger.c.recorded_at,
            ledger.c.reservation_id,
            ledger.c.provisional,
        )
        .where(
            ledger.c.tenant == tenant,
            ledger.c.position > removed.ledger,
            ledger.c.position < min(below, _last(connection)),
        )
        .order_by(ledger.c.position)
        .limit(BATCH)
    )
    old: list[Any] = []
    for row in connection.execute(query):
        if row.recorded_at >= before:
            break
        old.append(row)
    if not old:
        return 0
    stay = _unsettled(connection, [row.id for row in old if row.provisional])
    names = sorted(row.id for row in old if row.id not in stay)
    first, last = min(row.recorded_at for row in old), max(row.recorded_at for row in old)
    mine = (ledger.c.tenant == tenant, ledger.c.id.in_(names))
    connection.execute(delete(ledger).where(*mine, ledger.c.recorded_at.between(first, last)))
    removed.ledger = old[-1].position
    return len(names)


def last_in(connection: Connection, tenant: str, *, month: Month) -> tuple[int, int]:
    """Return the highest position of a tenant's entries in a month's partition, and how many there are."""
    name = month.partition("ledger")
    query = text(f"SELECT max(position), count(*) FROM {name} WHERE tenant = :tenant")  # noqa: S608  names of ours
    row = connection.execute(query, {"tenant": tenant}).one()
    return row[0] or 0, row[1]


def goes_on_in(connection: Connection, tenant: str, *, month: Month, after: int) -> bool:
    """Tell whether a tenant's next entry after a position lies in a month or later: none before it waits to be removed."""
    query = select(ledger.c.recorded_at).where(ledger.c.tenant == tenant, ledger.c.position > after)
    following = connection.scalar(query.order_by(ledger.c.position).limit(1))
    return following is None or following >= month.starts_at


def drop_month(connection: Connection, month: Month) -> None:
    """Drop a month's partition, in the open transaction; the few entries that must stay move to the default one."""
    rows = select(ledger).where(
        ledger.c.recorded_at >= month.starts_at,
        ledger.c.recorded_at < month.ends_at,
        ledger.c.provisional == 1,
    )
    charges = [dict(row) for row in connection.execute(rows).mappings()]
    stay = _unsettled(connection, [row["id"] for row in charges])
    drop(connection, "ledger", month=month)
    if stay:
        connection.execute(insert(ledger), [row for row in charges if row["id"] in stay])


def _last(connection: Connection) -> int:
    """Return the position below which rows can go: SQLite gives a new one the place after the last that is there."""
    below = horizon(connection)
    return below if below is not None else connection.scalar(select(func.max(ledger.c.position))) or 0


def _unsettled(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return those of some charges at expiry that nobody took back yet."""
    if not ids:
        return set()
    back = ledger.alias("back")
    mine = (
        ledger.c.id.in_(ids),
        back.c.reservation_id == ledger.c.reservation_id,
        back.c.reverses == ledger.c.id,
    )
    return set(ids) - set(connection.scalars(select(ledger.c.id).where(*mine)))
