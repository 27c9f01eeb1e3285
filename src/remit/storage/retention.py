"""Removes the steps whose time is over, the oldest first, and says up to which place they are gone.

In the order of their places, so that what is left of a timeline has no gap but at its beginning. Where steps are
partitioned, a month in which every tenant's time is over is dropped whole. Nothing else of a run or decision is touched.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from sqlalchemy import Connection, and_, bindparam, column, delete, func, select, table, text, tuple_, update

from remit.decision.tenant import Tenant
from remit.storage.dialect import horizon, json_number, upsert
from remit.storage.partition import SLACK, Month, drop, months, tenants_in
from remit.storage.store import Store
from remit.storage.tables.entity import entity, tenant_head
from remit.storage.tables.timeline import run_head, step, timeline_head
from remit.storage.turn import Run

BATCH: Final = 2_000
"""Steps removed in one transaction, and runs marked in one, so that calls never wait long for it."""


class RetentionStore:
    """Implements `Kept`."""

    def __init__(self, store: Store) -> None:
        """Remove from `store`."""
        self._store = store

    async def limits(self, now: int) -> Mapping[str, int]:
        """Return the instant before which each tenant's steps are too old; those that keep theirs for ever are absent."""
        span = json_number(entity.c.body, "settings", "retention")
        own = and_(
            entity.c.tenant == tenant_head.c.tenant,
            entity.c.kind == Tenant.kind,
            entity.c.id == tenant_head.c.tenant,
        )
        query = select(tenant_head.c.tenant, span).join(entity, own).where(entity.c.body.is_not(None))
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return {tenant: now - kept for tenant, kept in rows if kept}

    async def remove(self, tenant: str, before: int) -> int:
        """Remove some steps that were last changed before an instant, the oldest first, and return how many."""
        return await self._store.write(lambda connection: _remove(connection, tenant, before=before))

    async def drop(self, before: Mapping[str, int], check: Callable[[], None]) -> int:
        """Drop the months in which every tenant's steps are older than its instant; return how many those were.

        Args:
            before: the instant of each tenant; whose steps are kept for ever is absent.
            check: called before each step that writes.
        """
        dropped = 0
        for month in await self._store.read(lambda connection: months(connection, "step")):
            if month.ends_at + SLACK > max(before.values(), default=0):
                break
            tenants = await self._store.read(partial(tenants_in, name=month.partition("step")))
            if all(month.ends_at + SLACK <= before.get(tenant, 0) for tenant in tenants):
                await self._drop(month, check)
                dropped += 1
        return dropped

    async def _drop(self, month: Month, check: Callable[[], None]) -> None:
        """Say what will be gone, run by run and tenant by tenant, then drop the month: all at once would stop calls.

        Nothing comes into a month that is over, and who revises a step takes it along to the present one.
        """
        last: Run | None = ("", "")
        while last is not None:
            check()
            last = await self._store.write(partial(_mark_some, month=month, after=last))
        check()
        await self._store.write(partial(_mark_tenants, month=month))
        check()
        await self._store.write(partial(drop, table="step", month=month))


def _remove(connection: Connection, tenant: str, *, before: int) -> int:
    below = horizon(connection)
    if below is None:
        # SQLite gives a new row the place after the last; without any row it would begin anew.
        below = connection.scalar(select(func.max(step.c.position))) or 0
    query = (
        select(step.c.position, step.c.run_id, step.c.change, step.c.at)
        .where(step.c.tenant == tenant, step.c.position < below)
        .order_by(step.c.position)
        .limit(BATCH)
    )
    last, marks, count = 0, dict[Run, int](), 0
    for position, run_id, change, at in connection.execute(query):
        if at >= before:
            break
        last, count = position, count + 1
        marks[tenant, run_id] = max(change, marks.get((tenant, run_id), 0))
    if count:
        _mark_runs(connection, marks)
        _mark(connection, tenant, place=last)
        connection.execute(delete(step).where(step.c.tenant == tenant, step.c.position <= last))
    return count


def _mark_runs(connection: Connection, marks: Mapping[Run, int]) -> None:
    """Say up to which change runs are gone; their rows are locked in the order in which everyone locks."""
    wanted = tuple_(run_head.c.tenant, run_head.c.run_id).in_(sorted(marks))
    lower = (
        select(run_head.c.tenant, run_head.c.run_id, run_head.c.removed)
        .where(wanted)
        .order_by(run_head.c.tenant, run_head.c.run_id)
        .with_for_update()
    )
    rows = [
        {"of": tenant, "run": run_id, "place": marks[tenant, run_id]}
        for tenant, run_id, removed in connection.execute(lower)
        if removed < marks[tenant, run_id]
    ]
    if rows:
        connection.execute(_MARK_RUN, rows)


def _mark(connection: Connection, tenant: str, *, place: int) -> None:
    """Say up to which place a tenant's steps are gone."""
    marked = upsert(connection, timeline_head).values(tenant=tenant, removed=place)
    connection.execute(
        marked.on_conflict_do_update(
            index_elements=["tenant"], set_={"removed": place}, where=timeline_head.c.removed < place
        )
    )


def _mark_some(connection: Connection, *, month: Month, after: Run) -> Run | None:
    """Mark the next runs that a month has steps of; return the last of them, None when there are no more."""
    lying = table(month.partition("step"), column("tenant"), column("run_id"), column("change"))
    key = (lying.c.tenant, lying.c.run_id)
    query = (
        select(*key, func.max(lying.c.change))
        .where(tuple_(*key) > tuple_(*after))
        .group_by(*key)
        .order_by(*key)
        .limit(BATCH)
    )
    marks: dict[Run, int] = {(tenant, run_id): change for tenant, run_id, change in connection.execute(query)}
    if not marks:
        return None
    _mark_runs(connection, marks)
    return max(marks)


def _mark_tenants(connection: Connection, month: Month) -> None:
    query = text(f"SELECT max(position) FROM {month.partition('step')} WHERE tenant = :tenant")  # noqa: S608  names of ours
    for tenant in tenants_in(connection, month.partition("step")):
        _mark(connection, tenant, place=connection.execute(query, {"tenant": tenant}).scalar_one())


_MARK_RUN: Final = (
    update(run_head)
    .where(run_head.c.tenant == bindparam("of"), run_head.c.run_id == bindparam("run"))
    .values(removed=bindparam("place"))
)
