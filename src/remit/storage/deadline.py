"""When sessions and runs end by themselves: a row for each that is open. Ends none of them.

A run's row says until when it was renewed; every step that was committed in it since is a sign of life besides, found
where it stands anyway, so that no call writes one.
"""

from collections.abc import Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, case, delete, exists, select, update

from remit.administration.deadline import Overdue
from remit.clock import MINUTE
from remit.decision.catalog import Entity
from remit.decision.model import HOLD_LIMIT
from remit.decision.settle import ReservationState
from remit.identity.model import LifeState, Run, Session
from remit.ids import decision_of
from remit.storage.dialect import upsert
from remit.storage.store import Store
from remit.storage.tables.budget import reservation
from remit.storage.tables.entity import deadline as table
from remit.storage.tables.entity import entity
from remit.storage.tables.timeline import step
from remit.timeline.model import StepKind, StepStatus

BATCH: Final = 200
"""Sessions and runs that are looked at in one transaction."""

_RECENT: Final = HOLD_LIMIT + MINUTE
"""Microseconds after which a decision holds no lease any more: none is held longer than money is."""


class DeadlineStore:
    """Implements `Deadlines` and `Leases`."""

    def __init__(self, store: Store) -> None:
        """Keep them in `store`."""
        self._store = store

    async def overdue(self, at: int) -> Sequence[Overdue]:
        """Return some that are to end by `at`, the oldest first; a run that gave a sign since is put off instead."""
        query = select(table).where(table.c.due_at <= at).order_by(table.c.due_at).limit(BATCH)

        def over(connection: Connection) -> list[Overdue]:
            found = []
            for row in connection.execute(query).all():
                ends = _ends(connection, row)
                if ends <= at:
                    found.append(Overdue(row.tenant, row.kind, row.id))
                else:
                    _put_off(connection, row, until=ends)
            return found

        if not await self._store.read(lambda connection: connection.execute(query.limit(1)).all()):
            return ()
        return await self._store.write(over)

    async def forget(self, one: Overdue) -> None:
        """Drop the deadline of something that is not open any more; of what is, it stays."""
        mine = (table.c.tenant == one.tenant, table.c.kind == one.kind, table.c.id == one.id)
        open_still = exists().where(
            entity.c.tenant == one.tenant,
            entity.c.kind == one.kind,
            entity.c.id == one.id,
            entity.c.state == LifeState.ACTIVE,
        )
        await self._store.write(
            lambda connection: connection.execute(delete(table).where(*mine, ~open_still))
        )

    async def extend(self, tenant: str, run_id: str, *, lease: int, at: int) -> bool:
        """Renew a run for `lease` microseconds from `at`, never shortening it; False when it is not open any more."""
        until = at + lease
        statement = (
            update(table)
            .where(table.c.tenant == tenant, table.c.kind == Run.kind, table.c.id == run_id)
            .values(due_at=case((table.c.due_at < until, until), else_=table.c.due_at))
        )
        return await self._store.write(lambda connection: connection.execute(statement).rowcount == 1)

    async def sign(self, tenant: str, run_id: str, *, at: int) -> None:
        """Note a sign of life at `at` of a run, which no step shows; of one that is not open nothing is noted."""
        until = table.c.lease + at
        statement = (
            update(table)
            .where(
                table.c.tenant == tenant,
                table.c.kind == Run.kind,
                table.c.id == run_id,
                table.c.due_at < until,
            )
            .values(due_at=until)
        )
        await self._store.write(lambda connection: connection.execute(statement))

    async def decisions(self, tenant: str, run_id: str, *, at: int) -> Sequence[str]:
        """Return the decisions of a run that may still hold leases: recent ones, and those with an open reservation."""
        allowed = select(step.c.body).where(
            step.c.tenant == tenant,
            step.c.run_id == run_id,
            step.c.kind == StepKind.DECISION,
            step.c.status == StepStatus.SUCCEEDED,
            step.c.at > at - _RECENT,
        )
        held = select(reservation.c.id).where(
            reservation.c.state == ReservationState.OPEN,
            reservation.c.tenant == tenant,
            reservation.c.run_id == run_id,
        )

        def read(connection: Connection) -> Sequence[str]:
            recent = [orjson.loads(body)["decision_id"] for body in connection.scalars(allowed)]
            return list(dict.fromkeys([*recent, *map(decision_of, connection.scalars(held))]))

        return await self._store.read(read)


def follow(connection: Connection, tenant: str, *, item: Entity) -> None:
    """Keep the deadline of a session or run that is written, and drop it with its end."""
    if not isinstance(item, Session | Run):
        return
    until, lease = (item.expires_at, 0) if isinstance(item, Session) else _leased(item)
    if item.state is not LifeState.ACTIVE or until is None:
        _drop(connection, tenant, kind=item.kind, identity=item.id)
        return
    place = {"tenant": tenant, "kind": item.kind, "id": item.id}
    # One that is there already may have been renewed since.
    statement = upsert(connection, table).values(**place, due_at=until, lease=lease)
    connection.execute(statement.on_conflict_do_nothing())


def lives_until(connection: Connection, tenant: str, *, run_id: str, locked: bool = False) -> int | None:
    """Return when a run is lost unless it gives a sign; None when it has ended, or lives until it is ended.

    With `locked` nobody renews it until the transaction ends.
    """
    query = select(table).where(table.c.tenant == tenant, table.c.kind == Run.kind, table.c.id == run_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _ends(connection, row) if row is not None else None


def _leased(run: Run) -> tuple[int | None, int]:
    return (None, 0) if run.lease is None else (run.started_at + run.lease, run.lease)


def _ends(connection: Connection, row: Row[Any]) -> int:
    if not row.lease:
        return int(row.due_at)
    newest = select(step.c.at).where(step.c.tenant == row.tenant, step.c.run_id == row.id)
    seen = connection.scalar(newest.order_by(step.c.change.desc()).limit(1)) or 0
    return int(max(row.due_at, seen + row.lease))


def _put_off(connection: Connection, row: Row[Any], *, until: int) -> None:
    # Renewed meanwhile, it has a later one already.
    where = table.c.tenant == row.tenant, table.c.kind == row.kind, table.c.id == row.id
    connection.execute(update(table).where(*where, table.c.due_at < until).values(due_at=until))


def _drop(connection: Connection, tenant: str, *, kind: str, identity: str) -> None:
    connection.execute(
        delete(table).where(table.c.tenant == tenant, table.c.kind == kind, table.c.id == identity)
    )
