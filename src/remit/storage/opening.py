"""A budget made over existing spend begins with it: its counters start from the ledger, in the budget's own write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.budget.period import PeriodClock
from remit.identity.model import Team
from remit.storage import entity
from remit.storage.tables.budget import counter, ledger

_SUBJECTS = {ScopeType.USER, ScopeType.AGENT, ScopeType.SERVICE}


def open_counters(connection: Connection, tenant: str, *, budget: Budget, zone: str, at: int) -> None:
    """Start the counters of a new budget from what the ledger holds for the periods that are open at `at`.

    Spend of a role is not in the ledger by itself; a budget for a role counts from its creation on.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    named: defaultdict[str, int] = defaultdict(int)
    clock = PeriodClock(zone)
    rows = _entries(connection, tenant, budget=budget, clock=clock, at=at)
    reversed_ids = {row.reverses for row in rows}
    for row in rows:
        amount = row.cost if budget.unit is Unit.MONEY else row.input_tokens + row.output_tokens
        counters = orjson.loads(row.buckets)
        for bucket in filter(
            None, (_bucket(budget, one, row=row, clock=clock) for one in _instances(budget, row))
        ):
            sums[bucket] += amount
            names = [budget.id, bucket, budget.unit]
            if row.provisional and row.id not in reversed_ids and names not in counters:
                # Whoever takes the charge back must take it back here too.
                counters.append(names)
                _name(connection, row.id, counters=counters)
            named[bucket] += amount if names in counters else 0
    for bucket, spent in sums.items():
        values = {"spent": spent, "opened": spent - named[bucket]}
        statement = insert(counter).values(
            tenant=tenant, budget_id=budget.id, bucket=bucket, held=0, **values
        )
        connection.execute(
            statement.on_conflict_do_update(index_elements=["tenant", "budget_id", "bucket"], set_=values)
        )


def _name(connection: Connection, entry_id: str, *, counters: Sequence[Sequence[str]]) -> None:
    buckets = orjson.dumps(counters).decode()
    connection.execute(update(ledger).where(ledger.c.id == entry_id).values(buckets=buckets))


def _entries(
    connection: Connection, tenant: str, *, budget: Budget, clock: PeriodClock, at: int
) -> Sequence[Row[Any]]:
    query = select(ledger).where(ledger.c.tenant == tenant, *_scope(connection, tenant, budget=budget))
    starts_at = clock.span(budget.period, at).starts_at
    if starts_at is not None:
        query = query.where(ledger.c.booked_at >= starts_at)
    return connection.execute(query).all()


def _scope(connection: Connection, tenant: str, *, budget: Budget) -> Iterable[ColumnElement[bool]]:
    kind, identity = budget.scope_type, budget.scope_id
    if kind in _SUBJECTS:
        pattern = f"{kind}:{identity}" if identity else f"{kind}:%"
        match = ledger.c.subject.like(pattern) if not identity else ledger.c.subject == pattern
        behalf = ledger.c.on_behalf_of.like(pattern) if not identity else ledger.c.on_behalf_of == pattern
        yield or_(match, behalf)
    elif kind is ScopeType.TEAM and identity:
        team = entity.find(connection, tenant, kind=Team, identity=identity)
        members = team.members if team else ()
        yield or_(ledger.c.subject.in_(members), ledger.c.on_behalf_of.in_(members))
    elif kind is ScopeType.ROLE or (kind is ScopeType.TEAM and not identity):
        yield ledger.c.position < 0
    elif kind is not ScopeType.TENANT:
        column = {ScopeType.MODEL: ledger.c.model, ScopeType.SESSION: ledger.c.session_id}.get(
            kind, ledger.c.run_id
        )
        yield column == identity if identity else column != ""


def _instances(budget: Budget, row: Row[Any]) -> Iterable[str]:
    """The scope instances of a budget that an entry counts in, as `decision.concern` writes them."""
    kind = budget.scope_type
    if kind is ScopeType.TENANT:
        return (f"{kind}:",)
    if kind in _SUBJECTS:
        refs = dict.fromkeys(ref for ref in (row.subject, row.on_behalf_of) if ref.startswith(f"{kind}:"))
        return tuple(ref for ref in refs if not budget.scope_id or ref == f"{kind}:{budget.scope_id}")
    if kind is ScopeType.TEAM:
        return (f"{kind}:{budget.scope_id}",)
    found = {ScopeType.MODEL: row.model, ScopeType.SESSION: row.session_id}.get(kind, row.run_id)
    return (f"{kind}:{found}",) if found else ()


def _bucket(budget: Budget, instance: str, *, row: Row[Any], clock: PeriodClock) -> str:
    if budget.period is Period.SESSION:
        return f"{instance}@{row.session_id}" if row.session_id else ""
    if budget.period is Period.RUN:
        return f"{instance}@{row.run_id}" if row.run_id else ""
    return f"{instance}@{clock.span(budget.period, row.booked_at).key}"
