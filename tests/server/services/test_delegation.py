"""Delegations over the wire."""

import pytest

from remit.clock import DAY, HOUR
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, subject
from tests.server.services.house import House


async def grant(house: House, *, key: str = "", **fields: object) -> pb.Delegation:
    made = pb.Delegation(delegate=entity("agent:a"), **fields)  # type: ignore[arg-type]
    request = calls.CreateDelegationRequest(delegation=made)
    return (await house.call("Identity.CreateDelegation", request, key=key)).delegation  # type: ignore[no-any-return]


async def test_a_grant_is_the_callers_own_for_a_day(house: House) -> None:
    await subject(house, "agent:a")
    made = await grant(house, actions=["tool:*"], resources=["tool:web-*"])
    assert made.delegation_id.startswith("del_")
    assert (made.grantor, made.state) == (entity("user:admin"), pb.DELEGATION_STATE_ACTIVE)
    assert (made.on_behalf_of, made.further_depth, made.parent_delegation_id) == (entity("user:admin"), 0, "")
    assert list(made.resources) == ["tool:web-*"]
    assert from_time(made.expires_at) == house.clock.now() + DAY
    assert list(made.actions) == ["tool:*"]
    house.clock.advance(DAY)
    (listed,) = (await house.call("Identity.ListDelegations", calls.ListDelegationsRequest())).delegations
    assert listed.state == pb.DELEGATION_STATE_EXPIRED


async def test_a_later_grant_replaces_an_earlier_one_of_the_pair(house: House) -> None:
    await subject(house, "agent:a")
    first = await grant(house)
    second = await grant(house, actions=["memory:read"])
    listed = await house.call("Identity.ListDelegations", calls.ListDelegationsRequest())
    assert [one.delegation_id for one in listed.delegations] == [second.delegation_id]
    revoke = calls.RevokeDelegationRequest(delegation_id=first.delegation_id)
    assert await house.refused("Identity.RevokeDelegation", revoke) == ("NOT_FOUND", "delegation_id")


async def test_a_revoked_grant_stays_revoked(house: House) -> None:
    await subject(house, "agent:a")
    made = await grant(house)
    revoke = calls.RevokeDelegationRequest(delegation_id=made.delegation_id, reason="over")
    first = await house.call("Identity.RevokeDelegation", revoke)
    assert first.delegation.state == pb.DELEGATION_STATE_REVOKED
    again = await house.call("Identity.RevokeDelegation", revoke)
    assert (again.revision, again.delegation) == (first.revision, first.delegation)


async def test_whoever_holds_a_key_may_grant_their_own_and_no_others(house: House) -> None:
    await subject(house, "agent:a")
    key = await actor(house, "user:ann", "tool:read")
    assert (await grant(house, key=key)).grantor == entity("user:ann")
    other = pb.Delegation(grantor=entity("user:admin"), delegate=entity("agent:a"))
    request = calls.CreateDelegationRequest(delegation=other)
    refused = await house.refused("Identity.CreateDelegation", request, key=key)
    assert refused == ("PERMISSION_MISSING", "delegation.grantor")
    clerk = await actor(house, "user:clerk", "delegation:create")
    assert (await grant(house, key=clerk, grantor=entity("user:ann"))).grantor == entity("user:ann")


@pytest.mark.parametrize(
    ("made", "reason", "field"),
    [
        (pb.Delegation(delegate=entity("agent:ghost")), "NOT_FOUND", "delegation.delegate"),
        (pb.Delegation(delegate=entity("user:admin")), "INVALID_FIELD", "delegation.delegate"),
        (pb.Delegation(), "MISSING_FIELD", "delegation.delegate"),
        (
            pb.Delegation(delegate=entity("agent:a"), actions=["x"]),
            "INVALID_FIELD",
            "delegation.actions[0]",
        ),
        (
            pb.Delegation(delegate=entity("agent:a"), resources=["tool:x", "tool"]),
            "INVALID_FIELD",
            "delegation.resources[1]",
        ),
        (
            pb.Delegation(delegate=entity("agent:a"), further_depth=3),
            "PRECONDITION_FAILED",
            "delegation.further_depth",
        ),
        (
            pb.Delegation(delegate=entity("agent:a"), further_depth=10),
            "INVALID_FIELD",
            "delegation.further_depth",
        ),
        (
            pb.Delegation(delegate=entity("agent:a"), parent_delegation_id="del_1"),
            "NOT_FOUND",
            "delegation.parent_delegation_id",
        ),
    ],
)
async def test_a_grant_that_is_not_of_its_form_is_refused(
    house: House, made: pb.Delegation, reason: str, field: str
) -> None:
    await subject(house, "agent:a")
    request = calls.CreateDelegationRequest(delegation=made)
    assert await house.refused("Identity.CreateDelegation", request) == (reason, field)


async def test_a_grant_ends_within_a_year(house: House) -> None:
    await subject(house, "agent:a")
    for end in (house.clock.now(), house.clock.now() + 366 * DAY + 1):
        made = pb.Delegation(delegate=entity("agent:a"), expires_at=to_time(end))
        request = calls.CreateDelegationRequest(delegation=made)
        refused = await house.refused("Identity.CreateDelegation", request)
        assert refused == ("INVALID_FIELD", "delegation.expires_at")
    assert from_time((await grant(house, expires_at=to_time(house.clock.now() + HOUR))).expires_at)


async def test_grants_are_listed_by_both_ends_and_state(house: House) -> None:
    for ref in ("agent:a", "agent:b", "user:ann"):
        await subject(house, ref)
    ids = {}
    for owner, delegate in (("user:ann", "agent:a"), ("user:admin", "agent:a"), ("user:ann", "agent:b")):
        made = pb.Delegation(grantor=entity(owner), delegate=entity(delegate))
        request = calls.CreateDelegationRequest(delegation=made)
        answer = await house.call("Identity.CreateDelegation", request)
        ids[owner, delegate] = answer.delegation.delegation_id
    revoke = calls.RevokeDelegationRequest(delegation_id=ids["user:ann", "agent:b"])
    await house.call("Identity.RevokeDelegation", revoke)

    async def listed(**fields: object) -> list[str]:
        request = calls.ListDelegationsRequest(**fields)  # type: ignore[arg-type]
        page = await house.call("Identity.ListDelegations", request)
        return [one.delegation_id for one in page.delegations]

    assert await listed() == list(reversed(ids.values()))
    ann = [ids["user:ann", "agent:b"], ids["user:ann", "agent:a"]]
    assert await listed(grantor=entity("user:ann")) == ann
    assert await listed(delegate=entity("agent:b")) == [ids["user:ann", "agent:b"]]
    assert await listed(state=pb.DELEGATION_STATE_REVOKED) == [ids["user:ann", "agent:b"]]


async def test_nobody_grants_in_the_name_of_who_is_suspended(house: House) -> None:
    await subject(house, "agent:a")
    key = await actor(house, "user:ann", "tool:read")
    made = await grant(house, key=key)
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("user:ann")))
    request = calls.CreateDelegationRequest(delegation=pb.Delegation(delegate=entity("agent:a")))
    refused = await house.refused("Identity.CreateDelegation", request, key=key)
    assert refused == ("PERMISSION_MISSING", "")
    # Nor does an administrator: it would count on the day on which she is let act again.
    request.delegation.grantor.CopyFrom(entity("user:ann"))
    refused = await house.refused("Identity.CreateDelegation", request)
    assert refused == ("PRECONDITION_FAILED", "delegation.grantor")
    # What she gave can be taken back meanwhile, by who may: a revocation only takes away.
    revoke = calls.RevokeDelegationRequest(delegation_id=made.delegation_id)
    assert await house.refused("Identity.RevokeDelegation", revoke, key=key) == ("PERMISSION_MISSING", "")
    revoked = await house.call("Identity.RevokeDelegation", revoke)
    assert revoked.delegation.state == pb.DELEGATION_STATE_REVOKED
