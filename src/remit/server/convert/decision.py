"""Authorize between the wire and the inside. Refuses the malformed; decides nothing."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final, cast

from google.type.money_pb2 import Money

from remit.budget.model import Bucket, Unit
from remit.decision.model import (
    HOLD_DEFAULT,
    Ask,
    CallEstimate,
    Committed,
    Decision,
    Duty,
    Effect,
    Estimate,
    Obligation,
    RateLine,
    Reason,
    Remedy,
    Reserved,
    StandingLine,
)
from remit.errors import InvalidFieldError
from remit.identity.entity import check_id, subject_ref
from remit.identity.model import Principal
from remit.money import NANOS_PER_UNIT
from remit.server.convert.money import (
    fill_duration,
    fill_time,
    from_duration,
    nanos_of,
    to_amount,
    to_duration,
    to_model,
    to_money,
    to_time,
)
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

_CODES: Final = {name.removeprefix("REASON_CODE_"): number for name, number in core.ReasonCode.items()}
_SCOPES: Final = {name.removeprefix("SCOPE_").lower(): number for name, number in core.Scope.items()}
_UNITS: Final = {name.removeprefix("UNIT_"): number for name, number in core.Unit.items()}
_PERIODS: Final = {name.removeprefix("PERIOD_"): number for name, number in core.Period.items()}


def ask_of(request: pb.AuthorizeRequest, principal: Principal) -> Ask:
    """Return what a request asks; its bounds were checked before.

    Raises:
        InvalidFieldError: when something is not of its form; names the field.
    """
    subject = request.subject
    return Ask(
        principal=principal,
        request_id=request.request_id,
        # Deterministic, so that a client that writes its map in another order repeats the same content.
        digest=sha256(request.SerializeToString(deterministic=True)).digest(),
        subject=subject_ref(subject.type, subject.id, field="subject")
        if request.HasField("subject")
        else principal.subject,
        action=request.action,
        resource=f"{request.resource.type}:{check_id(request.resource.id, 'resource.id')}",
        on_behalf_of=party_of(request.on_behalf_of, "on_behalf_of")
        if request.HasField("on_behalf_of")
        else "",
        session_id=request.session_id,
        run_id=request.run_id,
        step_id=request.step_id,
        parent_step_id=request.parent_step_id,
        subject_attributes_json=subject.attributes_json,
        resource_attributes_json=request.resource.attributes_json,
        arguments_json=request.arguments_json,
        estimate=estimate_of(request.estimate) if request.HasField("estimate") else None,
        data_classes=tuple(request.data_classes),
        labels=dict(request.labels),
        approval_id=request.approval_id,
        hold_for=from_duration(request.hold) if request.HasField("hold") else HOLD_DEFAULT,
        min_revision=request.min_revision,
        explain=request.explain,
        dry_run=request.dry_run,
    )


def party_of(entity: core.Entity, field: str) -> str:
    """Return the reference of a subject in a request."""
    return subject_ref(entity.type, entity.id, field=field)


def estimate_of(estimate: core.Estimate) -> Estimate | None:
    """Return an estimate; None when its kind is not set, which counts as absent."""
    match estimate.WhichOneof("estimate"):
        case "model_call":
            return Estimate(calls=(call_of(estimate.model_call, "estimate.model_call"),))
        case "candidates":
            calls = enumerate(estimate.candidates.calls)
            return Estimate(
                calls=tuple(call_of(call, f"estimate.candidates.calls[{n}]") for n, call in calls)
            )
        case "money":
            money = estimate.money
            return Estimate(money=nanos_of(money, "estimate.money"), currency=money.currency_code)
        case "tokens":
            return Estimate(tokens=estimate.tokens)
        case "nothing":
            return Estimate()
        case _:
            return None


def call_of(call: core.ModelCall, field: str) -> CallEstimate:
    """Return one model call of an estimate.

    Raises:
        InvalidFieldError: when it counts units, which have no prices yet.
    """
    if call.units:
        message = f"{field}.units: only tokens have prices in this version; estimate a sum of money instead"
        raise InvalidFieldError(message, field=f"{field}.units")
    return CallEstimate(
        call.model.provider,
        call.model.model,
        call.input_tokens if call.HasField("input_tokens") else None,
        call.max_output_tokens if call.HasField("max_output_tokens") else None,
        call.cached_tokens,
        call.candidate_count or 1,
    )


def answer_of(
    committed: Committed, currency: str, *, amounts: bool, ask: Ask, micros: int
) -> pb.AuthorizeResponse:
    """Return a decision as its response.

    Args:
        committed: the decision and its evidence.
        currency: the tenant's.
        amounts: whether the caller may see what budgets hold.
        ask: the question.
        micros: how long answering took.
    """
    decision = committed.decision
    response = pb.AuthorizeResponse(
        decision_id=decision.id,
        effect=cast("core.Effect.ValueType", decision.effect),
        stages=cast("tuple[core.Verdict.ValueType, ...]", decision.stages),
        policy_revision=decision.revision,
        leaf_hash=committed.leaf_hash,
    )
    fill_time(response.decided_at, decision.at)
    fill_duration(response.evaluation_duration, micros)
    if decision.effect is Effect.ALLOW:
        fill_time(response.valid_until, decision.valid_until)
    if decision.reasons:
        response.reasons.extend(map(reason_message, decision.reasons))
    for duty in decision.obligations:
        _fill_obligation(response.obligations.add(), duty, decision=decision, currency=currency)
    if decision.reservation is not None:
        _fill_reservation(response.reservation, decision.reservation, decision=decision, currency=currency)
    for line in decision.standings:
        fill_standing(response.budgets.add(), line, currency=currency, amounts=amounts)
    for rate in decision.rates:
        response.rates.append(rate_message(rate))
    if decision.lift is not None or decision.affordable or decision.delegation:
        _fill_rest(response, decision, ask=ask)
    if ask.explain:
        response.stage_details.extend(_details(decision))
    return response


def entity(ref: str) -> core.Entity:
    """Return `type:id` as an entity."""
    kind, _, identity = ref.partition(":")
    return core.Entity(type=kind, id=identity)


def reason_message(reason: Reason) -> core.Reason:
    """Return a reason as its message."""
    message = core.Reason(
        code=_CODES.get(reason.code, core.REASON_CODE_UNSPECIFIED),
        stage=cast("core.Stage.ValueType", reason.stage),
        message=reason.message,
        source_id=reason.source,
    )
    if reason.remedy is not None:
        message.remedy.CopyFrom(_remedy(reason.remedy))
    return message


def _remedy(remedy: Remedy) -> core.Remedy:
    return core.Remedy(
        text=remedy.text,
        resets_at=to_time(remedy.resets_at),
        retry_after=to_duration(remedy.retry_after),
        who_can_raise=[entity(ref) for ref in remedy.who],
        model=to_model(remedy.model),
        approval_id=remedy.approval_id,
        max_output_tokens=remedy.max_output_tokens,
    )


def _fill_obligation(
    message: core.Obligation, duty: Obligation, *, decision: Decision, currency: str
) -> None:
    match duty.duty:
        case Duty.SETTLE_BY:
            fill_time(message.settle_by.time, duty.time)
        case Duty.USE_MODEL:
            message.use_model.why = duty.why
            message.use_model.saving.CopyFrom(to_money(duty.saving, currency))
            message.use_model.from_model.MergeFromString(_model(duty.from_model))
            message.use_model.to_model.MergeFromString(_model(duty.to_model))
        case Duty.REDACT_FIELDS:
            message.redact_fields.pointers.extend(duty.paths)
            message.redact_fields.why = duty.why
        case Duty.RUN_IN_SANDBOX:
            message.run_in_sandbox.profile_id = duty.profile
            message.run_in_sandbox.profile_revision = decision.revision


def _fill_reservation(
    message: core.Reservation, kept: Reserved, *, decision: Decision, currency: str
) -> None:
    message.reservation_id = kept.id
    message.decision_id = decision.id
    message.state = core.RESERVATION_STATE_OPEN
    message.held_money.currency_code = currency
    _fill_money(message.held_money, kept.money)
    message.held_tokens = kept.tokens
    fill_time(message.created_at, decision.at)
    fill_time(message.expires_at, kept.expires_at)
    if kept.model:
        message.price_version = kept.price_version
        message.model.MergeFromString(_model(kept.model))
    if not kept.holds:
        return
    starts = {(line.bucket.budget.id, line.bucket.key): line.bucket.starts_at for line in decision.standings}
    for hold in kept.holds:
        held = message.holds.add(budget_id=hold.budget_id)
        if hold.unit is Unit.TOKENS:
            held.amount.tokens = hold.amount
        else:
            money = held.amount.money
            money.currency_code = currency
            _fill_money(money, hold.amount)
        start = starts.get((hold.budget_id, hold.bucket))
        if start is not None:
            fill_time(held.period_start, start)


@lru_cache(maxsize=4_096)
def _model(name: str) -> bytes:
    model = to_model(name)
    return model.SerializeToString() if model is not None else b""


def standing_message(line: StandingLine, currency: str, *, amounts: bool) -> core.Standing:
    """Return where a budget stands; without `amounts` only what everybody it concerns may know."""
    message = core.Standing()
    fill_standing(message, line, currency=currency, amounts=amounts)
    return message


def fill_standing(message: core.Standing, line: StandingLine, *, currency: str, amounts: bool) -> None:
    """Fill in where a budget stands. What does not change from call to call is merged from bytes made once."""
    bucket = line.bucket
    message.MergeFromString(_described(bucket, currency, amounts=amounts))
    limit, used = bucket.limit, line.spent + line.held
    threshold = line.threshold
    if used >= limit:
        message.status = core.BUDGET_STATUS_BLOCKED
    elif threshold:
        message.status = core.BUDGET_STATUS_WARNING
    if threshold:
        message.threshold_percent = threshold
    if not amounts:
        return
    message.used_percent = min(100 * used // limit, _MOST_PERCENT) if limit else 100
    if bucket.budget.unit is Unit.TOKENS:
        message.spent.tokens = line.spent
        message.held.tokens = line.held
        message.remaining.tokens = max(0, limit - used)
    else:
        _fill_money(message.spent.money, line.spent)
        _fill_money(message.held.money, line.held)
        _fill_money(message.remaining.money, max(0, limit - used))


def _fill_money(money: Money, nanos: int) -> None:
    money.units, money.nanos = divmod(nanos, NANOS_PER_UNIT)


_MOST_PERCENT: Final = 2**31 - 1
_MEMO_LIMIT: Final = 50_000
# The bucket itself beside its bytes, since a changed budget makes another one of the same key.
_bytes: dict[tuple[str, str, str, bool], tuple[Bucket, bytes]] = {}


def _described(bucket: Bucket, currency: str, *, amounts: bool) -> bytes:
    key = (bucket.budget.id, bucket.key, currency, amounts)
    known = _bytes.get(key)
    if known is None or known[0] is not bucket:
        if len(_bytes) >= _MEMO_LIMIT:
            _bytes.clear()
        known = _bytes[key] = (bucket, _description(bucket, currency, amounts=amounts).SerializeToString())
    return known[1]


def _description(bucket: Bucket, currency: str, *, amounts: bool) -> core.Standing:
    budget = bucket.budget
    kind, _, identity = bucket.key.rpartition("@")[0].partition(":")
    message = core.Standing(
        budget_id=budget.id,
        scope=_SCOPES.get(budget.scope_type, core.SCOPE_UNSPECIFIED),
        scope_entity=core.Entity(type=kind, id=identity) if identity else None,
        unit=_UNITS[budget.unit],
        period=_PERIODS[budget.period],
        period_start=to_time(bucket.starts_at),
        period_end=to_time(bucket.ends_at),
        status=core.BUDGET_STATUS_ACTIVE,
    )
    if amounts:
        message.limit.CopyFrom(to_amount(bucket.limit, budget.unit, currency=currency))
        if budget.unit is Unit.MONEY:
            for amount in (message.spent, message.held, message.remaining):
                amount.money.currency_code = currency
    return message


def rate_message(line: RateLine) -> core.RateStanding:
    """Return where a limit of pace stands."""
    return core.RateStanding(
        limit_id=line.limit_id,
        kind=core.PACE_KIND_CONCURRENCY if line.concurrency else core.PACE_KIND_RATE,
        limit=line.limit,
        remaining=line.remaining,
        window=to_duration(line.window) if line.window else None,
        resets_in=to_duration(line.resets_in) if line.resets_in else None,
    )


def _fill_rest(response: pb.AuthorizeResponse, decision: Decision, *, ask: Ask) -> None:
    """What only refusals and delegated acts carry."""
    if decision.lift is not None:
        lift = decision.lift
        response.approval.approvers.extend(map(entity, lift.approvers))
        response.approval.quorum = lift.quorum
        response.approval.decide_within.CopyFrom(to_duration(lift.decide_within))
        response.approval.use_within.CopyFrom(to_duration(lift.use_within))
        response.approval.action_digest = bytes.fromhex(lift.digest)
        response.approval.rule_id = lift.rule
    if decision.affordable:
        call = ask.estimate.calls[0] if ask.estimate and ask.estimate.calls else None
        asked = (f"{call.provider}/{call.model}" if call.provider else call.model) if call else ""
        for option in decision.affordable:
            if option.model == asked:
                response.affordable.output_tokens = option.max_output_tokens
                continue
            model = to_model(option.model)
            response.affordable.models.add(model=model, max_output_tokens=option.max_output_tokens)
    for link in decision.delegation:
        owner, delegate, grant = link.split(">")
        response.delegation.add(
            principal=entity(owner),
            delegate=entity(delegate),
            proof=pb.DELEGATION_PROOF_GRANT,
            grant_id=grant,
        )


def _details(decision: Decision) -> Iterable[pb.StageDetail]:
    """What each stage found: its verdict, and the reasons that it gave."""
    said: dict[int, list[str]] = {}
    for reason in decision.reasons:
        said.setdefault(int(reason.stage), []).append(f"{reason.code}: {reason.message}")
    for stage, verdict in enumerate(decision.stages, start=1):
        yield pb.StageDetail(
            stage=cast("core.Stage.ValueType", stage),
            verdict=cast("core.Verdict.ValueType", verdict),
            findings=said.get(stage, ()),
        )
