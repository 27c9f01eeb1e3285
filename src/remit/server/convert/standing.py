"""Where budgets stand, and what is held of them, as the wire has it. Decides nothing.

Several of them are in nearly every answer, so each counter has a form: its message, with all in it that does not
change, which is filled in and written again for each answer. All of it happens on the event loop's thread.
"""

from functools import lru_cache
from typing import Final

from google.type.money_pb2 import Money

from remit.budget.model import Bucket, Unit
from remit.decision.model import Decision, Reserved, StandingLine
from remit.money import NANOS_PER_UNIT
from remit.server.convert.money import fill_time, to_amount, to_time
from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core

FORMS_KEPT: Final = 4_096
"""Forms, some 2 KB each; beyond it all are thrown away, and those that are needed made again."""

_SCOPES: Final = {name.removeprefix("SCOPE_").lower(): number for name, number in core.Scope.items()}
_UNITS: Final = {name.removeprefix("UNIT_"): number for name, number in core.Unit.items()}
_PERIODS: Final = {name.removeprefix("PERIOD_"): number for name, number in core.Period.items()}
_MOST_PERCENT: Final = 2**31 - 1
_HOLD_AMOUNT: Final = tag_of(core.Hold.DESCRIPTOR, "amount")


def standing_message(line: StandingLine, currency: str, *, amounts: bool) -> core.Standing:
    """Return where a budget stands; without `amounts` only what everybody it concerns may know."""
    return core.Standing.FromString(form_of(line.bucket, currency, amounts=amounts).standing(line))


class Form:
    """The message of one counter, filled in for one answer after the other."""

    __slots__ = ("_hold", "_message", "_money", "_threshold", "_tokens", "bucket")

    def __init__(self, bucket: Bucket, currency: str, *, amounts: bool) -> None:
        """Write down what never changes; `amounts` says whether the caller may see what budgets hold."""
        message, unit = _description(bucket), bucket.budget.unit
        self.bucket = bucket
        self._message = message
        self._threshold = 0
        self._money: tuple[Money, Money, Money] | None = None
        self._tokens: tuple[core.Amount, core.Amount, core.Amount] | None = None
        start = to_time(bucket.starts_at)
        self._hold = core.Hold(budget_id=bucket.budget.id, period_start=start).SerializeToString()
        if not amounts:
            return
        message.limit.CopyFrom(to_amount(bucket.limit, unit, currency=currency))
        if unit is Unit.TOKENS:
            self._tokens = (message.spent, message.held, message.remaining)
        else:
            self._money = (message.spent.money, message.held.money, message.remaining.money)
            for money in self._money:
                money.currency_code = currency

    def standing(self, line: StandingLine) -> bytes:
        """Return where the counter stands, written."""
        message, limit = self._message, self.bucket.limit
        spent, held, threshold = line.spent, line.held, line.threshold
        used = spent + held
        if used >= limit:
            message.status = core.BUDGET_STATUS_BLOCKED
        else:
            message.status = core.BUDGET_STATUS_WARNING if threshold else core.BUDGET_STATUS_ACTIVE
        if threshold != self._threshold:
            self._reach(threshold)
        left = limit - used if used < limit else 0
        if self._money is not None:
            message.used_percent = _percent(used, limit)
            of_spent, of_held, of_left = self._money
            of_spent.units, of_spent.nanos = divmod(spent, NANOS_PER_UNIT)
            of_held.units, of_held.nanos = divmod(held, NANOS_PER_UNIT)
            of_left.units, of_left.nanos = divmod(left, NANOS_PER_UNIT)
        elif self._tokens is not None:
            message.used_percent = _percent(used, limit)
            self._tokens[0].tokens, self._tokens[1].tokens, self._tokens[2].tokens = spent, held, left
        return message.SerializeToString()

    def hold(self, amount: bytes) -> bytes:
        """Return what is held of the counter, written; `amount` from `held_amount`."""
        return self._hold + amount

    def _reach(self, threshold: int) -> None:
        self._threshold = threshold
        if threshold:
            self._message.threshold_percent = threshold
        else:
            self._message.ClearField("threshold_percent")


class HeldForm:
    """The message of an open reservation without its holds and its model, filled in for one after the other."""

    __slots__ = ("_created", "_expires", "_message", "_money")

    def __init__(self) -> None:
        """Write down that it is open."""
        message = self._message = core.Reservation(state=core.RESERVATION_STATE_OPEN)
        self._money, self._created, self._expires = message.held_money, message.created_at, message.expires_at

    def reservation(self, kept: Reserved, decision: Decision, *, currency: str) -> bytes:
        """Return what a decision holds, written."""
        message, money = self._message, self._money
        message.reservation_id = kept.id
        message.decision_id = decision.id
        message.held_tokens = kept.tokens
        message.price_version = kept.price_version if kept.model else ""
        money.currency_code = currency
        money.units, money.nanos = divmod(kept.money, NANOS_PER_UNIT)
        fill_time(self._created, decision.at)
        fill_time(self._expires, kept.expires_at)
        return message.SerializeToString()


_forms: dict[tuple[int, str, bool], Form] = {}


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


@lru_cache(maxsize=1_024)
def held_amount(amount: int, unit: Unit, *, currency: str) -> bytes:
    """Return what a reservation holds of a budget, as a hold has it: of all budgets of one unit it holds the same."""
    return nested(_HOLD_AMOUNT, to_amount(amount, unit, currency=currency).SerializeToString())


def _percent(used: int, limit: int) -> int:
    return min(100 * used // limit, _MOST_PERCENT) if limit else 100


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
