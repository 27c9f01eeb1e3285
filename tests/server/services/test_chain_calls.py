"""Remit's own calls of who acts for another: judged by everyone in the chain, and by what each grant gives."""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from remitpb.v1 import budget_service_pb2 as budget_calls
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from remitpb.v1 import timeline_service_pb2 as timeline
from tests.server.services.shop import Refused, Shop, entity

ANN, LEAD, WORKER = "user:ann", "agent:lead", "agent:worker"
MISSING = "PERMISSION_MISSING", ""
LIST = "Policy.ListRoles", policy_calls.ListRolesRequest()


@dataclass
class Staff:
    """Ann, an agent to whom she granted, and one to whom that one passed it on."""

    shop: Shop
    key: str = ""
    """The worker's own."""
    token: str = ""
    """The worker's for ann."""
    first: str = ""
    """`del_…` of ann's own grant."""

    async def grants(self, *actions: str, resources: tuple[str, ...] = ()) -> None:
        """Record both grants, as wide as each other."""
        own = identity.Delegation(
            grantor=entity(ANN), delegate=entity(LEAD), actions=actions, resources=resources, further_depth=1
        )
        self.first = await self._grant(own)
        passed = identity.Delegation(delegate=entity(WORKER), parent_delegation_id=self.first)
        await self._grant(passed)

    async def _grant(self, made: identity.Delegation) -> str:
        request = calls.CreateDelegationRequest(delegation=made)
        answer = await self.shop.call("Identity.CreateDelegation", request)
        return str(answer.delegation.delegation_id)

    async def issue(self) -> None:
        """Get the worker's token for ann."""
        request = calls.IssueTokenRequest(on_behalf_of=entity(ANN))
        self.token = (await self.shop.call("Identity.IssueToken", request, key=self.key)).tokens.access_token

    async def refused(self) -> tuple[str, str]:
        """List roles with the token, which must be refused."""
        return await self.shop.refused(*LIST, key=self.token)

    async def bind(self, ref: str, role: str) -> None:
        """Give a role."""
        binding = policy.Binding(member=entity(ref), role_id=role)
        await self.shop.call("Policy.CreateBinding", policy_calls.CreateBindingRequest(binding=binding))


@pytest_asyncio.fixture
async def staff(shop: Shop) -> Staff:
    """All three, of whom the one in the middle has no role."""
    await shop.role("clerk", "role:*", "run:*", "token:issue", "binding:create", "tool:*")
    await shop.subject(ANN, "clerk")
    await shop.subject(LEAD)
    await shop.subject(WORKER, "clerk")
    return Staff(shop, await shop.key_of(WORKER))


async def test_who_is_between_bounds_the_call(staff: Staff) -> None:
    await staff.grants()
    await staff.issue()
    assert await staff.refused() == MISSING
    await staff.bind(LEAD, "clerk")
    await staff.shop.call(*LIST, key=staff.token)
    # By its own key it acts for itself.
    await staff.shop.call(*LIST, key=staff.key)


async def test_what_no_grant_gives_is_refused(staff: Staff) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants("memory:read")
    await staff.issue()
    assert await staff.refused() == MISSING


async def test_a_grant_on_some_resources_lets_nothing_be_done_on_all(staff: Staff) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants(resources=("role:a*",))
    await staff.issue()
    assert await staff.refused() == MISSING


async def test_a_revocation_is_felt_by_the_next_call(staff: Staff) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants()
    await staff.issue()
    await staff.shop.call(*LIST, key=staff.token)
    await staff.shop.call(
        "Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=staff.first)
    )
    assert await staff.refused() == MISSING


@pytest.mark.parametrize("ref", [ANN, LEAD, WORKER])
async def test_whoever_of_them_is_suspended_stops_it(staff: Staff, ref: str) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants()
    await staff.issue()
    await staff.shop.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity(ref)))
    assert await staff.refused() == MISSING
    await staff.shop.call("Identity.ResumeSubject", calls.ResumeSubjectRequest(subject=entity(ref)))
    await staff.shop.call(*LIST, key=staff.token)


async def gift(staff: Staff, action: str) -> tuple[str, str]:
    """Write a role that grants an action on everything, which must be refused."""
    made = policy.Role(role_id="gift", permissions=[policy.Permission(action=action)])
    return await staff.shop.refused(
        "Policy.CreateRole", policy_calls.CreateRoleRequest(role=made), key=staff.token
    )


async def test_nobody_gives_what_one_of_them_does_not_hold(staff: Staff) -> None:
    await staff.shop.role("half", "role:*")
    await staff.bind(LEAD, "half")
    await staff.grants()
    await staff.issue()
    assert await gift(staff, "tool:execute") == ("PERMISSION_MISSING", "role.permissions")


async def test_nobody_gives_what_a_grant_does_not(staff: Staff) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants("role:*")
    await staff.issue()
    assert await gift(staff, "tool:execute") == ("PERMISSION_MISSING", "role.permissions")
    made = policy.Role(role_id="own", permissions=[policy.Permission(action="role:get")])
    await staff.shop.call("Policy.CreateRole", policy_calls.CreateRoleRequest(role=made), key=staff.token)


async def test_ones_own_run_is_not_written_to_for_somebody_who_took_the_grant_back(staff: Staff) -> None:
    await staff.bind(LEAD, "clerk")
    await staff.grants()
    await staff.issue()
    run = (await staff.shop.call("Identity.StartRun", calls.StartRunRequest(), key=staff.token)).run.run_id
    steps = [core.Step(kind=core.STEP_KIND_PLAN, name="plan", status=core.STEP_STATUS_SUCCEEDED)]
    request = timeline.RecordStepsRequest(run_id=run, steps=steps)
    await staff.shop.call("Timeline.RecordSteps", request, key=staff.token)
    await staff.shop.call(
        "Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=staff.first)
    )
    assert await staff.shop.refused("Timeline.RecordSteps", request, key=staff.token) == MISSING
    await staff.shop.call("Timeline.RecordSteps", request, key=staff.key)


async def test_what_budgets_hold_is_seen_by_who_may_with_all_for_whom_it_acts(staff: Staff) -> None:
    shop = staff.shop
    await shop.role("treasurer", "budget:*", "tool:*", "decision:*", "reservation:*")
    for ref in (ANN, WORKER):
        await staff.bind(ref, "treasurer")
    await staff.bind(LEAD, "clerk")
    await staff.grants()
    await staff.issue()
    made = budget_calls.Budget(
        budget_id="all", scope=core.SCOPE_TENANT, period=core.PERIOD_TOTAL, limit=core.Amount(tokens=9)
    )
    await shop.call("Budget.CreateBudget", budget_calls.CreateBudgetRequest(budget=made))
    asked = plane.CheckBudgetRequest(on_behalf_of=entity(ANN))
    for key, seen in ((staff.key, True), (staff.token, False)):
        (standing,) = (await shop.call("Plane.CheckBudget", asked, key=key)).standings
        assert standing.HasField("limit") is seen


async def test_what_is_anothers_is_followed_by_who_may_with_all_for_whom_it_acts(staff: Staff) -> None:
    shop = staff.shop
    await shop.role("watcher", "timeline:*")
    for ref in (ANN, WORKER):
        await staff.bind(ref, "watcher")
    await staff.bind(LEAD, "clerk")
    await staff.grants()
    await staff.issue()
    follow = plane.StreamTimelineRequest(tenant=plane.TenantTimeline())
    assert await shop.all("Plane.StreamTimeline", follow, key=staff.key)
    with pytest.raises(Refused) as refused:
        await shop.all("Plane.StreamTimeline", follow, key=staff.token)
    assert refused.value.reason == "PERMISSION_MISSING"
    own = plane.StreamTimelineRequest(agent_id="worker")
    await shop.all("Plane.StreamTimeline", own, key=staff.token)
    await shop.call("Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=staff.first))
    with pytest.raises(Refused):
        await shop.all("Plane.StreamTimeline", own, key=staff.token)
