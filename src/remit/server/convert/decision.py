"""Authorize between the wire and the inside. Refuses the malformed; decides nothing."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final, cast

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
)
from remit.errors import InvalidFieldError
from remit.identity.authenticate import require_behalf
from remit.identity.entity import subject_ref
from remit.identity.model import Principal
from remit.server.convert.delegation import to_links
from remit.server.convert.money import (
    fill_duration,
    fill_time,
    from_duration,
    nanos_of,
    to_duration,
    to_model,
    to_money,
    to_time,
)
from remit.server.convert.standing import books_of
from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

_CODES: Final = {name.removeprefix("REASON_CODE_"): number for name, number in core.ReasonCode.items()}
# A member of an enum costs as much to look up as a field to set.
_ALLOW: Final = Effect.ALLOW
_SETTLE_BY: Final = Duty.SETTLE_BY
_DECISION_ID: Final = tag_of(pb.AuthorizeResponse.DESCRIPTOR, "decision_id")
_LEAF_HASH: Final = tag_of(pb.AuthorizeResponse.DESCRIPTOR, "leaf_hash")


def ask_of(request: pb.AuthorizeRequest, principal: Principal) -> Ask:
    """Return what a request asks; its bounds were checked before.

    Raises:
        InvalidFieldError: when something is not of its form; names the field.
    """
    subject, attributes = principal.subject, ""
    if request.HasField("subject"):
        subject = party_of(request.subject, "subject")
        attributes = request.subject.attributes_json
    behalf = principal.on_behalf_of
    if request.HasField("on_behalf_of"):
        named = party_of(request.on_behalf_of, "on_behalf_of")
        behalf = require_behalf(principal, named, field="on_behalf_of")
    resource = request.resource
    return Ask(
        principal=principal,
        request_id=request.request_id,
        # Deterministic, so that a client that writes its map in another order repeats the same content.
        digest=sha256(request.SerializeToString(deterministic=True)).digest(),
        subject=subject,
        action=request.action,
        resource=f"{resource.type}:{resource.id}",
        on_behalf_of=behalf,
        session_id=request.session_id,
        run_id=request.run_id,
        step_id=request.step_id,
        parent_step_id=request.parent_step_id,
        subject_attributes_json=attributes,
        resource_attributes_json=resource.attributes_json,
        arguments_json=request.arguments_json,
        estimate=estimate_of(request.estimate) if request.HasField("estimate") else None,
        # To look whether there are any costs a fifth of copying none.
        data_classes=tuple(request.data_classes) if request.data_classes else (),
        labels=dict(request.labels) if request.labels else {},
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
    model = call.model
    return CallEstimate(
        model.provider,
        model.model,
        call.input_tokens if call.HasField("input_tokens") else None,
        call.max_output_tokens if call.HasField("max_output_tokens") else None,
        call.cached_tokens,
        call.candidate_count or 1,
    )


def answer_of(committed: Committed, currency: str, *, amounts: bool, ask: Ask, micros: int) -> bytes:
    """Return a decision as its response, a written `AuthorizeResponse`.

    Args:
        committed: the decision and its evidence.
        currency: the tenant's.
        amounts: whether the caller may see what budgets hold.
        ask: the question.
        micros: how long answering took.
    """
    decision = committed.decision
    if _is_plain(decision) and not ask.explain:
        written = _PLAIN_FORM.answer(committed, micros)
    else:
        written = _written(committed, currency, ask=ask, micros=micros)
    parts = [written, _verdicts(decision.stages)]
    if decision.reservation is not None or decision.standings:
        books = books_of(decision.standings, currency, amounts=amounts)
        if decision.reservation is not None:
            parts.append(books.reservation(decision.reservation, decision))
        parts.append(books.standings(decision.standings))
    return b"".join(parts)


def _is_plain(decision: Decision) -> bool:
    """Whether an answer allows, says when to settle, and nothing more."""
    duties = decision.obligations
    return (
        decision.effect is _ALLOW
        and len(duties) == 1
        and duties[0].duty is _SETTLE_BY
        and not (decision.reasons or decision.rates or decision.affordable or decision.delegation)
        and decision.lift is None
    )


class PlainForm:
    """The message of a plain answer without its texts and budgets, filled in for one after the other: what differs.

    Only numbers are filled in, for the reason that `convert.standing` tells.
    """

    __slots__ = ("_decided", "_message", "_micros", "_settle", "_times", "_took", "_valid")

    def __init__(self) -> None:
        """Write down that it allows."""
        message = self._message = pb.AuthorizeResponse(effect=core.EFFECT_ALLOW)
        self._decided, self._valid, self._took = (
            message.decided_at, message.valid_until, message.evaluation_duration,
        )  # fmt: skip
        self._settle = message.obligations.add().settle_by.time
        self._micros = -1
        self._times = (-1, -1, -1)

    def answer(self, committed: Committed, micros: int) -> bytes:
        """Return a decision that is plain, written; `micros` is how long answering took."""
        message, decision = self._message, committed.decision
        message.policy_revision = decision.revision
        if micros != self._micros:
            self._micros = micros
            fill_duration(self._took, micros)
        times = (decision.at, decision.valid_until, decision.obligations[0].time)
        if times != self._times:
            self._times = times
            for part, time in zip((self._decided, self._valid, self._settle), times, strict=True):
                fill_time(part, time)
        identity, digest = decision.id.encode(), committed.leaf_hash
        return message.SerializeToString() + nested(_DECISION_ID, identity) + nested(_LEAF_HASH, digest)


_PLAIN_FORM: Final = PlainForm()


def _written(committed: Committed, currency: str, *, ask: Ask, micros: int) -> bytes:
    """Write any answer without its verdicts, reservation and budgets."""
    decision = committed.decision
    response = pb.AuthorizeResponse(
        decision_id=decision.id,
        effect=cast("core.Effect.ValueType", decision.effect),
        policy_revision=decision.revision,
        leaf_hash=committed.leaf_hash,
    )
    fill_time(response.decided_at, decision.at)
    fill_duration(response.evaluation_duration, micros)
    if decision.effect is _ALLOW:
        fill_time(response.valid_until, decision.valid_until)
    if decision.reasons:
        response.reasons.extend(map(reason_message, decision.reasons))
    for duty in decision.obligations:
        _fill_obligation(response.obligations.add(), duty, decision=decision, currency=currency)
    for rate in decision.rates:
        response.rates.append(rate_message(rate))
    if decision.lift is not None or decision.affordable or decision.delegation:
        _fill_rest(response, decision, ask=ask)
    if ask.explain:
        response.stage_details.extend(_details(decision))
    return response.SerializeToString()


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
    kind = duty.duty
    if kind is _SETTLE_BY:
        fill_time(message.settle_by.time, duty.time)
    elif kind is Duty.USE_MODEL:
        message.use_model.why = duty.why
        message.use_model.saving.CopyFrom(to_money(duty.saving, currency))
        message.use_model.from_model.MergeFromString(_model(duty.from_model))
        message.use_model.to_model.MergeFromString(_model(duty.to_model))
    elif kind is Duty.REDACT_FIELDS:
        message.redact_fields.pointers.extend(duty.paths)
        message.redact_fields.why = duty.why
    elif kind is Duty.RUN_IN_SANDBOX:
        message.run_in_sandbox.profile_id = duty.profile
        message.run_in_sandbox.profile_revision = decision.revision


@lru_cache(maxsize=1_024)
def _verdicts(stages: tuple[int, ...]) -> bytes:
    """Write the verdicts of all stages: they are one of a few rows."""
    return pb.AuthorizeResponse(stages=cast("tuple[core.Verdict.ValueType, ...]", stages)).SerializeToString()


@lru_cache(maxsize=4_096)
def _model(name: str) -> bytes:
    model = to_model(name)
    return model.SerializeToString() if model is not None else b""


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
    if decision.delegation:
        response.delegation.extend(to_links(decision.delegation))


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
