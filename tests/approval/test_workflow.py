"""The life of an approval, case by case."""

from dataclasses import replace

import pytest

from remit.approval import workflow
from remit.approval.digest import action_digest
from remit.approval.model import Act, Approval, ApprovalState, Cost, Electorate, Voter, VoteVerdict
from remit.approval.workflow import Claim, cancel, covers, expire, may_decide, uses_left, vote, votes_stand
from remit.errors import (
    AlreadyExistsError,
    ApprovalNotPendingError,
    ApproverNotAllowedError,
    CallerPermissionMissingError,
    RemitError,
    SelfApprovalError,
)

ANN = Voter(subject="user:ann", credential="key_ann")
BEN = Voter(subject="user:ben", credential="key_ben")
ACT = Act(
    tenant="acme", subject="agent:payer", action="tool:execute", resource_type="tool", resource_id="payments"
)
CEILING = Cost(money=100, tokens=50)
ASKED = Approval(
    id="apr_1",
    owner="agent:payer",
    requested_by="service:runtime",
    credential="key_runtime",
    subject="agent:payer",
    action="tool:execute",
    resource="tool:payments",
    digest=action_digest(ACT, CEILING),
    created_at=0,
    decide_by=1_000,
    use_within=500,
    ceiling=CEILING,
)
APPROVED = vote(ASKED, ANN, verdict=VoteVerdict.APPROVE, now=100, allowed=True)
CLAIM = Claim(digest=ASKED.digest, subject="agent:payer", cost=Cost(money=100, tokens=50))


def test_one_yes_approves_and_starts_the_time_of_use() -> None:
    assert APPROVED.state is ApprovalState.APPROVED
    assert (APPROVED.decided_at, APPROVED.use_by) == (100, 600)
    assert APPROVED.approving == ("user:ann",)
    assert APPROVED.votes[0].credential == "key_ann"


def test_a_quorum_of_two_needs_two() -> None:
    asked = replace(ASKED, rule=Electorate(quorum=2))
    once = vote(asked, ANN, verdict=VoteVerdict.APPROVE, comment="fine", now=1, allowed=True)
    assert (once.state, once.use_by, once.votes[0].comment) == (ApprovalState.PENDING, None, "fine")
    assert vote(once, BEN, verdict=VoteVerdict.APPROVE, now=2, allowed=True).state is ApprovalState.APPROVED


def test_one_no_rejects_whatever_was_said_before() -> None:
    asked = replace(ASKED, rule=Electorate(quorum=2))
    once = vote(asked, ANN, verdict=VoteVerdict.APPROVE, now=1, allowed=True)
    rejected = vote(once, BEN, verdict=VoteVerdict.REJECT, now=2, allowed=True)
    assert (rejected.state, rejected.decided_at, rejected.use_by) == (ApprovalState.REJECTED, 2, None)


@pytest.mark.parametrize(
    ("voter", "allowed", "error"),
    [
        (Voter("agent:payer", "key_other"), True, SelfApprovalError),
        (Voter("service:runtime", "key_other"), True, SelfApprovalError),
        (Voter("user:ann", "key_runtime"), True, SelfApprovalError),
        (ANN, False, ApproverNotAllowedError),
        (Voter("agent:payer", "key_other"), False, SelfApprovalError),
    ],
)
@pytest.mark.parametrize("verdict", list(VoteVerdict))
def test_who_is_involved_or_not_an_approver_cannot_vote(
    *, voter: Voter, allowed: bool, error: type[RemitError], verdict: VoteVerdict
) -> None:
    with pytest.raises(error):
        vote(ASKED, voter, verdict=verdict, now=1, allowed=allowed)


def test_the_requester_is_involved_even_when_another_would_act() -> None:
    asked = replace(ASKED, owner="user:ann")
    with pytest.raises(SelfApprovalError):
        vote(asked, ANN, verdict=VoteVerdict.APPROVE, now=1, allowed=True)


def test_the_one_acted_for_may_decide_since_it_is_the_human_to_ask() -> None:
    asked = replace(ASKED, on_behalf_of="user:ann")
    assert vote(asked, ANN, verdict=VoteVerdict.APPROVE, now=1, allowed=True).state is ApprovalState.APPROVED


def test_nobody_votes_twice() -> None:
    asked = replace(ASKED, rule=Electorate(quorum=2))
    once = vote(asked, ANN, verdict=VoteVerdict.APPROVE, now=1, allowed=True)
    for again in (ANN, Voter("user:ann", "key_another")):
        with pytest.raises(AlreadyExistsError):
            vote(once, again, verdict=VoteVerdict.APPROVE, now=2, allowed=True)


@pytest.mark.parametrize(
    ("approval", "now"),
    [(APPROVED, 101), (replace(ASKED, state=ApprovalState.CANCELLED), 1), (ASKED, 1_000), (ASKED, 5_000)],
)
def test_what_is_not_pending_takes_no_vote(approval: Approval, now: int) -> None:
    with pytest.raises(ApprovalNotPendingError):
        vote(approval, BEN, verdict=VoteVerdict.APPROVE, now=now, allowed=True)


@pytest.mark.parametrize(
    ("approval", "now", "used", "state"),
    [
        (ASKED, 999, 0, ApprovalState.PENDING),
        (ASKED, 1_000, 0, ApprovalState.EXPIRED),
        (APPROVED, 599, 0, ApprovalState.APPROVED),
        (APPROVED, 600, 0, ApprovalState.EXPIRED),
        (APPROVED, 600, 1, ApprovalState.APPROVED),
        (replace(ASKED, state=ApprovalState.REJECTED), 9_999, 0, ApprovalState.REJECTED),
    ],
)
def test_the_clock_expires_what_was_not_decided_or_used(
    approval: Approval, now: int, used: int, state: ApprovalState
) -> None:
    assert expire(approval, now, used=used).state is state


@pytest.mark.parametrize("canceller", ["agent:payer", "service:runtime"])
@pytest.mark.parametrize("approval", [ASKED, APPROVED])
def test_who_asked_may_cancel_before_and_after_the_vote(approval: Approval, canceller: str) -> None:
    cancelled = cancel(approval, canceller, now=200)
    assert (cancelled.state, cancelled.closed_by) == (ApprovalState.CANCELLED, canceller)
    assert (
        covers(cancelled, CLAIM, now=200, used=0, approvers_still_allowed=True) == workflow.APPROVAL_CANCELLED
    )


def test_a_stranger_cancels_only_with_permission() -> None:
    with pytest.raises(CallerPermissionMissingError):
        cancel(ASKED, "user:ann", now=1)
    assert cancel(ASKED, "user:ann", now=1, allowed=True).closed_by == "user:ann"


@pytest.mark.parametrize(
    ("approval", "now"), [(ASKED, 1_000), (APPROVED, 600), (replace(ASKED, state=ApprovalState.REJECTED), 1)]
)
def test_what_is_over_cannot_be_cancelled(approval: Approval, now: int) -> None:
    with pytest.raises(ApprovalNotPendingError):
        cancel(approval, "agent:payer", now=now)


@pytest.mark.parametrize("cost", [Cost(100, 50), Cost(99, 50), Cost(0, 0)])
def test_an_approval_covers_its_act_up_to_its_ceiling(cost: Cost) -> None:
    claim = replace(CLAIM, cost=cost)
    assert covers(APPROVED, claim, now=599, used=0, approvers_still_allowed=True) is None


@pytest.mark.parametrize(
    ("approval", "claim", "now", "used", "still", "code"),
    [
        (None, CLAIM, 200, 0, True, workflow.APPROVAL_UNKNOWN),
        (APPROVED, replace(CLAIM, digest="0" * 64), 200, 0, True, workflow.APPROVAL_MISMATCH),
        (APPROVED, replace(CLAIM, subject="agent:other"), 200, 0, True, workflow.APPROVAL_MISMATCH),
        (APPROVED, replace(CLAIM, cost=Cost(101, 50)), 200, 0, True, workflow.APPROVAL_MISMATCH),
        (APPROVED, replace(CLAIM, cost=Cost(100, 51)), 200, 0, True, workflow.APPROVAL_MISMATCH),
        # Of an approval for another act, its state is not told.
        (ASKED, replace(CLAIM, digest="0" * 64), 200, 0, True, workflow.APPROVAL_MISMATCH),
        (ASKED, CLAIM, 200, 0, True, workflow.APPROVAL_PENDING),
        (ASKED, CLAIM, 1_000, 0, True, workflow.APPROVAL_EXPIRED),
        (replace(ASKED, state=ApprovalState.REJECTED), CLAIM, 200, 0, True, workflow.APPROVAL_REJECTED),
        (replace(ASKED, state=ApprovalState.EXPIRED), CLAIM, 200, 0, True, workflow.APPROVAL_EXPIRED),
        (APPROVED, CLAIM, 600, 0, True, workflow.APPROVAL_EXPIRED),
        (APPROVED, CLAIM, 200, 1, True, workflow.APPROVAL_USED),
        (APPROVED, CLAIM, 9_999, 1, True, workflow.APPROVAL_USED),
        (APPROVED, CLAIM, 200, 0, False, workflow.APPROVER_NOT_ALLOWED),
        # A row that says approved but not until when covers nothing.
        (replace(APPROVED, use_by=None), CLAIM, 200, 0, True, workflow.APPROVAL_EXPIRED),
    ],
)
def test_what_is_not_covered_says_why(
    *, approval: Approval | None, claim: Claim, now: int, used: int, still: bool, code: str
) -> None:
    assert covers(approval, claim, now=now, used=used, approvers_still_allowed=still) == code


def test_a_raised_ceiling_in_the_row_no_longer_fits_the_digest() -> None:
    forged = replace(APPROVED, ceiling=Cost(money=10_000, tokens=50))
    claim = Claim(digest=action_digest(ACT, forged.ceiling), subject="agent:payer", cost=Cost(money=9_000))
    assert covers(forged, claim, now=200, used=0, approvers_still_allowed=True) == workflow.APPROVAL_MISMATCH


@pytest.mark.parametrize(
    ("approvers", "approver", "held", "may"),
    [
        (("user:ann",), "user:ann", {}, True),
        (("user:ann",), "user:ben", {"permitted": True}, False),
        (("role:approver",), "user:ben", {"roles": {"approver"}}, True),
        (("role:approver",), "user:ben", {"groups": {"approver"}, "teams": {"approver"}}, False),
        (("group:ops",), "user:ben", {"groups": {"ops"}}, True),
        (("team:research",), "user:ben", {"teams": {"research"}}, True),
        (("group:a:b",), "user:ben", {"groups": {"a:b"}}, True),
        ((), "user:ben", {"permitted": True}, True),
        ((), "user:ben", {"roles": {"approver"}}, False),
        ((), "agent:boss", {"permitted": True}, False),
        (("role:approver",), "agent:boss", {"roles": {"approver"}}, False),
        (("agent:boss",), "agent:boss", {}, True),
        (("user:",), "user:ben", {"roles": {""}}, False),
    ],
)
def test_approvers_are_named_or_hold_what_is_named(
    *, approvers: tuple[str, ...], approver: str, held: dict[str, object], may: bool
) -> None:
    assert may_decide(approvers, approver, **held) is may  # type: ignore[arg-type]


def test_votes_stand_while_enough_of_those_who_approved_still_may() -> None:
    approval = replace(ASKED, rule=Electorate(quorum=2))
    for voter in (ANN, BEN):
        approval = vote(approval, voter, verdict=VoteVerdict.APPROVE, now=1, allowed=True)
    assert votes_stand(approval, lambda _: True)
    assert not votes_stand(approval, lambda approver: approver == "user:ann")


def test_uses_left_never_goes_below_none() -> None:
    assert [uses_left(replace(ASKED, uses_allowed=2), used) for used in range(4)] == [2, 1, 0, 0]


def test_values_that_make_no_sense_are_refused() -> None:
    for broken in (
        lambda: Electorate(quorum=0),
        lambda: Cost(money=-1),
        lambda: Cost(tokens=-1),
        lambda: replace(ASKED, uses_allowed=0),
    ):
        with pytest.raises(ValueError, match=r"least|negative"):
            broken()
