"""The commit of usage on SQLite: ledger, reservation, counters, evidence and step of a whole batch in one transaction.

Runs in the writer thread on the raw driver, item by item in order.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from remit.audit.leaf import leaf_hash
from remit.budget.ledger import Entry, Sums
from remit.budget.model import Hold, Standing, Unit
from remit.decision.disguise import names_of
from remit.decision.model import Stale
from remit.decision.pace import Announcements
from remit.decision.settle import Booking, Origin, Receipt, Report, Reservation, ReservationState, book
from remit.errors import IdempotencyConflictError, RemitError
from remit.ids import USAGE, decision_of
from remit.storage.decision import topics_of
from remit.storage.engine import SqliteStore
from remit.storage.receipt import decode, encode
from remit.storage.reservation import RESERVATION_COLUMNS, SqliteReservations, reservation_from

CALL: Final = "RecordUsage"

_INSERT_LEDGER: Final = (
    "INSERT INTO ledger (id, tenant, usage_id, reservation_id, subject, on_behalf_of, session_id, run_id, step_id,"
    " operation, outcome, model, input_tokens, output_tokens, tokens, cost, price_version, provisional, reverses,"
    " booked_at, recorded_at, labels, buckets) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_INSERT_ENTRY: Final = (
    "INSERT INTO audit_entry (id, tenant, at, kind, principal, subject, action, resource, effect, code, source, run_id,"
    " body, hash) VALUES (?,?,?,'usage',?,?,'usage:record',?,0,'','',?,?,?)"
)
SAVE_COUNTER: Final = (
    "INSERT INTO counter (tenant, budget_id, bucket, spent, held) VALUES (?,?,?,?,?)"
    " ON CONFLICT DO UPDATE SET spent = spent + excluded.spent, held = held + excluded.held"
)
_CLOSE: Final = "UPDATE reservation SET state=?, closed_at=?, holds=? WHERE id=?"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one record, and its evidence."""

    receipt: Receipt
    leaf_hash: bytes
    repeated: bool = False
    closed: str = ""
    """Id of the reservation that this record ended."""


class SqliteUsage:
    """Usage on SQLite."""

    def __init__(
        self, store: SqliteStore, announcements: Announcements, *, reservations: SqliteReservations
    ) -> None:
        """Commit to `store`, and announce the steps of runs once they last; `reservations` know their origins."""
        self._store = store
        self._reservations = reservations
        self._announcements = announcements

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those reservations that exist, by id."""
        return await self._reservations.origins(tenant, reservation_ids)

    async def commit(self, reports: Sequence[Report]) -> Sequence[Recorded | Stale | RemitError]:
        """Book a batch: what is new lasts once this returns; a repeat gets its first receipt."""
        recorded, topics = await self._store.write_raw(lambda connection: _commit(connection, reports))
        if topics:
            await self._announcements.publish(topics)
        return recorded


def _commit(
    connection: sqlite3.Connection, reports: Sequence[Report]
) -> tuple[list[Recorded | Stale | RemitError], set[str]]:
    topics: set[str] = set()
    revisions = {
        tenant: _revision(connection, tenant) for tenant in {one.principal.tenant for one in reports}
    }
    results: list[Recorded | Stale | RemitError] = []
    for report in reports:
        current = revisions[report.principal.tenant]
        stale = report.revision != current
        results.append(Stale(current) if stale else _record(connection, report, topics=topics))
    return results, topics


def _revision(connection: sqlite3.Connection, tenant: str) -> int:
    row = connection.execute("SELECT revision FROM tenant_head WHERE tenant=?", (tenant,)).fetchone()
    return row[0] if row else 0


def _record(
    connection: sqlite3.Connection, report: Report, *, topics: set[str]
) -> Recorded | IdempotencyConflictError:
    earlier = _claim(connection, report)
    if earlier is not None:
        return earlier
    tenant = report.principal.tenant
    reservation = _reservation(connection, tenant, reservation_id=report.usage.reservation_id)
    provisional = _provisional(connection, reservation) if reservation else {}
    booking = book(
        report,
        reservation,
        provisional=tuple(provisional.values()),
        standings=lambda key: _standing(connection, (tenant, *key)),
    )
    for reversed_id, entry in provisional.items():
        _reverse(connection, report, booking=booking, reversed_id=reversed_id, entry=entry)
    _write(connection, report, booking=booking)
    digest = _evidence(connection, report, booking=booking)
    closed = _close(connection, report, booking=booking, reservation=reservation)
    if report.run_id:
        _step(connection, report, booking=booking)
        topics.update(topics_of(tenant, report.run_id, subject=report.subject))
    return Recorded(booking.receipt, digest, closed=closed)


def _claim(connection: sqlite3.Connection, report: Report) -> Recorded | IdempotencyConflictError | None:
    """Take the usage id for this record; when it is taken already, answer as it was answered then."""
    principal, usage_id = report.principal, report.usage.usage_id
    key = (principal.tenant, principal.subject, CALL, usage_id)
    taken = connection.execute(
        "INSERT INTO idempotency VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
        (*key, report.digest, report.id),
    ).rowcount
    if taken:
        return None
    digest, ref = connection.execute(
        "SELECT digest, ref FROM idempotency WHERE tenant=? AND principal=? AND call=? AND key=?", key
    ).fetchone()
    if digest != report.digest:
        message = f"usage_id {usage_id!r} was recorded before with other content; nothing was changed"
        return IdempotencyConflictError(message, field="usage_id")
    body, hash_ = connection.execute("SELECT body, hash FROM audit_entry WHERE id=?", (ref,)).fetchone()
    return Recorded(decode(body, names_of(report.sealed)), hash_, repeated=True)


def _reservation(connection: sqlite3.Connection, tenant: str, *, reservation_id: str) -> Reservation | None:
    if not reservation_id:
        return None
    row = connection.execute(
        f"SELECT {RESERVATION_COLUMNS} FROM reservation WHERE id=? AND tenant=?",  # noqa: S608  a constant
        (reservation_id, tenant),
    ).fetchone()
    return reservation_from(row) if row else None


def _standing(connection: sqlite3.Connection, counter: tuple[str, str, str]) -> Standing:
    row = connection.execute(
        "SELECT spent, held FROM counter WHERE tenant=? AND budget_id=? AND bucket=?", counter
    ).fetchone()
    return Standing(*row) if row else Standing()


def _provisional(connection: sqlite3.Connection, reservation: Reservation) -> dict[str, Entry]:
    """What was charged at expiry and not taken back yet."""
    if reservation.state is not ReservationState.EXPIRED:
        return {}
    rows = connection.execute(
        "SELECT id, cost, input_tokens + output_tokens, buckets FROM ledger WHERE reservation_id=? AND provisional=1"
        " AND id NOT IN (SELECT reverses FROM ledger WHERE reservation_id=?)",
        (reservation.id, reservation.id),
    ).fetchall()
    return {row[0]: _entry(row[1], row[2], buckets=row[3]) for row in rows}


def _entry(money: int, tokens: int, *, buckets: str) -> Entry:
    counters = tuple((budget_id, bucket, Unit(unit)) for budget_id, bucket, unit in orjson.loads(buckets))
    return Entry(Sums(money, tokens), counters, provisional=True)


def _reverse(
    connection: sqlite3.Connection, report: Report, *, booking: Booking, reversed_id: str, entry: Entry
) -> None:
    """Write the entry that takes a provisional one back; its deltas are in the booking's already."""
    connection.execute(
        _INSERT_LEDGER,
        (
            f"{USAGE}r{reversed_id[len(USAGE):]}", report.principal.tenant, report.usage.usage_id,
            booking.receipt.reservation_id, report.subject, report.on_behalf_of, report.session_id, report.run_id,
            "", "", "REVERSED", report.model, -entry.used.tokens, 0, "{}", -entry.used.money, "", 0, reversed_id,
            report.booked_at, report.at, "{}", orjson.dumps(entry.counters).decode(),
        ),
    )  # fmt: skip


def _write(connection: sqlite3.Connection, report: Report, *, booking: Booking) -> None:
    usage, receipt, tenant = report.usage, booking.receipt, report.principal.tenant
    connection.execute(
        _INSERT_LEDGER,
        (
            report.id, tenant, usage.usage_id, receipt.reservation_id, report.subject, report.on_behalf_of,
            report.session_id, report.run_id, usage.step_id, usage.operation, usage.outcome, report.model,
            usage.tokens.input, usage.tokens.output, orjson.dumps(usage.tokens).decode(), receipt.cost,
            receipt.price_version, 0, "", report.booked_at, report.at, orjson.dumps(dict(usage.labels)).decode(),
            orjson.dumps(booking.entry.counters).decode(),
        ),
    )  # fmt: skip
    connection.executemany(
        SAVE_COUNTER, [(tenant, d.budget_id, d.bucket, d.spent, d.held) for d in booking.deltas]
    )


def _evidence(connection: sqlite3.Connection, report: Report, *, booking: Booking) -> bytes:
    body = encode(report, booking)
    digest = leaf_hash(body)
    connection.execute(
        _INSERT_ENTRY,
        (
            report.id, report.principal.tenant, report.at, report.principal.subject, report.subject,
            booking.receipt.reservation_id, report.run_id, body, digest,
        ),
    )  # fmt: skip
    return digest


def _close(
    connection: sqlite3.Connection, report: Report, *, booking: Booking, reservation: Reservation | None
) -> str:
    if reservation is None or reservation.state is not ReservationState.OPEN:
        return ""
    state = booking.receipt.state or ReservationState.OPEN
    ended = state is not ReservationState.OPEN
    connection.execute(
        _CLOSE, (state, report.at if ended else None, holds_json(booking.holds), reservation.id)
    )
    return reservation.id if ended else ""


def holds_json(holds: Sequence[Hold]) -> str:
    """Write holds as a reservation keeps them."""
    return orjson.dumps([(hold.budget_id, hold.bucket, hold.unit, hold.amount) for hold in holds]).decode()


def _step(connection: sqlite3.Connection, report: Report, *, booking: Booking) -> None:
    usage, tenant = report.usage, report.principal.tenant
    sequence = connection.execute(
        "INSERT INTO run_head (tenant, run_id, sequence) VALUES (?,?,1)"
        " ON CONFLICT DO UPDATE SET sequence = sequence + 1 RETURNING sequence",
        (tenant, report.run_id),
    ).fetchone()[0]
    status = {"SUCCESS": "SUCCEEDED", "CANCELLED": "CANCELLED"}.get(usage.outcome, "FAILED")
    body: dict[str, Any] = {
        "step_id": report.id, "parent_id": usage.step_id, "kind": "USAGE", "name": usage.operation or "usage",
        "status": status, "started_at": usage.started_at or report.at, "ended_at": usage.ended_at or report.at,
        "model": report.model, "tokens": usage.tokens, "cost": booking.receipt.cost, "labels": dict(usage.labels),
        "decision_id": decision_of(usage.reservation_id) if booking.receipt.reservation_id else "",
    }  # fmt: skip
    connection.execute(
        "INSERT INTO step (tenant, run_id, sequence, step_id, subject, kind, status, body) VALUES (?,?,?,?,?,?,?,?)",
        (
            tenant, report.run_id, sequence, report.id, report.subject, "USAGE", status,
            orjson.dumps(body).decode(),
        ),
    )  # fmt: skip
