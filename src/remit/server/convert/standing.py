"""Where budgets stand, and what is held of them, as the wire has it. Decides nothing.

Several of them are in nearly every answer, so each counter has a form: its message, with all in it that does not
change, which is filled in and written again for each answer. All of it happens on the event loop's thread.

Only numbers are filled in: a message keeps the memory of each text that was ever set in it, for as long as it lives.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from google.type.money_pb2 import Money

from remit.budget.model import Bucket, Unit
from remit.decision.model import Decision, Reserved, StandingLine
from remit.money import NANOS_PER_UNIT
from remit.server.convert.money import fill_time, to_amount, to_model, to_time
from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

FORMS_KEPT: Final = 4_096
"""Forms, some 2 KB each; beyond it all are thrown away, and those that are needed made again."""

BOOKS_KEPT: Final = 1_024
"""Forms of all budgets of an answer, some 8 KB each; likewise."""

_SCOPES: Final = {name.removeprefix("SCOPE_").lower(): number for name, number in core.Scope.items()}
_UNITS: Final = {name.removeprefix("UNIT_"): number for name, number in core.Unit.items()}
_PERIODS: Final = {name.removeprefix("PERIOD_"): number for name, number in core.Period.items()}
_MOST_PERCENT: Final = 2**31 - 1
_RESERVATION: Final = tag_of(pb.AuthorizeResponse.DESCRIPTOR, "reservation")
_RESERVATION_ID: Final = tag_of(core.Reservation.DESCRIPTOR, "reservation_id")
_DECISION_ID: Final = tag_of(core.Reservation.DESCRIPTOR, "decision_id")
# A member of an enum costs as much to look up as a field to set.
_TOKENS: Final = Unit.TOKENS
_ACTIVE: Final = core.BUDGET_STATUS_ACTIVE
_WARNING: Final = core.BUDGET_STATUS_WARNING
_BLOCKED: Final = core.BUDGET_STATUS_BLOCKED


def standing_message(line: StandingLine, currency: str, *, amounts: bool) -> core.Standing:
    """Return where a budget stands; without `amounts` only what everybody it concerns may know."""
    return core.Standing.FromString(form_of(line.bucket, currency, amounts=amounts).standing(line))


class Form:
    """The message of one counter, filled in for one answer after the other: only what differs from the last."""

    __slots__ = ("_message", "_money", "_spent", "_status", "_steps", "_threshold", "_tokens", "bucket")

    def __init__(
        self, bucket: Bucket, currency: str, *, amounts: bool, within: core.Standing | None = None
    ) -> None:
        """Write down what never changes.

        Args:
            bucket: which counter.
            currency: the tenant's.
            amounts: whether the caller may see what budgets hold.
            within: the message, where it is part of another; None: one of its own.
        """
        self._message = message = core.Standing() if within is None else within
        message.CopyFrom(_description(bucket))
        self.bucket = bucket
        self._spent = -1
        self._status: core.BudgetStatus.ValueType = _ACTIVE
        self._threshold = 0
        # A hundred times what reaches each soft threshold, the highest last.
        percents = sorted(one.percent for one in bucket.budget.thresholds)
        self._steps = tuple((percent * bucket.limit, percent) for percent in percents)
        self._money: tuple[Money, Money, Money] | None = None
        self._tokens: tuple[core.Amount, core.Amount, core.Amount] | None = None
        if not amounts:
            return
        unit = bucket.budget.unit
        message.limit.CopyFrom(to_amount(bucket.limit, unit, currency=currency))
        if unit is _TOKENS:
            self._tokens = (message.spent, message.held, message.remaining)
        else:
            self._money = (message.spent.money, message.held.money, message.remaining.money)
            for money in self._money:
                money.currency_code = currency

    def standing(self, line: StandingLine) -> bytes:
        """Return where the counter stands, written."""
        self.fill(line)
        return self._message.SerializeToString()

    def fill(self, line: StandingLine) -> None:
        """Write where the counter stands into the message."""
        message, limit = self._message, self.bucket.limit
        spent, held = line.spent, line.held
        used = spent + held
        threshold = 0
        for reached, percent in self._steps:
            if 100 * used >= reached:
                threshold = percent
        status = _BLOCKED if used >= limit else _WARNING if threshold else _ACTIVE
        if status != self._status:
            self._status = message.status = status
        if threshold != self._threshold:
            self._reach(threshold)
        left = limit - used if used < limit else 0
        if self._money is not None:
            message.used_percent = min(100 * used // limit, _MOST_PERCENT) if limit else 100
            of_spent, of_held, of_left = self._money
            if spent != self._spent:
                of_spent.units, of_spent.nanos = divmod(spent, NANOS_PER_UNIT)
                self._spent = spent
            of_held.units, of_held.nanos = divmod(held, NANOS_PER_UNIT)
            of_left.units, of_left.nanos = divmod(left, NANOS_PER_UNIT)
        elif self._tokens is not None:
            message.used_percent = min(100 * used // limit, _MOST_PERCENT) if limit else 100
            self._tokens[0].tokens, self._tokens[1].tokens, self._tokens[2].tokens = spent, held, left

    def _reach(self, threshold: int) -> None:
        self._threshold = threshold
        if threshold:
            self._message.threshold_percent = threshold
        else:
            self._message.ClearField("threshold_percent")


class BooksForm:
    """All budgets that one answer tells of, and what it holds of them, filled in for one answer after the other."""

    __slots__ = ("_budgets", "_created", "_expires", "_holds", "_kept", "_lines", "_money", "_times")

    def __init__(self, buckets: Sequence[Bucket], currency: str, *, amounts: bool) -> None:
        """Write down what never changes of these counters, in their order; `amounts` as for `Form`."""
        self._budgets = pb.AuthorizeResponse()
        self._kept = kept = core.Reservation(state=core.RESERVATION_STATE_OPEN)
        self._lines = [
            Form(bucket, currency, amounts=amounts, within=self._budgets.budgets.add()) for bucket in buckets
        ]
        self._holds = [_hold(kept.holds.add(), bucket, currency=currency) for bucket in buckets]
        self._money, self._created, self._expires = kept.held_money, kept.created_at, kept.expires_at
        self._money.currency_code = currency
        self._times = (-1, -1)

    def standings(self, lines: Sequence[StandingLine]) -> bytes:
        """Return where the counters stand, written as the budgets of an `AuthorizeResponse`."""
        for form, line in zip(self._lines, lines, strict=True):
            form.fill(line)
        return self._budgets.SerializeToString()

    def reservation(self, kept: Reserved, decision: Decision) -> bytes:
        """Return what a decision holds, written as the reservation of an `AuthorizeResponse`."""
        message, money = self._kept, self._money
        message.held_tokens = kept.tokens
        money.units, money.nanos = divmod(kept.money, NANOS_PER_UNIT)
        times = (decision.at, kept.expires_at)
        if times != self._times:
            self._times = times
            fill_time(self._created, decision.at)
            fill_time(self._expires, kept.expires_at)
        for held, hold in zip(self._holds, kept.holds, strict=True):
            if isinstance(held, Money):
                held.units, held.nanos = divmod(hold.amount, NANOS_PER_UNIT)
            else:
                held.tokens = hold.amount
        parts = (
            message.SerializeToString(),
            nested(_RESERVATION_ID, kept.id.encode()),
            nested(_DECISION_ID, decision.id.encode()),
            _priced(kept.model, kept.price_version),
        )
        return nested(_RESERVATION, b"".join(parts))


def _hold(message: core.Hold, bucket: Bucket, *, currency: str) -> Money | core.Amount:
    """Write down which counter a hold is of, and return where its amount goes."""
    budget = bucket.budget
    message.MergeFrom(core.Hold(budget_id=budget.id, period_start=to_time(bucket.starts_at)))
    if budget.unit is _TOKENS:
        return message.amount
    message.amount.money.currency_code = currency
    return message.amount.money


@lru_cache(maxsize=4_096)
def _priced(model: str, version: str) -> bytes:
    """Write for which model a reservation holds, and by which price; nothing when no model is called."""
    if not model:
        return b""
    return core.Reservation(model=to_model(model), price_version=version).SerializeToString()


_forms: dict[tuple[int, str, bool], Form] = {}
_books: dict[tuple[tuple[int, ...], str, bool], tuple[Sequence[Bucket], BooksForm]] = {}


def form_of(bucket: Bucket, currency: str, *, amounts: bool) -> Form:
    """Return the form of a counter: of this very object, for a changed budget makes another of the same key."""
    key = (id(bucket), currency, amounts)
    form = _forms.get(key)
    if form is None:
        if len(_forms) >= FORMS_KEPT:
            _forms.clear()
        # The form holds the bucket, so no other object can have its id for as long as the form is kept.
        form = _forms[key] = Form(bucket, currency, amounts=amounts)
    return form


def books_of(lines: Sequence[StandingLine], currency: str, *, amounts: bool) -> BooksForm:
    """Return the form of the counters of these lines, in their order: of these very objects, as `form_of` does."""
    key = (tuple([id(line.bucket) for line in lines]), currency, amounts)
    known = _books.get(key)
    if known is None:
        if len(_books) >= BOOKS_KEPT:
            _books.clear()
        buckets = tuple(line.bucket for line in lines)
        known = _books[key] = buckets, BooksForm(buckets, currency, amounts=amounts)
    return known[1]


def _description(bucket: Bucket) -> core.Standing:
    budget = bucket.budget
    kind, _, identity = bucket.key.rpartition("@")[0].partition(":")
    return core.Standing(
        budget_id=budget.id,
        scope=_SCOPES.get(budget.scope_type, core.SCOPE_UNSPECIFIED),
        scope_entity=core.Entity(type=kind, id=identity) if identity else None,
        unit=_UNITS[budget.unit],
        period=_PERIODS[budget.period],
        period_start=to_time(bucket.starts_at),
        period_end=to_time(bucket.ends_at),
        status=core.BUDGET_STATUS_ACTIVE,
    )
