"""Settles what was really used: price it, draw it from its reservation, advance every counter that it concerns.

Pure: the reservation and the counters are given as they stand under their locks. What was spent is always booked in
full: past a cap, late, or without a reservation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from remit.budget.alert import crossed
from remit.budget.ledger import Delta, Entry, Settlement, Sums, combine, reverse, settle
from remit.budget.model import Bucket, Hold, Standing, Usage
from remit.budget.price import Cost, CostLine, cost
from remit.decision.catalog import Catalog
from remit.decision.concern import Concern
from remit.decision.model import StandingLine
from remit.identity.model import Principal
from remit.money import divide_half_even

PER_MILLION = 1_000_000


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


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class Report:
    """One usage record on its way to the ledger."""

    principal: Principal
    usage: Usage
    digest: bytes
    """SHA-256 of the record's content: the same id with another digest is a conflict."""
    id: str
    """`use_…`, the ledger's and the audit log's."""
    at: int
    catalog: Catalog
    on_behalf_of: str = ""
    session_token_limit: int | None = None
    sealed: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Booking:
    """What a record changes."""

    receipt: Receipt
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    model: str
    booked_at: int
    deltas: tuple[Delta, ...]
    entry: Entry
    holds: tuple[Hold, ...]
    """What the reservation keeps."""


ReadStanding = Callable[[tuple[str, str]], Standing]
"""Returns a counter by (budget id, bucket)."""


def book(
    report: Report, reservation: Reservation | None, provisional: Sequence[Entry], standings: ReadStanding
) -> Booking:
    """Say what a record changes.

    Args:
        report: what was reported.
        reservation: the one that it names, whatever its state; None when it names none that exists.
        provisional: what was charged when the reservation expired, to be taken back.
        standings: returns a counter by (budget id, bucket).
    """
    usage = report.usage
    subject = reservation.subject if reservation else usage.subject
    on_behalf_of = reservation.on_behalf_of if reservation else report.on_behalf_of
    session_id = usage.session_id or (reservation.session_id if reservation else "")
    run_id = usage.run_id or (reservation.run_id if reservation else "")
    model = _model(usage, reservation)
    booked_at, late = _booked_at(report, reservation)
    total, source, priced = _price(report, model, booked_at)
    catalog = report.catalog
    concern = Concern(
        subject, catalog.policy.roles_of(subject, report.at), on_behalf_of, session_id, report.session_token_limit, run_id
    )
    buckets = catalog.budgets.buckets(concern, model, booked_at)
    holds = reservation.holds if reservation else ()
    settled = settle(
        holds,
        buckets,
        actual_money=total,
        actual_tokens=usage.tokens.total,
        final=usage.final,
        unconcerned=_other_models(holds, buckets),
    )
    deltas = combine(settled.deltas, *(reverse(entry) for entry in provisional))
    return Booking(
        _receipt(report, reservation, settled, (total, source, priced), _lines(buckets, deltas, standings), late=late),
        subject, on_behalf_of, session_id, run_id, model, booked_at, deltas, settled.entry,
        _kept(holds, settled, final=usage.final),
    )  # fmt: skip


def _model(usage: Usage, reservation: Reservation | None) -> str:
    if usage.model:
        return f"{usage.provider}/{usage.model}" if usage.provider else usage.model
    return reservation.model if reservation else ""


def _booked_at(report: Report, reservation: Reservation | None) -> tuple[int, bool]:
    """When usage counts: with its reservation; else when it happened, unless that is too long ago or yet to come."""
    if reservation is not None:
        return reservation.decided_at, reservation.state is not ReservationState.OPEN
    happened = report.usage.ended_at or report.usage.started_at or report.at
    if happened > report.at:
        return report.at, False
    late = report.at - happened > report.catalog.settings.lateness
    return (report.at if late else happened), late


def _price(report: Report, model: str, at: int) -> tuple[int, CostSource, Cost | None]:
    usage = report.usage
    if usage.cost is not None:
        return usage.cost, CostSource.REPORTED, None
    tokens = usage.tokens
    if not model:
        return (0, CostSource.PRICED, None) if not tokens.total else _fallback(report)
    provider, slash, name = model.partition("/")
    price = report.catalog.prices.find(provider if slash else "", name if slash else model, at)
    if price is None or price.currency != report.catalog.settings.currency:
        return _fallback(report)
    priced = cost(price, tokens, usage.requests)
    return priced.total, CostSource.PRICED, priced


def _fallback(report: Report) -> tuple[int, CostSource, Cost | None]:
    price, tokens = report.catalog.settings.fallback_price, report.usage.tokens
    if price is None:
        return 0, CostSource.UNPRICED, None
    total = divide_half_even(tokens.input * price.input + tokens.output * price.output, PER_MILLION)
    return total, CostSource.FALLBACK, None


def _other_models(holds: Sequence[Hold], buckets: Sequence[Bucket]) -> frozenset[tuple[str, str]]:
    """Held counters of a model that was not called in the end: they only give back."""
    concerned = {(bucket.budget.id, bucket.key) for bucket in buckets}
    held = ((hold.budget_id, hold.bucket) for hold in holds)
    return frozenset(key for key in held if key[1].startswith("model:") and key not in concerned)


def _kept(holds: Sequence[Hold], settled: Settlement, *, final: bool) -> tuple[Hold, ...]:
    if final:
        return tuple(Hold(hold.budget_id, hold.bucket, hold.unit, 0) for hold in holds)
    return settled.remaining


def _lines(
    buckets: Sequence[Bucket], deltas: Sequence[Delta], standings: ReadStanding
) -> tuple[tuple[StandingLine, ...], tuple[tuple[str, int, int | None], ...]]:
    changes = {(delta.budget_id, delta.bucket): delta for delta in deltas}
    lines, crossings = [], []
    for bucket in buckets:
        key = (bucket.budget.id, bucket.key)
        before = after = standings(key)
        change = changes.get(key)
        if change is not None:
            after = Standing(before.spent + change.spent, before.held + change.held)
            crossings += [(bucket.budget.id, t.percent, bucket.starts_at) for t in crossed(before, after, bucket)]
        lines.append(StandingLine(bucket, after.spent, after.held))
    return tuple(lines), tuple(crossings)


def _receipt(
    report: Report,
    reservation: Reservation | None,
    settled: Settlement,
    priced: tuple[int, CostSource, Cost | None],
    lines: tuple[tuple[StandingLine, ...], tuple[tuple[str, int, int | None], ...]],
    *,
    late: bool,
) -> Receipt:
    total, source, price = priced
    return Receipt(
        usage_id=report.usage.usage_id,
        id=report.id,
        cost=total,
        source=source,
        price_version=price.version if price else "",
        lines=price.lines if price else (),
        reservation_id=reservation.id if reservation else "",
        state=_state_after(reservation, final=report.usage.final),
        held=settled.held,
        used=settled.entry.used,
        released=settled.released,
        overrun=settled.overrun,
        standings=lines[0],
        crossed=lines[1],
        unreserved=reservation is None,
        late=late,
        recorded_at=report.at,
    )


def _state_after(reservation: Reservation | None, *, final: bool) -> ReservationState | None:
    if reservation is None:
        return None
    if reservation.state is ReservationState.OPEN and final:
        return ReservationState.SETTLED
    return reservation.state
