"""Steps of runs: appended under the run's row, so that sequences are dense; read in order of commit."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from remit.storage.dialect import next_position, upsert
from remit.storage.tables.timeline import run_head, step
from remit.storage.turn import Place
from remit.timeline.model import RUN_EVENTS, Step


def next_place(connection: Connection, tenant: str, *, run_id: str, steps: int) -> Place:
    """Take the run's next change, and the next sequence for `steps` (0 or 1); its row is locked until the end."""
    statement = upsert(connection, run_head).values(tenant=tenant, run_id=run_id, sequence=steps, change=1)
    further = {"sequence": run_head.c.sequence + steps, "change": run_head.c.change + 1}
    statement = statement.on_conflict_do_update(index_elements=["tenant", "run_id"], set_=further)
    row = connection.execute(statement.returning(run_head.c.sequence, run_head.c.change)).one()
    return row.sequence, row.change


def lock_run(connection: Connection, tenant: str, *, run_id: str) -> None:
    """Let nobody append to a run, change a step of it or end it, until the transaction ends; one that is new is begun."""
    statement = upsert(connection, run_head).values(tenant=tenant, run_id=run_id, sequence=0, change=0)
    same = {"change": run_head.c.change}
    connection.execute(statement.on_conflict_do_update(index_elements=["tenant", "run_id"], set_=same))


def append(
    connection: Connection,
    tenant: str,
    *,
    run_id: str,
    body: Mapping[str, object],
    subject: str,
    at: int,
) -> int:
    """Append a step to a run in the open transaction, and return its sequence; `body` says its id, kind and status.

    The begin and the end of a run are no steps: they have a place in its stream, and no sequence (0).
    """
    event = body["kind"] in RUN_EVENTS
    sequence, change = next_place(connection, tenant, run_id=run_id, steps=0 if event else 1)
    sequence = 0 if event else sequence
    connection.execute(
        insert(step).values(
            tenant=tenant,
            run_id=run_id,
            sequence=sequence,
            change=change,
            step_id=str(body["step_id"]),
            subject=subject,
            at=at,
            kind=str(body["kind"]),
            status=str(body["status"]),
            body=orjson.dumps(body).decode(),
        )
    )
    return sequence


def body_of(one: Step) -> dict[str, object]:
    """Return a step as its row keeps it: what no column of the row says."""
    body = asdict(one)
    for name in ("tenant", "run_id", "sequence", "subject", "position"):
        del body[name]
    for side in ("input", "output"):
        if body[side] is not None:
            body[side]["digest"] = body[side]["digest"].hex()
    return body


def newest(
    connection: Connection, tenant: str, *, run_id: str, step_id: str, kinds: frozenset[str] = frozenset()
) -> Row[Any] | None:
    """Return the newest step of an id in a run, or None; `kinds` leaves all others out."""
    query = select(step).where(step.c.tenant == tenant, step.c.run_id == run_id, step.c.step_id == step_id)
    if kinds:
        query = query.where(step.c.kind.in_(sorted(kinds)))
    return connection.execute(query.order_by(step.c.change.desc()).limit(1)).one_or_none()


def revise(connection: Connection, row: Row[Any], *, changes: Mapping[str, object], at: int) -> None:
    """Change a step in the open transaction: it keeps its sequence and takes new places in the streams.

    It is then as young as its change: retention removes steps in the order of their places.
    """
    # A watcher reads on from its own place, so what changed must stand behind all that was there.
    _, change = next_place(connection, row.tenant, run_id=row.run_id, steps=0)
    body = {**orjson.loads(row.body), **changes}
    connection.execute(
        update(step)
        .where(step.c.tenant == row.tenant, step.c.position == row.position)
        .values(
            position=next_position(connection, step.c.position),
            change=change,
            at=at,
            status=str(body["status"]),
            body=orjson.dumps(body).decode(),
        )
    )
