"""The commit of a turn on Postgres: locks in one order, decides under the locks, writes in one statement.

Four trips, whatever the size of the batch: begin with the locks of tenants; claim, lock and read; write; commit.
Everyone locks in the same order (tenants, claims, counters, runs; each by key), so nobody waits in a ring.
"""

from collections.abc import Sequence
from typing import Any, Final

from remit.budget.model import Standing
from remit.decision.model import Draft, Outcome, Stale
from remit.storage import turn
from remit.storage.postgres.connection import Connection, Connections
from remit.storage.postgres.statement import Statement, statement
from remit.storage.postgres.transaction import Opened, begin, commit
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import approval_use, asked_act, counter, reservation
from remit.storage.tables.entity import idempotency, tenant_head
from remit.storage.tables.timeline import run_head, step
from remit.storage.turn import Counter, Earlier, Known, Place, Row, Rows, Run, Wanted

CLAIMED, REVISION, COUNTER, HEAD, USES, TRANSACTION = range(6)
"""What a row of the first statement tells."""


async def commit_turn(connections: Connections, drafts: Sequence[Draft], *, opened: Opened) -> list[Outcome]:
    """Decide and record a batch: all of it lasts once this returns, or none. One outcome for each draft, in order."""
    revisions: dict[str, int] = {}
    wanted = turn.wanted(drafts)
    tenants = {draft.ask.tenant for draft in drafts}
    async with connections.use() as connection:
        await begin(connection, tenants, approvals=wanted.approvals)
        await opened.open(connection, counters=wanted.counters, runs=wanted.runs)
        known, xid = await _read(connection, wanted, tenants=sorted(tenants), revisions=revisions)
        opened.require(
            found=len(known.counters) + len(known.heads), wanted=len(wanted.counters) + len(wanted.runs)
        )
        current = turn.current(drafts, revisions)
        if len(current) < len(drafts):
            # What policy overtook may claim nothing; the rest is decided in a transaction of its own.
            await connection.execute("ROLLBACK")
        else:
            outcomes, written = turn.decide(drafts, known, revisions=revisions)
            await connection.execute(_WRITE.sql, *_written(written))
            await commit(connection, connections, xid=xid, claims=wanted.claims, late=known.earlier)
            opened.keep(wanted.counters, wanted.runs)
            return outcomes
    settled = iter(await commit_turn(connections, current, opened=opened) if current else ())
    fresh = {draft.id for draft in current}
    return [next(settled) if one.id in fresh else Stale(revisions.get(one.ask.tenant, 0)) for one in drafts]


async def _read(
    connection: Connection, wanted: Wanted, *, tenants: Sequence[str], revisions: dict[str, int]
) -> tuple[Known, int]:
    """Claim, lock and read what a batch wants; fills `revisions`, and returns what is known and the transaction's id."""
    rows = await connection.fetch(
        _READ.sql,
        *_READ.values(
            wanted.claims, wanted.counters, wanted.runs, [(one,) for one in tenants],
            [(one,) for one in wanted.approvals],
        ),
    )  # fmt: skip
    claimed: set[str] = set()
    counters: dict[Counter, Standing] = {}
    heads: dict[Run, Place] = {}
    uses: dict[str, int] = {}
    xid = 0
    for kind, first, second, name in rows:
        if kind == CLAIMED:
            claimed.add(name)
        elif kind == COUNTER:
            counters[wanted.counters[int(name) - 1]] = Standing(first, second)
        elif kind == HEAD:
            heads[wanted.runs[int(name) - 1]] = (first, second)
        elif kind == REVISION:
            revisions[name] = first
        elif kind == USES:
            uses[name] = first
        else:
            xid = first
    return Known(await earlier(connection, wanted.claims, claimed=claimed), counters, heads, uses), xid


async def earlier(connection: Connection, claims: Sequence[Row], *, claimed: set[str]) -> dict[str, Earlier]:
    """Return what took the ids of those that came too late: a new statement sees what it waited for."""
    late = [claim for claim in claims if claim[-1] not in claimed]
    if not late:
        return {}
    keys = [claim[:4] for claim in late]
    found = {
        tuple(row)[:4]: tuple(row)[4:] for row in await connection.fetch(_EARLIER.sql, *_EARLIER.values(keys))
    }
    made = {claim[-1] for claim in claims}
    told: dict[str, Earlier] = {}
    for claim in late:
        digest, ref, body, hash_ = found[claim[:4]]
        told[claim[-1]] = Earlier(digest, ref) if ref in made else Earlier(digest, ref, body, hash_)
    return told


def ends_of(heads: dict[Run, Place]) -> list[Row]:
    """Return the rows that say how far runs have come."""
    return [(*run, *heads[run]) for run in sorted(heads)]


def steps_statement(given: Statement) -> str:
    """Return the parts of a WITH that write steps, and how far their runs have come: a set of rows for each."""
    append = given.insert(step, turn.STEP, positioned=True)
    advance = given.update(
        run_head, ("tenant", "run_id"), columns=turn.HEAD,
        change="sequence = given.sequence, change = given.change",
    )  # fmt: skip
    return f"appended AS ({append}), advanced AS ({advance})"


def _written(rows: Rows) -> list[Any]:
    held = [(*one, rows.held[one]) for one in sorted(rows.held)]
    return _WRITE.values(
        rows.entries, rows.reservations, held, rows.uses, rows.acts, rows.steps, ends_of(rows.heads)
    )


def _read_statement(given: Statement) -> str:
    claim = given.insert(idempotency, turn.CLAIM, tail="ON CONFLICT DO NOTHING RETURNING ref")
    counters = given.locked(counter, ("tenant", "budget_id", "bucket"), read=("spent", "held"))
    heads = given.locked(run_head, ("tenant", "run_id"), read=("sequence", "change"))
    return (
        f"WITH claimed AS ({claim}), counted AS MATERIALIZED ({counters}), headed AS MATERIALIZED ({heads})"  # noqa: S608  names of ours
        f" SELECT {CLAIMED}, 0::bigint, 0::bigint, ref FROM claimed"
        f" UNION ALL SELECT {COUNTER}, spent, held, ordinal::text FROM counted"
        f" UNION ALL SELECT {HEAD}, sequence, change, ordinal::text FROM headed"
        f" UNION ALL SELECT {REVISION}, revision, 0, tenant FROM tenant_head WHERE {given.names(tenant_head, 'tenant')}"
        f" UNION ALL SELECT {USES}, count(*), 0, approval_id FROM approval_use"
        f" WHERE {given.names(approval_use, 'approval_id')} GROUP BY approval_id"
        f" UNION ALL SELECT {TRANSACTION}, pg_current_xact_id()::text::bigint, 0, ''"
    )


def _earlier_statement(given: Statement) -> str:
    key = ("tenant", "principal", "call", "key")
    match = " AND ".join(f"made.{name} = given.{name}" for name in key)
    names = ", ".join(f"made.{name}" for name in (*key, "digest", "ref"))
    return (
        f"SELECT {names}, entry.body, entry.hash FROM {given.rows(idempotency, key)}"  # noqa: S608  names of ours
        f" JOIN idempotency AS made ON {match} LEFT JOIN audit_entry AS entry ON entry.id = made.ref"
    )


def _write_statement(given: Statement) -> str:
    parts = [
        f"recorded AS ({given.insert(audit_entry, turn.ENTRY, positioned=True)})",
        f"reserved AS ({given.insert(reservation, turn.RESERVATION)})",
        f"counted AS ({_take(given)})",
        f"used AS ({given.insert(approval_use, turn.USE)})",
        f"kept AS ({given.insert(asked_act, turn.ACT)})",
        steps_statement(given),
    ]
    return f"WITH {', '.join(parts)} SELECT"


def _take(given: Statement) -> str:
    keys = ("tenant", "budget_id", "bucket")
    return given.update(counter, keys, columns=turn.HELD, change="held = held.held + given.held")


_READ: Final = statement(_read_statement)
_EARLIER: Final = statement(_earlier_statement)
_WRITE: Final = statement(_write_statement)
