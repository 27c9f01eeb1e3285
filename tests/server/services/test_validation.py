"""Whether a token is good, asked by a service that was shown it: for its own audience, with what it can rely on."""

from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.clock import MINUTE, SECOND
from remit.identity.token import Claims, issue
from remit.identity.token_key import TokenAlgorithm, new_signing_key
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, key_of, role, subject
from tests.server.services.house import House
from tests.server.services.test_token import ISSUER, make, renew
from tests.server.services.test_token_rights import grant

BILLING = "https://billing.example"


async def validate(house: House, token: str, audience: str = "", *, key: str = "", tenant: str = "") -> Any:
    request = calls.ValidateTokenRequest(token=token, audience=audience)
    return await house.call("Identity.ValidateToken", request, key=key, tenant=tenant)


async def why_not(house: House, token: str, audience: str = "", *, key: str = "", tenant: str = "") -> str:
    answer = await validate(house, token, audience, key=key, tenant=tenant)
    assert answer == calls.ValidateTokenResponse(reason=answer.reason)
    assert answer.reason
    return str(answer.reason)


async def test_it_says_what_may_be_relied_on(house: House) -> None:
    await role(house, "courier", "tool:*")
    await subject(house, "agent:a", "courier")
    pair = await make(house, subject=entity("agent:a"), audiences=[BILLING, "shop"], scopes=["tool:read"])
    wanted = calls.ValidateTokenResponse(
        valid=True,
        token_id=pair.token_id,
        subject=entity("agent:a"),
        audiences=[BILLING, "shop"],
        scopes=["tool:read"],
        role_ids=["courier"],
        expires_at=pair.expires_at,
    )
    assert await validate(house, pair.access_token, BILLING) == wanted
    assert await validate(house, pair.access_token, "shop") == wanted


async def test_it_is_good_for_those_alone_whom_it_names(house: House) -> None:
    for_billing = (await make(house, audiences=[BILLING])).access_token
    own = (await make(house)).access_token
    assert await why_not(house, for_billing, "https://shop.example") == "CREDENTIAL_UNKNOWN"
    assert await why_not(house, for_billing) == "CREDENTIAL_UNKNOWN"
    assert await why_not(house, own, BILLING) == "CREDENTIAL_UNKNOWN"
    assert (await validate(house, own)).valid
    assert (await validate(house, own, ISSUER)).valid


async def test_what_only_the_issuer_knows_is_told(house: House) -> None:
    """Revoked, one of a family that was reused, one of a subject who may not act: its signature is as good as ever."""
    await subject(house, "agent:a")
    wanted: dict[str, Any] = {"subject": entity("agent:a"), "audiences": [BILLING], "refreshable": True}
    revoked, reused, kept = [await make(house, **wanted) for _ in range(3)]
    await house.call("Identity.RevokeToken", calls.RevokeTokenRequest(token_id=revoked.token_id))
    assert await why_not(house, revoked.access_token, BILLING) == "CREDENTIAL_REVOKED"
    renewed = await renew(house, reused)
    again = calls.RefreshTokenRequest(refresh_token=reused.refresh_token)
    await house.refused("Identity.RefreshToken", again)
    assert await why_not(house, renewed.access_token, BILLING) == "CREDENTIAL_REVOKED"
    assert (await validate(house, kept.access_token, BILLING)).valid
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await why_not(house, kept.access_token, BILLING) == "CREDENTIAL_REVOKED"


async def test_on_behalf_of_one_it_is_good_while_the_grant_lives(house: House) -> None:
    for ref in ("user:ann", "agent:a"):
        await subject(house, ref, "admin")
    given = await grant(house, "agent:a", grantor="user:ann")
    key = await key_of(house, "agent:a")
    pair = await make(house, key=key, on_behalf_of=entity("user:ann"), audiences=[BILLING])
    answer = await validate(house, pair.access_token, BILLING)
    assert (answer.subject, answer.on_behalf_of) == (entity("agent:a"), entity("user:ann"))
    await house.call("Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=given))
    assert await why_not(house, pair.access_token, BILLING) == "CREDENTIAL_REVOKED"


async def test_its_time_ends_to_the_second(house: House) -> None:
    pair = await make(house, lifetime=Duration(seconds=60))
    ends = pair.expires_at.seconds * SECOND
    house.clock.advance(ends - 1 - house.clock.now())
    assert (await validate(house, pair.access_token)).valid
    house.clock.advance(1)
    assert await why_not(house, pair.access_token) == "CREDENTIAL_EXPIRED"


async def test_what_binds_it_is_told_and_not_held_against_who_asks(house: House) -> None:
    """The asker is not whom it was shown by: networks are told, for the asker to see to."""
    near = calls.CreateApiKeyRequest(allowed_networks=["127.0.0.0/8"])
    key = (await house.call("Identity.CreateApiKey", near)).secret
    pair = await make(house, key=key, audiences=[BILLING])
    assert list((await validate(house, pair.access_token, BILLING)).allowed_networks) == ["127.0.0.0/8"]


async def test_what_is_none_of_ours_is_an_answer(house: House) -> None:
    now = house.clock.now()
    said = Claims(ISSUER, (BILLING,), "user:admin", "default", "tok_1.1", now, now, now + MINUTE)
    forged = issue(said, new_signing_key(TokenAlgorithm.EDDSA))
    assert await why_not(house, forged, BILLING) == "CREDENTIAL_UNKNOWN"
    assert await why_not(house, "no token") == "CREDENTIAL_MALFORMED"
    assert await why_not(house, house.admin) == "CREDENTIAL_MALFORMED"


@pytest.mark.parametrize("fate", ["good", "revoked"])
async def test_another_tenants_is_unknown_whatever_became_of_it(house: House, fate: str) -> None:
    theirs = await make(house, key=house.operator, audiences=[BILLING])
    if fate == "revoked":
        ended = calls.RevokeTokenRequest(token_id=theirs.token_id)
        await house.call("Identity.RevokeToken", ended, key=house.operator)
    assert await why_not(house, theirs.access_token, BILLING) == "CREDENTIAL_UNKNOWN"
    at_home = await validate(house, theirs.access_token, BILLING, key=house.operator)
    assert at_home.valid is (fate == "good")
    # An operator at work in another tenant is answered as that one's own people are.
    away = await why_not(house, theirs.access_token, BILLING, key=house.operator, tenant="default")
    assert away == "CREDENTIAL_UNKNOWN"


async def test_it_needs_its_permission(house: House) -> None:
    service = await actor(house, "service:billing", "token:validate")
    pair = await make(house, audiences=[BILLING])
    assert (await validate(house, pair.access_token, BILLING, key=service)).valid
    nobody = await actor(house, "service:nobody", "tool:*")
    request = calls.ValidateTokenRequest(token=pair.access_token, audience=BILLING)
    assert (await house.refused("Identity.ValidateToken", request, key=nobody))[0] == "PERMISSION_MISSING"


async def test_nobody_is_let_in_by_being_asked_about(house: House) -> None:
    pair: pb.TokenPair = await make(house, audiences=[BILLING])
    assert (await validate(house, pair.access_token, BILLING)).valid
    refused = await house.refused("Identity.WhoAmI", calls.WhoAmIRequest(), key=pair.access_token)
    assert refused[0] == "CREDENTIAL_UNKNOWN"
