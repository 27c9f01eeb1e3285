"""A key never gives what its maker's credential has not: it ends with that one, and works only from its networks."""

from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.clock import HOUR, MINUTE
from remit.server.convert.money import from_time
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, subject
from tests.server.services.house import House

NEAR = "127.0.0.0/8"


async def make(house: House, key: str = "", **fields: Any) -> calls.CreateApiKeyResponse:
    made: calls.CreateApiKeyResponse = await house.call(
        "Identity.CreateApiKey", calls.CreateApiKeyRequest(**fields), key=key
    )
    return made


async def limited(house: House) -> calls.CreateApiKeyResponse:
    """A key of the administrator for a minute, from near by."""
    return await make(house, lifetime=Duration(seconds=60), allowed_networks=[NEAR])


async def rotated(house: House, key_id: str, key: str) -> calls.RotateApiKeyResponse:
    request = calls.RotateApiKeyRequest(key_id=key_id, overlap=Duration())
    made: calls.RotateApiKeyResponse = await house.call("Identity.RotateApiKey", request, key=key)
    return made


@pytest.mark.parametrize("owner", ["user:admin", "agent:a"])
async def test_a_limited_key_makes_only_such(house: House, owner: str) -> None:
    await subject(house, "agent:a")
    maker = await limited(house)
    made = await make(house, maker.secret, owner=entity(owner))
    assert made.api_key.expires_at == maker.api_key.expires_at
    assert list(made.api_key.allowed_networks) == [NEAR]
    longer = await make(house, maker.secret, owner=entity(owner), lifetime=Duration(seconds=7_200))
    assert longer.api_key.expires_at == maker.api_key.expires_at


async def test_what_is_narrower_is_made_as_it_was_asked_for(house: House) -> None:
    maker = await make(house, lifetime=Duration(seconds=7_200), allowed_networks=[NEAR, "::1/128"])
    narrow = ["127.0.0.1/32", "::ffff:127.1.0.0/112", "::1/128"]
    made = await make(house, maker.secret, lifetime=Duration(seconds=60), allowed_networks=narrow)
    assert from_time(made.api_key.expires_at) == house.clock.now() + MINUTE
    assert list(made.api_key.allowed_networks) == narrow


@pytest.mark.parametrize("wider", ["10.0.0.0/8", "126.0.0.0/7", "0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96"])
async def test_networks_beyond_the_makers_are_refused(house: House, wider: str) -> None:
    maker = await limited(house)
    request = calls.CreateApiKeyRequest(allowed_networks=["127.0.0.1/32", wider])
    refused = await house.refused("Identity.CreateApiKey", request, key=maker.secret)
    assert refused == ("CREDENTIAL_SCOPE", "allowed_networks[1]")


async def test_an_unlimited_key_makes_any(house: House) -> None:
    made = await make(house)
    assert not made.api_key.HasField("expires_at")
    assert not made.api_key.allowed_networks


async def test_an_hours_token_makes_no_key_for_ever(house: House) -> None:
    key = await actor(house, "user:clerk", "api_key:*", "token:issue")
    issued = await house.call("Identity.IssueToken", calls.IssueTokenRequest(), key=key)
    made = await make(house, issued.tokens.access_token)
    assert made.api_key.expires_at == issued.tokens.expires_at
    house.clock.advance(HOUR)
    who = calls.WhoAmIRequest()
    assert (await house.refused("Identity.WhoAmI", who, key=made.secret))[0] == "CREDENTIAL_EXPIRED"


async def test_a_key_does_not_outlive_itself_by_rotation(house: House) -> None:
    maker = await limited(house)
    house.clock.advance(MINUTE // 2)
    fresh = await rotated(house, maker.api_key.key_id, maker.secret)
    assert fresh.api_key.expires_at == maker.api_key.expires_at
    assert list(fresh.api_key.allowed_networks) == [NEAR]


async def test_a_limited_key_rotates_none_that_is_wider(house: House) -> None:
    free, near = await make(house), await make(house, allowed_networks=["127.0.0.1/32"])
    far = await make(house, allowed_networks=["10.0.0.0/8", "127.0.0.1/32"])
    maker = await limited(house)
    for one in (free, far):
        request = calls.RotateApiKeyRequest(key_id=one.api_key.key_id)
        refused = await house.refused("Identity.RotateApiKey", request, key=maker.secret)
        assert refused == ("CREDENTIAL_SCOPE", "key_id")
    fresh = await rotated(house, near.api_key.key_id, maker.secret)
    assert fresh.api_key.expires_at == maker.api_key.expires_at


async def test_an_unlimited_key_rotates_what_it_likes_for_its_whole_time(house: House) -> None:
    old = await make(house, lifetime=Duration(seconds=7_200), allowed_networks=["10.0.0.0/8"])
    house.clock.advance(HOUR)
    fresh = await rotated(house, old.api_key.key_id, house.admin)
    assert from_time(fresh.api_key.expires_at) == house.clock.now() + 2 * HOUR
