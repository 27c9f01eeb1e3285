"""RecordUsage and CheckBudget between the wire and the inside. Refuses the malformed; decides nothing."""

from functools import lru_cache
from hashlib import sha256
from typing import Final

from remit.budget.model import TokenUsage, Usage
from remit.budget.price import CostLine, TokenKind
from remit.budget.standing import forecast
from remit.decision.check_budget import BudgetCheck
from remit.decision.model import Ask, Effect, StandingLine
from remit.decision.record_usage import Recorded, Reported
from remit.decision.settle import CostSource, Receipt, Reservation
from remit.errors import InvalidFieldError, RemitError
from remit.identity.authenticate import require_behalf
from remit.identity.model import Principal
from remit.ids import DECISION, decision_of, reservation_of
from remit.money import decimal_from_nanos
from remit.server.convert.decision import entity, estimate_of, party_of, reason_message
from remit.server.convert.money import from_money, from_time, to_amount, to_model, to_money, to_time
from remit.server.convert.standing import form_of, standing_message
from remit.server.status import status_of
from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

_RECEIPT: Final = tag_of(pb.UsageResult.DESCRIPTOR, "receipt")
_STANDINGS: Final = tag_of(pb.UsageReceipt.DESCRIPTOR, "standings")
_STATES: Final = {
    name.removeprefix("RESERVATION_STATE_"): number for name, number in core.ReservationState.items()
}
_SOURCES: Final = {name.removeprefix("COST_SOURCE_"): number for name, number in pb.CostSource.items()}
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
_OUTCOMES: Final = {
    core.OUTCOME_UNSPECIFIED: "SUCCESS",
    core.OUTCOME_SUCCESS: "SUCCESS",
    core.OUTCOME_FAILURE: "FAILURE",
    core.OUTCOME_CANCELLED: "CANCELLED",
}


def reported_of(record: pb.UsageRecord, currency: str, *, place: int, principal: Principal) -> Reported:
    """Return one record of a batch.

    Raises:
        InvalidFieldError: when something is not of its form; names the field, `records[3].tokens` say.
        CredentialScopeError: when it is on behalf of another than the caller's token says.
    """
    field = f"records[{place}]"
    tokens = _tokens(record.tokens, f"{field}.tokens")
    if record.units and not record.HasField("cost"):
        message = f"{field}.units: only tokens have prices in this version; give the cost beside the units"
        raise InvalidFieldError(message, field=f"{field}.units")
    started = from_time(record.started_at) if record.HasField("started_at") else None
    ended = from_time(record.ended_at) if record.HasField("ended_at") else None
    if started is not None and ended is not None and ended < started:
        message = f"{field}.ended_at lies before {field}.started_at"
        raise InvalidFieldError(message, field=f"{field}.ended_at")
    usage = Usage(
        usage_id=record.usage_id,
        subject=party_of(record.subject, f"{field}.subject") if record.HasField("subject") else "",
        tokens=tokens,
        provider=record.model.provider,
        model=record.model.model,
        cost=from_money(record.cost, currency, field=f"{field}.cost") if record.HasField("cost") else None,
        final=record.final if record.HasField("final") else True,
        reservation_id=_reservation(record),
        session_id=record.session_id,
        run_id=record.run_id,
        step_id=record.step_id,
        operation=record.operation,
        outcome=_OUTCOMES[record.outcome],
        started_at=started,
        ended_at=ended,
        labels=dict(record.labels),
    )
    behalf = party_of(record.on_behalf_of, f"{field}.on_behalf_of") if record.HasField("on_behalf_of") else ""
    behalf = require_behalf(principal, behalf, field=f"{field}.on_behalf_of")
    return Reported(usage, sha256(record.SerializeToString(deterministic=True)).digest(), behalf)


def _reservation(record: pb.UsageRecord) -> str:
    if record.decision_id:
        return (
            reservation_of(record.decision_id)
            if record.decision_id.startswith(DECISION)
            else record.decision_id
        )
    return record.reservation_id


def _tokens(tokens: core.TokenUsage, field: str) -> TokenUsage:
    if tokens.cache_read_tokens + tokens.cache_write_tokens + tokens.input_audio_tokens > tokens.input_tokens:
        message = f"{field}: cached and audio tokens are part of input_tokens, and cannot be more"
        raise InvalidFieldError(message, field=f"{field}.input_tokens")
    if tokens.reasoning_tokens + tokens.output_audio_tokens > tokens.output_tokens:
        message = f"{field}: reasoning and audio tokens are part of output_tokens, and cannot be more"
        raise InvalidFieldError(message, field=f"{field}.output_tokens")
    return TokenUsage(
        input=tokens.input_tokens,
        output=tokens.output_tokens,
        cache_read=tokens.cache_read_tokens,
        cache_write=tokens.cache_write_tokens,
        reasoning=tokens.reasoning_tokens,
        input_audio=tokens.input_audio_tokens,
        output_audio=tokens.output_audio_tokens,
        image=tokens.input_image_tokens,
    )


def result_of(result: Recorded | RemitError, currency: str, *, amounts: bool) -> bytes:
    """Return what became of one record: a `UsageResult`, written."""
    if isinstance(result, RemitError):
        return pb.UsageResult(error=status_of(result)).SerializeToString()
    receipt = result.receipt
    parts = [_receipt(receipt, currency, repeated=result.repeated).SerializeToString()]
    for line in receipt.standings:
        form = form_of(line.bucket, currency, amounts=amounts)
        parts.append(nested(_STANDINGS, form.standing(line)))
    return nested(_RECEIPT, b"".join(parts))


def _receipt(receipt: Receipt, currency: str, *, repeated: bool) -> pb.UsageReceipt:
    """Everything of a receipt but where budgets stand."""
    message = pb.UsageReceipt(
        usage_id=receipt.usage_id,
        disposition=pb.USAGE_DISPOSITION_DUPLICATE if repeated else pb.USAGE_DISPOSITION_RECORDED,
        cost=None if receipt.source is CostSource.UNPRICED else to_money(receipt.cost, currency),
        cost_source=_SOURCES[receipt.source],
        price_version=receipt.price_version,
        cost_parts=[_part(line) for line in receipt.lines],
        unreserved=receipt.unreserved,
        late=receipt.late,
        recorded_at=to_time(receipt.recorded_at),
    )
    for budget_id, percent, starts_at in receipt.crossed:
        message.thresholds_crossed.add(budget_id=budget_id, percent=percent, period_start=to_time(starts_at))
    if receipt.state is not None:
        message.settlement.CopyFrom(_settlement(receipt, currency))
    return message


_price = lru_cache(maxsize=4_096)(decimal_from_nanos)


def _part(line: CostLine) -> pb.CostPart:
    """One kind's exact share: its price per million and the amount, both as decimals of currency units."""
    quantity, price = line.tokens, _price(line.price_per_million)
    amount = _exact(line.nanos_times_million)
    kind = _KINDS.get(line.kind)
    if kind is None:
        return pb.CostPart(unit="request", quantity=quantity, price=price, amount=amount)
    return pb.CostPart(token_kind=kind, quantity=quantity, price=price, amount=amount)


def _exact(nanos_times_million: int) -> str:
    """Write 10^-15 of a currency unit as a decimal, without trailing zeros."""
    units, rest = divmod(nanos_times_million, 10**15)
    return f"{units}.{rest:015d}".rstrip("0").rstrip(".") if rest else str(units)


def _settlement(receipt: Receipt, currency: str) -> pb.Settlement:
    message = pb.Settlement(reservation_id=receipt.reservation_id, state=_STATES[receipt.state or "OPEN"])
    for unit in ("MONEY", "TOKENS"):
        name = unit.lower()
        message.totals.add(
            held=to_amount(getattr(receipt.held, name), unit, currency=currency),
            used=to_amount(getattr(receipt.used, name), unit, currency=currency),
            released=to_amount(getattr(receipt.released, name), unit, currency=currency),
            overrun=to_amount(getattr(receipt.overrun, name), unit, currency=currency),
        )
    return message


def reservation_message(kept: Reservation, currency: str) -> core.Reservation:
    """Return a reservation as it stands."""
    money = max((hold.amount for hold in kept.holds if hold.unit == "MONEY"), default=0)
    tokens = max((hold.amount for hold in kept.holds if hold.unit == "TOKENS"), default=0)
    return core.Reservation(
        reservation_id=kept.id,
        decision_id=decision_of(kept.id),
        state=_STATES[kept.state],
        held_money=to_money(money, currency),
        held_tokens=tokens,
        holds=[
            core.Hold(budget_id=hold.budget_id, amount=to_amount(hold.amount, hold.unit, currency=currency))
            for hold in kept.holds
        ],
        created_at=to_time(kept.decided_at),
        expires_at=to_time(kept.expires_at),
        closed_at=to_time(kept.closed_at),
        subject=entity(kept.subject),
        session_id=kept.session_id,
        run_id=kept.run_id,
        model=to_model(kept.model),
        price_version=kept.price_version,
    )


def question_of(request: pb.CheckBudgetRequest, principal: Principal) -> Ask:
    """Return what a CheckBudget asks about; it has no resource and no id, for it leaves nothing behind."""
    behalf = party_of(request.on_behalf_of, "on_behalf_of") if request.HasField("on_behalf_of") else ""
    return Ask(
        principal=principal,
        request_id="",
        digest=b"",
        subject=party_of(request.subject, "subject") if request.HasField("subject") else principal.subject,
        action=request.action or "budget:check",
        resource="",
        on_behalf_of=require_behalf(principal, behalf, field="on_behalf_of"),
        session_id=request.session_id,
        run_id=request.run_id,
        estimate=estimate_of(request.estimate) if request.HasField("estimate") else None,
        labels=dict(request.labels),
        dry_run=True,
    )


def check_message(check: BudgetCheck, currency: str, *, amounts: bool) -> pb.CheckBudgetResponse:
    """Return where a subject stands."""
    decision = check.decision
    response = pb.CheckBudgetResponse(
        fits=decision.effect is Effect.ALLOW,
        standings=[_standing(line, check, currency=currency, amounts=amounts) for line in check.standings],
        recommended_model=to_model(check.model),
        reasons=[reason_message(reason) for reason in decision.reasons],
        estimated_cost=to_money(check.money, currency),
        estimated_tokens=check.tokens,
        as_of=to_time(check.as_of),
    )
    if decision.affordable:
        response.affordable_output_tokens = decision.affordable[0].max_output_tokens
    return response


def _standing(line: StandingLine, check: BudgetCheck, *, currency: str, amounts: bool) -> core.Standing:
    message = standing_message(line, currency, amounts=amounts)
    message.calls_blocked = check.blocked.get(line.bucket.budget.id, 0)
    bucket = line.bucket
    expected = forecast(line.spent, check.as_of, starts_at=bucket.starts_at, ends_at=bucket.ends_at)
    if amounts and expected is not None:
        message.forecast.CopyFrom(to_amount(expected, bucket.budget.unit, currency=currency))
    return message
