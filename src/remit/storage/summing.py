"""Sums of usage: from what is added up already, and from the ledger what is not. Never books, and never adds up.

What an answer is made of, all read on one snapshot, so that it equals the sum of the ledger's entries to the nano-unit:

- sums by quarter hour and day, of whatever lies within the spans that are asked for and is told by sums;
- entries behind the head, up to which the sums go;
- entries before it at the begins and ends of spans that cut a quarter hour.

What is asked by session, run, step or label, sums do not tell; then the ledger alone answers.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    column,
    false,
    func,
    literal,
    or_,
    select,
    values,
)

from remit.administration.usage import Group, Sum, UsageFilter
from remit.storage import amount
from remit.storage.dialect import POSTGRES, json_text
from remit.storage.grain import EVER, Stretch, cut
from remit.storage.rollup import KEYS, rolled_up
from remit.storage.tables.budget import ledger, rollup

LABEL: Final = "label:"
COLUMNS: Final = frozenset({*KEYS, "session_id", "run_id", "step_id"})
"""What entries can be summed by, beside labels."""

_TOLD: Final = frozenset(KEYS)
"""What sums can be summed by."""

_TAIL: Final = (
    select(ledger)
    .where(ledger.c.tenant == bindparam("of"), ledger.c.position > bindparam("after"))
    .limit(sys.maxsize)
    .subquery("tail")
)
"""Entries behind the head, for SQLite, which cannot know that they are few: what has a limit is looked for by itself."""


def sums(
    connection: Connection,
    tenant: str,
    *,
    wanted: UsageFilter,
    by: Sequence[str] = (),
    intervals: Sequence[tuple[int, int]] = (),
) -> Sequence[Group]:
    """Return sums by columns, in no order; see `LedgerReader`."""
    asked = _asked(wanted, intervals)
    found: dict[tuple[int, tuple[str, ...]], Sum] = {}
    for row in _rows(connection, tenant, wanted=wanted, by=by, asked=asked):
        if row.entries:
            key = row.asked, tuple([str(one) for one in row[: len(by)]])
            new = amount.sum_of(row)
            found[key] = found[key] + new if key in found else new
    return [Group(keys, begin if intervals else None, one) for (begin, keys), one in found.items()]


def totals(connection: Connection, tenant: str, *, wanted: UsageFilter) -> Sum:
    """Return the sum of all entries that are wanted, inside an open transaction."""
    return next((group.sum for group in sums(connection, tenant, wanted=wanted)), Sum())


def first_at(connection: Connection, tenant: str, *, wanted: UsageFilter) -> int | None:
    """Return the earliest instant that an entry counts in; None when there is none."""
    rows = _rows(connection, tenant, wanted=wanted, by=(), asked=_asked(wanted, ()))
    return min((row.first_at for row in rows if row.entries), default=None)


def where(table: FromClause, tenant: str, *, wanted: UsageFilter) -> Sequence[ColumnElement[bool]]:
    """Return what the filter says of a table of entries or sums; of its span of time nothing."""
    found: list[ColumnElement[bool]] = [table.c.tenant == tenant]
    if wanted.subjects is not None:
        found.append(table.c.subject.in_(wanted.subjects) if wanted.subjects else false())
    if wanted.session_id:
        found.append(table.c.session_id == wanted.session_id)
    if wanted.run_ids:
        found.append(table.c.run_id.in_(wanted.run_ids))
    if wanted.model:
        same = table.c.model == wanted.model
        if "/" not in wanted.model:
            same = or_(same, table.c.model.endswith(f"/{wanted.model}", autoescape=True))
        found.append(same)
    if wanted.operation:
        found.append(table.c.operation == wanted.operation)
    found.extend(json_text(table.c.labels, key) == value for key, value in wanted.labels.items())
    return found


def _asked(wanted: UsageFilter, intervals: Sequence[tuple[int, int]]) -> Sequence[Stretch]:
    """Return the spans that are asked for, as far as they lie within the filter's."""
    since = EVER[0] if wanted.since is None else wanted.since
    until = EVER[1] if wanted.until is None else wanted.until
    spans = [Stretch(begin, max(begin, since), min(end, until)) for begin, end in intervals or [EVER]]
    return [one for one in spans if one.begins_at < one.ends_at]


def _rows(
    connection: Connection, tenant: str, *, wanted: UsageFilter, by: Sequence[str], asked: Sequence[Stretch]
) -> Iterator[Row[Any]]:
    """Yield what is to be added up: every entry is in exactly one row."""
    told = _TOLD.issuperset(by) and not (wanted.session_id or wanted.run_ids or wanted.labels)
    head = rolled_up(connection, tenant) if told and asked else 0
    if head:
        tail = ledger if connection.dialect.name == POSTGRES else _TAIL
        touched = _touched(connection, tenant, head=head, asked=asked)
        queries: Sequence[Select[Any]] = [
            *_of_added(tenant, wanted, by=by, head=head, asked=asked),
            *_of_entries(tenant, wanted, by=by, within=touched, table=tail, also=[tail.c.position > head]),
        ]
    else:
        queries = _of_entries(tenant, wanted, by=by, within=asked)
    for query in queries:
        yield from connection.execute(query, {"of": tenant, "after": head})


def _of_added(
    tenant: str, wanted: UsageFilter, *, by: Sequence[str], head: int, asked: Sequence[Stretch]
) -> Iterable[Select[Any]]:
    """Ask for all entries up to the head: sums, and at the ends of spans entries."""
    whole, edges = cut(asked)
    keys = [rollup.c[name].label(f"key_{place}") for place, name in enumerate(by)]
    query = select(*keys, *amount.of_sums()).where(*where(rollup, tenant, wanted=wanted)).group_by(*keys)
    yield from _within(rollup, query, place=rollup.c.starts_at, within=whole)
    # They are found by their instants: not by the index of a column that something is added to.
    before = ledger.c.position + 0 <= head
    yield from _of_entries(tenant, wanted, by=by, within=edges, also=[before])


def _touched(
    connection: Connection, tenant: str, *, head: int, asked: Sequence[Stretch]
) -> Sequence[Stretch]:
    """Return those spans that entries behind the head may lie in: most often the last one or two."""
    query = select(func.min(ledger.c.booked_at), func.max(ledger.c.booked_at)).where(
        ledger.c.tenant == tenant, ledger.c.position > head
    )
    first, last = connection.execute(query).one()
    return [one for one in asked if first is not None and one.begins_at <= last and one.ends_at > first]


def _of_entries(
    tenant: str,
    wanted: UsageFilter,
    *,
    by: Sequence[str],
    within: Sequence[Stretch],
    table: FromClause = ledger,
    also: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Select[Any]]:
    keys = [_key(table, name).label(f"key_{place}") for place, name in enumerate(by)]
    conditions = (*where(table, tenant, wanted=wanted), *also)
    query = select(*keys, *amount.of_entries(table)).where(*conditions).group_by(*keys)
    return _within(table, query, place=table.c.booked_at, within=within)


def _within(
    table: FromClause, query: Select[Any], *, place: ColumnElement[int], within: Sequence[Stretch]
) -> Sequence[Select[Any]]:
    """Ask within stretches of time alone; by `asked` the rows say of which span they are."""
    if len({one.asked for one in within}) > 1:
        return [_joined(table, query, place=place, within=within)]
    return [
        query.where(*_inside(one, place)).add_columns(literal(one.asked, BigInteger).label("asked"))
        for one in within
    ]


def _inside(one: Stretch, place: ColumnElement[int]) -> Iterable[ColumnElement[bool]]:
    if one.span:
        yield rollup.c.span == one.span
    if one.begins_at != EVER[0]:
        yield place >= one.begins_at
    if one.ends_at != EVER[1]:
        yield place < one.ends_at


def _joined(
    table: FromClause, query: Select[Any], *, place: ColumnElement[int], within: Sequence[Stretch]
) -> Select[Any]:
    columns = [column(name, BigInteger) for name in Stretch._fields]
    stretch = values(*columns, name="stretch").data([tuple(one) for one in within]).cte()
    same = [stretch.c.span == rollup.c.span] if within[0].span else []
    inside = and_(place >= stretch.c.begins_at, place < stretch.c.ends_at, *same)
    source = stretch.join(table, inside)
    return query.add_columns(stretch.c.asked).select_from(source).group_by(stretch.c.asked)


def _key(table: FromClause, name: str) -> ColumnElement[Any]:
    if name.startswith(LABEL):
        return func.coalesce(json_text(table.c.labels, name.removeprefix(LABEL)), "")
    if name not in COLUMNS:
        raise ValueError(f"entries cannot be summed by {name}")
    return table.c[name]
