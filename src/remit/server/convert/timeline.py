"""Steps that runtimes report, and what runs have cost, between the wire and the inside."""

from hashlib import sha256
from typing import Final, cast

from remit.administration.cost_breakdown import Breakdown, Share
from remit.administration.step import NewStep, StepPage
from remit.server.convert.money import from_model, from_time, to_money
from remit.server.convert.tokens import to_tokens
from remit.timeline.model import Filter, Payload, Step, StepError, StepKind, StepStatus, Tokens
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import timeline_service_pb2 as pb

FIELDS: Final = ("status", "attempt", "ended_at", "output", "model", "error", "labels")
"""What an update may change."""

_SET_BY_REMIT: Final = ("sequence", "cost", "effect", "can_replay_from", "replay_obstacle", "run_id")


def from_step(message: core.Step, tenant: str, *, run_id: str) -> NewStep:
    """Return a step as reported; what Remit sets is left out."""
    given = core.Step()
    given.CopyFrom(message)
    for name in _SET_BY_REMIT:
        given.ClearField(name)
    step = Step(
        tenant=tenant,
        run_id=run_id,
        sequence=0,
        step_id=given.step_id,
        # What is not said stays empty, and is refused with the rest of what is not of its form.
        kind=cast("StepKind", _name(core.StepKind.Name(given.kind), "STEP_KIND_")),
        name=given.name,
        status=cast("StepStatus", _name(core.StepStatus.Name(given.status), "STEP_STATUS_")),
        parent_id=given.parent_step_id,
        attempt=given.attempt,
        started_at=from_time(given.started_at) if given.HasField("started_at") else 0,
        ended_at=from_time(given.ended_at) if given.HasField("ended_at") else None,
        input=_payload(given.input) if given.HasField("input") else None,
        output=_payload(given.output) if given.HasField("output") else None,
        model=from_model(given.model) if given.HasField("model") else "",
        tokens=_tokens(given.tokens) if given.HasField("tokens") else None,
        decision_id=given.decision_id,
        approval_id=given.approval_id,
        error=StepError(given.error.code, given.error.message) if given.HasField("error") else None,
        labels=dict(given.labels),
        trace_id=given.trace_id,
        span_id=given.span_id,
    )
    # Deterministic, so that a client that writes its map in another order repeats the same content.
    digest = sha256(given.SerializeToString(deterministic=True)).digest()
    return NewStep(step, digest, named=bool(given.step_id))


def from_list(request: pb.ListStepsRequest, *, after: int, limit: int) -> StepPage:
    """Return which steps of a run are wanted."""
    return StepPage(
        after=max(after, request.after_sequence),
        limit=limit,
        wanted=Filter(
            kinds=frozenset(
                StepKind(core.StepKind.Name(kind).removeprefix("STEP_KIND_"))
                for kind in request.kinds
                if kind
            ),
            statuses=frozenset(
                StepStatus(core.StepStatus.Name(status).removeprefix("STEP_STATUS_"))
                for status in request.statuses
                if status
            ),
            labels=dict(request.labels),
        ),
        parent_id=request.parent_step_id,
    )


def to_breakdown(found: Breakdown, currency: str) -> pb.GetCostBreakdownResponse:
    """Return what runs have cost."""
    return pb.GetCostBreakdownResponse(
        total=_share(found.total, found.total, currency=currency),
        by_step=[_share(one, found.total, currency=currency) for one in found.by_step],
        by_kind=[_share(one, found.total, currency=currency) for one in found.by_kind],
        by_model=[_share(one, found.total, currency=currency) for one in found.by_model],
        by_tool=[_share(one, found.total, currency=currency) for one in found.by_tool],
        by_run=[_share(one, found.total, currency=currency) for one in found.by_run],
        unpriced_steps=found.unpriced,
    )


def _name(name: str, prefix: str) -> str:
    found = name.removeprefix(prefix)
    return "" if found == "UNSPECIFIED" else found


def _share(share: Share, total: Share, *, currency: str) -> pb.CostShare:
    message = pb.CostShare(
        key=share.key,
        name=share.name,
        parent_step_id=share.parent_id,
        cost=to_money(share.cost, currency),
        own_cost=to_money(share.own_cost, currency) if share.own_cost is not None else None,
        tokens=to_tokens(share.tokens),
        steps=share.steps,
    )
    if total.cost:
        message.percent = 100 * share.cost // total.cost
    return message


def _payload(message: core.StepPayload) -> Payload:
    return Payload(json=message.json, reference=message.reference, digest=message.digest)


def _tokens(message: core.TokenUsage) -> Tokens:
    return Tokens(
        input=message.input_tokens,
        output=message.output_tokens,
        cache_read=message.cache_read_tokens,
        cache_write=message.cache_write_tokens,
        reasoning=message.reasoning_tokens,
        input_audio=message.input_audio_tokens,
        output_audio=message.output_audio_tokens,
        image=message.input_image_tokens,
    )
