"""Reservations: read, extended, released and expired. Each ends exactly once: every end asks that it is still open."""

import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import select

from remit.budget.ledger import Settlement, expire, release
from remit.budget.model import Hold, Unit
from remit.decision.settle import Origin, Reservation, ReservationState
from remit.ids import USAGE, Ids
from remit.storage.engine import SqliteStore
from remit.storage.tables.budget import reservation as table
from remit.upkeep.expiry import Charge

RESERVATION_COLUMNS: Final = (
    "id, principal, subject, on_behalf_of, session_id, run_id, state, money, tokens, model, price_version, decided_at,"
    " expires_at, closed_at, holds, action"
)

_SAVE_COUNTER: Final = (
    "UPDATE counter SET spent = spent + ?, held = held + ? WHERE tenant=? AND budget_id=? AND bucket=?"
)

_ORIGIN_COLUMNS: Final = (
    "id", "principal", "subject", "on_behalf_of", "session_id", "run_id", "model", "decided_at",
)  # fmt: skip

ORIGINS_KEPT: Final = 100_000
"""Origins in memory, some 500 bytes each: most calls report within seconds of their decision."""

EXPIRY_BATCH: Final = 500
"""Reservations that expire in one transaction, so that calls never wait long for it."""


def reservation_from(row: Sequence[Any]) -> Reservation:
    """Read a row of `RESERVATION_COLUMNS`."""
    holds = tuple(
        Hold(budget, bucket, Unit(unit), amount) for budget, bucket, unit, amount in orjson.loads(row[14])
    )
    return Reservation(
        id=row[0], principal=row[1], subject=row[2], on_behalf_of=row[3], session_id=row[4], run_id=row[5],
        state=ReservationState(row[6]), money=row[7], tokens=row[8], model=row[9], price_version=row[10],
        decided_at=row[11], expires_at=row[12], closed_at=row[13], holds=holds, action=row[15],
    )  # fmt: skip


class SqliteReservations:
    """Reservations on SQLite."""

    def __init__(self, store: SqliteStore, ids: Ids) -> None:
        """Read from and write to `store`."""
        self._store = store
        self._ids = ids
        self._origins: OrderedDict[tuple[str, str], Origin] = OrderedDict()

    def keep(self, tenant: str, origin: Origin) -> None:
        """Remember where a reservation comes from, so that its usage need not ask."""
        self._origins[tenant, origin.id] = origin
        if len(self._origins) > ORIGINS_KEPT:
            self._origins.popitem(last=False)

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those that exist, by id."""
        unknown = [one for one in reservation_ids if (tenant, one) not in self._origins]
        found = {one: self._origins[tenant, one] for one in reservation_ids if (tenant, one) in self._origins}
        if unknown:
            query = select(*(table.c[name] for name in _ORIGIN_COLUMNS)).where(
                table.c.tenant == tenant, table.c.id.in_(unknown)
            )
            rows = await self._store.read(lambda connection: connection.execute(query).all())
            found.update({row.id: Origin(*row) for row in rows})
        return found

    async def find(self, tenant: str, reservation_id: str) -> Reservation | None:
        """Return a reservation, or None."""
        query = f"SELECT {RESERVATION_COLUMNS} FROM reservation WHERE id=? AND tenant=?"  # noqa: S608  a constant
        rows = await self._store.read_raw(query, (reservation_id, tenant))
        return reservation_from(rows[0]) if rows else None

    async def page(
        self,
        tenant: str,
        *,
        after: str,
        limit: int,
        states: Sequence[str],
        where: Mapping[str, str],
        budget_id: str,
    ) -> Sequence[Reservation]:
        """Return reservations, the newest first.

        Args:
            tenant: whose.
            after: id after which to go on; empty from the newest.
            limit: how many at most.
            states: wanted ones.
            where: wanted `subject`, `session_id`, `run_id`; empty means any.
            budget_id: one that it must hold of; empty means any.
        """
        query = select(*(table.c[name] for name in RESERVATION_COLUMNS.split(", "))).where(
            table.c.tenant == tenant, table.c.state.in_(states)
        )
        if after:
            query = query.where(table.c.id < after)
        for column, value in where.items():
            if value:
                query = query.where(table.c[column] == value)
        if budget_id:
            query = query.where(table.c.holds.contains(f'["{budget_id}",', autoescape=True))
        query = query.order_by(table.c.id.desc()).limit(limit)
        return await self._store.read(
            lambda connection: [reservation_from(tuple(row)) for row in connection.execute(query)]
        )

    async def extend(self, tenant: str, reservation_id: str, *, expires_at: int) -> Reservation | None:
        """Let an open reservation expire later; None when it is not open (any more)."""

        def run(connection: sqlite3.Connection) -> Reservation | None:
            row = connection.execute(
                "UPDATE reservation SET expires_at = max(expires_at, ?) WHERE id=? AND tenant=? AND state='OPEN'"  # noqa: S608
                f" RETURNING {RESERVATION_COLUMNS}",
                (expires_at, reservation_id, tenant),
            ).fetchone()
            return reservation_from(row) if row else None

        return await self._store.write_raw(run)

    async def release(self, tenant: str, reservation_id: str, *, at: int) -> Reservation | None:
        """Give back all that an open reservation holds; None when it is not open (any more)."""

        def run(connection: sqlite3.Connection) -> Reservation | None:
            found = _take(connection, tenant, reservation_id=reservation_id)
            if found is None:
                return None
            return _end(
                connection,
                tenant,
                open_one=found,
                state=ReservationState.RELEASED,
                settlement=release(found.holds),
                at=at,
            )

        return await self._store.write_raw(run)

    async def due(self, at: int) -> Sequence[tuple[str, Reservation]]:
        """Return some open reservations that have expired by `at`, each with its tenant, the oldest first."""
        query = (
            f"SELECT {RESERVATION_COLUMNS}, tenant FROM reservation WHERE state='OPEN' AND expires_at <= ?"  # noqa: S608
            " ORDER BY expires_at LIMIT ?"
        )
        rows = await self._store.read_raw(query, (at, EXPIRY_BATCH))
        return [(row[16], reservation_from(row)) for row in rows]

    async def expire(self, ended: Sequence[tuple[str, Reservation, Charge]], at: int) -> Sequence[str]:
        """Expire those that are still open and still due, charging each what its tenant wants; return their ids."""
        return await self._store.write_raw(
            lambda connection: [
                one.id
                for tenant, one, charge in ended
                if self._expire(connection, tenant, reservation_id=one.id, charge=charge, at=at)
            ]
        )

    def _expire(
        self, connection: sqlite3.Connection, tenant: str, *, reservation_id: str, charge: Charge, at: int
    ) -> bool:
        found = _take(connection, tenant, reservation_id=reservation_id)
        if found is None or found.expires_at > at:
            return False
        charged = charge(found.holds)
        settlement = expire(found.holds, charged)
        _end(connection, tenant, open_one=found, state=ReservationState.EXPIRED, settlement=settlement, at=at)
        if charged.money or charged.tokens:
            self._charge(connection, tenant, ended=found, settlement=settlement, at=at)
        return True

    def _charge(
        self,
        connection: sqlite3.Connection,
        tenant: str,
        *,
        ended: Reservation,
        settlement: Settlement,
        at: int,
    ) -> None:
        """Write the provisional entry that a late actual reverses."""
        entry = settlement.entry
        connection.execute(
            "INSERT INTO ledger (id, tenant, usage_id, reservation_id, subject, on_behalf_of, session_id, run_id,"
            " step_id, operation, outcome, model, input_tokens, output_tokens, tokens, cost, price_version, provisional,"
            " reverses, booked_at, recorded_at, labels, buckets)"
            " VALUES (?,?,'',?,?,?,?,?,'','','EXPIRED',?,?,0,'{}',?,?,1,'',?,?,'{}',?)",
            (
                self._ids.new(USAGE), tenant, ended.id, ended.subject, ended.on_behalf_of, ended.session_id,
                ended.run_id, ended.model, entry.used.tokens, entry.used.money, ended.price_version, ended.decided_at,
                at, orjson.dumps(entry.counters).decode(),
            ),
        )  # fmt: skip


def _take(connection: sqlite3.Connection, tenant: str, *, reservation_id: str) -> Reservation | None:
    row = connection.execute(
        f"SELECT {RESERVATION_COLUMNS} FROM reservation WHERE id=? AND tenant=? AND state='OPEN'",  # noqa: S608
        (reservation_id, tenant),
    ).fetchone()
    return reservation_from(row) if row else None


def _end(
    connection: sqlite3.Connection,
    tenant: str,
    *,
    open_one: Reservation,
    state: ReservationState,
    settlement: Settlement,
    at: int,
) -> Reservation:
    kept = orjson.dumps([(hold.budget_id, hold.bucket, hold.unit, 0) for hold in open_one.holds]).decode()
    row = connection.execute(
        "UPDATE reservation SET state=?, closed_at=?, holds=? WHERE id=? AND state='OPEN'"  # noqa: S608
        f" RETURNING {RESERVATION_COLUMNS}",
        (state, at, kept, open_one.id),
    ).fetchone()
    connection.executemany(
        _SAVE_COUNTER, [(d.spent, d.held, tenant, d.budget_id, d.bucket) for d in settlement.deltas]
    )
    return reservation_from(row)
