"""Alerts that usage raises, on Postgres: one statement more in the transaction that books it, and seldom that."""

from collections.abc import Iterator, Sequence
from typing import Final

from remit.storage.postgres.pipeline import Query
from remit.storage.postgres.statement import Statement, statement
from remit.storage.raised import ALERT, OUTBOX, Raised
from remit.storage.tables.outbox import alert, outbox


def raising(raised: Sequence[Raised]) -> Iterator[Query]:
    """Write alerts that are not there yet, and tell of those, inside an open transaction."""
    if raised:
        told = [one.told for one in raised if one.told is not None]
        yield _RAISE.of([one.alert for one in raised], told)


def _raise_statement(given: Statement) -> str:
    names = ", ".join(OUTBOX)
    fresh = given.insert(alert, ALERT, tail="ON CONFLICT DO NOTHING RETURNING id")
    told = f"SELECT {names} FROM {given.rows(outbox, OUTBOX)} WHERE given.id IN (SELECT id FROM fresh)"  # noqa: S608  names of ours
    return f"WITH fresh AS ({fresh}) INSERT INTO outbox ({names}) {told}"


_RAISE: Final = statement(_raise_statement)
