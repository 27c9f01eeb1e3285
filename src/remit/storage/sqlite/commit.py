"""The commit of a turn on SQLite: locks nothing, since one thread writes; reads, decides and writes in one transaction.

Runs in the writer thread on the raw driver; nothing here waits for anything but the disk.
"""

import sqlite3
from collections import Counter as Counts
from collections.abc import Iterable, Sequence
from typing import Final

from remit.budget.model import Standing
from remit.decision.model import Draft, Outcome
from remit.storage import turn
from remit.storage.sqlite import rows
from remit.storage.turn import Counter, Earlier, Known, Place, Row, Rows, Run, Wanted

_ENTRY: Final = rows.into("audit_entry", turn.ENTRY)
_RESERVATION: Final = rows.into("reservation", turn.RESERVATION)
_STEP: Final = rows.into("step", turn.STEP)
_USE: Final = rows.into("approval_use", turn.USE)
_ACT: Final = rows.into("asked_act", turn.ACT)
_CLAIM: Final = rows.into("idempotency", turn.CLAIM)
_HELD: Final = rows.into("counter", turn.HELD)
_ADD_HELD: Final = "ON CONFLICT DO UPDATE SET held = held + excluded.held"
_HEAD: Final = rows.into("run_head", turn.HEAD)
_SET_HEAD: Final = "ON CONFLICT DO UPDATE SET sequence = excluded.sequence, change = excluded.change"


def commit_turn(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Outcome]:
    """Decide and record a batch inside the open transaction; one outcome for each draft, in order."""
    revisions = read_revisions(connection, {draft.ask.tenant for draft in drafts})
    wanted = turn.wanted(turn.current(drafts, revisions))
    outcomes, written = turn.decide(drafts, _known(connection, wanted), revisions=revisions)
    _write(connection, written)
    return outcomes


def read_revisions(connection: sqlite3.Connection, tenants: Iterable[str]) -> dict[str, int]:
    """Return the newest revisions of tenants."""
    keys = [(tenant,) for tenant in tenants]
    found = rows.select(connection, "t.tenant, t.revision", table="tenant_head", by=("tenant",), keys=keys)
    return dict(found)


def _known(connection: sqlite3.Connection, wanted: Wanted) -> Known:
    return Known(
        claim(connection, wanted.claims),
        read_counters(connection, wanted.counters),
        read_heads(connection, wanted.runs),
        _read_uses(connection, wanted.approvals),
    )


def claim(connection: sqlite3.Connection, claims: Sequence[Row]) -> dict[str, Earlier]:
    """Take callers' ids; return, by who came too late, what took its id before."""
    if rows.insert(connection, _CLAIM, rows=claims, tail="ON CONFLICT DO NOTHING") == len(claims):
        return {}
    earlier = {}
    made = {own[-1] for own in claims}
    for *key, _, _, own in claims:
        digest, ref = connection.execute(
            "SELECT digest, ref FROM idempotency WHERE tenant=? AND principal=? AND call=? AND key=?", key
        ).fetchone()
        if ref != own:
            earlier[own] = Earlier(digest, ref)
            if ref not in made:
                query = "SELECT body, hash FROM audit_entry WHERE id=?"
                found = connection.execute(query, (ref,)).fetchone()
                earlier[own] = Earlier(digest, ref, *found) if found else Earlier(digest, ref, gone=True)
    return earlier


def read_counters(connection: sqlite3.Connection, wanted: Sequence[Counter]) -> dict[Counter, Standing]:
    """Return counters as they stand."""
    found = rows.select(
        connection, "t.tenant, t.budget_id, t.bucket, t.spent, t.held", table="counter",
        by=("tenant", "budget_id", "bucket"), keys=wanted,
    )  # fmt: skip
    return {(tenant, budget, bucket): Standing(spent, held) for tenant, budget, bucket, spent, held in found}


def read_heads(connection: sqlite3.Connection, wanted: Sequence[Run]) -> dict[Run, Place]:
    """Return how far runs have come."""
    found = rows.select(
        connection, "t.tenant, t.run_id, t.sequence, t.change", table="run_head", by=("tenant", "run_id"), keys=wanted
    )  # fmt: skip
    return {(tenant, run_id): (sequence, change) for tenant, run_id, sequence, change in found}


def write_steps(connection: sqlite3.Connection, steps: Sequence[Row], *, heads: dict[Run, Place]) -> None:
    """Write steps, and how far their runs have come."""
    rows.insert(connection, _STEP, rows=steps)
    rows.insert(connection, _HEAD, rows=[(*run, *heads[run]) for run in sorted(heads)], tail=_SET_HEAD)


def write_entries(connection: sqlite3.Connection, entries: Sequence[Row]) -> None:
    """Write audit entries."""
    rows.insert(connection, _ENTRY, rows=entries)


def _read_uses(connection: sqlite3.Connection, wanted: Sequence[str]) -> dict[str, int]:
    found = rows.select(
        connection, "t.approval_id", table="approval_use", by=("approval_id",), keys=[(one,) for one in wanted]
    )  # fmt: skip
    return Counts(approval_id for (approval_id,) in found)


def _write(connection: sqlite3.Connection, written: Rows) -> None:
    held = [(*counter, amount) for counter, amount in sorted(written.held.items())]
    write_entries(connection, written.entries)
    rows.insert(connection, _RESERVATION, rows=written.reservations)
    write_steps(connection, written.steps, heads=written.heads)
    rows.insert(connection, _HELD, rows=held, tail=_ADD_HELD)
    # The primary key says that each use is made once, whatever was read before.
    rows.insert(connection, _USE, rows=written.uses)
    rows.insert(connection, _ACT, rows=written.acts)
