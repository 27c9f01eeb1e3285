"""Counts what stands open in storage, for who watches a server. Reads alone; every question is an index's."""

from sqlalchemy import Connection, func, select, text

from remit.storage.dialect import POSTGRES
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry, tree_head
from remit.storage.tables.budget import reservation
from remit.storage.tables.entity import tenant_head
from remit.storage.tables.outbox import outbox
from remit.upkeep.census import Counted
from remit.upkeep.outbox import MessageState

_LOCKS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
# What was delivered is kept for a while, and is far more.
_MESSAGES = (
    select(outbox.c.state, func.count().label("messages"), func.min(outbox.c.due_at).label("due_at"))
    .where(outbox.c.state.in_((MessageState.WAITING, MessageState.DEAD)))
    .group_by(outbox.c.state)
)
_NOW = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")


class CensusStore:
    """Counts."""

    def __init__(self, store: Store) -> None:
        """Count in `store`."""
        self._store = store

    async def count(self) -> Counted:
        """Return how things stand."""
        return await self._store.read(_count)


def _count(connection: Connection) -> Counted:
    opened = reservation.c.state == "OPEN"
    open_count, oldest = connection.execute(
        select(func.count(), func.min(reservation.c.expires_at)).where(opened)
    ).one()
    sequenced = (
        select(func.coalesce(func.max(tree_head.c.position), 0))
        .where(tree_head.c.tenant == tenant_head.c.tenant)
        .correlate(tenant_head)
    )
    behind = (
        select(func.count())
        .where(
            audit_entry.c.tenant == tenant_head.c.tenant, audit_entry.c.position > sequenced.scalar_subquery()
        )
        .scalar_subquery()
    )
    waiting = connection.scalar(select(func.coalesce(func.sum(behind), 0)).select_from(tenant_head))
    revisions = connection.execute(select(tenant_head.c.tenant, tenant_head.c.revision))
    told = connection.execute(_MESSAGES).all()
    elsewhere = connection.dialect.name == POSTGRES
    return Counted(
        open_reservations=int(open_count),
        oldest_expiry=oldest,
        unsequenced=int(waiting or 0),
        revisions={row.tenant: row.revision for row in revisions},
        messages={row.state: row.messages for row in told},
        oldest_due=min((row.due_at for row in told if row.state == MessageState.WAITING), default=None),
        locks_awaited=int(connection.scalar(_LOCKS) or 0) if elsewhere else 0,
        database_now=int(connection.scalar(_NOW) or 0) if elsewhere else None,
    )
