"""Approvals on the wire: what an approver sees first is in Remit's words, never in the agent's."""

from typing import Final

from remit.administration.etag import etag_of
from remit.approval.model import Approval, ApprovalState, Vote, VoteVerdict
from remit.money import decimal_from_nanos
from remit.server.convert.entity import to_entity
from remit.server.convert.money import to_money, to_time
from remitpb.v1 import core_pb2 as core

VERDICTS: Final = {
    core.VOTE_CHOICE_APPROVE: VoteVerdict.APPROVE,
    core.VOTE_CHOICE_REJECT: VoteVerdict.REJECT,
}
_CHOICES: Final = {verdict: choice for choice, verdict in VERDICTS.items()}


def approval_message(approval: Approval, *, used: int, currency: str) -> core.Approval:
    """Return an approval.

    Args:
        approval: as it stands.
        used: how often it was used.
        currency: the tenant's.
    """
    ceiling = approval.ceiling.money
    message = core.Approval(
        approval_id=approval.id,
        state=core.ApprovalState.Value(f"APPROVAL_STATE_{approval.state}"),
        subject=to_entity(approval.subject),
        on_behalf_of=to_entity(approval.on_behalf_of),
        action=approval.action,
        resource=to_entity(approval.resource),
        arguments_json=approval.arguments_shown,
        summary=summary(approval, currency),
        justification=approval.reason,
        cost_ceiling=to_money(ceiling, currency) if ceiling else None,
        action_digest=bytes.fromhex(approval.digest),
        uses_allowed=approval.uses_allowed,
        uses_left=max(approval.uses_allowed - used, 0),
        approvers=[one for ref in approval.rule.approvers if (one := to_entity(ref)) is not None],
        quorum=approval.rule.quorum,
        votes=map(_vote, approval.votes),
        requested_by=to_entity(approval.requested_by),
        created_at=to_time(approval.created_at),
        decide_by=to_time(approval.decide_by),
        decided_at=to_time(_ended_at(approval)),
        use_by=to_time(approval.use_by),
        decision_id=approval.decision_id,
        session_id=approval.session_id,
        run_id=approval.run_id,
        step_id=approval.step_id,
        etag=etag_of(approval),
    )
    message.resource.attributes_json = approval.resource_attributes_shown
    return message


def summary(approval: Approval, currency: str) -> str:
    """Say in one paragraph what would be allowed."""
    behalf = f" on behalf of {approval.on_behalf_of}" if approval.on_behalf_of else ""
    ceiling = approval.ceiling
    if ceiling.money:
        cost = f", at a cost of at most {decimal_from_nanos(ceiling.money)} {currency} each time"
    else:
        cost = f", using at most {ceiling.tokens} tokens each time" if ceiling.tokens else ""
    times = "once" if approval.uses_allowed == 1 else f"up to {approval.uses_allowed} times"
    asked = (
        f" The guardrail {', '.join(approval.guardrails)} asks for this approval."
        if approval.guardrails
        else ""
    )
    act = f"{approval.action} on {approval.resource}{behalf}"
    return f"{approval.subject} wants to do {act}, {times}{cost}.{asked}"


def _ended_at(approval: Approval) -> int | None:
    if approval.state is ApprovalState.CANCELLED:
        return approval.closed_at
    if approval.state is ApprovalState.EXPIRED:
        return approval.closed_at or approval.use_by or approval.decide_by
    return approval.decided_at


def _vote(vote: Vote) -> core.Vote:
    return core.Vote(
        voter=to_entity(vote.approver),
        choice=_CHOICES[vote.verdict],
        comment=vote.comment,
        voted_at=to_time(vote.at),
    )
