"""The commit of usage on SQLite: ledger, reservations, counters, evidence and steps of a whole batch in one transaction.

Runs in the writer thread on the raw driver.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from remit.decision.settle import Report, ReservationHolds, ReservationState
from remit.storage import booking
from remit.storage.booking import Booked, Found, Provisional, Result
from remit.storage.raised import ALERT, OUTBOX, Raised
from remit.storage.sqlite import rows
from remit.storage.sqlite.commit import (
    claim,
    read_counters,
    read_heads,
    read_revisions,
    write_entries,
    write_steps,
)
from remit.storage.turn import Known

_LEDGER: Final = rows.into("ledger", booking.LEDGER)
_COUNTED: Final = rows.into("counter", booking.COUNTED)
_ADD_COUNTED: Final = "ON CONFLICT DO UPDATE SET spent = spent + excluded.spent, held = held + excluded.held"
_ALERT: Final = rows.into("alert", ALERT)
_OUTBOX: Final = rows.into("outbox", OUTBOX)
_CLOSE: Final = "UPDATE reservation SET state=?2, closed_at=?3, holds=?4 WHERE id=?1"
_HELD: Final = ", ".join(f"t.{name}" for name in booking.HELD)
_CHARGED: Final = (
    "SELECT id, cost, input_tokens + output_tokens, buckets FROM ledger WHERE reservation_id=? AND provisional=1"
    " AND id NOT IN (SELECT reverses FROM ledger WHERE reservation_id=?)"
)


def commit_usage(connection: sqlite3.Connection, reports: Sequence[Report]) -> list[Result]:
    """Book a batch inside the open transaction; one result for each report, in order."""
    revisions = read_revisions(connection, {report.principal.tenant for report in reports})
    current = booking.current(reports, revisions)
    earlier = claim(connection, booking.claims(current))
    found = _reservations(connection, current)
    known = Known(
        earlier,
        read_counters(connection, booking.counters(current, found)),
        read_heads(connection, booking.runs(current)),
    )
    results, booked = booking.book_all(reports, found, known=known, revisions=revisions)
    _write(connection, booked)
    return results


def _reservations(connection: sqlite3.Connection, reports: Sequence[Report]) -> Found:
    wanted = [(one,) for one in booking.reservations(reports)]
    read = rows.select(connection, _HELD, table="reservation", by=("id",), keys=wanted)
    found = booking.holding(read, reports)
    return Found(found, _provisional(connection, found.values()))


def _provisional(connection: sqlite3.Connection, reservations: Iterable[ReservationHolds]) -> Provisional:
    expired = [one.id for one in reservations if one.state is ReservationState.EXPIRED]
    return {
        one: {
            row[0]: booking.charged(row[1], row[2], buckets=row[3])
            for row in connection.execute(_CHARGED, (one, one)).fetchall()
        }
        for one in expired
    }


def _write(connection: sqlite3.Connection, booked: Booked) -> None:
    write_entries(connection, booked.entries)
    rows.insert(connection, _LEDGER, rows=booked.ledger)
    counted = [(*counter, *change) for counter, change in sorted(booked.counted.items())]
    rows.insert(connection, _COUNTED, rows=counted, tail=_ADD_COUNTED)
    connection.executemany(_CLOSE, list(booked.closings.values()))
    write_steps(connection, booked.steps, heads=booked.heads)
    _raise(connection, booked.raised)


def _raise(connection: sqlite3.Connection, found: Sequence[Raised]) -> None:
    for one in found:
        fresh = rows.insert(connection, _ALERT, rows=[one.alert], tail="ON CONFLICT DO NOTHING")
        if fresh and one.told is not None:
            rows.insert(connection, _OUTBOX, rows=[one.told])
