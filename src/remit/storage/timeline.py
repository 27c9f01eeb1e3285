"""Reads steps after a place: of a run in the order of its changes, of an agent or tenant in order of commit.

A run's changes are counted under its row's lock, so they become visible in their order. Positions across runs are read
only below the horizon, under which nothing can appear any more.
"""

from typing import Any, Final

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, func, select

from remit.storage.dialect import horizon
from remit.storage.store import Store
from remit.storage.tables.timeline import run_head, step, timeline_head
from remit.timeline.model import Batch, Filter, Scope, ScopeKind, Step

_STEP: Final = TypeAdapter(Step)


class TimelineStore:
    """The steps of all runs."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def read_after(self, scope: Scope, filter: Filter, *, position: int, limit: int) -> Batch:
        """Return the oldest wanted steps after `position`, at most `limit`."""
        return await self._store.read(
            lambda connection: _read(connection, scope, wanted=filter, position=position, limit=limit)
        )

    async def end(self, scope: Scope) -> int:
        """Return the place after everything that has happened; 0 when nothing has."""
        return await self._store.read(lambda connection: _ends(connection, scope)[0])

    async def removed(self, scope: Scope) -> int:
        """Return the place up to which retention has removed steps; 0 when nothing was.

        Of an agent it is its tenant's: one whose own steps are all there is told so too, which costs it a new start.
        """
        return await self._store.read(lambda connection: _ends(connection, scope)[1])

    async def last_sequence(self, tenant: str, run_id: str) -> int:
        """Return the sequence of a run's newest step; 0 when it has none."""
        query = select(run_head.c.sequence).where(run_head.c.tenant == tenant, run_head.c.run_id == run_id)
        return await self._store.read(lambda connection: connection.scalar(query) or 0)

    async def find(self, tenant: str, run_id: str, *, step_id: str) -> Step | None:
        """Return a step by its id, the newest of that id; None when the run has none such."""
        query = (
            select(step)
            .where(step.c.tenant == tenant, step.c.run_id == run_id, step.c.step_id == step_id)
            .order_by(step.c.change.desc())
            .limit(1)
        )
        return await self._store.read(
            lambda connection: next((step_from(row) for row in connection.execute(query)), None)
        )


def _ends(connection: Connection, scope: Scope) -> tuple[int, int]:
    """Return the place after everything that has happened, and the one up to which it was removed."""
    if scope.kind is ScopeKind.RUN:
        mine = (run_head.c.tenant == scope.tenant, run_head.c.run_id == scope.id)
        row = connection.execute(select(run_head.c.change, run_head.c.removed).where(*mine)).one_or_none()
        return (row.change, row.removed) if row is not None else (0, 0)
    newest = select(func.max(step.c.position)).where(step.c.tenant == scope.tenant)
    below = horizon(connection)
    newest = newest if below is None else newest.where(step.c.position < below)
    gone = select(timeline_head.c.removed).where(timeline_head.c.tenant == scope.tenant)
    end, removed = connection.execute(select(newest.scalar_subquery(), gone.scalar_subquery())).one()
    return max(end or 0, removed or 0), removed or 0


def _read(connection: Connection, scope: Scope, *, wanted: Filter, position: int, limit: int) -> Batch:
    end, _ = _ends(connection, scope)
    place = step.c.change if scope.kind is ScopeKind.RUN else step.c.position
    query = _scoped(select(step), scope).where(place > position, place <= end).order_by(place).limit(limit)
    rows = connection.execute(query).all()
    more = len(rows) == limit
    found = [step_from(row, place=place.name) for row in rows]
    through = found[-1].position if more else max(end, position)
    return Batch(tuple(one for one in found if wanted.matches(one)), through, more)


def _scoped(query: Select[Any], scope: Scope) -> Select[Any]:
    query = query.where(step.c.tenant == scope.tenant)
    if scope.kind is ScopeKind.RUN:
        return query.where(step.c.run_id == scope.id)
    if scope.kind is ScopeKind.AGENT:
        return query.where(step.c.subject == scope.id)
    return query


def step_from(row: Row[Any], *, place: str = "position") -> Step:
    """Read a step from its row; `place` names the column that says where it stands in the stream that is read."""
    body = orjson.loads(row.body)
    for side in ("input", "output"):
        if body.get(side):
            body[side]["digest"] = bytes.fromhex(body[side]["digest"])
    return _STEP.validate_python(
        {
            **body,
            "tenant": row.tenant,
            "run_id": row.run_id,
            "sequence": row.sequence,
            "subject": row.subject,
            "position": getattr(row, place),
        }
    )
