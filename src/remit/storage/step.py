"""Steps of runs: appended under the run's row, so that sequences are dense; read in order of commit."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from remit.storage.tables.timeline import run_head, step
from remit.timeline.model import Step


def next_sequence(connection: Connection, tenant: str, *, run_id: str) -> int:
    """Take the run's next sequence number; its row is locked until the transaction ends."""
    statement = upsert(run_head).values(tenant=tenant, run_id=run_id, sequence=1)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant", "run_id"], set_={"sequence": run_head.c.sequence + 1}
    )
    connection.execute(statement)
    query = select(run_head.c.sequence).where(run_head.c.tenant == tenant, run_head.c.run_id == run_id)
    return int(connection.execute(query).scalar_one())


def append(
    connection: Connection,
    tenant: str,
    *,
    run_id: str,
    body: Mapping[str, object],
    subject: str,
) -> int:
    """Append a step to a run in the open transaction, and return its sequence; `body` says its id, kind and status."""
    sequence = next_sequence(connection, tenant, run_id=run_id)
    connection.execute(
        insert(step).values(
            tenant=tenant,
            run_id=run_id,
            sequence=sequence,
            step_id=str(body["step_id"]),
            subject=subject,
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
    return connection.execute(query.order_by(step.c.sequence.desc()).limit(1)).one_or_none()


def revise(connection: Connection, row: Row[Any], *, changes: Mapping[str, object]) -> None:
    """Change a step in the open transaction: it keeps its sequence and takes a new place in the order of commit."""
    # A watcher reads on from its own place, so what changed must stand behind all that was there.
    last = connection.execute(select(func.max(step.c.position))).scalar_one()
    body = {**orjson.loads(row.body), **changes}
    connection.execute(
        update(step)
        .where(step.c.position == row.position)
        .values(position=last + 1, status=str(body["status"]), body=orjson.dumps(body).decode())
    )
