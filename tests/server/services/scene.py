"""An agent that asks for approvals, and humans who may answer: for the tests of approvals."""

from dataclasses import dataclass
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.type.money_pb2 import Money

from remitpb.v1 import approval_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.server.services.shop import Shop, entity

ACTION = plane.ApprovalAction(
    action="tool:execute",
    resource=entity("tool:payments"),
    arguments_json='{"to":"ann@example.com","amount":5}',
    estimate=core.Estimate(money=Money(currency_code="USD", units=2)),
)
APPROVE, REJECT = core.VOTE_CHOICE_APPROVE, core.VOTE_CHOICE_REJECT


@dataclass
class Scene:
    """An agent that asks, and humans who may answer."""

    shop: Shop
    agent: str = ""
    ann: str = ""
    second: str = ""
    outsider: str = ""
    asked: int = 0

    async def ask(
        self, *, key: str = "", action: plane.ApprovalAction = ACTION, **fields: Any
    ) -> core.Approval:
        self.asked += 1
        request = plane.RequestApprovalRequest(
            **{"request_id": f"ask-{self.asked}", "action": action, "justification": "pay the bill", **fields}
        )
        answer = await self.shop.call("Plane.RequestApproval", request, key=key or self.agent)
        approval: core.Approval = answer.approval
        return approval

    def vote(self, approval: core.Approval, choice: Any = APPROVE, **fields: Any) -> pb.DecideApprovalRequest:
        values = {
            "approval_id": approval.approval_id,
            "choice": choice,
            "action_digest": approval.action_digest,
            **fields,
        }
        return pb.DecideApprovalRequest(**values)

    async def decide(self, approval: core.Approval, choice: Any = APPROVE, *, key: str = "") -> core.Approval:
        request = self.vote(approval, choice)
        answer = await self.shop.call("Approval.DecideApproval", request, key=key or self.ann)
        decided: core.Approval = answer.approval
        return decided

    async def guard(self, quorum: int = 1, approvers: tuple[str, ...] = ("role:payer",)) -> None:
        """Have a guardrail ask for approvals of payments."""
        rail = policy.Guardrail(
            guardrail_id="payments-need-a-human",
            effect=policy.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
            actions=["tool:execute"],
            resources=["tool:payments"],
            approval=policy.ApprovalRule(
                approvers=[entity(one) for one in approvers], quorum=quorum, use_within=Duration(seconds=900)
            ),
        )
        await self.shop.call("Policy.CreateGuardrail", policy_calls.CreateGuardrailRequest(guardrail=rail))

    async def pay(self, approval_id: str = "", **fields: Any) -> plane.AuthorizeResponse:
        """Authorize exactly what was asked."""
        return await self.shop.authorize(
            key=self.agent,
            **{
                "action": ACTION.action,
                "resource": ACTION.resource,
                "arguments_json": ACTION.arguments_json,
                "estimate": ACTION.estimate,
                "approval_id": approval_id,
                **fields,
            },
        )


async def open_scene(shop: Shop) -> Scene:
    """Make the agent, two approvers, and somebody who may decide but is none of them."""
    made = Scene(shop)
    made.agent = await shop.agent()
    await shop.role("payer", "approval:*")
    for name in ("ann", "second"):
        await shop.subject(f"user:{name}", "payer")
    made.ann, made.second = await shop.key_of("user:ann"), await shop.key_of("user:second")
    made.outsider = await shop.actor("user:other", "approval:decide", "approval:get")
    return made
