"""Steps that runtimes report, written once each. Takes no revision: a step changes no right and no money.

Locks as everyone does: claims first, in the order of their keys, then the run. Its row is what the end of a run takes
too, so whoever has it knows for certain whether the run is open, and stands before its end or not at all.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, literal, select

from remit.administration.step import OWN_KINDS, NewStep, Place, Recorded, StepPage
from remit.errors import (
    EtagMismatchError,
    IdempotencyConflictError,
    NotFoundError,
    PreconditionFailedError,
)
from remit.identity.model import LifeState, Run
from remit.ids import RUN
from remit.storage import entity, step
from remit.storage.dialect import json_text, upsert
from remit.storage.store import Store
from remit.storage.tables.entity import entity as runs
from remit.storage.tables.entity import idempotency
from remit.storage.tables.timeline import step as steps
from remit.storage.timeline import step_from
from remit.timeline.model import OPEN_STATUSES, RUN_EVENTS, Step

CALL = "RecordSteps"
RUNS_AT_ONCE = 500
"""Runs named in one query."""


class SqlStepBook:
    """Implements `StepBook`."""

    def __init__(self, store: Store) -> None:
        """Keep steps in `store`."""
        self._store = store

    async def owner(self, tenant: str, run_id: str) -> str | None:
        """Return the subject of a run; None when the tenant knows no such run."""
        return await self._store.read(lambda connection: _owner(connection, tenant, run_id=run_id))

    async def record(
        self, place: Place, steps: Sequence[NewStep], *, at: int
    ) -> Sequence[Recorded | IdempotencyConflictError]:
        """Append steps, in order, in one commit; one that was recorded before stays as it is."""

        def run(connection: Connection) -> Sequence[Recorded | IdempotencyConflictError]:
            claimed = _claim(connection, place, steps=steps, at=at)
            _open_run(connection, place)
            return [_record(connection, place, one=one, claimed=claimed, at=at) for one in steps]

        return await self._store.write(run)

    async def update(
        self, place: Place, step_id: str, *, etag: str, at: int, change: Callable[[Step], Step]
    ) -> Step:
        """Change a step that was reported and has not ended, in an open run; it keeps its sequence."""

        def run(connection: Connection) -> Step:
            _open_run(connection, place)
            row = _to_change(connection, place, step_id=step_id, etag=etag)
            before = step_from(row)
            step.revise(connection, row, changes=step.body_of(change(before)), at=at)
            after = step.newest(
                connection, place.tenant, run_id=place.run_id, step_id=step_id, kinds=OWN_KINDS
            )
            return step_from(after) if after is not None else before

        return await self._store.write(run)

    async def find(self, tenant: str, run_id: str, *, step_id: str) -> Step | None:
        """Return the newest step of an id, or None."""
        return await self._store.read(
            lambda connection: _find(connection, tenant, run_id=run_id, step_id=step_id)
        )

    async def page(self, tenant: str, run_id: str, *, part: StepPage) -> Sequence[Step]:
        """Return steps of a run in order of sequence; the run's own begin and end are none."""
        query = (
            select(steps)
            .where(
                steps.c.tenant == tenant,
                steps.c.run_id == run_id,
                steps.c.sequence > part.after,
                steps.c.kind.not_in(sorted(RUN_EVENTS)),
            )
            .order_by(steps.c.sequence)
        )
        if part.wanted.kinds:
            query = query.where(steps.c.kind.in_(sorted(part.wanted.kinds)))
        if part.wanted.statuses:
            query = query.where(steps.c.status.in_(sorted(part.wanted.statuses)))

        def run(connection: Connection) -> Sequence[Step]:
            found: list[Step] = []
            for row in connection.execute(query):
                one = step_from(row)
                if part.wanted.matches(one) and part.parent_id in {"", one.parent_id}:
                    found.append(one)
                    if len(found) == part.limit:
                        break
            return found

        return await self._store.read(run)

    async def reported(self, tenant: str, run_ids: Sequence[str]) -> Mapping[tuple[str, str], Step]:
        """Return the steps that runtimes reported in runs, by run and id."""

        def run(connection: Connection) -> Mapping[tuple[str, str], Step]:
            found: dict[tuple[str, str], Step] = {}
            for start in range(0, len(run_ids), RUNS_AT_ONCE):
                query = select(steps).where(
                    steps.c.tenant == tenant,
                    steps.c.run_id.in_(run_ids[start : start + RUNS_AT_ONCE]),
                    steps.c.kind.in_(sorted(OWN_KINDS)),
                )
                found.update({(row.run_id, row.step_id): step_from(row) for row in connection.execute(query)})
            return found

        return await self._store.read(run)

    async def runs_below(self, tenant: str, run_id: str) -> Sequence[str]:
        """Return a run and the runs that it started, over any number of levels."""
        parent = json_text(runs.c.body, "parent_run_id")
        tree = select(literal(run_id).label("id")).cte("tree", recursive=True)
        below = select(runs.c.id).where(runs.c.tenant == tenant, runs.c.kind == Run.kind, parent == tree.c.id)
        tree = tree.union(below)
        return await self._store.read(lambda connection: list(connection.scalars(select(tree.c.id))))


def etag_of_step(found: Step) -> str:
    """Return what changes with every change of a step."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32]


def _owner(connection: Connection, tenant: str, *, run_id: str) -> str | None:
    known = entity.find(connection, tenant, kind=Run, identity=run_id)
    if known is not None:
        return known.owner
    query = select(steps.c.subject).where(steps.c.tenant == tenant, steps.c.run_id == run_id)
    return connection.scalar(query.order_by(steps.c.sequence).limit(1))


def _open_run(connection: Connection, place: Place) -> None:
    """Lock a run, and make sure that it is open: read under its lock, so that its end is seen or waits."""
    step.lock_run(connection, place.tenant, run_id=place.run_id)
    known = entity.find(connection, place.tenant, kind=Run, identity=place.run_id)
    # A run that a runtime names itself begins with its first step; only names that Remit makes must be known.
    if known is None and place.run_id.startswith(RUN):
        message = f"there is no run {place.run_id!r}"
        raise NotFoundError(message, field="run_id")
    if known is not None and known.state is not LifeState.ACTIVE:
        message = "the run has ended; its timeline is complete"
        raise PreconditionFailedError(message, field="run_id")


def _record(
    connection: Connection, place: Place, *, one: NewStep, claimed: set[str], at: int
) -> Recorded | IdempotencyConflictError:
    made = one.step
    key = _key(place, one)
    if one.named and key not in claimed:
        return _earlier(connection, place, one=one)
    # The same id once more in this call finds what was just written.
    claimed.discard(key)
    sequence = step.append(
        connection, place.tenant, run_id=place.run_id, body=step.body_of(made),
        subject=place.subject, at=at,
    )  # fmt: skip
    return Recorded(made.step_id, sequence)


def _claim(connection: Connection, place: Place, *, steps: Sequence[NewStep], at: int) -> set[str]:
    """Take the ids that callers gave steps, within their run and whoever reports them; return the keys that were free."""
    wanted: dict[str, bytes] = {}
    for one in steps:
        if one.named:
            wanted.setdefault(_key(place, one), one.digest)
    if not wanted:
        return set()
    rows = [
        {**_owned(place), "key": key, "digest": wanted[key], "ref": "", "at": at} for key in sorted(wanted)
    ]
    taken = upsert(connection, idempotency).values(rows).on_conflict_do_nothing()
    return set(connection.scalars(taken.returning(idempotency.c.key)))


def _earlier(connection: Connection, place: Place, *, one: NewStep) -> Recorded | IdempotencyConflictError:
    """Return what an earlier report of a step made."""
    query = select(idempotency.c.digest).filter_by(**_owned(place), key=_key(place, one))
    if connection.scalar(query) != one.digest:
        message = "this step_id was recorded before with other content; use UpdateStep, or a new id"
        return IdempotencyConflictError(message, field="step_id")
    row = step.newest(
        connection, place.tenant, run_id=place.run_id, step_id=one.step.step_id, kinds=OWN_KINDS
    )
    return Recorded(one.step.step_id, row.sequence if row is not None else 0, duplicate=True)


def _owned(place: Place) -> dict[str, str]:
    return {"tenant": place.tenant, "principal": "", "call": CALL}


def _key(place: Place, one: NewStep) -> str:
    return f"{place.run_id}|{one.step.step_id}"


def _to_change(connection: Connection, place: Place, *, step_id: str, etag: str) -> Row[Any]:
    """Return the row of a step that may be changed."""
    row = step.newest(connection, place.tenant, run_id=place.run_id, step_id=step_id, kinds=OWN_KINDS)
    if row is None:
        if _find(connection, place.tenant, run_id=place.run_id, step_id=step_id) is not None:
            message = "Remit wrote this step; only those that runtimes report can be changed"
            raise PreconditionFailedError(message, field="step.step_id")
        message = f"there is no step {step_id!r} in the run"
        raise NotFoundError(message, field="step.step_id")
    before = step_from(row)
    if etag and etag != etag_of_step(before):
        message = "the step has changed since it was read; read it again and repeat the change"
        raise EtagMismatchError(message, field="etag")
    if before.status not in OPEN_STATUSES:
        message = f"the step has ended as {before.status}; what is over does not change"
        raise PreconditionFailedError(message, field="step.status")
    return row


def _find(connection: Connection, tenant: str, *, run_id: str, step_id: str) -> Step | None:
    # What the runtime reports under an id is the step; a decision about it may carry the same id.
    row = step.newest(connection, tenant, run_id=run_id, step_id=step_id, kinds=OWN_KINDS)
    row = row if row is not None else step.newest(connection, tenant, run_id=run_id, step_id=step_id)
    found = step_from(row) if row is not None else None
    return None if found is None or found.kind in RUN_EVENTS else found
