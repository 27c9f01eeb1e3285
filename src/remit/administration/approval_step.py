"""An approval in the timeline of the run that waits for it: one step, from the question to its answer."""

from typing import Final

from remit.administration.unit import Unit
from remit.approval.model import Approval, ApprovalState
from remit.timeline.model import Scope, ScopeKind, StepKind, StepStatus

_STATUS: Final = {
    ApprovalState.PENDING: StepStatus.WAITING,
    ApprovalState.APPROVED: StepStatus.SUCCEEDED,
    ApprovalState.REJECTED: StepStatus.DENIED,
    ApprovalState.EXPIRED: StepStatus.FAILED,
    ApprovalState.CANCELLED: StepStatus.CANCELLED,
}


def append_question(unit: Unit, approval: Approval) -> None:
    """Append the question to the run, if it belongs to one."""
    if approval.run_id:
        body: dict[str, object] = {
            "step_id": approval.id,
            "parent_id": approval.step_id,
            "name": approval.action,
            "started_at": approval.created_at,
            "decision_id": approval.decision_id,
            "approval_id": approval.id,
            "labels": dict(approval.labels),
        }
        status = _STATUS[approval.state]
        unit.step(approval.run_id, body, subject=approval.subject, kind=StepKind.APPROVAL, status=status)


def close_question(unit: Unit, approval: Approval) -> None:
    """Write the answer into the question's step, once there is one; the step keeps its place in the run."""
    if approval.run_id and approval.state is not ApprovalState.PENDING:
        changes: dict[str, object] = {"status": _STATUS[approval.state], "ended_at": unit.at}
        unit.revise_step(approval.run_id, approval.id, changes=changes)


def topics_of(tenant: str, approval: Approval) -> tuple[str, ...]:
    """Return the topics by which whoever waits for news of an approval is woken."""
    topics = (approval_topic(tenant, approval.id), approvals_topic(tenant))
    if not approval.run_id:
        return topics
    run = Scope(tenant, ScopeKind.RUN, approval.run_id)
    agent = Scope(tenant, ScopeKind.AGENT, approval.subject)
    return (*topics, run.key, agent.key, Scope(tenant, ScopeKind.TENANT).key)


def approval_topic(tenant: str, approval_id: str) -> str:
    """Return the topic of one approval."""
    return f"approval|{tenant}|{approval_id}"


def approvals_topic(tenant: str) -> str:
    """Return the topic of all approvals of a tenant."""
    return f"approvals|{tenant}"
