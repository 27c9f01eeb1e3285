"""Steps between the inside and the wire."""

from typing import Final

from remit.administration.account import RunAccount
from remit.server.convert.decision import entity
from remit.server.convert.money import to_model, to_money, to_time
from remit.server.convert.tokens import to_tokens
from remit.timeline.model import Payload, Step, StepKind, StepStatus, Tokens
from remitpb.v1 import core_pb2 as core

_RUN_STATES: Final = {
    StepStatus.SUCCEEDED: core.RUN_STATE_SUCCEEDED,
    StepStatus.FAILED: core.RUN_STATE_FAILED,
    StepStatus.CANCELLED: core.RUN_STATE_CANCELLED,
    StepStatus.LOST: core.RUN_STATE_LOST,
}


def step_message(step: Step, currency: str) -> core.Step:
    """Return a step as its message."""
    return core.Step(
        step_id=step.step_id,
        run_id=step.run_id,
        parent_step_id=step.parent_id,
        sequence=step.sequence,
        kind=core.StepKind.Value(f"STEP_KIND_{step.kind}"),
        name=step.name,
        status=core.StepStatus.Value(f"STEP_STATUS_{step.status}"),
        attempt=step.attempt,
        started_at=to_time(step.started_at),
        ended_at=to_time(step.ended_at),
        input=_payload(step.input),
        output=_payload(step.output),
        model=to_model(step.model),
        tokens=_tokens(step.tokens),
        cost=to_money(step.cost, currency) if step.cost is not None else None,
        decision_id=step.decision_id,
        effect=core.Effect.Value(f"EFFECT_{step.effect}") if step.effect else core.EFFECT_UNSPECIFIED,
        approval_id=step.approval_id,
        error=core.StepError(code=step.error.code, message=step.error.message) if step.error else None,
        can_replay_from=step.can_replay_from,
        replay_obstacle=step.replay_obstacle,
        trace_id=step.trace_id,
        span_id=step.span_id,
        labels=step.labels,
    )


def run_message(step: Step, currency: str, *, used: RunAccount) -> core.Run:
    """Return the beginning or the end of a run, which the timeline keeps beside its steps, with what it has `used`."""
    ended = step.kind is StepKind.RUN_ENDED
    return core.Run(
        run_id=step.run_id,
        subject=entity(step.subject),
        name=step.name,
        state=_RUN_STATES.get(step.status, core.RUN_STATE_LOST) if ended else core.RUN_STATE_RUNNING,
        started_at=to_time(step.started_at),
        ended_at=to_time(step.ended_at) if ended else None,
        last_sequence=used.last_sequence,
        tokens=to_tokens(used.tokens),
        cost=to_money(used.cost, currency) if used.cost is not None else None,
        labels=step.labels,
    )


def _payload(payload: Payload | None) -> core.StepPayload | None:
    if payload is None:
        return None
    message = core.StepPayload(digest=payload.digest, redacted=payload.redacted)
    if payload.reference:
        message.reference = payload.reference
    elif payload.json:
        message.json = payload.json
    return message


def _tokens(tokens: Tokens | None) -> core.TokenUsage | None:
    if tokens is None:
        return None
    return core.TokenUsage(
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        cache_read_tokens=tokens.cache_read,
        cache_write_tokens=tokens.cache_write,
        reasoning_tokens=tokens.reasoning,
        input_audio_tokens=tokens.input_audio,
        output_audio_tokens=tokens.output_audio,
        input_image_tokens=tokens.image,
    )
