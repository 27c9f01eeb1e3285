"""Settles what was really used: price it, draw it from its reservation, advance every counter that it concerns.

Pure: the reservation and the counters are given as they stand under their locks. What was spent is always booked in
full: past a cap, late, or without a reservation.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import Final

from remit.budget.alert import Crossing, crossed
from remit.budget.ledger import Change, CounterKey, Delta, Drawn, Entry, Postings, Sums, combine, reverse
from remit.budget.model import Bucket, Hold, ScopeType, Standing, Usage
from remit.budget.price import Cost, CostLine, cost
from remit.clock import DAY
from remit.decision.catalog import Catalog
from remit.decision.model import StandingLine
from remit.errors import AmountOutOfRangeError, InvalidFieldError
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
    input_money: int | None = None
    input_tokens: int | None = None
    """What of the money and tokens held at first is due once the input was sent; None when that was not told apart."""


@value
class ReservationHolds:
    """What booking must know of a reservation."""

    id: str
    state: ReservationState
    holds: tuple[Hold, ...]


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
class Unheld:
    """A decision for which nothing was held, or of whose reservation nothing is known any more: whose it was."""

    id: str
    principal: str
    subject: str
    session_id: str
    """Empty when it named none, or was refused: then it may have named another's. So is the run."""
    run_id: str


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
    """Thresholds and caps that this record crossed: (budget id, percent, start of the period)."""
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
    crossings: tuple[Crossing, ...] = ()
    """Where alerts are to be raised: what the receipt tells of, and what rules alone ask for."""


Standings = Mapping[CounterKey, Standing]
"""Counters by (budget id, bucket key); one that is not there stands at 0."""


class Course:
    """What the records that concern the same counters have in common: found once, however many they are."""

    __slots__ = ("kept", "lines", "postings")

    def __init__(self, holds: Sequence[Hold], buckets: Sequence[Bucket]) -> None:
        """Find it for reservations that hold of the counters of `holds`, whatever their amounts."""
        self.postings = Postings(holds, buckets, unconcerned=_other_models(holds, buckets))
        self.kept = self.postings.holding([0] * len(holds))
        """What a reservation keeps in the end."""
        self.lines = [(bucket, (bucket.budget.id, bucket.key), _first_line(bucket)) for bucket in buckets]
        """What receipts tell of: each counter, its key, and a hundred times what may be spent before it warns."""


def book(
    report: Report,
    reservation: ReservationHolds | None,
    *,
    provisional: Sequence[Entry],
    standings: Standings,
    course: Course | None = None,
) -> Booking:
    """Say what a record changes.

    Args:
        report: what was reported.
        reservation: the one that it names, whatever its state; None when it names none that exists.
        provisional: what was charged when the reservation expired, to be taken back.
        standings: the counters, as read under their locks.
        course: of its holds and buckets, if it is known already.

    Raises:
        AmountOutOfRangeError: when a counter would no longer be exact.
    """
    usage = report.usage
    holds = reservation.holds if reservation is not None else ()
    course = course or Course(holds, report.buckets)
    postings, used, final = course.postings, Sums(report.cost, usage.tokens.total), usage.final
    drawn = postings.draw([hold.amount for hold in holds], used, final=final)
    changes = _with_reversals(drawn.changes, provisional) if provisional else drawn.changes
    counters = _counted(changes, standings)
    lines, crossings = _lines(course, before=standings, after=counters)
    receipt = _receipt(report, reservation, drawn=(used, drawn), lines=lines, crossings=crossings)
    kept = course.kept if final else postings.holding(drawn.rest)
    return Booking(receipt, counters, Entry(used, postings.booked), kept, crossings)


def _with_reversals(changes: Iterable[Change], provisional: Iterable[Entry]) -> list[Change]:
    """Take back what was charged at expiry, counter by counter."""
    booked = [Delta(*key, spent, held) for key, spent, held in changes]
    deltas = combine(booked, *map(reverse, provisional))
    return [((delta.budget_id, delta.bucket), delta.spent, delta.held) for delta in deltas]


def _counted(changes: Iterable[Change], standings: Standings) -> dict[CounterKey, Standing]:
    """Return the counters that change, as they stand afterwards."""
    counters = {}
    for key, spent, held in changes:
        before = standings.get(key, _UNTOUCHED)
        after = before.spent + spent
        if after > MOST_COUNTED:
            message = "the counter of a budget cannot count so much; report it in parts, or end the budget"
            raise AmountOutOfRangeError(message, field="cost")
        counters[key] = Standing(after, before.held + held)
    return counters


def model_of(usage: Usage, origin: Origin | None) -> str:
    """Return the model that was used, as reported, else as reserved; empty when none was."""
    if usage.model:
        return f"{usage.provider}/{usage.model}" if usage.provider else usage.model
    return origin.model if origin else ""


REMEMBERED: Final = 90 * DAY
"""For how long after it happened usage is taken: so long its id is remembered. It is the longest `lateness` there is."""


def require_remembered(usage: Usage, *, now: int) -> None:
    """Refuse usage of so long ago that nobody remembers any more whether it was counted.

    Raises:
        InvalidFieldError: saying how it is counted, if it was not.
    """
    if usage.happened_at is not None and usage.happened_at < now - REMEMBERED:
        message = (
            "this was used more than 90 days ago, so it is no longer known whether it was counted; if it was not, report"
            " it without its times, under a new usage_id: it then counts now"
        )
        raise InvalidFieldError(message, field="ended_at" if usage.ended_at else "started_at")


def booked_at(usage: Usage, origin: Origin | None, *, now: int, lateness: int) -> tuple[int, bool]:
    """Return when usage counts, and whether it came too late for its own time.

    Reserved usage counts with its reservation; other usage when it happened, unless that is longer ago than
    `lateness` or yet to come.
    """
    if origin is not None:
        return origin.decided_at, False
    happened = usage.happened_at or now
    if happened > now:
        return now, False
    late = now - happened > lateness
    return (now if late else happened), late


def usage_of(decision: Unheld, usage: Usage) -> Usage:
    """Return usage that names a decision for which nothing was held as unreserved usage, with the decision's place.

    Usage of another subject than the decision's says itself where it belongs.
    """
    if usage.subject not in {"", decision.subject}:
        return replace(usage, reservation_id="")
    return replace(
        usage,
        reservation_id="",
        subject=decision.subject,
        session_id=usage.session_id or decision.session_id,
        run_id=usage.run_id or decision.run_id,
    )


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


def _first_line(bucket: Bucket) -> int | None:
    """Return a hundred times what may be spent before the first line is crossed; None when there is none."""
    return bucket.lines[0].percent * bucket.limit if bucket.lines else None


def _lines(
    course: Course, *, before: Standings, after: Standings
) -> tuple[tuple[StandingLine, ...], tuple[Crossing, ...]]:
    """Say where budgets stand now, and which lines were crossed; `after` has what changed."""
    lines: list[StandingLine] = []
    crossings: list[Crossing] = []
    for bucket, key, first in course.lines:
        now = after.get(key)
        if now is None:
            now = before.get(key, _UNTOUCHED)
        elif first is not None and now.spent * 100 >= first:
            found = crossed(before.get(key, _UNTOUCHED), now, bucket=bucket)
            crossings += [Crossing(bucket, line, now) for line in found]
        lines.append(StandingLine(bucket, now.spent, now.held))
    return tuple(lines), tuple(crossings)


def _receipt(
    report: Report,
    reservation: ReservationHolds | None,
    *,
    drawn: tuple[Sums, Drawn],
    lines: tuple[StandingLine, ...],
    crossings: tuple[Crossing, ...],
) -> Receipt:
    """Build it in place, field by field in order, since each record makes one."""
    usage, priced = report.usage, report.priced
    used, settled = drawn
    identity, state, late = "", None, report.late
    if reservation is not None:
        identity, late = reservation.id, late or reservation.state is not _OPEN
        state = _SETTLED if usage.final and reservation.state is _OPEN else reservation.state
    version, parts = (priced.version, priced.lines) if priced is not None else ("", ())
    return Receipt(
        usage.usage_id, report.id, report.cost, report.source, version, parts, identity, state, settled.held, used,
        settled.released, settled.overrun, lines, _told(crossings) if crossings else (), reservation is None, late,
        report.at,
    )  # fmt: skip


def _told(crossings: Sequence[Crossing]) -> tuple[tuple[str, int, int | None], ...]:
    """What the receipt says of crossings: those of lines that are the budgets' own."""
    return tuple(
        (one.bucket.budget.id, one.line.percent, one.bucket.starts_at) for one in crossings if one.line.own
    )
