"""The life of an approval: votes, expiry, and whether it covers an act. Pure; never looks anything up."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from remit.approval.model import Approval, ApprovalState, Cost, Vote, Voter, VoteVerdict
from remit.errors import (
    AlreadyExistsError,
    ApprovalNotPendingError,
    ApproverNotAllowedError,
    CallerPermissionMissingError,
    SelfApprovalError,
)

APPROVAL_UNKNOWN: Final = "APPROVAL_UNKNOWN"
APPROVAL_PENDING: Final = "APPROVAL_PENDING"
APPROVAL_REJECTED: Final = "APPROVAL_REJECTED"
APPROVAL_EXPIRED: Final = "APPROVAL_EXPIRED"
APPROVAL_CANCELLED: Final = "APPROVAL_CANCELLED"
APPROVAL_USED: Final = "APPROVAL_USED"
APPROVAL_MISMATCH: Final = "APPROVAL_MISMATCH"
APPROVER_NOT_ALLOWED: Final = "APPROVER_NOT_ALLOWED"

_NEVER_BY_MEMBERSHIP: Final = ("agent:", "system:")
_CLOSED: Final = {
    ApprovalState.PENDING: APPROVAL_PENDING,
    ApprovalState.REJECTED: APPROVAL_REJECTED,
    ApprovalState.EXPIRED: APPROVAL_EXPIRED,
    ApprovalState.CANCELLED: APPROVAL_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What an act brings along that says it is approved."""

    digest: str
    """`action_digest` of the act that is asked, made with the ceiling of the approval that is claimed."""
    subject: str
    """Who would act."""
    cost: Cost
    """What would be held: with several candidate models, for the one that is chosen."""


def vote(
    approval: Approval, voter: Voter, *, verdict: VoteVerdict, comment: str = "", now: int, allowed: bool
) -> Approval:
    """Return the approval after one approver's vote.

    One rejection rejects; as many approving votes as the quorum approve. Whether the approver may is said
    before the state is, so that a stranger learns nothing of it.

    Args:
        approval: as it is stored.
        voter: who decides; always the principal of the call, never somebody whom it names.
        verdict: yes or no.
        comment: for the requester and the audit log; empty when there is none.
        now: microseconds since the epoch.
        allowed: whether `may_decide` says so now.

    Raises:
        SelfApprovalError: when the voter asked for it, would act, or uses the credential that asked.
        ApproverNotAllowedError: when it is not allowed.
        ApprovalNotPendingError: when it is decided, cancelled or expired, if only by the clock.
        AlreadyExistsError: when the voter has voted on it before.
    """
    _require_other(approval, voter)
    if not allowed:
        message = f"{voter.subject} is not among the approvers of {approval.id}"
        raise ApproverNotAllowedError(message)
    _require_pending(approval, now)
    if any(earlier.approver == voter.subject for earlier in approval.votes):
        message = f"{voter.subject} has voted on {approval.id} before"
        raise AlreadyExistsError(message)
    cast = Vote(approver=voter.subject, verdict=verdict, at=now, comment=comment, credential=voter.credential)
    return _counted(replace(approval, votes=(*approval.votes, cast)), now)


def may_decide(
    approvers: Collection[str],
    approver: str,
    *,
    roles: Collection[str] = (),
    groups: Collection[str] = (),
    teams: Collection[str] = (),
    permitted: bool = False,
) -> bool:
    """Tell whether `approver` is one of `approvers`.

    An agent is one only if it is named itself: a human is to say yes, and a role that an agent happens to
    have does not make it one.

    Args:
        approvers: `user:ann`, `role:approver`, `group:operators`, `team:x`; empty: whoever is `permitted`.
        approver: a subject's ref.
        roles: ids of the roles that it has now.
        groups: ids of its groups.
        teams: ids of its teams.
        permitted: whether it has the permission `approval:decide`; without effect when approvers are listed.
    """
    if approver in approvers:
        return True
    if approver.startswith(_NEVER_BY_MEMBERSHIP):
        return False
    if not approvers:
        return permitted
    memberships = {"role": roles, "group": groups, "team": teams}
    for listed in approvers:
        noun, _, name = listed.partition(":")
        if name in memberships.get(noun, ()):
            return True
    return False


def expire(approval: Approval, now: int, *, used: int = 0) -> Approval:
    """Return the approval as the clock leaves it: EXPIRED when it was not decided, or not used up, in time.

    Args:
        approval: as it is stored.
        now: microseconds since the epoch.
        used: how often it was used; one that is used up stays APPROVED.
    """
    if approval.state is ApprovalState.PENDING and now >= approval.decide_by:
        return replace(approval, state=ApprovalState.EXPIRED)
    if (
        approval.state is ApprovalState.APPROVED
        and used < approval.uses_allowed
        and not _usable(approval, now)
    ):
        return replace(approval, state=ApprovalState.EXPIRED)
    return approval


def cancel(approval: Approval, canceller: str, *, now: int, allowed: bool = False) -> Approval:
    """Return the approval withdrawn, so that it can no longer be decided or used.

    One that is approved can be withdrawn too, as long as it could be used: taking back is always safe.

    Args:
        approval: as it is stored.
        canceller: the subject of the principal that calls.
        now: microseconds since the epoch.
        allowed: whether it may cancel those of others; who asked or would act may always.

    Raises:
        CallerPermissionMissingError: when it is another's and `allowed` is false.
        ApprovalNotPendingError: when it is rejected, cancelled or expired already.
    """
    if not allowed and canceller not in {approval.owner, approval.requested_by, approval.subject}:
        message = f"only who asked for {approval.id}, or who may cancel those of others, may cancel it"
        raise CallerPermissionMissingError(message)
    if approval.state is not ApprovalState.APPROVED or not _usable(approval, now):
        _require_pending(approval, now)
    return replace(approval, state=ApprovalState.CANCELLED, closed_by=canceller)


def covers(
    approval: Approval | None, claim: Claim, *, now: int, used: int, approvers_still_allowed: bool
) -> str | None:
    """Tell why an approval does not cover an act, or None when it does.

    That it is for exactly this act is checked first: of another's approval nothing else is told.

    Args:
        approval: the one that the act names; None when the tenant has none such.
        claim: the act's digest, subject and cost.
        now: microseconds since the epoch.
        used: how often it was used before; the unique row in the decision's own commit has the last word.
        approvers_still_allowed: what `votes_stand` says now, not when they voted.

    Returns:
        A reason code, such as `APPROVAL_PENDING`; None when the act is covered.
    """
    if approval is None:
        return APPROVAL_UNKNOWN
    if not _is_for(approval, claim):
        return APPROVAL_MISMATCH
    if approval.state is not ApprovalState.APPROVED:
        return _CLOSED[expire(approval, now).state]
    if used >= approval.uses_allowed:
        return APPROVAL_USED
    if not _usable(approval, now):
        return APPROVAL_EXPIRED
    return None if approvers_still_allowed else APPROVER_NOT_ALLOWED


def votes_stand(approval: Approval, still_allowed: Callable[[str], bool]) -> bool:
    """Tell whether the votes of those who may still decide make the quorum by themselves.

    Args:
        approval: an approved one.
        still_allowed: tells of an approver's ref whether it may decide now; false for a suspended one.
    """
    return sum(map(still_allowed, approval.approving)) >= approval.rule.quorum


def uses_left(approval: Approval, used: int) -> int:
    """Return how often an approval could still be used, were it approved and in time."""
    return max(approval.uses_allowed - used, 0)


def _is_for(approval: Approval, claim: Claim) -> bool:
    same_act = claim.subject == approval.subject and claim.digest == approval.digest
    return same_act and claim.cost.within(approval.ceiling)


def _require_other(approval: Approval, voter: Voter) -> None:
    involved = {approval.owner, approval.requested_by, approval.subject}
    if voter.subject in involved or voter.credential == approval.credential:
        message = f"who asked for {approval.id} or would act cannot decide it; another must"
        raise SelfApprovalError(message)


def _require_pending(approval: Approval, now: int) -> None:
    state = expire(approval, now).state
    if state is not ApprovalState.PENDING:
        message = f"{approval.id} is {state.value} and cannot be decided or cancelled any more"
        raise ApprovalNotPendingError(message, state=state.value)


def _counted(approval: Approval, now: int) -> Approval:
    if approval.votes[-1].verdict is VoteVerdict.REJECT:
        return replace(approval, state=ApprovalState.REJECTED, decided_at=now)
    if len(approval.approving) < approval.rule.quorum:
        return approval
    return replace(approval, state=ApprovalState.APPROVED, decided_at=now, use_by=now + approval.use_within)


def _usable(approval: Approval, now: int) -> bool:
    return approval.use_by is not None and now < approval.use_by
