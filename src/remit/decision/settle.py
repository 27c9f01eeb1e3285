"""Settles what was really used: price it, draw it from its reservation, advance every counter that it concerns.

Pure: the reservation and the counters are given as they stand under their locks. What was spent is always booked in
full: past a cap, late, or without a reservation.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Final

from remit.budget.alert import crossed
from remit.budget.ledger import CounterKey, Delta, Entry, Settlement, Sums, combine, reverse, settle
from remit.budget.model import Bucket, Hold, ScopeType, Standing, Usage
from remit.budget.price import Cost, CostLine, cost
from remit.decision.catalog import Catalog
from remit.decision.model import StandingLine
from remit.errors import AmountOutOfRangeError
from remit.identity.model import Principal
from remit.money import divide_half_even
from remit.value import value

PER_MILLION = 1_000_000

MOST_COUNTED = 2**63 - 1
"""What a column of 64 bits holds; SQLite would go on in floating point without a word."""

_UNTOUCHED: Final = Standing()
_OF_MODELS: Final = f"{ScopeType.MODEL}:"


class CostSource(StrEnum):
    """How a cost came about."""

    PRICED = "PRICED"
    REPORTED = "REPORTED"
    FALLBACK = "FALLBACK"
    UNPRICED = "UNPRICED"


class ReservationState(StrEnum):
    """What became of a reservation."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


# A member of an enum costs as much to look up as a value to build.
_OPEN: Final = ReservationState.OPEN
_SETTLED: Final = ReservationState.SETTLED


@value
class Reservation:
    """A reservation as it stands."""

    id: str
    principal: str
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    state: ReservationState
    money: int
    tokens: int
    model: str
    price_version: str
    decided_at: int
    expires_at: int
    closed_at: int | None
    holds: tuple[Hold, ...]
    """What it still holds; after its end the same counters with amount 0, so that late usage finds them."""
    action: str = ""

    def after(
        self, state: ReservationState, *, holds: tuple[Hold, ...], closed_at: int | None
    ) -> "Reservation":
        """Return it as it stands after a record; built in place, since each record makes one."""
        return Reservation(
            self.id, self.principal, self.subject, self.on_behalf_of, self.session_id, self.run_id, state, self.money,
            self.tokens, self.model, self.price_version, self.decided_at, self.expires_at, closed_at, holds, self.action,
        )  # fmt: skip


@value
class Origin:
    """What of a reservation never changes: whose it is, and when and for what it was made."""

    id: str
    principal: str
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    model: str
    decided_at: int


@value
class Report:
    """One usage record on its way to the ledger, with everything but the state of its reservation and counters."""

    principal: Principal
    revision: int
    """At which its budgets were looked up: a budget made since would count from the ledger, without it."""
    usage: Usage
    digest: bytes
    """SHA-256 of the record's content: the same id with another digest is a conflict."""
    id: str
    """`use_…`, the ledger's and the audit log's."""
    at: int
    origin: Origin | None
    """Of the reservation that it names; None when it names none that exists."""
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    model: str
    booked_at: int
    """The instant whose periods it counts in."""
    late: bool
    cost: int
    source: CostSource
    priced: Cost | None
    buckets: tuple[Bucket, ...]
    """Every counter that it concerns, in key order."""
    sealed: Mapping[str, object] = field(default_factory=dict)


@value
class Receipt:
    """What became of one record, exactly as its audit entry keeps it."""

    usage_id: str
    id: str
    cost: int
    source: CostSource
    price_version: str
    lines: tuple[CostLine, ...]
    reservation_id: str
    state: ReservationState | None
    """Of the reservation afterwards; None without one."""
    held: Sums
    used: Sums
    released: Sums
    overrun: Sums
    standings: tuple[StandingLine, ...]
    crossed: tuple[tuple[str, int, int | None], ...]
    """Soft thresholds that this record crossed: (budget id, percent, start of the period)."""
    unreserved: bool
    late: bool
    recorded_at: int


@value
class Booking:
    """What a record changes."""

    receipt: Receipt
    counters: Mapping[CounterKey, Standing]
    """Those that it changes, as they stand afterwards."""
    entry: Entry
    holds: tuple[Hold, ...]
    """What the reservation keeps."""


Standings = Mapping[CounterKey, Standing]
"""Counters by (budget id, bucket key); one that is not there stands at 0."""


def book(
    report: Report, reservation: Reservation | None, *, provisional: Sequence[Entry], standings: Standings
) -> Booking:
    """Say what a record changes.

    Args:
        report: what was reported.
        reservation: the one that it names, whatever its state; None when it names none that exists.
        provisional: what was charged when the reservation expired, to be taken back.
        standings: the counters, as read under their locks.

    Raises:
        AmountOutOfRangeError: when a counter would no longer be exact.
    """
    usage = report.usage
    holds = reservation.holds if reservation else ()
    settled = settle(
        holds,
        report.buckets,
        actual_money=report.cost,
        actual_tokens=usage.tokens.total,
        final=usage.final,
        unconcerned=_other_models(holds, report.buckets),
    )
    deltas = settled.deltas
    if provisional:
        deltas = combine(deltas, *map(reverse, provisional))
    counters = _counted(deltas, standings)
    lines, crossings = _lines(report.buckets, before=standings, after=counters)
    receipt = _receipt(report, reservation, settled=settled, lines=lines, crossings=crossings)
    return Booking(receipt, counters, settled.entry, _kept(holds, settled, final=usage.final))


def _counted(deltas: Iterable[Delta], standings: Standings) -> dict[CounterKey, Standing]:
    """Return the counters that change, as they stand afterwards."""
    counters = {}
    for delta in deltas:
        key = (delta.budget_id, delta.bucket)
        before = standings.get(key, _UNTOUCHED)
        spent = before.spent + delta.spent
        if spent > MOST_COUNTED:
            message = "the counter of a budget cannot count so much; report it in parts, or end the budget"
            raise AmountOutOfRangeError(message, field="cost")
        counters[key] = Standing(spent, before.held + delta.held)
    return counters


def model_of(usage: Usage, origin: Origin | None) -> str:
    """Return the model that was used, as reported, else as reserved; empty when none was."""
    if usage.model:
        return f"{usage.provider}/{usage.model}" if usage.provider else usage.model
    return origin.model if origin else ""


def booked_at(usage: Usage, origin: Origin | None, *, now: int, lateness: int) -> tuple[int, bool]:
    """Return when usage counts, and whether it came too late for its own time.

    Reserved usage counts with its reservation; other usage when it happened, unless that is longer ago than
    `lateness` or yet to come.
    """
    if origin is not None:
        return origin.decided_at, False
    happened = usage.ended_at or usage.started_at or now
    if happened > now:
        return now, False
    late = now - happened > lateness
    return (now if late else happened), late


def price(catalog: Catalog, usage: Usage, *, model: str, at: int) -> tuple[int, CostSource, Cost | None]:
    """Return what usage cost in nano-units, how that came about, and each share of a price."""
    if usage.cost is not None:
        return usage.cost, CostSource.REPORTED, None
    tokens, settings = usage.tokens, catalog.settings
    if model:
        provider, slash, name = model.partition("/")
        found = catalog.prices.find(provider if slash else "", name if slash else model, at=at)
        if found is not None and found.currency == settings.currency:
            priced = cost(found, tokens, requests=usage.requests)
            return priced.total, CostSource.PRICED, priced
    elif not tokens.total:
        return 0, CostSource.PRICED, None
    fallback = settings.fallback_price
    if fallback is None:
        return 0, CostSource.UNPRICED, None
    total = divide_half_even(tokens.input * fallback.input + tokens.output * fallback.output, PER_MILLION)
    return total, CostSource.FALLBACK, None


def _other_models(holds: Sequence[Hold], buckets: Sequence[Bucket]) -> Collection[CounterKey]:
    """Held counters of a model that was not called in the end: they only give back."""
    held = {(hold.budget_id, hold.bucket) for hold in holds if hold.bucket.startswith(_OF_MODELS)}
    return held.difference((bucket.budget.id, bucket.key) for bucket in buckets) if held else ()


def _kept(holds: Sequence[Hold], settled: Settlement, *, final: bool) -> tuple[Hold, ...]:
    if final:
        return tuple(Hold(hold.budget_id, hold.bucket, hold.unit, 0) for hold in holds)
    return settled.remaining


Crossings = tuple[tuple[str, int, int | None], ...]
"""(budget id, percent, start of the period)."""


def _lines(
    buckets: Sequence[Bucket], *, before: Standings, after: Standings
) -> tuple[tuple[StandingLine, ...], Crossings]:
    """Say where budgets stand now, and which thresholds were crossed; `after` has what changed."""
    lines: list[StandingLine] = []
    crossings: list[tuple[str, int, int | None]] = []
    for bucket in buckets:
        budget = bucket.budget
        key = (budget.id, bucket.key)
        now = after.get(key)
        if now is None:
            now = before.get(key, _UNTOUCHED)
        elif budget.thresholds:
            found = crossed(before.get(key, _UNTOUCHED), now, bucket=bucket)
            crossings += [(budget.id, one.percent, bucket.starts_at) for one in found]
        lines.append(StandingLine(bucket, now.spent, now.held))
    return tuple(lines), tuple(crossings)


def _receipt(
    report: Report,
    reservation: Reservation | None,
    *,
    settled: Settlement,
    lines: tuple[StandingLine, ...],
    crossings: Crossings,
) -> Receipt:
    usage, priced = report.usage, report.priced
    return Receipt(
        usage_id=usage.usage_id,
        id=report.id,
        cost=report.cost,
        source=report.source,
        price_version=priced.version if priced is not None else "",
        lines=priced.lines if priced is not None else (),
        reservation_id=reservation.id if reservation else "",
        state=_state_after(reservation, final=usage.final),
        held=settled.held,
        used=settled.entry.used,
        released=settled.released,
        overrun=settled.overrun,
        standings=lines,
        crossed=crossings,
        unreserved=reservation is None,
        late=report.late or (reservation is not None and reservation.state is not _OPEN),
        recorded_at=report.at,
    )


def _state_after(reservation: Reservation | None, *, final: bool) -> ReservationState | None:
    if reservation is None:
        return None
    state = reservation.state
    return _SETTLED if final and state is _OPEN else state
