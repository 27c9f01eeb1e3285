"""Approvals from the question to the use: who may say yes, to exactly what, once; and who hears of it."""

from functools import partial
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.administration.approval_expiry import ApprovalExpiry
from remit.approval.model import Approval, ApprovalState
from remit.clock import HOUR
from remitpb.v1 import approval_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity_calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from remitpb.v1 import timeline_service_pb2 as timeline
from tests.server.services.scene import ACTION, REJECT, Scene
from tests.server.services.shop import AGENT, entity


async def test_an_approved_act_is_allowed_once_and_a_changed_one_never(scene: Scene) -> None:
    await scene.guard()
    assert (await scene.pay()).effect == core.EFFECT_NEEDS_APPROVAL
    asked = await scene.ask()
    assert asked.state == core.APPROVAL_STATE_PENDING
    assert list(asked.approvers) == [entity("role:payer")]
    decided = await scene.decide(asked)
    assert (decided.state, decided.uses_left, decided.votes[0].voter) == (
        core.APPROVAL_STATE_APPROVED, 1, entity("user:ann"),
    )  # fmt: skip
    changed = await scene.pay(asked.approval_id, arguments_json='{"to":"ann@example.com","amount":6}')
    assert [one.code for one in changed.reasons] == [core.REASON_CODE_APPROVAL_MISMATCH]
    allowed = await scene.pay(asked.approval_id)
    assert allowed.effect == core.EFFECT_ALLOW
    again = await scene.pay(asked.approval_id)
    assert [one.code for one in again.reasons] == [core.REASON_CODE_APPROVAL_USED]
    read = await scene.shop.call("Approval.GetApproval", pb.GetApprovalRequest(approval_id=asked.approval_id))
    assert (list(read.used_by), read.approval.uses_left) == ([allowed.decision_id], 0)


async def test_what_approvers_see_is_in_remits_words_and_without_persons(scene: Scene) -> None:
    await scene.guard()
    asked = await scene.ask()
    assert "ann@example.com" not in asked.arguments_json
    assert "[EMAIL]" in asked.arguments_json
    assert asked.summary.startswith(f"{AGENT} wants to do tool:execute on tool:payments")
    assert "at most 2 USD" in asked.summary
    assert asked.justification == "pay the bill"
    assert asked.cost_ceiling.units == 2


async def test_asking_again_with_the_same_id_asks_once(scene: Scene) -> None:
    first = await scene.ask(request_id="once")
    await scene.decide(first)
    assert (await scene.ask(request_id="once")).state == core.APPROVAL_STATE_APPROVED
    other = plane.RequestApprovalRequest(request_id="once", action=ACTION, justification="another reason")
    assert await scene.shop.refused("Plane.RequestApproval", other, key=scene.agent) == (
        "IDEMPOTENCY_CONFLICT", "request_id",
    )  # fmt: skip
    assert len((await scene.shop.call("Approval.ListApprovals", pb.ListApprovalsRequest())).approvals) == 1


async def test_without_a_guardrail_whoever_may_decide_decides(scene: Scene) -> None:
    asked = await scene.ask()
    assert (list(asked.approvers), asked.quorum) == ([], 1)
    assert (await scene.decide(asked, key=scene.outsider)).state == core.APPROVAL_STATE_APPROVED


async def test_two_votes_make_a_quorum_of_two_and_one_no_ends_it(scene: Scene) -> None:
    await scene.guard(quorum=2)
    asked = await scene.ask()
    assert (await scene.decide(asked)).state == core.APPROVAL_STATE_PENDING
    before = (await scene.shop.call("Approval.DecideApproval", scene.vote(asked), key=scene.ann)).revision
    assert (await scene.decide(asked)).state == core.APPROVAL_STATE_PENDING
    assert (
        await scene.shop.call("Approval.DecideApproval", scene.vote(asked), key=scene.ann)
    ).revision == before
    assert await scene.shop.refused("Approval.DecideApproval", scene.vote(asked, REJECT), key=scene.ann) == (
        "ALREADY_EXISTS", "",
    )  # fmt: skip
    assert (await scene.decide(asked, key=scene.second)).state == core.APPROVAL_STATE_APPROVED
    another = await scene.ask()
    assert (await scene.decide(another, REJECT)).state == core.APPROVAL_STATE_REJECTED
    late = await scene.shop.refused("Approval.DecideApproval", scene.vote(another), key=scene.second)
    assert late[0] == "APPROVAL_NOT_PENDING"


async def test_nobody_decides_what_is_their_own(scene: Scene) -> None:
    shop = scene.shop
    asked = await scene.ask()
    await shop.call("Policy.CreateBinding", _binding("payer", AGENT))
    assert (await shop.refused("Approval.DecideApproval", scene.vote(asked), key=scene.agent))[
        0
    ] == "SELF_APPROVAL"
    of_ann = await scene.ask(key=scene.ann)
    assert (await shop.refused("Approval.DecideApproval", scene.vote(of_ann), key=scene.ann))[
        0
    ] == "SELF_APPROVAL"
    grant = identity_calls.CreateDelegationRequest()
    grant.delegation.grantor.CopyFrom(entity("user:ann"))
    grant.delegation.delegate.CopyFrom(entity(AGENT))
    grant.delegation.actions.append("tool:*")
    await shop.call("Identity.CreateDelegation", grant, key=scene.ann)
    action = plane.ApprovalAction()
    action.CopyFrom(ACTION)
    action.on_behalf_of.CopyFrom(entity("user:ann"))
    for_ann = await scene.ask(action=action)
    assert (await shop.refused("Approval.DecideApproval", scene.vote(for_ann), key=scene.ann))[
        0
    ] == "SELF_APPROVAL"
    assert (await scene.decide(for_ann, key=scene.second)).state == core.APPROVAL_STATE_APPROVED


def _binding(role: str, member: str) -> policy_calls.CreateBindingRequest:
    return policy_calls.CreateBindingRequest(binding=policy.Binding(role_id=role, member=entity(member)))


async def test_who_is_no_approver_cannot_vote(scene: Scene) -> None:
    await scene.guard()
    asked = await scene.ask()
    assert (await scene.shop.refused("Approval.DecideApproval", scene.vote(asked), key=scene.outsider))[
        0
    ] == ("APPROVER_NOT_ALLOWED")


async def test_a_vote_is_for_what_the_voter_saw(scene: Scene) -> None:
    asked = await scene.ask()
    request = scene.vote(asked, action_digest=bytes(32))
    assert await scene.shop.refused("Approval.DecideApproval", request, key=scene.ann) == (
        "ETAG_MISMATCH", "action_digest",
    )  # fmt: skip


async def test_time_ends_what_nobody_decides_or_uses(scene: Scene) -> None:
    await scene.guard()
    shop = scene.shop
    unused, undecided = await scene.ask(), await scene.ask()
    await scene.decide(unused)
    shop.clock.advance(HOUR)
    late = await shop.refused("Approval.DecideApproval", scene.vote(undecided), key=scene.second)
    assert late[0] == "APPROVAL_NOT_PENDING"
    expiry = ApprovalExpiry(
        shop.app.office, shop.app.entities, announcements=shop.app.announcements, clock=shop.clock
    )
    pending = partial(shop.app.entities.tenants_with, Approval, state=ApprovalState.PENDING)
    assert await pending() == ["default"]
    assert (await expiry.run(), await expiry.run()) == (1, 0)
    assert await pending() == []
    request = pb.ListApprovalsRequest(filter=pb.ApprovalFilter(states=[core.APPROVAL_STATE_EXPIRED]))
    found = (await shop.call("Approval.ListApprovals", request)).approvals
    assert [one.approval_id for one in found] == [undecided.approval_id, unused.approval_id]
    refused = await scene.pay(unused.approval_id)
    assert [one.code for one in refused.reasons] == [core.REASON_CODE_APPROVAL_EXPIRED]


async def test_who_asked_may_withdraw_and_others_need_the_permission(scene: Scene) -> None:
    shop = scene.shop
    mine, theirs = await scene.ask(), await scene.ask()
    request = pb.CancelApprovalRequest(
        approval_id=mine.approval_id, reason="no longer needed", etag=mine.etag
    )
    cancelled = await shop.call("Approval.CancelApproval", request, key=scene.agent)
    assert cancelled.approval.state == core.APPROVAL_STATE_CANCELLED
    assert cancelled.approval.HasField("decided_at")
    plain = pb.CancelApprovalRequest(approval_id=mine.approval_id)
    assert (await shop.call("Approval.CancelApproval", plain, key=scene.agent)).revision == cancelled.revision
    other = pb.CancelApprovalRequest(approval_id=theirs.approval_id)
    assert (await shop.refused("Approval.CancelApproval", other, key=scene.outsider))[
        0
    ] == "PERMISSION_MISSING"
    stale = pb.CancelApprovalRequest(approval_id=theirs.approval_id, etag="old")
    assert await shop.refused("Approval.CancelApproval", stale, key=scene.agent) == ("ETAG_MISMATCH", "etag")
    await scene.decide(theirs)
    assert (await shop.call("Approval.CancelApproval", other, key=scene.ann)).approval.state == (
        core.APPROVAL_STATE_CANCELLED
    )


async def test_what_is_used_up_cannot_be_withdrawn(scene: Scene) -> None:
    await scene.guard()
    asked = await scene.ask()
    await scene.decide(asked)
    await scene.pay(asked.approval_id)
    request = pb.CancelApprovalRequest(approval_id=asked.approval_id)
    assert (await scene.shop.refused("Approval.CancelApproval", request))[0] == "APPROVAL_NOT_PENDING"


async def test_lists_filter_and_page_newest_first(scene: Scene) -> None:
    shop = scene.shop
    made = [await scene.ask() for _ in range(5)]
    await scene.decide(made[0])
    names: list[str] = []
    request = pb.ListApprovalsRequest(page_size=2)
    while True:
        page = await shop.call("Approval.ListApprovals", request)
        names += [one.approval_id for one in page.approvals]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert names == [one.approval_id for one in reversed(made)]
    for_me = pb.ListApprovalsRequest(filter=pb.ApprovalFilter(for_me=True))
    assert len((await shop.call("Approval.ListApprovals", for_me, key=scene.ann)).approvals) == 4
    acts = pb.ListApprovalsRequest(filter=pb.ApprovalFilter(action="memory:*"))
    assert not (await shop.call("Approval.ListApprovals", acts)).approvals
    asker = pb.ListApprovalsRequest(filter=pb.ApprovalFilter(requested_by=entity(AGENT)))
    assert len((await shop.call("Approval.ListApprovals", asker)).approvals) == 5


async def test_a_run_shows_the_question_and_its_answer_as_one_step(scene: Scene) -> None:
    run = await scene.shop.run_of()
    action = plane.ApprovalAction()
    action.CopyFrom(ACTION)
    action.run_id = run
    asked = await scene.ask(action=action)
    request = timeline.GetStepRequest(run_id=run, step_id=asked.approval_id)
    waiting = (await scene.shop.call("Timeline.GetStep", request)).step
    assert (waiting.kind, waiting.status) == (core.STEP_KIND_APPROVAL, core.STEP_STATUS_WAITING)
    await scene.decide(asked)
    answered = (await scene.shop.call("Timeline.GetStep", request)).step
    assert (answered.status, answered.sequence) == (core.STEP_STATUS_SUCCEEDED, waiting.sequence)


async def test_guardrails_that_ask_together_are_fulfilled_together(scene: Scene) -> None:
    await scene.guard(approvers=("role:payer",))
    second = policy.Guardrail(
        guardrail_id="big-payments",
        effect=policy.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
        actions=["tool:*"],
        approval=policy.ApprovalRule(approvers=[entity("user:ann"), entity("user:third")], quorum=2),
    )
    await scene.shop.call("Policy.CreateGuardrail", policy_calls.CreateGuardrailRequest(guardrail=second))
    asked = await scene.ask()
    assert (list(asked.approvers), asked.quorum) == ([entity("user:ann")], 2)
    assert "big-payments, payments-need-a-human" in asked.summary


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"use_within": Duration(seconds=901)}, "INVALID_FIELD", "use_within"),
        ({"uses": 101}, "INVALID_FIELD", "uses"),
        ({"decide_within": Duration(seconds=1)}, "INVALID_FIELD", "decide_within"),
    ],
)
async def test_what_may_not_be_asked_is_refused_by_name(
    scene: Scene, fields: dict[str, Any], reason: str, field: str
) -> None:
    await scene.guard()
    request = plane.RequestApprovalRequest(request_id="r", action=ACTION, **fields)
    assert await scene.shop.refused("Plane.RequestApproval", request, key=scene.agent) == (reason, field)
