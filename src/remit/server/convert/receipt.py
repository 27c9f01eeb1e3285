"""Receipts of usage, as the wire has them. Decides nothing.

A receipt has a form: its message, which is filled in and written again for each record. All of it happens on the event
loop's thread.
"""

from functools import cache, lru_cache
from typing import Final

from google.type.money_pb2 import Money

from remit.budget.price import CostLine, TokenKind
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

STATES: Final = {
    name.removeprefix("RESERVATION_STATE_"): number for name, number in core.ReservationState.items()
}
_RECEIPT: Final = tag_of(pb.UsageResult.DESCRIPTOR, "receipt")
_COST_PARTS: Final = tag_of(pb.UsageReceipt.DESCRIPTOR, "cost_parts")
_STANDINGS: Final = tag_of(pb.UsageReceipt.DESCRIPTOR, "standings")
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
    form = _form(currency, priced=receipt.source is not _UNPRICED, settled=receipt.state is not None)
    parts = [form.receipt(receipt, repeated=result.repeated)]
    parts += [nested(_COST_PARTS, _part(line)) for line in receipt.lines]
    if receipt.crossed:
        parts.append(_crossed(receipt))
    for standing in receipt.standings:
        counter = form_of(standing.bucket, currency, amounts=amounts)
        parts.append(nested(_STANDINGS, counter.standing(standing)))
    return nested(_RECEIPT, b"".join(parts))


class ReceiptForm:
    """The message of a receipt without its lists, filled in for one record after the other."""

    __slots__ = ("_cost", "_message", "_money", "_settlement", "_tokens")

    def __init__(self, currency: str, *, priced: bool, settled: bool) -> None:
        """Write down what never changes.

        Args:
            currency: the tenant's.
            priced: whether it says what it cost.
            settled: whether it says what became of a reservation.
        """
        message = self._message = pb.UsageReceipt()
        self._cost = message.cost if priced else None
        self._settlement = message.settlement if settled else None
        self._money: tuple[Money, ...] = ()
        self._tokens: tuple[core.Amount, ...] = ()
        if priced:
            message.cost.currency_code = currency
        if settled:
            money, tokens = message.settlement.totals.add(), message.settlement.totals.add()
            self._money = (money.held.money, money.used.money, money.released.money, money.overrun.money)
            self._tokens = (tokens.held, tokens.used, tokens.released, tokens.overrun)
        for one in self._money:
            one.currency_code = currency

    def receipt(self, receipt: Receipt, *, repeated: bool) -> bytes:
        """Return it, written."""
        message = self._message
        message.usage_id = receipt.usage_id
        message.disposition = pb.USAGE_DISPOSITION_DUPLICATE if repeated else pb.USAGE_DISPOSITION_RECORDED
        message.cost_source = _SOURCES[receipt.source]
        message.price_version = receipt.price_version
        message.unreserved = receipt.unreserved
        message.late = receipt.late
        fill_time(message.recorded_at, receipt.recorded_at)
        if self._cost is not None:
            self._cost.units, self._cost.nanos = divmod(receipt.cost, NANOS_PER_UNIT)
        if self._settlement is not None:
            self._settle(self._settlement, receipt)
        return message.SerializeToString()

    def _settle(self, settlement: pb.Settlement, receipt: Receipt) -> None:
        settlement.reservation_id = receipt.reservation_id
        settlement.state = STATES[receipt.state or ReservationState.OPEN]
        sums = (receipt.held, receipt.used, receipt.released, receipt.overrun)
        for one, money, tokens in zip(sums, self._money, self._tokens, strict=True):
            money.units, money.nanos = divmod(one.money, NANOS_PER_UNIT)
            tokens.tokens = one.tokens


@cache
def _form(currency: str, *, priced: bool, settled: bool) -> ReceiptForm:
    return ReceiptForm(currency, priced=priced, settled=settled)


def _part(line: CostLine) -> bytes:
    """One kind's exact share: its price per million and the amount, both as decimals of currency units."""
    part = _part_form(line.kind, line.price_per_million)
    part.quantity = line.tokens
    part.amount = _exact(line.nanos_times_million)
    return part.SerializeToString()


@lru_cache(maxsize=4_096)
def _part_form(kind: TokenKind, price_per_million: int) -> pb.CostPart:
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
