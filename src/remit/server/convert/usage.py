"""RecordUsage and CheckBudget between the wire and the inside. Refuses the malformed; decides nothing."""

from hashlib import sha256
from typing import Final

from remit.budget.model import TokenUsage, Usage
from remit.budget.standing import forecast
from remit.decision.check_budget import BudgetCheck
from remit.decision.model import Ask, Effect, StandingLine
from remit.decision.record_usage import Reported
from remit.decision.settle import Reservation
from remit.errors import InvalidFieldError
from remit.identity.authenticate import require_behalf
from remit.identity.model import Principal
from remit.ids import DECISION, decision_of, reservation_of
from remit.server.convert.decision import entity, estimate_of, party_of, reason_message
from remit.server.convert.money import from_money, from_time, to_amount, to_model, to_money, to_time
from remit.server.convert.receipt import STATES
from remit.server.convert.standing import standing_message
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

_OUTCOMES: Final = {
    core.OUTCOME_UNSPECIFIED: "SUCCESS",
    core.OUTCOME_SUCCESS: "SUCCESS",
    core.OUTCOME_FAILURE: "FAILURE",
    core.OUTCOME_CANCELLED: "CANCELLED",
}


def reported_of(record: pb.UsageRecord, currency: str, *, at: str, principal: Principal) -> Reported:
    """Return one record of a batch; its bounds were checked before.

    Args:
        record: what was reported.
        currency: the tenant's.
        at: where it stands, such as `records[3]`.
        principal: who reports it.

    Raises:
        InvalidFieldError: when something is not of its form; names the field, `records[3].tokens` say.
        CredentialScopeError: when it is on behalf of another than the caller's token says.
    """
    tokens = _tokens(record.tokens, at)
    if record.units and not record.HasField("cost"):
        message = f"{at}.units: only tokens have prices in this version; give the cost beside the units"
        raise InvalidFieldError(message, field=f"{at}.units")
    started = from_time(record.started_at) if record.HasField("started_at") else None
    ended = from_time(record.ended_at) if record.HasField("ended_at") else None
    if started is not None and ended is not None and ended < started:
        message = f"{at}.ended_at lies before {at}.started_at"
        raise InvalidFieldError(message, field=f"{at}.ended_at")
    model, labels = record.model, record.labels
    # In place, field by field in order, since each record makes one.
    usage = Usage(
        record.usage_id, party_of(record.subject, f"{at}.subject") if record.HasField("subject") else "", tokens,
        model.provider, model.model,
        from_money(record.cost, currency, field=f"{at}.cost") if record.HasField("cost") else None,
        record.final if record.HasField("final") else True, _reservation(record), record.session_id, record.run_id,
        record.step_id, record.operation, _OUTCOMES[record.outcome], 1, started, ended, dict(labels) if labels else {},
    )  # fmt: skip
    behalf = party_of(record.on_behalf_of, f"{at}.on_behalf_of") if record.HasField("on_behalf_of") else ""
    behalf = require_behalf(principal, behalf, field=f"{at}.on_behalf_of")
    digest = sha256(record.SerializeToString(deterministic=True)).digest()
    return Reported(usage, digest, behalf, record.decision_id)


def _reservation(record: pb.UsageRecord) -> str:
    decision_id = record.decision_id
    if decision_id:
        return reservation_of(decision_id) if decision_id.startswith(DECISION) else decision_id
    return record.reservation_id


def _tokens(tokens: core.TokenUsage, at: str) -> TokenUsage:
    used = TokenUsage(
        tokens.input_tokens,
        tokens.output_tokens,
        tokens.cache_read_tokens,
        tokens.cache_write_tokens,
        tokens.reasoning_tokens,
        tokens.input_audio_tokens,
        tokens.output_audio_tokens,
        tokens.input_image_tokens,
    )
    if used.cache_read + used.cache_write + used.input_audio > used.input:
        message = f"{at}.tokens: cached and audio tokens are part of input_tokens, and cannot be more"
        raise InvalidFieldError(message, field=f"{at}.tokens.input_tokens")
    if used.reasoning + used.output_audio > used.output:
        message = f"{at}.tokens: reasoning and audio tokens are part of output_tokens, and cannot be more"
        raise InvalidFieldError(message, field=f"{at}.tokens.output_tokens")
    return used


def reservation_message(kept: Reservation, currency: str) -> core.Reservation:
    """Return a reservation as it stands."""
    money = max((hold.amount for hold in kept.holds if hold.unit == "MONEY"), default=0)
    tokens = max((hold.amount for hold in kept.holds if hold.unit == "TOKENS"), default=0)
    return core.Reservation(
        reservation_id=kept.id,
        decision_id=decision_of(kept.id),
        state=STATES[kept.state],
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
