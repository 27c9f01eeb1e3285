"""Grants that are passed on, over the wire: never more than there was, by nobody else, and gone with what they came from."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from remit.clock import DAY, HOUR
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import budget_service_pb2 as budgets
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import tenant_service_pb2 as tenants
from tests.server.services.shop import Refused, Shop, entity

ACTIVE, REVOKED = pb.DELEGATION_STATE_ACTIVE, pb.DELEGATION_STATE_REVOKED
TOO_WIDE = "PERMISSION_MISSING"


class Family:
    """A user, and agents that act for her by one another's grants."""

    def __init__(self, shop: Shop, keys: Mapping[str, str]) -> None:
        """Call as each by its key."""
        self.shop = shop
        self.keys = keys

    async def grant(self, by: str, to: str, **fields: Any) -> pb.Delegation:
        """Record a grant as `by`, the administrator when empty."""
        return await self._create(by, pb.Delegation(delegate=entity(to), **fields))

    async def _create(self, by: str, made: pb.Delegation) -> pb.Delegation:
        request = calls.CreateDelegationRequest(delegation=made)
        answer = await self.shop.call("Identity.CreateDelegation", request, key=self.keys.get(by, ""))
        granted: pb.Delegation = answer.delegation
        return granted

    async def refused(self, by: str, to: str, **fields: Any) -> tuple[str, str]:
        """Try to record a grant that must be refused; return the reason and the field."""
        made = pb.Delegation(delegate=entity(to), **fields)
        request = calls.CreateDelegationRequest(delegation=made)
        return await self.shop.refused("Identity.CreateDelegation", request, key=self.keys.get(by, ""))

    async def chain(self, *refs: str) -> list[pb.Delegation]:
        """Record a chain that begins with the first, each as deep as it can be."""
        made: list[pb.Delegation] = []
        for place, (by, to) in enumerate(pairwise(refs)):
            parent = made[-1].delegation_id if made else ""
            made.append(await self.grant(by, to, parent_delegation_id=parent, further_depth=2 - place))
        return made

    async def revoke(self, one: pb.Delegation) -> pb.Delegation:
        """Revoke a grant as the administrator."""
        request = calls.RevokeDelegationRequest(delegation_id=one.delegation_id, reason="over")
        revoked: pb.Delegation = (await self.shop.call("Identity.RevokeDelegation", request)).delegation
        return revoked

    async def states(self, **fields: Any) -> dict[str, Any]:
        """List grants, newest first, and return their states by id."""
        page = await self.shop.call("Identity.ListDelegations", calls.ListDelegationsRequest(**fields))
        return {one.delegation_id: one.state for one in page.delegations}

    async def code(self, subject: str, *, behalf: str = "user:ann", **fields: Any) -> str:
        """Ask as an agent for the user, and return why it was refused; empty when it was not."""
        answer = await self.shop.authorize(key=self.keys[subject], on_behalf_of=entity(behalf), **fields)
        if answer.effect == core.EFFECT_ALLOW:
            return ""
        return core.ReasonCode.Name(answer.reasons[0].code).removeprefix("REASON_CODE_")

    async def suspend(self, ref: str) -> None:
        """Stop a subject."""
        await self.shop.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity(ref)))


@pytest.fixture
async def family(shop: Shop) -> Family:
    await shop.role("worker", "tool:*", "model:*", "decision:authorize")
    keys = {}
    for ref in ("user:ann", "agent:a", "agent:b", "agent:c", "agent:d"):
        await shop.subject(ref, "worker")
        keys[ref] = await shop.key_of(ref)
    return Family(shop, keys)


async def test_a_grant_is_passed_on_by_its_delegate_and_shows_where_it_begins(family: Family) -> None:
    first, second = await family.chain("user:ann", "agent:a", "agent:b")
    assert (second.grantor, second.delegate) == (entity("agent:a"), entity("agent:b"))
    assert (second.on_behalf_of, second.parent_delegation_id) == (entity("user:ann"), first.delegation_id)
    assert (first.further_depth, second.further_depth, second.state) == (2, 1, ACTIVE)
    answer = await family.shop.authorize(key=family.keys["agent:b"], on_behalf_of=entity("user:ann"))
    assert answer.effect == core.EFFECT_ALLOW
    assert [
        (one.principal, one.delegate, one.proof, one.grant_id, one.expires_at) for one in answer.delegation
    ] == [
        (one.grantor, one.delegate, plane.DELEGATION_PROOF_GRANT, one.delegation_id, one.expires_at)
        for one in (first, second)
    ]


async def test_what_is_left_out_is_as_the_parent_says(family: Family) -> None:
    now = family.shop.clock.now()
    first = await family.grant(
        "user:ann", "agent:a", further_depth=1, actions=["tool:*"], resources=["tool:web-*"],
        expires_at=to_time(now + HOUR),
    )  # fmt: skip
    second = await family.grant("agent:a", "agent:b", parent_delegation_id=first.delegation_id)
    assert (second.actions, second.resources, second.expires_at) == (
        first.actions,
        first.resources,
        first.expires_at,
    )
    assert second.further_depth == 0
    long = await family.grant("user:ann", "agent:c", further_depth=1, expires_at=to_time(now + 9 * DAY))
    third = await family.grant("agent:c", "agent:d", parent_delegation_id=long.delegation_id)
    assert from_time(third.expires_at) == now + DAY


@pytest.mark.parametrize(
    ("wider", "field"),
    [
        ({"actions": ["tool:execute", "model:call"]}, "delegation.actions[1]"),
        ({"actions": ["*"]}, "delegation.actions[0]"),
        ({"actions": ["tool*:*"]}, "delegation.actions[0]"),
        ({"resources": ["tool:web-search", "tool:shell"]}, "delegation.resources[1]"),
        ({"resources": ["*"]}, "delegation.resources[0]"),
        ({"resources": ["tool:*"]}, "delegation.resources[0]"),
        ({"further_depth": 1}, "delegation.further_depth"),
        ({"further_depth": 9}, "delegation.further_depth"),
        ({"expires_at": HOUR + 1}, "delegation.expires_at"),
    ],
)
async def test_nothing_wider_is_passed_on(family: Family, wider: dict[str, Any], field: str) -> None:
    now = family.shop.clock.now()
    first = await family.grant(
        "user:ann", "agent:a", further_depth=1, actions=["tool:*"], resources=["tool:web-*"],
        expires_at=to_time(now + HOUR),
    )  # fmt: skip
    if "expires_at" in wider:
        wider = {"expires_at": to_time(now + wider["expires_at"])}
    parent = {"parent_delegation_id": first.delegation_id}
    assert await family.refused("agent:a", "agent:b", **parent, **wider) == (TOO_WIDE, field)
    # Nor by an administrator, who may grant for others but not more than they have.
    assert await family.refused("", "agent:b", **parent, **wider) == (TOO_WIDE, field)
    inside = await family.grant(
        "agent:a", "agent:b", **parent, actions=["tool:execute"], resources=["tool:web-x*"]
    )
    assert inside.state == ACTIVE


async def test_a_grant_that_may_not_be_passed_on_is_not(family: Family) -> None:
    first = await family.grant("user:ann", "agent:a")
    refused = await family.refused("agent:a", "agent:b", parent_delegation_id=first.delegation_id)
    assert refused == (TOO_WIDE, "delegation.parent_delegation_id")


async def test_another_grant_is_not_ones_own_to_pass_on(family: Family) -> None:
    first = await family.grant("user:ann", "agent:a", further_depth=2)
    parent = {"parent_delegation_id": first.delegation_id}
    assert await family.refused("agent:b", "agent:c", **parent) == (
        TOO_WIDE,
        "delegation.parent_delegation_id",
    )
    assert await family.refused("user:ann", "agent:c", **parent) == (
        TOO_WIDE,
        "delegation.parent_delegation_id",
    )
    for named in ("agent:b", "user:ann"):
        refused = await family.refused("agent:b", "agent:c", **parent, grantor=entity(named))
        assert refused == (TOO_WIDE, "delegation.grantor")
    refused = await family.refused("agent:b", "agent:c", **parent, grantor=entity("agent:a"))
    assert refused == (TOO_WIDE, "delegation.grantor")
    assert await family.code("agent:c") == "DELEGATION_MISSING"
    refused = await family.refused("", "agent:c", **parent, grantor=entity("agent:b"))
    assert refused == (TOO_WIDE, "delegation.grantor")
    by_admin = await family.grant("", "agent:c", **parent)
    assert by_admin.grantor == entity("agent:a")
    assert await family.code("agent:c") == ""


async def test_a_chain_does_not_come_back_to_anybody(family: Family) -> None:
    first, second = await family.chain("user:ann", "agent:a", "agent:b")
    assert second.further_depth
    for back_to in ("user:ann", "agent:a", "agent:b"):
        refused = await family.refused("agent:b", back_to, parent_delegation_id=second.delegation_id)
        assert refused == ("INVALID_FIELD", "delegation.delegate")
    assert await family.states() == {second.delegation_id: ACTIVE, first.delegation_id: ACTIVE}


async def set_depth(shop: Shop, depth: int) -> None:
    request = tenants.UpdateTenantRequest()
    request.tenant.settings.max_delegation_depth = depth
    request.update_mask.paths.append("settings.max_delegation_depth")
    assert (await shop.call("Tenant.UpdateTenant", request)).tenant.settings.max_delegation_depth == depth


async def test_a_chain_is_never_longer_than_the_tenant_allows(family: Family) -> None:
    grants = await family.chain("user:ann", "agent:a", "agent:b", "agent:c")
    refused = await family.refused("agent:c", "agent:d", parent_delegation_id=grants[-1].delegation_id)
    assert refused == (TOO_WIDE, "delegation.parent_delegation_id")
    assert await family.code("agent:c") == ""
    await set_depth(family.shop, 2)
    assert await family.code("agent:c") == "DELEGATION_TOO_DEEP"
    assert await family.code("agent:b") == ""
    refused = await family.refused("agent:b", "agent:d", parent_delegation_id=grants[1].delegation_id)
    assert refused == ("PRECONDITION_FAILED", "delegation.parent_delegation_id")
    assert await family.refused("user:ann", "agent:d", further_depth=2) == (
        "PRECONDITION_FAILED",
        "delegation.further_depth",
    )
    await set_depth(family.shop, 4)
    assert await family.code("agent:c") == ""


async def test_a_revocation_ends_all_below_and_nothing_else(family: Family) -> None:
    first, second, third = await family.chain("user:ann", "agent:a", "agent:b", "agent:c")
    beside = await family.grant("agent:a", "agent:d", parent_delegation_id=first.delegation_id)
    assert (await family.revoke(second)).state == REVOKED
    ended = {second.delegation_id: REVOKED, third.delegation_id: REVOKED}
    assert await family.states() == {**ended, first.delegation_id: ACTIVE, beside.delegation_id: ACTIVE}
    assert [await family.code(f"agent:{one}") for one in "abcd"] == [
        "",
        "DELEGATION_MISSING",
        "DELEGATION_MISSING",
        "",
    ]
    revisions = await family.shop.call(
        "Identity.ListDelegations", calls.ListDelegationsRequest(state=REVOKED)
    )
    assert {from_time(one.revoked_at) for one in revisions.delegations} == {family.shop.clock.now()}
    refused = await family.refused("agent:b", "agent:c", parent_delegation_id=second.delegation_id)
    assert refused == ("PRECONDITION_FAILED", "delegation.parent_delegation_id")


async def test_the_first_ones_own_grant_replaces_any_and_ends_what_passed_it_on(family: Family) -> None:
    first, second, third = await family.chain("user:ann", "agent:a", "agent:b", "agent:c")
    own = await family.grant("user:ann", "agent:b", further_depth=1)
    assert await family.states() == {
        own.delegation_id: ACTIVE,
        third.delegation_id: REVOKED,
        first.delegation_id: ACTIVE,
    }
    assert second.delegation_id not in await family.states()
    assert [await family.code("agent:b"), await family.code("agent:c")] == ["", "DELEGATION_MISSING"]
    refused = await family.refused("agent:b", "agent:c", parent_delegation_id=second.delegation_id)
    assert refused == ("NOT_FOUND", "delegation.parent_delegation_id")


async def test_nobody_takes_the_place_of_what_another_gave(family: Family) -> None:
    first, second = await family.chain("user:ann", "agent:a", "agent:b")
    other = await family.grant("user:ann", "agent:c", further_depth=1)
    with pytest.raises(Refused) as refused:
        await family.grant(
            "agent:c", "agent:b", parent_delegation_id=other.delegation_id, actions=["tool:list"]
        )
    assert (refused.value.reason, refused.value.field) == ("PRECONDITION_FAILED", "delegation.delegate")
    assert second.delegation_id in refused.value.message
    assert await family.code("agent:b") == ""
    narrower = await family.grant(
        "agent:a", "agent:b", parent_delegation_id=first.delegation_id, actions=["tool:list"]
    )
    assert await family.code("agent:b") == "DELEGATION_EXCEEDS"
    await family.revoke(narrower)
    await family.grant("agent:c", "agent:b", parent_delegation_id=other.delegation_id)
    assert await family.code("agent:b") == ""


async def test_one_in_the_middle_that_is_stopped_or_removed_stops_all_below(family: Family) -> None:
    first, second, third = await family.chain("user:ann", "agent:a", "agent:b", "agent:c")
    await family.suspend("agent:a")
    assert [await family.code("agent:b"), await family.code("agent:c")] == ["DELEGATION_MISSING"] * 2
    refused = await family.refused("agent:b", "agent:d", parent_delegation_id=second.delegation_id)
    assert refused == ("PRECONDITION_FAILED", "delegation.parent_delegation_id")
    await family.shop.call("Identity.ResumeSubject", calls.ResumeSubjectRequest(subject=entity("agent:a")))
    assert await family.code("agent:c") == ""
    await family.shop.call("Identity.DeleteSubject", calls.DeleteSubjectRequest(subject=entity("agent:a")))
    assert await family.code("agent:c") == "DELEGATION_MISSING"
    # Another of the same name begins with nothing.
    await family.shop.subject("agent:a", "worker")
    assert await family.code("agent:c") == "DELEGATION_MISSING"
    assert await family.states() == {
        third.delegation_id: REVOKED,
        second.delegation_id: REVOKED,
        first.delegation_id: REVOKED,
    }


async def test_an_expiry_is_felt_below_at_the_instant(family: Family) -> None:
    now = family.shop.clock.now()
    first = await family.grant("user:ann", "agent:a", further_depth=1, expires_at=to_time(now + HOUR))
    await family.grant("agent:a", "agent:b", parent_delegation_id=first.delegation_id)
    family.shop.clock.advance(HOUR - 1)
    assert await family.code("agent:b") == ""
    family.shop.clock.advance(1)
    assert await family.code("agent:b") == "DELEGATION_MISSING"


async def test_grants_are_listed_by_who_gave_them(family: Family) -> None:
    first, second, third = await family.chain("user:ann", "agent:a", "agent:b", "agent:c")
    assert list(await family.states(grantor=entity("user:ann"))) == [first.delegation_id]
    assert list(await family.states(grantor=entity("agent:a"))) == [second.delegation_id]
    assert list(await family.states(grantor=entity("agent:b"), delegate=entity("agent:c"))) == [
        third.delegation_id
    ]
    assert await family.states(grantor=entity("agent:c")) == {}


async def test_a_key_that_is_limited_gives_no_more_than_its_scopes(family: Family) -> None:
    request = calls.CreateApiKeyRequest(owner=entity("user:ann"), scopes=["delegation:create", "tool:*"])
    limited = Family(
        family.shop, {"ann": str((await family.shop.call("Identity.CreateApiKey", request)).secret)}
    )
    assert await limited.refused("ann", "agent:a") == ("CREDENTIAL_SCOPE", "delegation.actions[0]")
    refused = await limited.refused("ann", "agent:a", actions=["tool:list", "model:call"])
    assert refused == ("CREDENTIAL_SCOPE", "delegation.actions[1]")
    assert (await limited.grant("ann", "agent:a", actions=["tool:list"])).state == ACTIVE


async def test_every_call_that_names_somebody_asks_the_same(family: Family) -> None:
    shop, ann, key = family.shop, entity("user:ann"), family.keys["agent:b"]
    first, _ = await family.chain("user:ann", "agent:a", "agent:b")
    session = calls.StartSessionRequest(on_behalf_of=ann)
    run = calls.StartRunRequest(on_behalf_of=ann)
    action = plane.ApprovalAction(action="tool:execute", resource=entity("tool:pay"), on_behalf_of=ann)
    record = plane.UsageRecord(usage_id="u", on_behalf_of=ann)
    record.model.provider, record.model.model = "openai", "gpt-4o"
    check = plane.CheckBudgetRequest(on_behalf_of=ann)

    def approval(request_id: str) -> plane.RequestApprovalRequest:
        return plane.RequestApprovalRequest(request_id=request_id, action=action, justification="because")

    async def recorded(usage_id: str) -> plane.UsageResult:
        record.usage_id = usage_id
        request = plane.RecordUsageRequest(records=[record])
        result: plane.UsageResult = (await shop.call("Plane.RecordUsage", request, key=key)).results[0]
        return result

    for request in (session, run):
        request.subject.CopyFrom(entity("agent:b"))
        await shop.call(f"Identity.{type(request).__name__.removesuffix('Request')}", request)
    await shop.call("Plane.RequestApproval", approval("before"), key=key)
    assert (await recorded("before")).HasField("receipt")
    assert (await shop.call("Plane.CheckBudget", check, key=key)).fits

    await family.revoke(first)
    gone = ("PRECONDITION_FAILED", "on_behalf_of")
    assert await shop.refused("Identity.StartSession", session) == gone
    assert await shop.refused("Identity.StartRun", run) == gone
    refused = await shop.refused("Plane.RequestApproval", approval("after"), key=key)
    assert refused == ("PRECONDITION_FAILED", "action.on_behalf_of")
    assert not (await recorded("after")).HasField("receipt")
    answer = await shop.call("Plane.CheckBudget", check, key=key)
    assert (answer.fits, answer.reasons[0].code) == (False, core.REASON_CODE_DELEGATION_MISSING)


async def test_who_merely_names_a_user_learns_nothing_of_her_budgets(family: Family) -> None:
    shop = family.shop
    budget = budgets.Budget(
        budget_id="ann-a-day",
        scope=core.SCOPE_USER,
        scope_id="ann",
        period=core.PERIOD_DAY,
        limit=core.Amount(tokens=10_000),
    )
    await shop.call("Budget.CreateBudget", budgets.CreateBudgetRequest(budget=budget))
    asked = plane.CheckBudgetRequest(on_behalf_of=entity("user:ann"), estimate=core.Estimate(tokens=1))
    key = family.keys["agent:a"]
    assert not (await shop.call("Plane.CheckBudget", asked, key=key)).standings
    await family.grant("user:ann", "agent:a")
    (standing,) = (await shop.call("Plane.CheckBudget", asked, key=key)).standings
    assert standing.budget_id == "ann-a-day"
