"""Reads the ledger: entries, sums, and what sessions, runs and budgets come to. Never books."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    column,
    false,
    func,
    or_,
    select,
    values,
)

from remit.administration.usage import Group, LedgerLine, Sum, UsageFilter
from remit.budget.model import TokenUsage
from remit.decision.settle import CostSource
from remit.storage.dialect import json_number, json_text, total
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import ledger

COLUMNS: Final = frozenset(
    {"subject", "on_behalf_of", "session_id", "run_id", "step_id", "model", "operation", "outcome"}
)
"""What entries can be summed by, beside labels."""

LABEL: Final = "label:"

_KINDS: Final = tuple(field.name for field in fields(TokenUsage) if field.name not in {"input", "output"})


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
            .where(*_where(tenant, wanted))
        )
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
        query = _summed(tenant, wanted, by=by, intervals=intervals)
        return await self._store.read(
            lambda connection: [_group(row, len(by)) for row in connection.execute(query) if row.entries]
        )

    async def first_at(self, tenant: str, wanted: UsageFilter) -> int | None:
        """Return the earliest instant that an entry counts in; None when there is none."""
        query = select(func.min(ledger.c.booked_at)).where(*_where(tenant, wanted))
        return await self._store.read(lambda connection: connection.scalar(query))


def decided(tenant: str, since: int) -> Select[Any]:
    """Return the query that counts decisions from an instant on.

    Ids of decisions begin with their time, so that the index on ids finds where to begin.
    """
    first = f"dec_{since // 1_000:012x}"
    return select(func.count()).where(
        audit_entry.c.tenant == tenant, audit_entry.c.id >= first, audit_entry.c.id < "dec_g"
    )


def totals(connection: Connection, tenant: str, *, wanted: UsageFilter) -> Sum:
    """Return the sum of all entries that are wanted, inside an open transaction."""
    row = connection.execute(_summed(tenant, wanted, by=(), intervals=())).one()
    return _sum(row) if row.entries else Sum()


def _where(tenant: str, wanted: UsageFilter) -> Sequence[ColumnElement[bool]]:
    table = ledger.c
    found: list[ColumnElement[bool]] = [table.tenant == tenant]
    if wanted.subjects is not None:
        found.append(table.subject.in_(wanted.subjects) if wanted.subjects else false())
    if wanted.session_id:
        found.append(table.session_id == wanted.session_id)
    if wanted.run_ids:
        found.append(table.run_id.in_(wanted.run_ids))
    if wanted.model:
        same = table.model == wanted.model
        if "/" not in wanted.model:
            same = or_(same, table.model.endswith(f"/{wanted.model}", autoescape=True))
        found.append(same)
    if wanted.operation:
        found.append(table.operation == wanted.operation)
    found.extend(_label(key) == value for key, value in wanted.labels.items())
    if wanted.since is not None:
        found.append(table.booked_at >= wanted.since)
    if wanted.until is not None:
        found.append(table.booked_at < wanted.until)
    return found


def _label(key: str) -> ColumnElement[Any]:
    return json_text(ledger.c.labels, key)


def _summed(
    tenant: str, wanted: UsageFilter, *, by: Sequence[str], intervals: Sequence[tuple[int, int]]
) -> Select[Any]:
    keys = [_key(name).label(f"key_{place}") for place, name in enumerate(by)]
    query = select(*keys, *_amounts()).where(*_where(tenant, wanted)).group_by(*keys)
    if not intervals:
        return query
    spans = (
        values(column("starts_at", BigInteger), column("ends_at", BigInteger), name="spans")
        .data(intervals)
        .cte()
    )
    within = and_(ledger.c.booked_at >= spans.c.starts_at, ledger.c.booked_at < spans.c.ends_at)
    source = ledger.join(spans, within)
    return query.add_columns(spans.c.starts_at).select_from(source).group_by(spans.c.starts_at)


def _key(name: str) -> ColumnElement[Any]:
    if name.startswith(LABEL):
        return func.coalesce(_label(name.removeprefix(LABEL)), "")
    if name not in COLUMNS:
        raise ValueError(f"entries cannot be summed by {name}")
    return ledger.c[name]


def _amounts() -> Sequence[ColumnElement[Any]]:
    reported = and_(ledger.c.provisional == 0, ledger.c.reverses == "")
    failed = and_(reported, ledger.c.outcome == "FAILURE")
    return (
        func.count().label("entries"),
        _count(reported).label("records"),
        _count(failed).label("failures"),
        _count(and_(reported, _unpriced())).label("unpriced"),
        total(ledger.c.cost).label("cost"),
        total(ledger.c.input_tokens).label("input"),
        total(ledger.c.output_tokens).label("output"),
        *(total(json_number(ledger.c.tokens, kind)).label(kind) for kind in _KINDS),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return total(case((condition, 1), else_=0))


def _unpriced() -> ColumnElement[bool]:
    """Whether an entry could not be priced: only what cost nothing under no price has to be looked up."""
    source = json_text(audit_entry.c.body, "answer", "source")
    told = select(audit_entry.c.id).where(audit_entry.c.id == ledger.c.id, source == CostSource.UNPRICED)
    return and_(ledger.c.cost == 0, ledger.c.price_version == "", told.correlate(ledger).exists())


def _group(row: Row[Any], keys: int) -> Group:
    mapping = row._mapping  # noqa: SLF001  SQLAlchemy's own way to a row's names
    names = tuple(str(mapping[f"key_{place}"]) for place in range(keys))
    return Group(names, mapping.get("starts_at"), _sum(row))


def _sum(row: Row[Any]) -> Sum:
    tokens = TokenUsage(row.input, row.output, *(getattr(row, kind) for kind in _KINDS))
    return Sum(row.records, row.failures, tokens, row.cost, row.unpriced)


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
