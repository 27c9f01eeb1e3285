"""The commit of a turn on Postgres: locks in one order, decides under the locks, writes in one statement.

Two trips, whatever the size of the batch: begin, lock, claim and read; write and commit. Everyone locks in the same
order (tenants, claims, counters, runs; each by key), so nobody waits in a ring.
"""

from collections.abc import Sequence
from typing import Final

from remit.budget.model import Standing
from remit.decision.model import Draft, Outcome, Stale
from remit.storage import turn
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.pipeline import Pipeline, Query, Text
from remit.storage.postgres.statement import Statement, gathered, rows_of, statement
from remit.storage.postgres.transaction import ROLLBACK, Opened, begin, commit
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import approval_use, asked_act, counter, reservation
from remit.storage.tables.entity import idempotency, tenant_head
from remit.storage.tables.timeline import run_head, step
from remit.storage.turn import Counter, Earlier, Known, Place, Row, Rows, Run, Wanted

COUNTED: Final = gathered("counted", "ordinal", "spent", "held")
HEADED: Final = gathered("headed", "ordinal", "sequence", "change")
"""What `locked_parts` found, in this order: so it is evaluated, and everyone locks."""


async def commit_turn(
    connections: Connections, drafts: Sequence[Draft], *, opened: Opened, patience: float
) -> list[Outcome]:
    """Decide and record a batch: all of it lasts once this returns, or none. One outcome for each draft, in order.

    No lock is waited for longer than `patience`, in seconds.
    """
    wanted = turn.wanted(drafts)
    tenants = sorted({draft.ask.tenant for draft in drafts})
    async with connections.use() as connection:
        *_, read = await connection.run(
            *begin(tenants, patience=patience, approvals=wanted.approvals),
            *opened.missing(counters=wanted.counters, runs=wanted.runs),
            _read(wanted, tenants=tenants),
        )
        (row,) = read.rows
        claimed, revisions, known, xid = _found(row, wanted)
        opened.require(
            found=len(known.counters) + len(known.heads), wanted=len(wanted.counters) + len(wanted.runs)
        )
        current = turn.current(drafts, revisions)
        if len(current) < len(drafts):
            # What policy overtook may claim nothing; the rest is decided in a transaction of its own.
            await connection.run(then=ROLLBACK)
        else:
            known.earlier = await earlier(connection, wanted.claims, claimed=claimed)
            outcomes, written = turn.decide(drafts, known, revisions=revisions)
            await commit(
                connection,
                connections,
                write=[_written(written)],
                xid=xid,
                claims=wanted.claims,
                late=known.earlier,
            )
            opened.keep(wanted.counters, wanted.runs)
            return outcomes
    settled = iter(
        await commit_turn(connections, current, opened=opened, patience=patience) if current else ()
    )
    fresh = {draft.id for draft in current}
    return [next(settled) if one.id in fresh else Stale(revisions.get(one.ask.tenant, 0)) for one in drafts]


def _read(wanted: Wanted, *, tenants: Sequence[str]) -> Query:
    """Return what claims, locks and reads what a batch wants."""
    approvals = [(one,) for one in wanted.approvals]
    return _READ.of(wanted.claims, wanted.counters, wanted.runs, [(one,) for one in tenants], approvals)


def _found(row: Sequence[Text], wanted: Wanted) -> tuple[set[str], dict[str, int], Known, int]:
    """Return whose claims came first, the revisions of tenants, what is known, and the transaction's id."""
    claimed, counted, headed, revised, used, xid = row
    standings, heads = standings_from(counted, wanted.counters), heads_from(headed, wanted.runs)
    uses = {approval: int(count) for approval, count in rows_of(used)}
    revisions = {tenant: int(revision) for tenant, revision in rows_of(revised)}
    return {ref for (ref,) in rows_of(claimed)}, revisions, Known({}, standings, heads, uses), int(xid or 0)


def standings_from(text: Text, counters: Sequence[Counter]) -> dict[Counter, Standing]:
    """Read `COUNTED`: how those counters stand that there are."""
    rows = (map(int, row) for row in rows_of(text))
    return {counters[ordinal - 1]: Standing(spent, held) for ordinal, spent, held in rows}


def heads_from(text: Text, runs: Sequence[Run]) -> dict[Run, Place]:
    """Read `HEADED`: how far those runs have come that there are."""
    rows = (map(int, row) for row in rows_of(text))
    return {runs[ordinal - 1]: (sequence, change) for ordinal, sequence, change in rows}


async def earlier(connection: Pipeline, claims: Sequence[Row], *, claimed: set[str]) -> dict[str, Earlier]:
    """Return what took the ids of those that came too late: a new statement sees what it waited for."""
    late = [claim for claim in claims if claim[-1] not in claimed]
    if not late:
        return {}
    (found,) = await connection.run(_EARLIER.of([claim[:4] for claim in late]))
    made = {claim[-1] for claim in claims}
    told: dict[str, Earlier] = {}
    # In no order, for whoever came late is told by its ordinal.
    for ordinal, digest, ref, body, hash_ in found.rows:
        claim = late[int(ordinal or 0) - 1]
        if ref in made:
            told[claim[-1]] = Earlier(_bytes(digest), ref or "")
        else:
            told[claim[-1]] = Earlier(
                _bytes(digest), ref or "", _bytes(body), _bytes(hash_), gone=body is None
            )
    return told


def _bytes(digits: Text) -> bytes:
    return bytes.fromhex(digits or "")


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


def _written(rows: Rows) -> Query:
    held = [(*one, rows.held[one]) for one in sorted(rows.held)]
    return _WRITE.of(
        rows.entries, rows.reservations, held, rows.uses, rows.acts, rows.steps, ends_of(rows.heads)
    )


def locked_parts(given: Statement) -> str:
    """Return the parts of a WITH that lock and read counters and runs: a set of keys for each."""
    counters = given.locked(counter, ("tenant", "budget_id", "bucket"), read=("spent", "held"))
    heads = given.locked(run_head, ("tenant", "run_id"), read=("sequence", "change"))
    return f"counted AS MATERIALIZED ({counters}), headed AS MATERIALIZED ({heads})"


def _read_statement(given: Statement) -> str:
    claim = given.insert(idempotency, turn.CLAIM, tail="ON CONFLICT DO NOTHING RETURNING ref")
    return (
        f"WITH claimed AS ({claim}), {locked_parts(given)}"  # noqa: S608  names of ours
        f", revised AS (SELECT tenant, revision FROM tenant_head WHERE {given.names(tenant_head, 'tenant')})"
        f", used AS (SELECT approval_id, count(*) AS uses FROM approval_use"
        f" WHERE {given.names(approval_use, 'approval_id')} GROUP BY approval_id)"
        # They are evaluated in this order, which is the one in which everyone locks.
        f" SELECT {gathered('claimed', 'ref')}, {COUNTED}, {HEADED}, {gathered('revised', 'tenant', 'revision')},"
        f" {gathered('used', 'approval_id', 'uses')}, pg_current_xact_id()"
    )


def _earlier_statement(given: Statement) -> str:
    key = ("tenant", "principal", "call", "key")
    match = " AND ".join(f"made.{name} = given.{name}" for name in key)
    shown = "given.ordinal, encode(made.digest, 'hex'), made.ref, encode(entry.body, 'hex'), encode(entry.hash, 'hex')"
    return (
        f"SELECT {shown} FROM {given.rows(idempotency, key)}"  # noqa: S608  names of ours
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
