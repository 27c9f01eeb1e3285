"""Approvals: asked for, voted on, withdrawn. Each is bound to one exact act; none is used up here."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from remit.administration.approval_step import append_question, close_question
from remit.administration.authority import Authority
from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.etag import etag_of
from remit.administration.unit import Unit, existing
from remit.approval import workflow
from remit.approval.model import Approval, ApprovalState, Vote, Voter, VoteVerdict
from remit.decision.catalog import Catalog
from remit.decision.check import DECIDE
from remit.errors import ApprovalNotPendingError, EtagMismatchError, SelfApprovalError

CANCEL = "approval:cancel"
"""The permission to withdraw what others asked for."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote on its way."""

    approval_id: str
    verdict: VoteVerdict
    digest: str
    """Hexadecimal digest of the act that the voter saw."""
    comment: str = ""


async def decide_approval(editor: Editor, ballot: Ballot, *, authority: Authority) -> Written[Approval]:
    """Vote; the same vote again changes nothing.

    Raises:
        NotFoundError: when there is no such approval.
        EtagMismatchError: when it is for another act than the voter saw.
        SelfApprovalError: when the voter asked for it, would act, or is acted for.
        ApproverNotAllowedError: when the voter is not among the approvers.
        ApprovalNotPendingError: when it is decided, cancelled or over.
        AlreadyExistsError: when the voter has voted otherwise.
    """
    catalog = await editor.catalog()
    permitted = await authority.may(editor.principal, DECIDE, resource=f"approval:{ballot.approval_id}")

    def work(unit: Unit) -> Approval:
        approval = existing(unit, Approval, identity=ballot.approval_id)
        if editor.claimed(unit, approval.id) is not None:
            raise UnchangedError(approval)
        _require_same_act(approval, ballot)
        earlier = vote_of(approval, editor.principal.subject)
        if earlier is not None and earlier.verdict is ballot.verdict:
            raise UnchangedError(approval)
        voter = Voter(editor.principal.subject, editor.principal.credential)
        require_other(approval, voter.subject)
        allowed = may_vote(catalog, approval, subject=voter.subject, permitted=permitted, at=unit.at)
        after = workflow.vote(
            approval, voter, verdict=ballot.verdict, comment=ballot.comment, now=unit.at, allowed=allowed
        )
        unit.put(after)
        close_question(unit, after)
        return after

    return await editor.write("approval:decide", f"approval:{ballot.approval_id}", work=work)


async def cancel_approval(
    editor: Editor, identity: str, *, authority: Authority, etag: str, reason: str
) -> Written[Approval]:
    """Withdraw an approval that is pending, or approved and not used up; a cancelled one stays as it is.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since `etag` was read.
        CallerPermissionMissingError: when it is another's and the caller may not.
        ApprovalNotPendingError: when it is rejected, expired or used up.
    """
    allowed = await authority.may(editor.principal, CANCEL, resource=f"approval:{identity}")

    def work(unit: Unit) -> Approval:
        approval = existing(unit, Approval, identity=identity)
        if etag and etag != etag_of(approval):
            message = "the approval has changed since it was read; read it again"
            raise EtagMismatchError(message, field="etag")
        if approval.state is ApprovalState.CANCELLED:
            raise UnchangedError(approval)
        if unit.approval_uses(identity) >= approval.uses_allowed:
            message = f"{identity} is used up, so there is nothing left to withdraw"
            raise ApprovalNotPendingError(message, state=approval.state.value)
        withdrawn = workflow.cancel(approval, editor.principal.subject, now=unit.at, allowed=allowed)
        after = replace(withdrawn, closed_at=unit.at, close_reason=reason)
        unit.put(after)
        close_question(unit, after)
        return after

    return await editor.write("approval:cancel", f"approval:{identity}", work=work)


async def ask_approval(
    editor: Editor, subject: str, *, make: Callable[[Unit], Approval]
) -> Written[Approval]:
    """Write a new approval; a repeat of the call gets the one that it made, as it is now.

    Args:
        editor: of whoever asks, with the call's id.
        subject: who would act.
        make: returns the approval, with an id made by the unit.
    """

    def work(unit: Unit) -> Approval:
        made = make(unit)
        editor.claim(unit, Approval, identity=made.id)
        unit.put(made)
        append_question(unit, made)
        return made

    return await editor.write("approval:request", subject, work=work)


def may_vote(catalog: Catalog, approval: Approval, *, subject: str, permitted: bool, at: int) -> bool:
    """Tell whether somebody is among those who may vote.

    Args:
        catalog: of the approval's tenant.
        approval: to vote on.
        subject: who would vote.
        permitted: whether it has the permission to decide, which counts where no approvers are named.
        at: the instant.
    """
    policy = catalog.policy
    return workflow.may_decide(
        approval.rule.approvers,
        subject,
        roles=policy.roles_of(subject, at),
        groups=policy.groups_of(subject),
        teams=policy.teams_of(subject),
        permitted=permitted,
    )


def can_still_vote(catalog: Catalog, approval: Approval, *, subject: str, permitted: bool, at: int) -> bool:
    """Tell whether a vote of somebody would count now: an approver, not concerned, who has not voted."""
    if workflow.expire(approval, at).state is not ApprovalState.PENDING:
        return False
    if vote_of(approval, subject) is not None or subject in concerned(approval):
        return False
    return may_vote(catalog, approval, subject=subject, permitted=permitted, at=at)


def vote_of(approval: Approval, subject: str) -> Vote | None:
    """Return the vote that somebody has cast, or None."""
    return next((vote for vote in approval.votes if vote.approver == subject), None)


def concerned(approval: Approval) -> frozenset[str]:
    """Return who asked, who would act, and for whom: none of them may vote."""
    parties = (approval.owner, approval.requested_by, approval.subject, approval.on_behalf_of)
    return frozenset(filter(None, parties))


def require_other(approval: Approval, voter: str) -> None:
    """Refuse the vote of somebody whose own matter it is.

    Raises:
        SelfApprovalError: when it is.
    """
    if voter in concerned(approval):
        message = f"who asked for {approval.id}, would act, or is acted for cannot decide it; another must"
        raise SelfApprovalError(message)


def _require_same_act(approval: Approval, ballot: Ballot) -> None:
    if approval.digest != ballot.digest:
        message = "the approval is for another act than the one whose digest was sent; read it again"
        raise EtagMismatchError(message, field="action_digest")
