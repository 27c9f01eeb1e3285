"""The commit of usage on Postgres: reservations first, since they say which counters; then as a turn of decisions.

Three trips, whatever the size of the batch.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from remit.budget.model import Standing
from remit.decision.model import Stale
from remit.decision.settle import Report, ReservationHolds, ReservationState
from remit.storage import booking, turn
from remit.storage.booking import Booked, Found, Provisional, Result
from remit.storage.postgres.alert import raising
from remit.storage.postgres.commit import (
    COUNTED,
    HEADED,
    earlier,
    ends_of,
    heads_from,
    locked_parts,
    standings_from,
    steps_statement,
)
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.pipeline import Pipeline, Query, Text
from remit.storage.postgres.statement import Statement, gathered, rows_of, statement
from remit.storage.postgres.transaction import ROLLBACK, Opened, begin, commit
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import counter, ledger, reservation
from remit.storage.tables.entity import idempotency, tenant_head
from remit.storage.turn import Counter, Known, Run


async def commit_usage(
    connections: Connections, reports: Sequence[Report], *, opened: Opened, patience: float
) -> list[Result]:
    """Book a batch: all of it lasts once this returns, or none. One result for each report, in order.

    No lock is waited for longer than `patience`, in seconds.
    """
    tenants = sorted({report.principal.tenant for report in reports})
    claims, wanted = booking.claims(reports), booking.reservations(reports)
    async with connections.use() as connection:
        *_, claimed, reserved = await connection.run(
            *begin(tenants, patience=patience),
            _CLAIM.of(claims, [(one,) for one in tenants]),
            _RESERVATIONS.of([(one,) for one in wanted]),
        )
        names, revisions, xid = _claimed(claimed.rows[0])
        current = booking.current(reports, revisions)
        if len(current) < len(reports):
            # What policy overtook may claim nothing; the rest is booked in a transaction of its own.
            await connection.run(then=ROLLBACK)
        else:
            late = await earlier(connection, claims, claimed=names)
            found = await _found(connection, reserved.rows, reports=reports)
            counters, runs = booking.counters(reports, found), booking.runs(reports)
            known = Known(late, *await _lock(connection, opened, counters=counters, runs=runs))
            results, booked = booking.book_all(reports, found, known=known, revisions=revisions)
            write = [_written(booked), *raising(booked.raised)]
            await commit(connection, connections, write=write, xid=xid, claims=claims, late=late)
            opened.keep(counters, runs)
            return results
    settled = iter(
        await commit_usage(connections, current, opened=opened, patience=patience) if current else ()
    )
    fresh = {report.id for report in current}
    return [
        next(settled) if one.id in fresh else Stale(revisions.get(one.principal.tenant, 0)) for one in reports
    ]


def _claimed(row: Sequence[Text]) -> tuple[set[str], dict[str, int], int]:
    """Return who got the id that it wanted, the tenants' revisions, and the transaction's id."""
    claimed, revised, xid = row
    revisions = {tenant: int(revision) for tenant, revision in rows_of(revised)}
    return {ref for (ref,) in rows_of(claimed)}, revisions, int(xid or 0)


async def _found(connection: Pipeline, rows: Sequence[Sequence[Text]], *, reports: Sequence[Report]) -> Found:
    """Read the reservations that were locked; of those that have expired also what was charged."""
    found = booking.holding([tuple(row[1:]) for row in rows], reports)
    return Found(found, await _provisional(connection, found.values()))


async def _provisional(connection: Pipeline, reservations: Iterable[ReservationHolds]) -> Provisional:
    expired = [one.id for one in reservations if one.state is ReservationState.EXPIRED]
    charged: Provisional = {one: {} for one in expired}
    if expired:
        (answer,) = await connection.run(Query(_CHARGED, [",".join(expired)]))
        for row in answer.rows:
            entry, reservation_id, money, tokens, buckets = (value or "" for value in row)
            charged[reservation_id][entry] = booking.charged(int(money), int(tokens), buckets=buckets)
    return charged


async def _lock(
    connection: Pipeline, opened: Opened, *, counters: Sequence[Counter], runs: Sequence[Run]
) -> tuple[dict[Counter, Standing], dict[Run, tuple[int, int]]]:
    *_, answer = await connection.run(*opened.missing(counters=counters, runs=runs), _LOCK.of(counters, runs))
    ((counted, headed),) = answer.rows
    standings, heads = standings_from(counted, counters), heads_from(headed, runs)
    opened.require(found=len(standings) + len(heads), wanted=len(counters) + len(runs))
    return standings, heads


def _written(booked: Booked) -> Query:
    counted = [(*one, *booked.counted[one]) for one in sorted(booked.counted)]
    closings = list(booked.closings.values())
    return _WRITE.of(booked.entries, booked.ledger, counted, closings, booked.steps, ends_of(booked.heads))


def _claim_statement(given: Statement) -> str:
    claim = given.insert(idempotency, turn.CLAIM, tail="ON CONFLICT DO NOTHING RETURNING ref")
    return (
        f"WITH claimed AS ({claim}), revised AS (SELECT tenant, revision FROM tenant_head"  # noqa: S608  names of ours
        f" WHERE {given.names(tenant_head, 'tenant')}) SELECT {gathered('claimed', 'ref')},"
        f" {gathered('revised', 'tenant', 'revision')}, pg_current_xact_id()"
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
    " WHERE reservation_id = ANY(string_to_array($1, ',')) AND provisional = 1 AND NOT EXISTS (SELECT FROM ledger AS back"
    " WHERE back.reservation_id = charge.reservation_id AND back.reverses = charge.id)"
)
_LOCK: Final = statement(lambda given: f"WITH {locked_parts(given)} SELECT {COUNTED}, {HEADED}")
_WRITE: Final = statement(_write_statement)
