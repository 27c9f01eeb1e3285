"""A budget made over existing spend begins with it: its counters start from the ledger, in the budget's own write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.budget.period import PeriodClock
from remit.identity.model import Team
from remit.storage import entity
from remit.storage.dialect import upsert
from remit.storage.tables.budget import counter, ledger

MOST_TEAMS: Final = 100_000
"""Teams of one tenant that are looked at."""

_SUBJECTS: Final = {ScopeType.USER, ScopeType.AGENT, ScopeType.SERVICE}


def open_counters(connection: Connection, tenant: str, *, budget: Budget, zone: str, at: int) -> None:
    """Start the counters of a new budget from what the ledger holds for the periods that are open at `at`.

    Spend of a role is not in the ledger by itself; a budget for a role counts from its creation on.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    named: defaultdict[str, int] = defaultdict(int)
    clock = PeriodClock(zone)
    teams = _teams(connection, tenant, budget=budget)
    rows = _entries(connection, tenant, budget=budget, clock=clock, at=at, teams=teams)
    reversed_ids = {row.reverses for row in rows}
    for row in rows:
        amount = row.cost if budget.unit is Unit.MONEY else row.input_tokens + row.output_tokens
        counters = orjson.loads(row.buckets)
        for bucket in filter(
            None, (_bucket(budget, one, row=row, clock=clock) for one in _instances(budget, row, teams=teams))
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
        statement = upsert(connection, counter).values(
            tenant=tenant, budget_id=budget.id, bucket=bucket, held=0, **values
        )
        connection.execute(
            statement.on_conflict_do_update(index_elements=["tenant", "budget_id", "bucket"], set_=values)
        )


def _name(connection: Connection, entry_id: str, *, counters: Sequence[Sequence[str]]) -> None:
    buckets = orjson.dumps(counters).decode()
    connection.execute(update(ledger).where(ledger.c.id == entry_id).values(buckets=buckets))


def _teams(connection: Connection, tenant: str, *, budget: Budget) -> Sequence[Team]:
    """The teams whose spend a budget counts, with their members of today; none when it is about something else."""
    if budget.scope_type is not ScopeType.TEAM:
        return ()
    query = entity.page(tenant, Team.kind, after="", limit=MOST_TEAMS, where={})
    found = entity.read(connection, Team, query=query)
    return [team for team in found if budget.scope_id in {"", team.id}]


def _entries(
    connection: Connection, tenant: str, *, budget: Budget, clock: PeriodClock, at: int, teams: Sequence[Team]
) -> Sequence[Row[Any]]:
    query = select(ledger).where(ledger.c.tenant == tenant, *_scope(budget, teams))
    starts_at = clock.span(budget.period, at).starts_at
    if starts_at is not None:
        query = query.where(ledger.c.booked_at >= starts_at)
    return connection.execute(query).all()


def _scope(budget: Budget, teams: Sequence[Team]) -> Iterable[ColumnElement[bool]]:
    kind, identity = budget.scope_type, budget.scope_id
    if kind in _SUBJECTS:
        pattern = f"{kind}:{identity}" if identity else f"{kind}:%"
        match = ledger.c.subject.like(pattern) if not identity else ledger.c.subject == pattern
        behalf = ledger.c.on_behalf_of.like(pattern) if not identity else ledger.c.on_behalf_of == pattern
        yield or_(match, behalf)
    elif kind is ScopeType.TEAM:
        members = sorted({member for team in teams for member in team.members})
        yield or_(ledger.c.subject.in_(members), ledger.c.on_behalf_of.in_(members))
    elif kind is ScopeType.ROLE:
        yield ledger.c.position < 0
    elif kind is not ScopeType.TENANT:
        column = {ScopeType.MODEL: ledger.c.model, ScopeType.SESSION: ledger.c.session_id}.get(
            kind, ledger.c.run_id
        )
        yield column == identity if identity else column != ""


def _instances(budget: Budget, row: Row[Any], *, teams: Sequence[Team]) -> Iterable[str]:
    """The scope instances of a budget that an entry counts in, as `decision.concern` writes them."""
    kind = budget.scope_type
    if kind is ScopeType.TENANT:
        return (f"{kind}:",)
    if kind in _SUBJECTS:
        refs = dict.fromkeys(ref for ref in (row.subject, row.on_behalf_of) if ref.startswith(f"{kind}:"))
        return tuple(ref for ref in refs if not budget.scope_id or ref == f"{kind}:{budget.scope_id}")
    if kind is ScopeType.TEAM and budget.each_subject:
        both = dict.fromkeys((row.subject, row.on_behalf_of))
        return tuple(ref for ref in both if any(ref in team.members for team in teams))
    if kind is ScopeType.TEAM:
        return tuple(
            f"{kind}:{team.id}"
            for team in teams
            if not {row.subject, row.on_behalf_of}.isdisjoint(team.members)
        )
    found = {ScopeType.MODEL: row.model, ScopeType.SESSION: row.session_id}.get(kind, row.run_id)
    return (f"{kind}:{found}",) if found else ()


def _bucket(budget: Budget, instance: str, *, row: Row[Any], clock: PeriodClock) -> str:
    if budget.period is Period.SESSION:
        return f"{instance}@{row.session_id}" if row.session_id else ""
    if budget.period is Period.RUN:
        return f"{instance}@{row.run_id}" if row.run_id else ""
    return f"{instance}@{clock.span(budget.period, row.booked_at).key}"
