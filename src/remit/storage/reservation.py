"""Reservations: read, extended, released and expired. Each ends exactly once: every end locks it while it is open."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, insert, select, tuple_, update

from remit.budget.alert import Crossing, crossed
from remit.budget.ledger import Delta, Settlement, expire, release
from remit.budget.model import Hold, Standing, Unit
from remit.decision.settle import Origin, Reservation, ReservationState
from remit.identity.model import Principal
from remit.ids import ALERT, USAGE, Ids
from remit.storage import dialect
from remit.storage import reservation_end as end
from remit.storage.person import People
from remit.storage.raised import raise_all, raised
from remit.storage.store import Store
from remit.storage.tables.budget import counter, ledger
from remit.storage.tables.budget import reservation as table
from remit.storage.turn import Counter, holds_json
from remit.upkeep.expiry import Terms

COLUMNS: Final = (
    "id", "principal", "subject", "on_behalf_of", "session_id", "run_id", "state", "money", "tokens", "model",
    "price_version", "decided_at", "expires_at", "closed_at", "holds", "action",
    "input_money", "input_tokens",
)  # fmt: skip

_STATE: Final = COLUMNS.index("state")
_HOLDS: Final = COLUMNS.index("holds")
# An enum takes four times as long to find a member by its value.
_STATES: Final = {state.value: state for state in ReservationState}
_UNITS: Final = {unit.value: unit for unit in Unit}

_ORIGIN_COLUMNS: Final = (
    "id", "principal", "subject", "on_behalf_of", "session_id", "run_id", "model", "decided_at",
)  # fmt: skip

OriginRow: TypeAlias = tuple[str, str, str, str, str, str, str, str, int]
"""The tenant, then the fields of `Origin`. A plain tuple of plain values is nothing that the garbage collector looks
through: it does so once, and lets go of it. Of objects it had 20,000 every few seconds, and stopped for 10 ms."""

ORIGINS_KEPT: Final = 100_000
"""Origins in memory, some 500 bytes each: most calls report within seconds of their decision."""

EXPIRY_BATCH: Final = 200
"""Reservations that expire in one transaction, so that calls never wait long for it."""

_READ: Final = select(*(table.c[name] for name in COLUMNS))
_OPEN: Final = table.c.state == ReservationState.OPEN


def reservation_from(row: Sequence[Any]) -> Reservation:
    """Read a row that begins with `COLUMNS`, which are the reservation's own fields in order."""
    values = list(row[: len(COLUMNS)])
    values[_STATE] = _STATES[values[_STATE]]
    held = orjson.loads(values[_HOLDS])
    values[_HOLDS] = tuple(
        [Hold(budget, bucket, _UNITS[unit], amount) for budget, bucket, unit, amount in held]
    )
    return Reservation(*values)


class ReservationStore:
    """Reservations, on any engine."""

    def __init__(self, store: Store, people: People, *, ids: Ids) -> None:
        """Read from and write to `store`; in the audit log users appear sealed by `people`."""
        self._store = store
        self._people = people
        self._ids = ids
        self._origins: OrderedDict[str, OriginRow] = OrderedDict()

    def keep(self, row: OriginRow) -> None:
        """Remember where a reservation comes from, so that its usage need not ask."""
        self._origins[row[1]] = row
        if len(self._origins) > ORIGINS_KEPT:
            self._origins.popitem(last=False)

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those that exist, by id."""
        kept = {one: self._origins.get(one) for one in reservation_ids}
        found = {one: Origin(*row[1:]) for one, row in kept.items() if row is not None and row[0] == tenant}
        if len(found) < len(kept):
            unknown = [one for one in kept if one not in found]
            query = select(*(table.c[name] for name in _ORIGIN_COLUMNS)).where(
                table.c.tenant == tenant, table.c.id.in_(unknown)
            )
            rows = await self._store.read(lambda connection: connection.execute(query).all())
            found.update({row.id: Origin(*row) for row in rows})
        return found

    async def find(self, tenant: str, reservation_id: str) -> Reservation | None:
        """Return a reservation, or None."""
        query = _READ.where(table.c.id == reservation_id, table.c.tenant == tenant)
        return await self._store.read(lambda connection: _one(connection, query))

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
        query = _READ.where(table.c.tenant == tenant, table.c.state.in_(states))
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
        mine = (table.c.id == reservation_id, table.c.tenant == tenant)

        def run(connection: Connection) -> Reservation | None:
            later = update(table).where(*mine, _OPEN, table.c.expires_at < expires_at)
            connection.execute(later.values(expires_at=expires_at))
            return _one(connection, _READ.where(*mine, _OPEN).with_for_update())

        return await self._store.write(run)

    async def release(
        self, tenant: str, reservation_id: str, *, by: Principal, reason: str, at: int
    ) -> Reservation | None:
        """Give back all that an open reservation holds, and record why; None when it is not open (any more)."""

        def run(connection: Connection) -> Reservation | None:
            taken = _take(connection, table.c.id == reservation_id, table.c.tenant == tenant)
            ends = [(owner, one, release(one.holds)) for owner, one in taken]
            _end(connection, ends, state=ReservationState.RELEASED, at=at)
            told = end.told_by(by, reason)
            released = [end.End(owner, one, end.RELEASE, by.subject, told) for owner, one, _ in ends]
            end.write_ends(connection, released, people=self._people, ids=self._ids, at=at)
            return _one(connection, _READ.where(table.c.id == reservation_id)) if ends else None

        return await self._store.write(run)

    async def due(self, at: int) -> Sequence[tuple[str, Reservation]]:
        """Return some open reservations that have expired by `at`, each with its tenant, the oldest first."""
        query = _READ.add_columns(table.c.tenant).where(_OPEN, table.c.expires_at <= at)
        query = query.order_by(table.c.expires_at).limit(EXPIRY_BATCH)
        return await self._store.read(
            lambda connection: [(row.tenant, reservation_from(row)) for row in connection.execute(query)]
        )

    async def expire(self, ended: Sequence[tuple[str, Reservation, Terms]], at: int) -> Sequence[str]:
        """Expire those that are still open and still due, charging each what its tenant wants; return their ids."""
        terms = {one.id: each for _, one, each in ended}

        def run(connection: Connection) -> Sequence[str]:
            # A budget that is being opened adds up the ledger: what is booked meanwhile it could not see.
            dialect.share(connection, [tenant for tenant, _, _ in ended])
            taken = _take(connection, table.c.id.in_(sorted(terms)), table.c.expires_at <= at)
            ends = [(owner, one, expire(one.holds, terms[one.id].charge(one))) for owner, one in taken]
            _end(connection, ends, state=ReservationState.EXPIRED, at=at)
            charged = [(self._ids.new(USAGE), one) for one in ends if _costs(one[2])]
            if charged:
                connection.execute(insert(ledger), [_charge(name, one, at=at) for name, one in charged])
                self._raise(connection, _crossings(connection, ends, terms=terms), at=at)
            told = [_told(name, one) for name, one in charged]
            end.write_ends(connection, told, people=self._people, ids=self._ids, at=at)
            return [one.id for _, one in taken]

        return await self._store.write(run)

    def _raise(self, connection: Connection, found: Sequence[tuple[str, Crossing]], *, at: int) -> None:
        raise_all(
            connection, [raised(one, self._ids.new(ALERT), tenant=tenant, at=at) for tenant, one in found]
        )


End = tuple[str, Reservation, Settlement]
"""(tenant, reservation, what its end does)."""


def _one(connection: Connection, query: Select[Any]) -> Reservation | None:
    row = connection.execute(query).one_or_none()
    return reservation_from(row) if row is not None else None


def _take(connection: Connection, *where: ColumnElement[bool]) -> list[tuple[str, Reservation]]:
    """Lock the open reservations among those wanted, in the order in which everyone locks."""
    query = _READ.add_columns(table.c.tenant).where(*where, _OPEN).order_by(table.c.id).with_for_update()
    found: Sequence[Row[Any]] = connection.execute(query).all()
    return [(row.tenant, reservation_from(row)) for row in found]


def _end(connection: Connection, ends: Sequence[End], *, state: ReservationState, at: int) -> None:
    """End reservations that are locked, and give back what they held."""
    if not ends:
        return
    kept = [
        {"ended": one.id, "holds": holds_json([Hold(h.budget_id, h.bucket, h.unit, 0) for h in one.holds])}
        for _, one, _ in ends
    ]
    closing = update(table).where(table.c.id == bindparam("ended"))
    connection.execute(closing.values(state=state, closed_at=at, holds=bindparam("holds")), kept)
    changes = sorted(
        ((tenant, delta) for tenant, _, settlement in ends for delta in settlement.deltas),
        key=lambda change: (change[0], change[1].budget_id, change[1].bucket),
    )
    if changes:
        connection.execute(_COUNT, [_counted(tenant, delta) for tenant, delta in changes])


def _crossings(
    connection: Connection, ends: Sequence[End], *, terms: Mapping[str, Terms]
) -> list[tuple[str, Crossing]]:
    """Say which lines the ends crossed, each with its tenant; the counters were advanced, and are locked so."""
    more: dict[Counter, int] = {}
    for tenant, _, settlement in ends:
        for delta in settlement.deltas:
            place = (tenant, delta.budget_id, delta.bucket)
            more[place] = more.get(place, 0) + delta.spent
    held = {
        (tenant, hold.budget_id, hold.bucket): (hold, one) for tenant, one, _ in ends for hold in one.holds
    }
    key = tuple_(counter.c.tenant, counter.c.budget_id, counter.c.bucket)
    wanted = sorted(place for place, spent in more.items() if spent > 0 and place in held)
    query = (
        select(counter)
        .where(key.in_(wanted))
        .order_by(counter.c.tenant, counter.c.budget_id, counter.c.bucket)
    )
    found = []
    for row in connection.execute(query):
        place = (row.tenant, row.budget_id, row.bucket)
        hold, one = held[place]
        bucket = terms[one.id].bucket(hold, decided_at=one.decided_at)
        if bucket is not None:
            now, before = Standing(row.spent, row.held), Standing(row.spent - more[place])
            found += [
                (row.tenant, Crossing(bucket, line, now)) for line in crossed(before, now, bucket=bucket)
            ]
    return found


_COUNT: Final = (
    update(counter)
    .where(
        counter.c.tenant == bindparam("of"),
        counter.c.budget_id == bindparam("budget"),
        counter.c.bucket == bindparam("key"),
    )
    .values(spent=counter.c.spent + bindparam("more"), held=counter.c.held + bindparam("also"))
)


def _counted(tenant: str, delta: Delta) -> dict[str, object]:
    return {
        "of": tenant,
        "budget": delta.budget_id,
        "key": delta.bucket,
        "more": delta.spent,
        "also": delta.held,
    }


def _told(entry_id: str, ended: End) -> end.End:
    """What is recorded of an expiry that charges something without a report."""
    tenant, one, settlement = ended
    told = {"ledger_entry": entry_id, "model": one.model}
    return end.End(tenant, one, end.EXPIRE, end.EXPIRER, told, settlement.entry.used)


def _costs(settlement: Settlement) -> bool:
    return bool(settlement.entry.used.money or settlement.entry.used.tokens)


def _charge(entry_id: str, ended: End, *, at: int) -> dict[str, object]:
    """The provisional entry that a late actual reverses."""
    tenant, one, settlement = ended
    entry = settlement.entry
    return {
        "id": entry_id, "tenant": tenant, "usage_id": "", "reservation_id": one.id, "subject": one.subject,
        "on_behalf_of": one.on_behalf_of, "session_id": one.session_id, "run_id": one.run_id, "step_id": "",
        "operation": "", "outcome": "EXPIRED", "model": one.model, "input_tokens": entry.used.tokens,
        "output_tokens": 0, "tokens": "{}", "cost": entry.used.money, "price_version": one.price_version,
        "provisional": 1, "reverses": "", "booked_at": one.decided_at, "recorded_at": at, "labels": "{}",
        "buckets": orjson.dumps(entry.counters).decode(),
    }  # fmt: skip
