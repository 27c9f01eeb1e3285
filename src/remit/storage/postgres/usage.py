"""The commit of usage on Postgres: reservations first, since they say which counters; then as a turn of decisions."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from remit.budget.model import Standing
from remit.decision.model import Stale
from remit.decision.settle import Report, ReservationHolds, ReservationState
from remit.storage import booking, turn
from remit.storage.booking import Booked, Found, Provisional, Result
from remit.storage.postgres.commit import earlier, ends_of, steps_statement
from remit.storage.postgres.connection import Connection, Connections
from remit.storage.postgres.statement import Statement, statement
from remit.storage.postgres.transaction import Opened, begin, commit
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import counter, ledger, reservation
from remit.storage.tables.entity import idempotency, tenant_head
from remit.storage.tables.timeline import run_head
from remit.storage.turn import Counter, Known, Run

CLAIMED, REVISION, TRANSACTION = range(3)
"""What a row of the first statement tells."""


async def commit_usage(
    connections: Connections, reports: Sequence[Report], *, opened: Opened
) -> list[Result]:
    """Book a batch: all of it lasts once this returns, or none. One result for each report, in order."""
    tenants = sorted({report.principal.tenant for report in reports})
    async with connections.use() as connection:
        await begin(connection, tenants)
        claimed, revisions, xid = await _claim(connection, reports, tenants=tenants)
        current = booking.current(reports, revisions)
        if len(current) < len(reports):
            # What policy overtook may claim nothing; the rest is booked in a transaction of its own.
            await connection.execute("ROLLBACK")
        else:
            late = await earlier(connection, booking.claims(reports), claimed=claimed)
            found = await _reservations(connection, reports)
            counters, runs = booking.counters(reports, found), booking.runs(reports)
            known = Known(late, *await _lock(connection, opened, counters=counters, runs=runs))
            results, booked = booking.book_all(reports, found, known=known, revisions=revisions)
            await connection.execute(_WRITE.sql, *_written(booked))
            await commit(connection, connections, xid=xid, claims=booking.claims(reports), late=late)
            opened.keep(counters, runs)
            return results
    settled = iter(await commit_usage(connections, current, opened=opened) if current else ())
    fresh = {report.id for report in current}
    return [
        next(settled) if one.id in fresh else Stale(revisions.get(one.principal.tenant, 0)) for one in reports
    ]


async def _claim(
    connection: Connection, reports: Sequence[Report], *, tenants: Sequence[str]
) -> tuple[set[str], dict[str, int], int]:
    """Take the reports' ids; return who got theirs, the tenants' revisions, and the transaction's id."""
    claimed: set[str] = set()
    revisions: dict[str, int] = {}
    xid = 0
    given = _CLAIM.values(booking.claims(reports), [(one,) for one in tenants])
    for kind, number, name in await connection.fetch(_CLAIM.sql, *given):
        if kind == CLAIMED:
            claimed.add(name)
        elif kind == REVISION:
            revisions[name] = number
        else:
            xid = number
    return claimed, revisions, xid


async def _reservations(connection: Connection, reports: Sequence[Report]) -> Found:
    wanted = booking.reservations(reports)
    if not wanted:
        return Found({})
    given = _RESERVATIONS.values([(one,) for one in wanted])
    read = [tuple(row)[1:] for row in await connection.fetch(_RESERVATIONS.sql, *given)]
    found = booking.holding(read, reports)
    return Found(found, await _provisional(connection, found.values()))


async def _provisional(connection: Connection, reservations: Iterable[ReservationHolds]) -> Provisional:
    expired = [one.id for one in reservations if one.state is ReservationState.EXPIRED]
    charged: Provisional = {one: {} for one in expired}
    if expired:
        for entry, reservation_id, money, tokens, buckets in await connection.fetch(_CHARGED, expired):
            charged[reservation_id][entry] = booking.charged(money, tokens, buckets=buckets)
    return charged


async def _lock(
    connection: Connection, opened: Opened, *, counters: Sequence[Counter], runs: Sequence[Run]
) -> tuple[dict[Counter, Standing], dict[Run, tuple[int, int]]]:
    await opened.open(connection, counters=counters, runs=runs)
    counted = await connection.fetch(_COUNTERS.sql, *_COUNTERS.values(counters)) if counters else ()
    headed = await connection.fetch(_HEADS.sql, *_HEADS.values(runs)) if runs else ()
    opened.require(found=len(counted) + len(headed), wanted=len(counters) + len(runs))
    return (
        {counters[ordinal - 1]: Standing(spent, held) for ordinal, spent, held in counted},
        {runs[ordinal - 1]: (sequence, change) for ordinal, sequence, change in headed},
    )


def _written(booked: Booked) -> list[Any]:
    counted = [(*one, *booked.counted[one]) for one in sorted(booked.counted)]
    closings = list(booked.closings.values())
    return _WRITE.values(
        booked.entries, booked.ledger, counted, closings, booked.steps, ends_of(booked.heads)
    )


def _claim_statement(given: Statement) -> str:
    claim = given.insert(idempotency, turn.CLAIM, tail="ON CONFLICT DO NOTHING RETURNING ref")
    return (
        f"WITH claimed AS ({claim}) SELECT {CLAIMED}, 0::bigint, ref FROM claimed"  # noqa: S608  names of ours
        f" UNION ALL SELECT {REVISION}, revision, tenant FROM tenant_head WHERE {given.names(tenant_head, 'tenant')}"
        f" UNION ALL SELECT {TRANSACTION}, pg_current_xact_id()::text::bigint, ''"
    )


def _write_statement(given: Statement) -> str:
    key = ("tenant", "budget_id", "bucket")
    add = "spent = held.spent + given.spent, held = held.held + given.held"
    end = "state = given.state, closed_at = given.closed_at, holds = given.holds"
    parts = [
        f"recorded AS ({given.insert(audit_entry, turn.ENTRY, positioned=True)})",
        f"booked AS ({given.insert(ledger, booking.LEDGER, positioned=True)})",
        f"counted AS ({given.update(counter, key, columns=booking.COUNTED, change=add)})",
        f"ended AS ({given.update(reservation, ('id',), columns=booking.CLOSING, change=end)})",
        steps_statement(given),
    ]
    return f"WITH {', '.join(parts)} SELECT"


_CLAIM: Final = statement(_claim_statement)
_RESERVATIONS: Final = statement(lambda given: given.locked(reservation, ("id",), read=booking.HELD))
_CHARGED: Final = (
    "SELECT id, reservation_id, cost, input_tokens + output_tokens, buckets FROM ledger AS charge"
    " WHERE reservation_id = ANY($1::text[]) AND provisional = 1 AND NOT EXISTS (SELECT FROM ledger AS back"
    " WHERE back.reservation_id = charge.reservation_id AND back.reverses = charge.id)"
)
_COUNTERS: Final = statement(
    lambda given: given.locked(counter, ("tenant", "budget_id", "bucket"), read=("spent", "held"))
)
_HEADS: Final = statement(
    lambda given: given.locked(run_head, ("tenant", "run_id"), read=("sequence", "change"))
)
_WRITE: Final = statement(_write_statement)
