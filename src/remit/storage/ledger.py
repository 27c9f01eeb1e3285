"""Reads the ledger: entries, sums, and what sessions, runs and budgets come to. Never books."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, Select, func, select

from remit.administration.usage import Group, LedgerLine, UsageFilter
from remit.budget.model import TokenUsage
from remit.decision.settle import CostSource
from remit.storage import summing
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import ledger


class Ledger:
    """The ledger of every tenant."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def page(
        self, tenant: str, wanted: UsageFilter, *, before: int, limit: int
    ) -> Sequence[LedgerLine]:
        """Return entries, newest booking first, at positions below `before`; 0 means from the newest on."""
        query = (
            select(ledger, audit_entry.c.body)
            .join(audit_entry, audit_entry.c.id == ledger.c.id, isouter=True)
            .where(*summing.where(ledger, tenant, wanted=wanted))
        )
        if wanted.since is not None:
            query = query.where(ledger.c.booked_at >= wanted.since)
        if wanted.until is not None:
            query = query.where(ledger.c.booked_at < wanted.until)
        if before:
            query = query.where(ledger.c.position < before)
        query = query.order_by(ledger.c.position.desc()).limit(limit)
        return await self._store.read(lambda connection: [_line(row) for row in connection.execute(query)])

    async def sums(
        self,
        tenant: str,
        wanted: UsageFilter,
        *,
        by: Sequence[str] = (),
        intervals: Sequence[tuple[int, int]] = (),
    ) -> Sequence[Group]:
        """Return sums by columns, in no order; see `LedgerReader`."""
        return await self._store.read(
            lambda connection: summing.sums(connection, tenant, wanted=wanted, by=by, intervals=intervals)
        )

    async def first_at(self, tenant: str, wanted: UsageFilter) -> int | None:
        """Return the earliest instant that an entry counts in; None when there is none."""
        return await self._store.read(lambda connection: summing.first_at(connection, tenant, wanted=wanted))


def decided(tenant: str, since: int) -> Select[Any]:
    """Return the query that counts decisions from an instant on.

    Ids of decisions begin with their time, so that the index on ids finds where to begin.
    """
    first = f"dec_{since // 1_000:012x}"
    return select(func.count()).where(
        audit_entry.c.tenant == tenant, audit_entry.c.id >= first, audit_entry.c.id < "dec_g"
    )


def _line(row: Row[Any]) -> LedgerLine:
    return LedgerLine(
        position=row.position,
        id=row.id,
        usage_id="" if row.provisional or row.reverses else row.usage_id,
        reservation_id=row.reservation_id,
        subject=row.subject,
        on_behalf_of=row.on_behalf_of,
        session_id=row.session_id,
        run_id=row.run_id,
        step_id=row.step_id,
        operation=row.operation,
        outcome="" if row.provisional or row.reverses else row.outcome,
        model=row.model,
        tokens=_tokens(row),
        cost=row.cost,
        source=_source(row.body),
        price_version=row.price_version,
        provisional=bool(row.provisional),
        reverses=row.reverses,
        used_at=row.booked_at,
        booked_at=row.recorded_at,
        labels=orjson.loads(row.labels),
    )


def _tokens(row: Row[Any]) -> TokenUsage:
    kinds: Mapping[str, int] = orjson.loads(row.tokens)
    if kinds:
        return TokenUsage(**kinds)
    # What takes an entry back is shown with the tokens that it takes back.
    return TokenUsage(abs(row.input_tokens), abs(row.output_tokens))


def _source(body: bytes | None) -> CostSource:
    """How a cost came about, as its evidence says; what expiry charges was priced with its hold."""
    return CostSource(orjson.loads(body)["answer"]["source"]) if body else CostSource.PRICED
