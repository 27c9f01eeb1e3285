"""What a token gives: never more than whoever asked for it had, nor for longer, nor on behalf of another."""

from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.administration.authority import Authority
from remit.clock import MINUTE
from remit.errors import CredentialScopeError
from remit.identity.model import Principal, TokenFamily
from remit.identity.token_family import family_of
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.server.services.actors import actor, entity, key_of, role, subject
from tests.server.services.house import House
from tests.server.services.test_token import WHO, make, not_issued, not_renewed, renew, said


async def grant(house: House, delegate: str, *, grantor: str) -> str:
    request = calls.CreateDelegationRequest(
        delegation=pb.Delegation(delegate=entity(delegate), grantor=entity(grantor))
    )
    return str((await house.call("Identity.CreateDelegation", request)).delegation.delegation_id)


async def test_nobody_issues_more_than_they_have(house: House) -> None:
    clerk = await actor(house, "user:clerk", "token:issue", "tool:read")
    await role(house, "writer", "tool:read", "tool:write")
    await subject(house, "agent:a", "writer")
    assert await not_issued(house, key=clerk, subject=entity("agent:a")) == ("PERMISSION_MISSING", "owner")
    assert (await make(house, key=clerk, subject=entity("agent:a"), scopes=["tool:read"])).access_token
    wide = await not_issued(house, key=clerk, subject=entity("agent:a"), scopes=["tool:*"])
    assert wide == ("PERMISSION_MISSING", "owner")
    narrow = await key_of(house, "user:clerk", scopes=["token:*", "tool:read"])
    assert await not_issued(house, key=narrow) == ("CREDENTIAL_SCOPE", "scopes")
    assert await not_issued(house, key=narrow, scopes=["tool:write"]) == ("CREDENTIAL_SCOPE", "scopes")
    pair = await make(house, key=narrow, scopes=["tool:read"])
    listing = await house.refused("Identity.ListSubjects", calls.ListSubjectsRequest(), key=pair.access_token)
    assert listing[0] == "CREDENTIAL_SCOPE"
    nobody = await actor(house, "user:nobody", "tool:read")
    assert (await not_issued(house, key=nobody))[0] == "PERMISSION_MISSING"


async def test_a_token_does_not_outlive_what_asked_for_it(house: House) -> None:
    first = await make(house, lifetime=Duration(seconds=600))
    second = await make(house, key=first.access_token, lifetime=Duration(seconds=3_600), refreshable=True)
    assert second.expires_at == first.expires_at == second.refresh_expires_at
    house.clock.advance(10 * MINUTE)
    assert await not_renewed(house, second.refresh_token) == "CREDENTIAL_EXPIRED"


async def test_a_token_of_a_key_works_where_the_key_does(house: House) -> None:
    near = calls.CreateApiKeyRequest(allowed_networks=["127.0.0.0/8"])
    key = (await house.call("Identity.CreateApiKey", near)).secret
    pair = await make(house, key=key, refreshable=True)
    kept = await house.entities.find("default", TokenFamily, identity=family_of(pair.token_id))
    assert kept is not None
    assert kept.networks == ("127.0.0.0/8",)
    await house.call("Identity.WhoAmI", WHO, key=pair.access_token)


async def test_an_act_is_said_and_needs_a_live_delegation(house: House) -> None:
    key = await actor(house, "agent:a", "token:issue", "tool:read")
    await subject(house, "user:ann", "admin")
    wish: dict[str, Any] = {"key": key, "on_behalf_of": entity("user:ann"), "refreshable": True}
    assert await not_issued(house, **wish) == ("PERMISSION_MISSING", "on_behalf_of")
    granted = await grant(house, "agent:a", grantor="user:ann")
    pair = await make(house, **wish)
    claims = said(pair.access_token)
    assert (claims["sub"], claims["act"]) == ("user:ann", {"sub": "agent:a"})
    who = await house.call("Identity.WhoAmI", WHO, key=pair.access_token)
    assert who.principal == entity("agent:a")
    (link,) = who.delegation
    assert (link.principal, link.delegate, link.grant_id) == (entity("user:ann"), entity("agent:a"), granted)
    renewed = await renew(house, pair)
    await house.call("Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=granted))
    assert await not_renewed(house, renewed.refresh_token) == "CREDENTIAL_REVOKED"


async def test_whoever_acts_for_one_alone_gets_no_token_to_act_for_itself(house: House) -> None:
    key = await actor(house, "agent:a", "token:issue", "tool:read", "session:start")
    for user in ("user:ann", "user:bob"):
        await subject(house, user, "admin")
        await grant(house, "agent:a", grantor=user)
    pair = await make(house, key=key, on_behalf_of=entity("user:ann"))
    more = await make(house, key=pair.access_token)
    assert said(more.access_token)["sub"] == "user:ann"
    other = await not_issued(house, key=pair.access_token, on_behalf_of=entity("user:bob"))
    assert other == ("CREDENTIAL_SCOPE", "on_behalf_of")
    session = calls.StartSessionRequest(on_behalf_of=entity("user:bob"))
    refused = await house.refused("Identity.StartSession", session, key=pair.access_token)
    assert refused == ("CREDENTIAL_SCOPE", "on_behalf_of")
    started = await house.call("Identity.StartSession", calls.StartSessionRequest(), key=pair.access_token)
    assert started.session.on_behalf_of == entity("user:ann")


async def test_both_must_be_let_do_what_needs_a_right(house: House) -> None:
    key = await actor(house, "agent:a", "token:issue", "subject:list")
    await subject(house, "user:ann")
    await grant(house, "agent:a", grantor="user:ann")
    pair = await make(house, key=key, on_behalf_of=entity("user:ann"))
    wish = calls.ListSubjectsRequest()
    await house.call("Identity.ListSubjects", wish, key=key)
    assert (await house.refused("Identity.ListSubjects", wish, key=pair.access_token))[
        0
    ] == "PERMISSION_MISSING"


async def test_whoever_has_more_than_the_one_it_acts_for_may_still_ask_for_the_next_token(
    house: House,
) -> None:
    key = await actor(house, "agent:a", "token:issue", "tool:write")
    await subject(house, "user:ann")
    await role(house, "issuer", "token:issue")
    binding = policy.Binding(role_id="issuer", member=entity("user:ann"))
    await house.call("Policy.CreateBinding", policy_calls.CreateBindingRequest(binding=binding))
    await grant(house, "agent:a", grantor="user:ann")
    first = await make(house, key=key, on_behalf_of=entity("user:ann"))
    assert said((await make(house, key=first.access_token)).access_token)["sub"] == "user:ann"


async def test_nobody_who_acts_for_one_alone_is_let_have_a_token_without(house: House) -> None:
    """Whatever has made the wish: the service asks for one on behalf of the same anyway."""
    authority = Authority(house.catalogs, house.clock)
    catalog = await house.catalogs.of("default")
    caller = Principal("default", "agent:a", "tok_1.1", on_behalf_of="user:ann")
    with pytest.raises(CredentialScopeError):
        await authority.require_token(caller, catalog, family=TokenFamily("", "agent:a"))
    await authority.require_token(caller, catalog, family=TokenFamily("", "agent:a", on_behalf_of="user:ann"))
