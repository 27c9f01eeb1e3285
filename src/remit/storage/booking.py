"""A turn of usage, whatever the database: what to lock, what each record books under the locks, which rows to write.

Pure. An engine locks the reservations first, since they say which counters are concerned, then counters and runs.
Records are booked in order, each seeing what those before it changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from remit.audit.leaf import leaf_hash
from remit.budget.ledger import CounterKey, Entry, Sums
from remit.budget.model import Bucket, Hold, Standing, Unit
from remit.decision.disguise import names_of
from remit.decision.model import Stale
from remit.decision.settle import Booking, Course, Receipt, Report, ReservationHolds, ReservationState, book
from remit.errors import IdempotencyConflictError, RemitError
from remit.ids import ALERT, USAGE, decision_of
from remit.storage.raised import Raised, raised
from remit.storage.receipt import KIND, decode, encode
from remit.storage.turn import (
    Counter,
    Earlier,
    Known,
    Place,
    Row,
    Run,
    claims_in_order,
    holds_json,
    next_place,
)
from remit.value import value

CALL: Final = "RecordUsage"

LEDGER: Final = (
    "id", "tenant", "usage_id", "reservation_id", "subject", "on_behalf_of", "session_id", "run_id", "step_id",
    "operation", "outcome", "model", "input_tokens", "output_tokens", "tokens", "cost", "price_version", "provisional",
    "reverses", "booked_at", "recorded_at", "labels", "buckets",
)  # fmt: skip
CLOSING: Final = ("id", "state", "closed_at", "holds")
ALIKE_KEPT: Final = 1_024
"""Kinds of records of which is kept what they have in common, some 4 KB each; beyond it all are found again."""

COUNTED: Final = ("tenant", "budget_id", "bucket", "spent", "held")

_NONE: Final = Standing()
_OPEN: Final = ReservationState.OPEN
_MONEY: Final = Unit.MONEY
# An enum takes four times as long to find a member by its value.
_STATES: Final = {state.value: state for state in ReservationState}
_UNITS: Final = {unit.value: unit for unit in Unit}
_NO_LABELS: Final = "{}"
_STATUS: Final = {"SUCCESS": "SUCCEEDED", "CANCELLED": "CANCELLED"}


@value
class Recorded:
    """What became of one record, and its evidence."""

    receipt: Receipt
    leaf_hash: bytes
    repeated: bool = False
    closed: str = ""
    """Id of the reservation that this record ended."""


Result = Recorded | Stale | RemitError

Provisional = dict[str, dict[str, Entry]]
"""By reservation: the entries that were charged at its expiry and not taken back yet, by their ids."""

_NO_CHARGES: Final[Mapping[str, Entry]] = {}


HELD: Final = ("id", "tenant", "state", "holds")
"""What booking reads of a reservation."""


@dataclass(slots=True)
class Found:
    """What a batch found of its reservations, under their locks."""

    reservations: dict[str, ReservationHolds]
    """Those that exist in the report's tenant, by id."""
    provisional: Provisional = field(default_factory=dict)


@dataclass(slots=True)
class Booked:
    """What a turn of usage writes, values in the order of the columns above."""

    entries: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    counted: dict[Counter, tuple[int, int]] = field(default_factory=dict)
    """What is added to spent and to held."""
    heads: dict[Run, Place] = field(default_factory=dict)
    closings: dict[str, Row] = field(default_factory=dict)
    raised: list[Raised] = field(default_factory=list)
    """Alerts; seldom any."""


def current(reports: Sequence[Report], revisions: Mapping[str, int]) -> list[Report]:
    """Return the reports that no change of policy has overtaken."""
    return [report for report in reports if report.revision == revisions.get(report.principal.tenant, 0)]


def claims(reports: Sequence[Report]) -> list[Row]:
    """Return the ids that reports take, in the order in which everyone locks."""
    return claims_in_order(
        (
            report.principal.tenant, report.principal.subject, CALL, report.usage.usage_id, report.digest,
            report.usage.happened_at, report.id,
        )
        for report in reports
    )  # fmt: skip


def reservations(reports: Sequence[Report]) -> list[str]:
    """Return the reservations that reports name, in the order in which everyone locks."""
    return sorted({report.usage.reservation_id for report in reports if report.usage.reservation_id})


def counters(reports: Sequence[Report], found: Found) -> list[Counter]:
    """Return every counter that reports may change, in the order in which everyone locks."""
    wanted: set[Counter] = set()
    # Most of a batch concern the same counters, by the very same objects.
    seen: set[tuple[str, int]] = set()
    for report in reports:
        tenant, reservation_id = report.principal.tenant, report.usage.reservation_id
        if (tenant, id(report.buckets)) not in seen:
            seen.add((tenant, id(report.buckets)))
            wanted.update((tenant, bucket.budget.id, bucket.key) for bucket in report.buckets)
        reservation = found.reservations.get(reservation_id)
        if reservation is not None and (tenant, id(reservation.holds)) not in seen:
            seen.add((tenant, id(reservation.holds)))
            wanted.update((tenant, hold.budget_id, hold.bucket) for hold in reservation.holds)
        for entry in found.provisional.get(reservation_id, _NO_CHARGES).values():
            wanted.update((tenant, budget_id, bucket) for budget_id, bucket, _ in entry.counters)
    return sorted(wanted)


def runs(reports: Sequence[Report]) -> list[Run]:
    """Return the runs that reports add a step to, in the order in which everyone locks."""
    return sorted({(report.principal.tenant, report.run_id) for report in reports if report.run_id})


def holding(rows: Sequence[Row], reports: Sequence[Report]) -> dict[str, ReservationHolds]:
    """Read reservations from their rows, with the columns of `HELD`, by id; another tenant's is none.

    Most of a batch hold alike, so each text of holds is read once.
    """
    tenants = {report.usage.reservation_id: report.principal.tenant for report in reports}
    read: dict[str, tuple[Hold, ...]] = {}
    found = {}
    for identity, tenant, state, text in rows:
        if tenant == tenants[identity]:
            holds = read.get(text)
            if holds is None:
                holds = read[text] = holds_from(text)
            found[identity] = ReservationHolds(identity, _STATES[state], holds)
    return found


def holds_from(text: str) -> tuple[Hold, ...]:
    """Read what a reservation holds."""
    return tuple(
        [Hold(budget, bucket, _UNITS[unit], amount) for budget, bucket, unit, amount in orjson.loads(text)]
    )


def charged(money: int, tokens: int, *, buckets: str) -> Entry:
    """Read a provisional entry from its row."""
    named = tuple((budget_id, bucket, Unit(unit)) for budget_id, bucket, unit in orjson.loads(buckets))
    return Entry(Sums(money, tokens), named, provisional=True)


def book_all(
    reports: Sequence[Report], found: Found, *, known: Known, revisions: Mapping[str, int]
) -> tuple[list[Result], Booked]:
    """Book a batch; one result for each report, in order, and what to write of it.

    Raises:
        AmountOutOfRangeError: when a counter would no longer be exact.
    """
    batch = _Batch(found, known=known, revisions=revisions)
    results = [batch.book(report) for report in reports]
    batch.count()
    return results, batch.booked


class _Alike:
    """What records with the same counters have in common, and how their rows write it."""

    __slots__ = ("buckets", "course", "kept", "postings")

    def __init__(self, holds: Sequence[Hold], buckets: tuple[Bucket, ...]) -> None:
        self.course = Course(holds, buckets)
        # Kept, so that no other set of counters can have its identity for as long as this is kept.
        self.buckets = buckets
        self.postings = orjson.dumps(self.course.postings.booked).decode()
        self.kept = holds_json(self.course.kept)


# By the very set of counters, which is one object for all that concern it, and by what is held, without the amounts.
_alike: dict[tuple[object, ...], _Alike] = {}


def _alike_of(holds: tuple[Hold, ...], buckets: tuple[Bucket, ...]) -> _Alike:
    """Return what is found once for all records with these counters, however much is held of them."""
    key = (id(buckets), *[(hold.budget_id, hold.bucket, hold.unit is _MONEY) for hold in holds])
    alike = _alike.get(key)
    if alike is None:
        if len(_alike) >= ALIKE_KEPT:
            _alike.clear()
        alike = _alike[key] = _Alike(holds, buckets)
    return alike


class _Batch:
    def __init__(self, found: Found, *, known: Known, revisions: Mapping[str, int]) -> None:
        self._found = found
        self._known = known
        self._revisions = revisions
        self._standings: dict[str, dict[CounterKey, Standing]] = defaultdict(dict)
        for (tenant, budget_id, bucket), standing in known.counters.items():
            self._standings[tenant][budget_id, bucket] = standing
        self.booked = Booked()

    def book(self, report: Report) -> Result:
        tenant, reservation_id = report.principal.tenant, report.usage.reservation_id
        revision = self._revisions.get(tenant, 0)
        if report.revision != revision:
            return Stale(revision)
        earlier = self._known.earlier.get(report.id)
        if earlier is not None:
            return self._repeat(report, earlier)
        reservation = self._found.reservations.get(reservation_id)
        provisional = self._found.provisional.pop(reservation_id, _NO_CHARGES)
        alike = _alike_of(reservation.holds if reservation is not None else (), report.buckets)
        standings = self._standings[tenant]
        booking = book(
            report,
            reservation,
            provisional=tuple(provisional.values()),
            standings=standings,
            course=alike.course,
        )
        for reversed_id, entry in provisional.items():
            self._reverse(report, booking, reversed_id=reversed_id, entry=entry)
        standings.update(booking.counters)
        # In the ledger, in the evidence and in the run's step: written once.
        tokens = orjson.dumps(report.usage.tokens)
        self._write(report, booking, tokens=tokens, postings=alike.postings)
        digest = self._evidence(report, booking, tokens=tokens)
        closed = self._close(report, booking, reservation=reservation, alike=alike)
        if booking.crossings:
            self._raise(report, booking)
        if report.run_id:
            self._step(report, booking, tokens=tokens)
        return Recorded(booking.receipt, digest, closed=closed)

    def count(self) -> None:
        """Say what is added to counters: where they stand now, less where they stood."""
        before, counted = self._known.counters, self.booked.counted
        for tenant, standings in self._standings.items():
            for key, now in standings.items():
                was = before.get((tenant, *key), _NONE)
                if now is not was:
                    counted[tenant, *key] = (now.spent - was.spent, now.held - was.held)

    def _repeat(self, report: Report, earlier: Earlier) -> Recorded | IdempotencyConflictError:
        """Answer as it was answered first: in this very turn, or in an earlier one."""
        if earlier.digest != report.digest:
            usage_id = report.usage.usage_id
            message = f"usage_id {usage_id!r} was recorded before with other content; nothing was changed"
            return IdempotencyConflictError(message, field="usage_id")
        if earlier.gone:
            message = (
                f"usage_id {report.usage.usage_id!r} was recorded before, and its receipt is no longer kept"
            )
            return IdempotencyConflictError(f"{message}; nothing was changed", field="usage_id")
        body, digest = earlier.body, earlier.hash
        if not body:
            body, digest = next(entry[-2:] for entry in self.booked.entries if entry[0] == earlier.ref)
        return Recorded(decode(body, names_of(report.sealed)), digest, repeated=True)

    def _reverse(self, report: Report, booking: Booking, *, reversed_id: str, entry: Entry) -> None:
        """Take a provisional entry back; its deltas are in the booking's already."""
        self.booked.ledger.append(
            (
                f"{USAGE}r{reversed_id[len(USAGE):]}", report.principal.tenant, report.usage.usage_id,
                booking.receipt.reservation_id, report.subject, report.on_behalf_of, report.session_id, report.run_id,
                "", "", "REVERSED", report.model, -entry.used.tokens, 0, "{}", -entry.used.money, "", 0, reversed_id,
                report.booked_at, report.at, "{}", orjson.dumps(entry.counters).decode(),
            )
        )  # fmt: skip

    def _write(self, report: Report, booking: Booking, *, tokens: bytes, postings: str) -> None:
        usage, receipt = report.usage, booking.receipt
        labels = orjson.dumps(dict(usage.labels)).decode() if usage.labels else _NO_LABELS
        self.booked.ledger.append(
            (
                report.id, report.principal.tenant, usage.usage_id, receipt.reservation_id, report.subject,
                report.on_behalf_of, report.session_id, report.run_id, usage.step_id, usage.operation, usage.outcome,
                report.model, usage.tokens.input, usage.tokens.output, tokens.decode(), receipt.cost,
                receipt.price_version, 0, "", report.booked_at, report.at, labels, postings,
            )
        )  # fmt: skip

    def _raise(self, report: Report, booking: Booking) -> None:
        """Raise an alert for each line that was crossed, named after the record."""
        name, tenant = f"{ALERT}{report.id[len(USAGE) :]}", report.principal.tenant
        for place, crossing in enumerate(booking.crossings):
            identity = f"{name}-{place}" if place else name
            self.booked.raised.append(raised(crossing, identity, tenant=tenant, at=report.at))

    def _evidence(self, report: Report, booking: Booking, *, tokens: bytes) -> bytes:
        body = encode(report, booking.receipt, tokens=tokens)
        digest = leaf_hash(body)
        self.booked.entries.append(
            (
                report.id, report.principal.tenant, report.at, KIND, report.principal.subject, report.subject,
                "usage:record", booking.receipt.reservation_id, 0, "", "", report.run_id, body, digest,
            )
        )  # fmt: skip
        return digest

    def _close(
        self, report: Report, booking: Booking, *, reservation: ReservationHolds | None, alike: _Alike
    ) -> str:
        """Write what the reservation keeps; return its id when this record ended it."""
        if reservation is None or reservation.state is not _OPEN:
            return ""
        identity, holds, state = reservation.id, booking.holds, booking.receipt.state or _OPEN
        ended = state is not _OPEN
        closed_at = report.at if ended else None
        self._found.reservations[identity] = ReservationHolds(identity, state, holds)
        text = alike.kept if holds is alike.course.kept else holds_json(holds)
        self.booked.closings[identity] = (identity, state, closed_at, text)
        return identity if ended else ""

    def _step(self, report: Report, booking: Booking, *, tokens: bytes) -> None:
        usage = report.usage
        run = (report.principal.tenant, report.run_id)
        status = _STATUS.get(usage.outcome, "FAILED")
        body: dict[str, Any] = {
            "step_id": report.id, "parent_id": usage.step_id, "kind": "USAGE", "name": usage.operation or "usage",
            "status": status, "started_at": usage.started_at or report.at, "ended_at": usage.ended_at or report.at,
            "model": report.model, "tokens": orjson.Fragment(tokens), "cost": booking.receipt.cost,
            "labels": dict(usage.labels),
            "decision_id": decision_of(usage.reservation_id) if booking.receipt.reservation_id else "",
        }  # fmt: skip
        place = next_place(run, self._known.heads)
        self.booked.heads[run] = place
        self.booked.steps.append(
            (*run, *place, report.id, report.subject, "USAGE", status, report.at, orjson.dumps(body).decode())
        )
