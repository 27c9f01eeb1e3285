"""Tokens over the wire: what they let their holder do, how they end, and that none gives more than it had."""

import asyncio
import base64
import json
from typing import Any

import grpc
import jwt
import pytest
from google.protobuf.duration_pb2 import Duration

from remit.administration.token import REFRESHABLE_FOR
from remit.clock import HOUR, MINUTE, SECOND
from remit.identity.model import TokenFamily
from remit.identity.refresh_token import RefreshToken, RefreshTokens
from remit.identity.token import SigningKey
from remit.identity.token_family import family_of
from remit.identity.token_key import TokenAlgorithm, new_signing_key
from remit.server.convert.money import from_time
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, role, subject
from tests.server.services.house import House, RefusedError

WHO = calls.WhoAmIRequest()
ISSUER = "http://127.0.0.1:7448"


async def make(house: House, *, key: str = "", **fields: Any) -> pb.TokenPair:
    request = calls.IssueTokenRequest(**fields)
    return (await house.call("Identity.IssueToken", request, key=key)).tokens  # type: ignore[no-any-return]


async def renew(house: House, pair: pb.TokenPair, *, key: str = "") -> pb.TokenPair:
    request = calls.RefreshTokenRequest(refresh_token=pair.refresh_token)
    return (await house.call("Identity.RefreshToken", request, key=key)).tokens  # type: ignore[no-any-return]


async def not_renewed(house: House, text: str) -> str:
    return (await house.refused("Identity.RefreshToken", calls.RefreshTokenRequest(refresh_token=text)))[0]


async def not_good(house: House, token: str) -> str:
    return (await house.refused("Identity.WhoAmI", WHO, key=token))[0]


async def not_issued(house: House, *, key: str = "", **fields: Any) -> tuple[str, str]:
    return await house.refused("Identity.IssueToken", calls.IssueTokenRequest(**fields), key=key)


def said(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


async def test_a_token_speaks_for_its_subject_for_an_hour(house: House) -> None:
    await subject(house, "agent:a", "viewer")
    pair = await make(house, subject=entity("agent:a"), scopes=["*:*"], request_id="r")
    now = house.clock.now()
    assert from_time(pair.expires_at) == now // SECOND * SECOND + HOUR
    assert not pair.refresh_token
    assert not pair.HasField("refresh_expires_at")
    claims = said(pair.access_token)
    assert {name: claims[name] for name in ("iss", "aud", "sub", "tenant", "jti", "roles", "permissions")} == {
        "iss": ISSUER, "aud": [ISSUER], "sub": "agent:a", "tenant": "default", "jti": pair.token_id, "roles": ["viewer"],
        "permissions": ["*:*"],
    }  # fmt: skip
    assert claims["exp"] - claims["iat"] == 3_600
    assert claims["nbf"] == claims["iat"] <= now // SECOND
    who = await house.call("Identity.WhoAmI", WHO, key=pair.access_token)
    assert who.credential_kind == pb.CREDENTIAL_KIND_TOKEN
    assert (who.principal, who.credential_id, list(who.scopes)) == (entity("agent:a"), pair.token_id, ["*:*"])
    assert (who.expires_at, len(who.delegation)) == (pair.expires_at, 0)
    # Repeated, the call shows no token again.
    again = calls.IssueTokenRequest(subject=entity("agent:a"), scopes=["*:*"], request_id="r")
    answer = await house.call("Identity.IssueToken", again)
    assert not answer.HasField("tokens")
    again.refreshable = True
    assert await house.refused("Identity.IssueToken", again) == ("IDEMPOTENCY_CONFLICT", "request_id")


async def test_a_token_ends_to_the_second(house: House) -> None:
    pair = await make(house, lifetime=Duration(seconds=60))
    house.clock.advance(from_time(pair.expires_at) - house.clock.now() - 1)
    assert (await house.call("Identity.WhoAmI", WHO, key=pair.access_token)).principal == entity("user:admin")
    house.clock.advance(1)
    assert await not_good(house, pair.access_token) == "CREDENTIAL_EXPIRED"


async def test_neither_token_is_in_storage(house: House) -> None:
    pair = await make(house, refreshable=True)
    await renew(house, pair)
    await house.store.write(lambda connection: connection.exec_driver_sql("PRAGMA user_version=1"))
    kept = b"".join(path.read_bytes() for path in house.store.path.parent.iterdir())
    for text in (pair.access_token, pair.refresh_token):
        assert text.encode() not in kept
        assert text.rpartition(".")[2].encode() not in kept
    assert family_of(pair.token_id).encode() in kept


async def test_a_refresh_token_is_good_once_and_kills_its_family_the_second_time(house: House) -> None:
    first = await make(house, refreshable=True)
    assert from_time(first.refresh_expires_at) == (house.clock.now() + REFRESHABLE_FOR) // SECOND * SECOND
    house.clock.advance(50 * MINUTE)
    second = await renew(house, first)
    assert (family_of(second.token_id), second.token_id[-2:]) == (family_of(first.token_id), ".2")
    assert from_time(second.expires_at) == house.clock.now() // SECOND * SECOND + HOUR
    for pair in (first, second):
        await house.call("Identity.WhoAmI", WHO, key=pair.access_token)
    other = await make(house, refreshable=True)
    assert await not_renewed(house, first.refresh_token) == "CREDENTIAL_REVOKED"
    for pair in (first, second):
        assert await not_good(house, pair.access_token) == "CREDENTIAL_REVOKED"
        assert await not_renewed(house, pair.refresh_token) == "CREDENTIAL_REVOKED"
    # Nobody else's tokens are touched.
    assert (await renew(house, other)).access_token
    kept = await house.entities.find("default", TokenFamily, identity=family_of(first.token_id))
    assert kept is not None
    assert kept.revoke_reason


async def test_an_old_one_kills_the_family_after_many_rotations(house: House) -> None:
    first = pair = await make(house, refreshable=True)
    for _ in range(5):
        pair = await renew(house, pair)
    assert await not_renewed(house, first.refresh_token) == "CREDENTIAL_REVOKED"
    assert await not_good(house, pair.access_token) == "CREDENTIAL_REVOKED"


async def test_of_many_that_refresh_at_once_one_gets_a_pair_and_the_family_is_dead(house: House) -> None:
    pair = await make(house, refreshable=True)
    ends = await asyncio.gather(*(renew(house, pair) for _ in range(8)), return_exceptions=True)
    good = [end for end in ends if isinstance(end, pb.TokenPair)]
    reasons = {end.reason for end in ends if isinstance(end, RefusedError)}
    assert (len(good), reasons) == (1, {"CREDENTIAL_REVOKED"})
    assert await not_good(house, good[0].access_token) == "CREDENTIAL_REVOKED"


async def test_a_forged_refresh_token_harms_nobody(house: House) -> None:
    pair = await make(house, refreshable=True)
    second = await renew(house, pair)
    family = family_of(pair.token_id)
    forged = [
        RefreshTokens(b"another secret of the same length")
        .write(RefreshToken("default", family, 1))
        .reveal(),
        pair.refresh_token[:-4] + "AAAA",
        pair.refresh_token + "=",
        pair.refresh_token.replace("remitr_", "remitr_A"),
        "remitr_",
        "remitr_AAAA",
        pair.access_token,
        "x" * 4_000,
    ]
    for text in forged:
        assert await not_renewed(house, text) in {"CREDENTIAL_UNKNOWN", "CREDENTIAL_MALFORMED"}
    await house.call("Identity.WhoAmI", WHO, key=second.access_token)
    assert (await renew(house, second)).access_token


async def test_one_that_was_written_here_and_never_issued_is_unknown(house: House) -> None:
    """As after storage went back to a copy that lacked the last commits."""
    pair = await make(house, refreshable=True)
    plain = await make(house)
    ours = RefreshTokens(bytes(32))
    for told in (
        RefreshToken("default", family_of(pair.token_id), 2),
        RefreshToken("default", family_of(plain.token_id), 1),
        RefreshToken("default", "tok_0", 1),
        RefreshToken("nowhere", family_of(pair.token_id), 1),
        RefreshToken("platform", family_of(pair.token_id), 1),
    ):
        assert await not_renewed(house, ours.write(told).reveal()) == "CREDENTIAL_UNKNOWN"
    assert (await renew(house, pair)).access_token


async def test_refresh_looks_rights_up_anew(house: House) -> None:
    await role(house, "reader", "tool:read")
    await subject(house, "agent:a", "reader")
    pair = await make(house, subject=entity("agent:a"), refreshable=True)
    assert said(pair.access_token)["roles"] == ["reader"]
    bindings = await house.call("Identity.GetSubject", calls.GetSubjectRequest(subject=entity("agent:a")))
    assert list(bindings.role_ids) == ["reader"]
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await not_renewed(house, pair.refresh_token) == "CREDENTIAL_REVOKED"
    await house.call("Identity.ResumeSubject", calls.ResumeSubjectRequest(subject=entity("agent:a")))
    # Being suspended has ended nothing for good, and has used nothing up.
    assert (await renew(house, pair)).token_id.endswith(".2")


async def test_a_family_ends_after_its_days(house: House) -> None:
    pair = await make(house, refreshable=True)
    house.clock.advance(REFRESHABLE_FOR - 10 * MINUTE)
    last = await renew(house, pair)
    # The last access token does not outlive its family.
    assert last.expires_at == pair.refresh_expires_at
    house.clock.advance(10 * MINUTE)
    assert await not_renewed(house, last.refresh_token) == "CREDENTIAL_EXPIRED"
    assert await not_good(house, last.access_token) == "CREDENTIAL_EXPIRED"


async def test_a_removed_subjects_tokens_stay_dead_when_somebody_gets_its_name(house: House) -> None:
    await subject(house, "agent:a")
    pair = await make(house, subject=entity("agent:a"), refreshable=True)
    await house.call("Identity.WhoAmI", WHO, key=pair.access_token)
    await house.call("Identity.DeleteSubject", calls.DeleteSubjectRequest(subject=entity("agent:a")))
    await subject(house, "agent:a", "admin")
    assert await not_good(house, pair.access_token) == "CREDENTIAL_REVOKED"
    assert await not_renewed(house, pair.refresh_token) == "CREDENTIAL_REVOKED"


async def test_a_suspended_holder_may_do_nothing_that_needs_a_right(house: House) -> None:
    key = await actor(house, "agent:a", "subject:list", "token:issue")
    pair = await make(house, key=key)
    wish = calls.ListSubjectsRequest()
    await house.call("Identity.ListSubjects", wish, key=pair.access_token)
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await house.refused("Identity.ListSubjects", wish, key=pair.access_token) == (
        "PERMISSION_MISSING",
        "",
    )
    assert await not_issued(house, subject=entity("agent:a")) == ("PRECONDITION_FAILED", "subject")


@pytest.mark.parametrize("way", ["token_id", "family", "refresh_token", "subject"])
async def test_a_token_is_ended_by_a_call(house: House, way: str) -> None:
    await subject(house, "agent:a")
    first = await make(house, subject=entity("agent:a"), refreshable=True)
    second = await renew(house, first)
    request = {
        "token_id": calls.RevokeTokenRequest(token_id=first.token_id),
        "family": calls.RevokeTokenRequest(token_id=family_of(first.token_id)),
        "refresh_token": calls.RevokeTokenRequest(refresh_token=second.refresh_token),
        "subject": calls.RevokeTokenRequest(subject=entity("agent:a")),
    }[way]
    await house.call("Identity.WhoAmI", WHO, key=second.access_token)
    done = await house.call("Identity.RevokeToken", request)
    for pair in (first, second):
        assert await not_good(house, pair.access_token) == "CREDENTIAL_REVOKED"
    assert await not_renewed(house, second.refresh_token) == "CREDENTIAL_REVOKED"
    assert (await house.call("Identity.RevokeToken", request)).revision == done.revision


async def test_whoever_holds_a_token_may_end_it_and_nobody_elses(house: House) -> None:
    mine = await actor(house, "agent:a", "token:issue")
    pair = await make(house, key=mine, refreshable=True)
    other = await actor(house, "agent:b", "token:issue")
    for target in (
        calls.RevokeTokenRequest(token_id=pair.token_id),
        calls.RevokeTokenRequest(token_id="tok_0.1"),
        calls.RevokeTokenRequest(subject=entity("agent:a")),
    ):
        refused = await house.refused("Identity.RevokeToken", target, key=other)
        assert refused == ("PERMISSION_MISSING", "")
    missing = calls.RevokeTokenRequest(token_id="tok_0.1")
    assert await house.refused("Identity.RevokeToken", missing) == ("NOT_FOUND", "token_id")
    forged = calls.RevokeTokenRequest(refresh_token=pair.refresh_token[:-4] + "AAAA")
    assert await house.refused("Identity.RevokeToken", forged, key=other) == ("NOT_FOUND", "refresh_token")
    ghost = calls.RevokeTokenRequest(subject=entity("agent:ghost"))
    assert await house.refused("Identity.RevokeToken", ghost) == ("NOT_FOUND", "subject")
    await house.call("Identity.WhoAmI", WHO, key=pair.access_token)
    await house.call(
        "Identity.RevokeToken", calls.RevokeTokenRequest(token_id=pair.token_id), key=pair.access_token
    )
    assert await not_good(house, pair.access_token) == "CREDENTIAL_REVOKED"


async def test_another_tenants_tokens_are_not_there(house: House) -> None:
    """What the operators' tenant holds is no tenant's business, nor the other way round."""
    theirs = await make(house, key=house.operator, refreshable=True)
    for target in (
        calls.RevokeTokenRequest(token_id=theirs.token_id),
        calls.RevokeTokenRequest(refresh_token=theirs.refresh_token),
    ):
        assert (await house.refused("Identity.RevokeToken", target))[0] == "NOT_FOUND"
    who = await house.call("Identity.WhoAmI", WHO, key=theirs.access_token)
    assert (who.tenant_id, who.platform_operator) == ("platform", True)
    ours = await make(house)
    assert not (await house.call("Identity.WhoAmI", WHO, key=ours.access_token)).platform_operator
    with pytest.raises(RefusedError, match="TENANT_MISMATCH"):
        await house.call("Identity.WhoAmI", WHO, key=ours.access_token, tenant="platform")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scopes": ["tool:*", "Tool"]}, "scopes[1]"),
        ({"audiences": ["https://a.example", "a b"]}, "audiences[1]"),
        ({"audiences": ["ä"]}, "audiences[0]"),
        ({"lifetime": Duration(seconds=59)}, "lifetime"),
        ({"lifetime": Duration(seconds=86_401)}, "lifetime"),
        ({"scopes": [f"tool:{'x' * 118}{number:03}" for number in range(100)]}, "scopes"),
    ],
)
async def test_what_is_not_of_its_form_is_refused(house: House, fields: dict[str, Any], field: str) -> None:
    assert await not_issued(house, **fields) == ("INVALID_FIELD", field)


async def test_a_token_for_others_is_not_taken_here(house: House) -> None:
    pair = await make(house, audiences=["https://billing.example"])
    assert said(pair.access_token)["aud"] == ["https://billing.example"]
    assert await not_good(house, pair.access_token) == "CREDENTIAL_UNKNOWN"
    both = await make(house, audiences=["https://billing.example", ISSUER])
    await house.call("Identity.WhoAmI", WHO, key=both.access_token)


async def test_a_key_of_another_installation_counts_for_nothing(house: House) -> None:
    good = await make(house)
    theirs = new_signing_key(TokenAlgorithm.EDDSA)
    header, payload, _ = good.access_token.split(".")
    own_header = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    for kid in (theirs.kid, own_header["kid"]):
        forged = _signed(SigningKey(kid, "EdDSA", theirs.key), payload)
        assert await not_good(house, forged) == "CREDENTIAL_UNKNOWN"


async def test_a_token_that_says_other_than_what_is_known_is_refused(house: House) -> None:
    """Only who has the signing key could write one, such as a server of before a change."""
    pair = await make(house)
    key = await house.tokens.keys.signing()
    for change in (
        {"tenant": "platform"},
        {"tenant": "nowhere"},
        {"sub": "user:ann"},
        {"act": {"sub": "user:admin"}},
    ):
        body = json.dumps(said(pair.access_token) | change).encode()
        forged = _signed(key, base64.urlsafe_b64encode(body).rstrip(b"=").decode())
        assert await not_good(house, forged) == "CREDENTIAL_UNKNOWN", change


async def test_no_credential_is_needed_to_refresh_and_none_helps(house: House) -> None:
    pair = await make(house, refreshable=True)
    request = calls.RefreshTokenRequest(refresh_token=pair.refresh_token)
    stub = house.channel.unary_unary(
        "/remit.v1.IdentityService/RefreshToken",
        request_serializer=calls.RefreshTokenRequest.SerializeToString,
        response_deserializer=calls.RefreshTokenResponse.FromString,
    )
    answer = await stub(request, timeout=20)
    assert answer.tokens.token_id.endswith(".2")
    with pytest.raises(grpc.aio.AioRpcError):
        await stub(request, timeout=20)


def _signed(key: SigningKey, payload: str) -> str:
    header = {"alg": key.algorithm, "kid": key.kid, "typ": "at+jwt"}
    part = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    signature = jwt.get_algorithm_by_name(key.algorithm).sign(f"{part}.{payload}".encode(), key.key)
    return f"{part}.{payload}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
