"""Sums of the ledger by its columns and by what follows from them: teams, providers, calendar periods."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from remit.administration.usage import Group, LedgerReader, Sum, UsageFilter
from remit.budget.model import Period
from remit.budget.period import bucket_bounds
from remit.decision.catalog import Catalog
from remit.errors import InvalidFieldError

MOST_INTERVALS: Final = 1_000

CALENDAR: Final = frozenset({Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER})
"""Periods that an interval can be."""

_TEAM: Final = "team"
_PROVIDER: Final = "provider"
_COLUMN_OF: Final = {_TEAM: "subject", _PROVIDER: "model"}
"""From which column of the ledger a dimension follows."""


async def summarize(
    catalog: Catalog,
    wanted: UsageFilter,
    *,
    ledger: LedgerReader,
    by: Sequence[str],
    interval: Period | None,
    now: int,
) -> Sequence[Group]:
    """Return sums by interval, then highest cost first.

    Args:
        catalog: of the tenant; its teams and zone count as they are now.
        wanted: which entries.
        ledger: what is booked.
        by: columns of the ledger, `team`, `provider` or `label:<key>`.
        interval: a calendar period in the tenant's zone; None for no intervals.
        now: until when intervals go where `wanted` does not say.

    Raises:
        InvalidFieldError: when there would be more than 1,000 intervals.
    """
    spans: Sequence[tuple[int, int]] = ()
    if interval is not None:
        first = wanted.since if wanted.since is not None else await ledger.first_at(catalog.tenant, wanted)
        if first is None:
            return []
        until = wanted.until if wanted.until is not None else now + 1
        spans = intervals(catalog, interval, since=first, until=until)
    columns = [_COLUMN_OF.get(name, name) for name in by]
    found = await ledger.sums(catalog.tenant, wanted, by=columns, intervals=spans)
    return sorted(_regrouped(found, by, catalog=catalog), key=place_of)


def place_of(group: Group) -> tuple[int, int, tuple[str, ...]]:
    """Return where a group stands: by interval, then highest cost first."""
    return group.starts_at or 0, -group.sum.cost, group.keys


def intervals(catalog: Catalog, period: Period, *, since: int, until: int) -> list[tuple[int, int]]:
    """Return the calendar periods that cover a span of time, begin inside and end outside.

    Raises:
        InvalidFieldError: when there are more than 1,000.
    """
    found: list[tuple[int, int]] = []
    at = since
    while at < until:
        span = bucket_bounds(period, catalog.zone, instant=at)
        if span.starts_at is None or span.ends_at is None:
            break
        if len(found) == MOST_INTERVALS:
            message = f"interval: more than {MOST_INTERVALS} of them; choose a longer one, or less time"
            raise InvalidFieldError(message, field="interval")
        found.append((span.starts_at, span.ends_at))
        at = span.ends_at
    return found


def _regrouped(found: Iterable[Group], by: Sequence[str], *, catalog: Catalog) -> Iterable[Group]:
    if _TEAM not in by and _PROVIDER not in by:
        return found
    sums: defaultdict[tuple[int | None, tuple[str, ...]], Sum] = defaultdict(Sum)
    for group in found:
        for keys in _spread(group.keys, by, catalog=catalog):
            sums[group.starts_at, keys] += group.sum
    return [Group(keys, starts_at, total) for (starts_at, keys), total in sums.items()]


def _spread(keys: Sequence[str], by: Sequence[str], *, catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """Yield the keys for each team of the subject; an entry of somebody in several teams counts in each."""
    if not keys:
        yield ()
        return
    values: Sequence[str] = (keys[0],)
    if by[0] == _TEAM:
        values = catalog.policy.teams_of(keys[0]) or ("",)
    elif by[0] == _PROVIDER:
        provider, slash, _ = keys[0].partition("/")
        values = (provider if slash else "",)
    for rest in _spread(keys[1:], by[1:], catalog=catalog):
        for value in values:
            yield (value, *rest)
