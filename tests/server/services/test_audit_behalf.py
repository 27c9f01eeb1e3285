"""The entry of a change says on whose behalf it was made, and by which grants; persons in it are sealed."""

from typing import Any

import orjson
import pytest_asyncio

from remitpb.v1 import audit_service_pb2 as audit
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from remitpb.v1 import policy_service_pb2_grpc
from tests.server.services.shop import Shop, entity

ANN, BOB, WORKER = "user:ann", "user:bob", "agent:worker"


@pytest_asyncio.fixture
async def key(shop: Shop) -> str:
    """The key of an agent to whom bob passed on what ann gave him."""
    await shop.role("clerk", "role:*", "token:*")
    for ref in (ANN, BOB, WORKER):
        await shop.subject(ref, "clerk")
    made = identity.Delegation(grantor=entity(ANN), delegate=entity(BOB), further_depth=1)
    first = await shop.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=made))
    parent = first.delegation.delegation_id
    passed = identity.Delegation(delegate=entity(WORKER), parent_delegation_id=parent)
    await shop.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=passed))
    return await shop.key_of(WORKER)


async def issued(shop: Shop, key: str, **fields: Any) -> identity.TokenPair:
    request = calls.IssueTokenRequest(on_behalf_of=entity(ANN), **fields)
    tokens: identity.TokenPair = (await shop.call("Identity.IssueToken", request, key=key)).tokens
    return tokens


async def write(shop: Shop, key: str, name: str) -> None:
    """Make a role."""
    await shop.call("Policy.CreateRole", _role(name), key=key)


async def entry_of(shop: Shop, action: str) -> audit.GetEntryResponse:
    """Return the newest entry of an action, as who may read persons sees it."""
    found = await shop.call("Audit.SearchEntries", audit.SearchEntriesRequest(action=action, page_size=1))
    request = audit.GetEntryRequest(entry_id=found.entries[0].entry_id)
    entry: audit.GetEntryResponse = await shop.call("Audit.GetEntry", request)
    return entry


async def test_it_says_for_whom_and_by_which_grants(shop: Shop, key: str) -> None:
    await write(shop, (await issued(shop, key)).access_token, "made")
    found = await entry_of(shop, "role:create")
    assert (found.entry.principal, found.entry.on_behalf_of) == (entity(WORKER), entity(ANN))
    assert not found.entry.erased
    content = orjson.loads(found.content_json)
    assert content["on_behalf_of"] == ANN
    assert [(one["grantor"], one["delegate"]) for one in content["delegation"]] == [(ANN, BOB), (BOB, WORKER)]
    assert all(one["delegation_id"].startswith("del_") for one in content["delegation"])
    # Who may not read persons, and who has the bytes alone, sees none of them.
    assert b"user:" not in found.leaf
    auditor = await shop.actor("service:auditor", "entry:get")
    request = audit.GetEntryRequest(entry_id=found.entry.entry_id)
    read = await shop.call("Audit.GetEntry", request, key=auditor)
    assert not read.content_json


async def test_a_refresh_says_so_too(shop: Shop, key: str) -> None:
    pair = await issued(shop, key, refreshable=True)
    request = calls.RefreshTokenRequest(refresh_token=pair.refresh_token)
    await shop.call("Identity.RefreshToken", request)
    found = await entry_of(shop, "token:refresh")
    assert (found.entry.principal, found.entry.on_behalf_of) == (entity(WORKER), entity(ANN))


async def test_who_acts_for_itself_has_an_entry_as_before(shop: Shop, key: str) -> None:
    await write(shop, key, "own")
    found = await entry_of(shop, "role:create")
    assert not found.entry.HasField("on_behalf_of")
    assert not {"on_behalf_of", "delegation"} & orjson.loads(found.leaf).keys()


async def test_an_operator_elsewhere_is_not_taken_for_a_namesake_there(shop: Shop) -> None:
    for ref in (ANN, WORKER):
        await shop.subject(ref, "admin", key=shop.operator)
    made = identity.Delegation(grantor=entity(ANN), delegate=entity(WORKER))
    request = calls.CreateDelegationRequest(delegation=made)
    await shop.call("Identity.CreateDelegation", request, key=shop.operator)
    owned = calls.CreateApiKeyRequest(owner=entity(WORKER))
    own = (await shop.call("Identity.CreateApiKey", owned, key=shop.operator)).secret
    token = (await issued(shop, own)).access_token
    stub = policy_service_pb2_grpc.PolicyServiceStub(shop.channel)
    named = [("authorization", f"Bearer {token}"), ("remit-tenant", "default")]
    await stub.CreateRole(_role("away"), metadata=named, timeout=20)
    found = await entry_of(shop, "role:create")
    assert not found.entry.HasField("on_behalf_of")
    (link,) = orjson.loads(found.content_json)["delegation"]
    assert (link["grantor"], link["delegate"]) == ("system:platform/user:ann", "system:platform/agent:worker")


def _role(name: str) -> policy_calls.CreateRoleRequest:
    permissions = [policy.Permission(action="role:get")]
    return policy_calls.CreateRoleRequest(role=policy.Role(role_id=name, permissions=permissions))
