"""A budget made over existing spend begins with it: its counters start from the ledger, in the budget's own write.

However long the ledger is: the database adds it up page by page, nearly all of it before the write. Under the tenant's
lock only what was booked meanwhile is read, so that nobody's calls wait for the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    Subquery,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.budget.past import PastSpend
from remit.budget.period import PeriodClock, PeriodSpan
from remit.decision.settle import MOST_COUNTED
from remit.errors import AmountOutOfRangeError
from remit.identity.model import Team
from remit.storage import entity
from remit.storage.dialect import horizon, total, upsert, walk
from remit.storage.store import Store
from remit.storage.tables.budget import counter, ledger

PAGE: Final = 4_000
"""Entries that are added up in one transaction: some milliseconds, also where no two are of one counter."""
NAMED_AT_ONCE: Final = 500
"""Provisional entries that are named in one statement."""
MOST_TEAMS: Final = 100_000
"""Teams of one tenant that are looked at."""

_SUBJECTS: Final = {ScopeType.USER, ScopeType.AGENT, ScopeType.SERVICE}
_ABOUT: Final[dict[ScopeType | Period, tuple[str, ...]]] = {
    **dict.fromkeys((*_SUBJECTS, ScopeType.TEAM), ("subject", "on_behalf_of")),
    ScopeType.MODEL: ("model",),
    ScopeType.SESSION: ("session_id",),
    ScopeType.RUN: ("run_id",),
    Period.SESSION: ("session_id",),
    Period.RUN: ("run_id",),
}
"""What of an entry says which instance of a scope, or which session or run, it belongs to."""
_READ: Final = sorted({name for names in _ABOUT.values() for name in names})
_AMOUNTS: Final = ("cost", "input_tokens", "output_tokens")
_FEW: Final = {ScopeType.SESSION, ScopeType.RUN}
"""Scopes of which one has few entries, found by an index."""
_HALF: Final = 32
"""Bits: two halves are added up apart, for the sum of a page may be wider than the database's integers."""


async def look_back(store: Store, tenant: str, *, budget: Budget, zone: str, at: int) -> PastSpend:
    """Add up what the ledger holds for a budget that is not in force, in the periods that are open at `at`.

    Goes on until little is left, and no further than to where nothing can appear any more before what was read.
    """
    view = await store.read(lambda connection: _view(connection, tenant, budget=budget, zone=zone, at=at))
    past = PastSpend(view.basis, at)
    if budget.scope_type is ScopeType.ROLE:
        return past
    past.after = await store.read(view.begin)
    more = True
    while more:
        page = await store.read(lambda connection: view.page(connection, past.after, settled=True))
        more = view.add(page, into=past)
    return past


def open_counters(
    connection: Connection, tenant: str, *, budget: Budget, zone: str, at: int, past: PastSpend | None
) -> None:
    """Start the counters of a new budget from what the ledger holds for the periods that are open at `at`.

    Spend of a role is not in the ledger by itself; a budget for a role counts from its creation on.

    Args:
        connection: on which the tenant is locked, so that nothing is booked meanwhile.
        tenant: whose budget it is.
        budget: with its id.
        zone: the tenant's.
        at: the instant of the write.
        past: what was added up before it. Without it, or when another zone or other teams count since, all is read here.
    """
    # A period that has turned since is counted too, so that its counter is no less than the ledger.
    view = _view(connection, tenant, budget=budget, zone=zone, at=past.at if past is not None else at)
    if budget.scope_type is ScopeType.ROLE:
        return
    if past is None or past.basis != view.basis:
        past = PastSpend(after=view.begin(connection))
    # The work may be done again when it meets another transaction: what was found before it stays as it is.
    since = PastSpend(after=past.after)
    while view.add(view.page(connection, since.after), into=since):
        pass
    _name(connection, view, entries=[*past.charges, *since.charges], into=since)
    _write(connection, view, past=past, since=since)


def _write(connection: Connection, view: "_View", *, past: PastSpend, since: PastSpend) -> None:
    rows = []
    for bucket in sorted({*past.spent, *since.spent}):
        spent = past.spent.get(bucket, 0) + since.spent.get(bucket, 0)
        named = past.named.get(bucket, 0) + since.named.get(bucket, 0)
        if abs(spent) > MOST_COUNTED:
            message = "more was spent in this scope and period than can be counted; choose a shorter period"
            raise AmountOutOfRangeError(message, field="budget.period")
        place = {"tenant": view.tenant, "budget_id": view.budget.id, "bucket": bucket}
        rows.append({**place, "held": 0, "spent": spent, "opened": spent - named})
    if rows:
        statement = upsert(connection, counter)
        opened = {name: statement.excluded[name] for name in ("spent", "opened")}
        keys = ["tenant", "budget_id", "bucket"]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=opened), rows)


def _name(connection: Connection, view: "_View", *, entries: Sequence[str], into: PastSpend) -> None:
    """Note with provisional entries that the budget counts them: whoever takes one back must take it back here too."""
    for start in range(0, len(entries), NAMED_AT_ONCE):
        mine = ledger.c.tenant == view.tenant, ledger.c.id.in_(entries[start : start + NAMED_AT_ONCE])
        changed = []
        for row in connection.execute(view.charges(ledger).where(*mine)):
            counters = orjson.loads(row.all_buckets)
            for bucket in view.buckets(row):
                names = [view.budget.id, bucket, view.budget.unit]
                if names not in counters:
                    counters.append(names)
                    into.named[bucket] += row.amount
            changed.append({"entry": row.id, "counters": orjson.dumps(counters).decode()})
        if changed:
            statement = update(ledger).where(
                ledger.c.tenant == view.tenant, ledger.c.id == bindparam("entry")
            )
            connection.execute(statement.values(buckets=bindparam("counters")), changed)


@dataclass(frozen=True, slots=True)
class _Page:
    last: int
    """The place up to which it reads."""
    full: bool
    sums: Sequence[Row[Any]]
    charges: Sequence[str]


@dataclass(frozen=True, slots=True)
class _View:
    """Which entries a budget counts, and in which counters."""

    tenant: str
    budget: Budget
    clock: PeriodClock
    span: PeriodSpan
    """The period that is open; what is booked behind its end counts in later ones."""
    teams: Sequence[Team]

    @property
    def basis(self) -> object:
        """What decides which counter an entry belongs to."""
        budget = self.budget
        return (
            self.tenant, budget.scope_type, budget.scope_id, budget.period, budget.unit, budget.each_subject,
            str(self.clock.zone), self.teams,
        )  # fmt: skip

    def begin(self, connection: Connection) -> int:
        """Return a place before which nothing counts that is there or can still appear."""
        starts_at = self.span.starts_at
        if starts_at is None:
            return 0
        mine, place = ledger.c.tenant == self.tenant, ledger.c.position
        # As a sum it is not looked for from the ledger's begin on, but among what the period holds.
        first = connection.scalar(select(func.min(place + 0)).where(mine, ledger.c.booked_at >= starts_at))
        last = first - 1 if first is not None else connection.scalar(select(func.max(place)).where(mine)) or 0
        settled = horizon(connection)
        return int(last if settled is None else min(last, settled - 1))

    def page(self, connection: Connection, after: int, *, settled: bool = False) -> _Page:
        """Add up the next entries behind a place; with `settled` only those before which nothing can appear any more."""
        walk(connection)
        end = horizon(connection) if settled else None
        some = self._next(after, end)
        count, last = connection.execute(select(func.count(), func.max(some.c.position))).one()
        if not count:
            return _Page(after, full=False, sums=(), charges=())
        sums = connection.execute(self.sums(some)).all()
        charged = any(row.provisional for row in sums)
        charges = [row.id for row in connection.execute(self.charges(some))] if charged else ()
        return _Page(last, full=count == PAGE, sums=sums, charges=charges)

    def _next(self, after: int, end: int | None) -> Subquery:
        """Return the next entries, whatever they are about: taken by their places, so that none is read twice."""
        names = ("position", "id", "reservation_id", *_READ, "booked_at", *_AMOUNTS, "buckets", "provisional")
        query = select(*(ledger.c[name] for name in names))
        query = query.where(ledger.c.tenant == self.tenant, ledger.c.position > after)
        if end is not None:
            query = query.where(ledger.c.position < end)
        if self.budget.scope_id and self.budget.scope_type in _FEW:
            query = query.where(*_scope(self.budget, self.teams, entry=ledger))
        return query.order_by(ledger.c.position).limit(PAGE).subquery()

    def add(self, page: _Page, *, into: PastSpend) -> bool:
        """Count a page; tell whether there may be another."""
        into.after = page.last
        into.charges += page.charges
        for row in page.sums:
            amount = (row.high << _HALF) + row.low
            counters = orjson.loads(row.buckets)
            for bucket in self.buckets(row):
                into.add(bucket, amount, named=[self.budget.id, bucket, self.budget.unit] in counters)
        return page.full

    def sums(self, some: Subquery) -> Select[Any]:
        """Return the query for the sums of entries that count alike."""
        naming = some.c.buckets.contains(f"[{orjson.dumps(self.budget.id).decode()},", autoescape=True)
        named = case((naming, some.c.buckets), else_=literal("[]")).label("buckets")
        each = self._entries(some, named, some.c.provisional).subquery()
        alike = [each.c[name] for name in (*_READ, "booked_at", "buckets")]
        return select(
            *alike,
            total(each.c.amount.bitwise_rshift(literal(_HALF, Integer()))).label("high"),
            total(each.c.amount.bitwise_and((1 << _HALF) - 1)).label("low"),
            func.max(each.c.provisional).label("provisional"),
        ).group_by(*alike)

    def charges(self, some: FromClause) -> Select[Any]:
        """Return the query for those provisional entries that nobody has taken back."""
        back = ledger.alias("back")
        taken = exists().where(back.c.reservation_id == some.c.reservation_id, back.c.reverses == some.c.id)
        query = self._entries(some, some.c.id, some.c.buckets.label("all_buckets"))
        return query.where(some.c.provisional == 1, ~taken)

    def buckets(self, row: Row[Any]) -> Iterable[str]:
        """Return the counters, by their buckets, of entries that count alike."""
        instances = _instances(self.budget, row, teams=self.teams)
        return filter(None, (_bucket(self.budget, one, row=row, clock=self.clock) for one in instances))

    def _entries(self, some: FromClause, *also: ColumnElement[Any]) -> Select[Any]:
        """Return the query for entries that may count: of them only what says in which counters, and how much."""
        budget, span = self.budget, self.span
        about = {*_ABOUT.get(budget.scope_type, ()), *_ABOUT.get(budget.period, ())}
        money = budget.unit is Unit.MONEY
        amount = some.c.cost if money else some.c.input_tokens + some.c.output_tokens
        when: ColumnElement[int] = literal(0, BigInteger())
        if span.starts_at is not None and span.ends_at is not None:
            # All that was booked in the open period counts alike.
            start = literal(span.starts_at, BigInteger())
            when = case((some.c.booked_at < span.ends_at, start), else_=some.c.booked_at)
        columns = (some.c[name] if name in about else literal("").label(name) for name in _READ)
        query = select(*columns, when.label("booked_at"), amount.label("amount"), *also)
        query = query.where(*_scope(budget, self.teams, entry=some))
        return query if span.starts_at is None else query.where(some.c.booked_at >= span.starts_at)


def _view(connection: Connection, tenant: str, *, budget: Budget, zone: str, at: int) -> _View:
    clock = PeriodClock(zone)
    teams = _teams(connection, tenant, budget=budget)
    return _View(tenant, budget, clock, clock.span(budget.period, at), teams)


def _teams(connection: Connection, tenant: str, *, budget: Budget) -> Sequence[Team]:
    """The teams whose spend a budget counts, with their members of today; none when it is about something else."""
    if budget.scope_type is not ScopeType.TEAM:
        return ()
    query = entity.page(tenant, Team.kind, after="", limit=MOST_TEAMS, where={})
    found = entity.read(connection, Team, query=query)
    return [team for team in found if budget.scope_id in {"", team.id}]


def _scope(budget: Budget, teams: Sequence[Team], *, entry: FromClause) -> Iterable[ColumnElement[bool]]:
    kind, identity = budget.scope_type, budget.scope_id
    if kind in _SUBJECTS:
        pattern = f"{kind}:{identity}" if identity else f"{kind}:%"
        match = entry.c.subject.like(pattern) if not identity else entry.c.subject == pattern
        behalf = entry.c.on_behalf_of.like(pattern) if not identity else entry.c.on_behalf_of == pattern
        yield or_(match, behalf)
    elif kind is ScopeType.TEAM:
        members = sorted({member for team in teams for member in team.members})
        yield or_(entry.c.subject.in_(members), entry.c.on_behalf_of.in_(members))
    elif kind is not ScopeType.TENANT:
        column = {ScopeType.MODEL: entry.c.model, ScopeType.SESSION: entry.c.session_id}.get(
            kind, entry.c.run_id
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
