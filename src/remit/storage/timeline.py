"""Reads steps in order of commit, after a position. SQLite commits one at a time, so no position appears late."""

from typing import Any, Final

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, func, select

from remit.storage.engine import Store
from remit.storage.tables.timeline import run_head, step
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
        return await self._store.read(lambda connection: _end(connection, scope.tenant))

    async def removed(self, scope: Scope) -> int:  # noqa: ARG002  nothing is removed before retention is built
        """Return the place up to which retention has removed steps; 0 when nothing was."""
        return 0

    async def last_sequence(self, tenant: str, run_id: str) -> int:
        """Return the sequence of a run's newest step; 0 when it has none."""
        query = select(run_head.c.sequence).where(run_head.c.tenant == tenant, run_head.c.run_id == run_id)
        return await self._store.read(lambda connection: connection.scalar(query) or 0)

    async def find(self, tenant: str, run_id: str, *, step_id: str) -> Step | None:
        """Return a step by its id, the newest of that id; None when the run has none such."""
        query = (
            select(step)
            .where(step.c.tenant == tenant, step.c.run_id == run_id, step.c.step_id == step_id)
            .order_by(step.c.position.desc())
            .limit(1)
        )
        return await self._store.read(
            lambda connection: next((step_from(row) for row in connection.execute(query)), None)
        )


def _end(connection: Connection, tenant: str) -> int:
    return connection.scalar(select(func.max(step.c.position)).where(step.c.tenant == tenant)) or 0


def _read(connection: Connection, scope: Scope, *, wanted: Filter, position: int, limit: int) -> Batch:
    end = _end(connection, scope.tenant)
    query = (
        _scoped(select(step), scope).where(step.c.position > position).order_by(step.c.position).limit(limit)
    )
    rows = connection.execute(query).all()
    more = len(rows) == limit
    found = (step_from(row) for row in rows)
    through = rows[-1].position if more else max(end, position)
    return Batch(tuple(one for one in found if wanted.matches(one)), through, more)


def _scoped(query: Select[Any], scope: Scope) -> Select[Any]:
    query = query.where(step.c.tenant == scope.tenant)
    if scope.kind is ScopeKind.RUN:
        return query.where(step.c.run_id == scope.id)
    if scope.kind is ScopeKind.AGENT:
        return query.where(step.c.subject == scope.id)
    return query


def step_from(row: Row[Any]) -> Step:
    """Read a step from its row."""
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
            "position": row.position,
        }
    )
