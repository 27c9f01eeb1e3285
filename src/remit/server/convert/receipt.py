"""Receipts of usage, as the wire has them. Decides nothing.

A receipt has a form: its message, which is filled in and written again for each record. All of it happens on the event
loop's thread.
"""

from functools import lru_cache
from typing import Final

from google.type.money_pb2 import Money

from remit.budget.price import TokenKind
from remit.decision.record_usage import Recorded
from remit.decision.settle import CostSource, Receipt, ReservationState
from remit.errors import RemitError
from remit.money import NANOS_PER_UNIT, decimal_from_nanos
from remit.server.convert.money import fill_time, to_time
from remit.server.convert.standing import form_of
from remit.server.status import status_of
from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

FORMS_KEPT: Final = 1_024
"""Forms, some 2 KB each; beyond it those that nobody asked for longest are thrown away."""

WORN: Final = 1_000
"""Records after which a form is made anew: a message keeps the memory of each text that was ever set on it."""

Rates = tuple[tuple[TokenKind, int], ...]
"""The kinds that a cost has parts of, each with its price in nano-units per million."""

STATES: Final = {
    name.removeprefix("RESERVATION_STATE_"): number for name, number in core.ReservationState.items()
}
_RECEIPT: Final = tag_of(pb.UsageResult.DESCRIPTOR, "receipt")
_STANDINGS: Final = tag_of(pb.UsageReceipt.DESCRIPTOR, "standings")
_RECORDED: Final = pb.USAGE_DISPOSITION_RECORDED
_REPEATED: Final = pb.USAGE_DISPOSITION_DUPLICATE
_SOURCES: Final = {name.removeprefix("COST_SOURCE_"): number for name, number in pb.CostSource.items()}
_UNPRICED: Final = CostSource.UNPRICED
_KINDS: Final = {
    TokenKind.INPUT: pb.TOKEN_KIND_INPUT,
    TokenKind.OUTPUT: pb.TOKEN_KIND_OUTPUT,
    TokenKind.CACHE_READ: pb.TOKEN_KIND_CACHE_READ,
    TokenKind.CACHE_WRITE: pb.TOKEN_KIND_CACHE_WRITE,
    TokenKind.REASONING: pb.TOKEN_KIND_REASONING,
    TokenKind.INPUT_AUDIO: pb.TOKEN_KIND_INPUT_AUDIO,
    TokenKind.OUTPUT_AUDIO: pb.TOKEN_KIND_OUTPUT_AUDIO,
    TokenKind.IMAGE: pb.TOKEN_KIND_INPUT_IMAGE,
}


def result_of(result: Recorded | RemitError, currency: str, *, amounts: bool) -> bytes:
    """Return what became of one record: a `UsageResult`, written."""
    if isinstance(result, RemitError):
        return pb.UsageResult(error=status_of(result)).SerializeToString()
    receipt = result.receipt
    rates = tuple([(line.kind, line.price_per_million) for line in receipt.lines])
    priced, settled = receipt.source is not _UNPRICED, receipt.state is not None
    parts = [
        _form(currency, rates, priced=priced, settled=settled).receipt(receipt, repeated=result.repeated)
    ]
    if receipt.crossed:
        parts.append(_crossed(receipt))
    for standing in receipt.standings:
        counter = form_of(standing.bucket, currency, amounts=amounts)
        parts.append(nested(_STANDINGS, counter.standing(standing)))
    return nested(_RECEIPT, b"".join(parts))


class ReceiptForm:
    """The message of a receipt, without its standings, filled in for one record after the other of the same rates."""

    __slots__ = ("_cost", "_kind", "_left", "_message", "_money", "_parts", "_settlement", "_tokens")

    def __init__(self, currency: str, rates: Rates = (), *, priced: bool, settled: bool) -> None:
        """Make one.

        Args:
            currency: the tenant's.
            rates: of the parts of what it cost, in their order.
            priced: whether it says what it cost.
            settled: whether it says what became of a reservation.
        """
        self._kind = currency, rates, priced, settled
        self._begin()

    def _begin(self) -> None:
        """Write down what never changes."""
        currency, rates, priced, settled = self._kind
        self._left = WORN
        message = self._message = pb.UsageReceipt()
        self._cost = message.cost if priced else None
        self._settlement = message.settlement if settled else None
        self._money: tuple[Money, ...] = ()
        self._tokens: tuple[core.Amount, ...] = ()
        self._parts = [message.cost_parts.add() for _ in rates]
        for part, rate in zip(self._parts, rates, strict=True):
            part.CopyFrom(_part_of(*rate))
        if self._cost is not None:
            self._cost.currency_code = currency
        if self._settlement is not None:
            money, tokens = self._settlement.totals.add(), self._settlement.totals.add()
            self._money = (money.held.money, money.used.money, money.released.money, money.overrun.money)
            self._tokens = (tokens.held, tokens.used, tokens.released, tokens.overrun)
        for one in self._money:
            one.currency_code = currency

    def receipt(self, receipt: Receipt, *, repeated: bool) -> bytes:
        """Return it, written."""
        self._left -= 1
        if self._left < 0:
            self._begin()
        message = self._message
        message.usage_id = receipt.usage_id
        message.disposition = _REPEATED if repeated else _RECORDED
        message.cost_source = _SOURCES[receipt.source]
        message.price_version = receipt.price_version
        message.unreserved = receipt.unreserved
        message.late = receipt.late
        fill_time(message.recorded_at, receipt.recorded_at)
        if self._cost is not None:
            self._cost.units, self._cost.nanos = divmod(receipt.cost, NANOS_PER_UNIT)
        if self._settlement is not None:
            self._settle(self._settlement, receipt)
        # One kind's exact share: its price per million and the amount, both as decimals of currency units.
        for part, line in zip(self._parts, receipt.lines, strict=True):
            part.quantity = line.tokens
            part.amount = _exact(line.tokens * line.price_per_million)
        return message.SerializeToString()

    def _settle(self, settlement: pb.Settlement, receipt: Receipt) -> None:
        settlement.reservation_id = receipt.reservation_id
        settlement.state = STATES[receipt.state or ReservationState.OPEN]
        sums = (receipt.held, receipt.used, receipt.released, receipt.overrun)
        for one, money, tokens in zip(sums, self._money, self._tokens, strict=True):
            money.units, money.nanos = divmod(one.money, NANOS_PER_UNIT)
            tokens.tokens = one.tokens


@lru_cache(maxsize=FORMS_KEPT)
def _form(currency: str, rates: Rates, *, priced: bool, settled: bool) -> ReceiptForm:
    return ReceiptForm(currency, rates, priced=priced, settled=settled)


def _part_of(kind: TokenKind, price_per_million: int) -> pb.CostPart:
    """One kind's price per million, as a decimal of currency units."""
    price = decimal_from_nanos(price_per_million)
    token_kind = _KINDS.get(kind)
    if token_kind is None:
        return pb.CostPart(unit="request", price=price)
    return pb.CostPart(token_kind=token_kind, price=price)


def _exact(nanos_times_million: int) -> str:
    """Write 10^-15 of a currency unit as a decimal, without trailing zeros."""
    units, rest = divmod(nanos_times_million, 10**15)
    return f"{units}.{rest:015d}".rstrip("0") if rest else str(units)


def _crossed(receipt: Receipt) -> bytes:
    message = pb.UsageReceipt()
    for budget_id, percent, starts_at in receipt.crossed:
        message.thresholds_crossed.add(budget_id=budget_id, percent=percent, period_start=to_time(starts_at))
    return message.SerializeToString()
