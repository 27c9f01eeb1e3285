"""Guardrails and their rules of approval between the wire and the inside."""

from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.errors import MissingFieldError, NotImplementedHereError
from remit.policy.model import ApprovalRule, Guardrail, GuardrailEffect
from remit.server.convert.entity import APPROVERS, from_entities, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_duration, to_duration
from remit.server.convert.patterns import from_patterns, to_patterns
from remitpb.v1 import policy_pb2 as pb

FIELDS: Final = (
    "description", "effect", "actions", "resources", "condition", "message", "approval", "disabled",
)  # fmt: skip
"""What an update may change."""

_EFFECTS: Final = {
    pb.GUARDRAIL_EFFECT_FORBID: GuardrailEffect.FORBID,
    pb.GUARDRAIL_EFFECT_PERMIT: GuardrailEffect.PERMIT,
    pb.GUARDRAIL_EFFECT_REQUIRE_APPROVAL: GuardrailEffect.REQUIRE_APPROVAL,
}
_NUMBERS: Final = {effect: number for number, effect in _EFFECTS.items()}


def from_guardrail(message: pb.Guardrail, before: Guardrail | None = None) -> Guardrail:
    """Return a guardrail as it shall be; what Remit sets stays as it was `before`.

    Raises:
        MissingFieldError: when it has no effect.
        NotImplementedHereError: for a rule that lets an approval be used more than once.
    """
    effect = _EFFECTS.get(message.effect)
    if effect is None:
        raise MissingFieldError("say what the guardrail does where it holds", field="guardrail.effect")
    return replace(
        before or Guardrail(message.guardrail_id, effect),
        effect=effect,
        actions=from_patterns(message.actions),
        resources=from_patterns(message.resources),
        condition=message.condition,
        message=message.message,
        approval=_from_rule(message.approval),
        enabled=not message.disabled,
        description=message.description,
    )


def to_guardrail(guardrail: Guardrail) -> pb.Guardrail:
    """Return a guardrail."""
    asks = guardrail.effect is GuardrailEffect.REQUIRE_APPROVAL
    return pb.Guardrail(
        guardrail_id=guardrail.id,
        description=guardrail.description,
        effect=_NUMBERS[guardrail.effect],
        actions=to_patterns(guardrail.actions),
        resources=to_patterns(guardrail.resources),
        condition=guardrail.condition,
        message=guardrail.message,
        approval=_to_rule(guardrail.approval) if asks else None,
        disabled=not guardrail.enabled,
        created_at=to_made(guardrail.created_at),
        updated_at=to_made(guardrail.updated_at),
        etag=etag_of(guardrail),
    )


def _from_rule(rule: pb.ApprovalRule) -> ApprovalRule:
    if rule.max_uses > 1:
        message = "guardrail.approval.max_uses: approvals for several uses are not built in this version"
        raise NotImplementedHereError(message, field="guardrail.approval.max_uses")
    found = ApprovalRule(
        from_entities(rule.approvers, "guardrail.approval.approvers", types=APPROVERS),
        quorum=rule.quorum or 1,
    )
    if rule.HasField("decide_within"):
        found = replace(found, decide_within=from_duration(rule.decide_within))
    if rule.HasField("use_within"):
        found = replace(found, use_within=from_duration(rule.use_within))
    return found


def _to_rule(rule: ApprovalRule) -> pb.ApprovalRule:
    return pb.ApprovalRule(
        approvers=[entity for ref in rule.approvers if (entity := to_entity(ref)) is not None],
        quorum=rule.quorum,
        decide_within=to_duration(rule.decide_within),
        use_within=to_duration(rule.use_within),
        max_uses=1,
    )
