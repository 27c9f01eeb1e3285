"""Tokens of other issuers as credentials: over the wire, from an issuer that publishes its keys, and none but the right."""

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from remit.clock import MINUTE, SECOND, FakeClock
from remit.errors import BackendUnavailableError, CredentialUnknownError, RemitError
from remit.identity.model import Principal
from remit.identity.trust import Issuer, SubjectRule
from remit.outside.discovery import WELL_KNOWN, Directory
from remit.outside.http import Web
from remit.outside.jwks import KeySets
from remit.server.authentication import Authentication
from remit.server.credentials.external_token import LONGEST, ExternalTokenVerifier
from remitpb.v1 import core_pb2 as decision
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.decision.house import House, open_house
from tests.outside.issuer import RSA_KEY, TestIssuer, jwk_of
from tests.outside.neighbour import Reply, neighbour, said
from tests.server.services.shop import AGENT, Shop, entity, open_shop

AUDIENCE = "https://remit.example"
TRUST = """
issuers:
  - {{issuer: "{url}", tenant: default, audiences: ["https://remit.example"], subject: {{type: agent}}, algorithms: [ES256],
      max_lifetime_seconds: 3600}}
  - {{issuer: "{url}", tenant: default, audiences: ["https://acting.example"], subject: {{type: user}}, algorithms: [ES256],
      actor: {{type: agent}}}}
  - {{issuer: "{url}", tenant: other, audiences: ["https://other.example"], subject: {{type: agent}}, algorithms: [ES256]}}
"""


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with neighbour() as running:
        made = TestIssuer(running)
        made.publish("one")
        yield made


@pytest.fixture
async def shop(tmp_path: Path, issuer: TestIssuer) -> AsyncIterator[Shop]:
    trust = tmp_path / "trust.yaml"
    trust.write_text(TRUST.format(url=issuer.url))
    async with open_shop(tmp_path, FakeClock(time.time_ns() // 1_000), trust_file=trust) as opened:
        yield opened


def claims_at(now: int, **claims: Any) -> dict[str, Any]:
    """Return good claims at an instant in microseconds, with others over them; None takes one out."""
    at = now // SECOND
    good = {"aud": AUDIENCE, "sub": "researcher-7", "iat": at, "exp": at + 600, "jti": "t-1"}
    return {name: value for name, value in {**good, **claims}.items() if value is not None}


async def whoami(shop: Shop, token: str) -> calls.WhoAmIResponse:
    answer: calls.WhoAmIResponse = await shop.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=token)
    return answer


async def refused(shop: Shop, token: str) -> str:
    return (await shop.refused("Identity.WhoAmI", calls.WhoAmIRequest(), key=token))[0]


async def test_a_token_is_who_its_rule_says(shop: Shop, issuer: TestIssuer) -> None:
    await shop.agent()
    token = issuer.token(claims_at(shop.clock.now()))
    found = await whoami(shop, token)
    assert (found.tenant_id, found.principal) == ("default", entity(AGENT))
    assert found.credential_kind == pb.CREDENTIAL_KIND_EXTERNAL_TOKEN
    assert found.credential_id.startswith("ext_")
    assert not found.platform_operator
    answer = await shop.authorize(key=token)
    assert answer.effect == decision.EFFECT_ALLOW, answer
    # Asked once, however often it is shown.
    assert issuer.neighbour.count("/keys") == 1


async def test_the_audience_says_which_tenant(shop: Shop, issuer: TestIssuer) -> None:
    now = shop.clock.now()
    assert (
        await whoami(shop, issuer.token(claims_at(now, aud="https://other.example")))
    ).tenant_id == "other"
    for audience in ("https://elsewhere.example", [AUDIENCE, "https://other.example"], [], None):
        assert await refused(shop, issuer.token(claims_at(now, aud=audience))) == "CREDENTIAL_UNKNOWN"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": -61}, "CREDENTIAL_EXPIRED"),
        ({"iat": 120}, "CREDENTIAL_EXPIRED"),
        ({"nbf": 120}, "CREDENTIAL_EXPIRED"),
        ({"exp": 3_601}, "CREDENTIAL_UNKNOWN"),
        ({"exp": None}, "CREDENTIAL_MALFORMED"),
        ({"iat": None}, "CREDENTIAL_MALFORMED"),
    ],
)
async def test_time_counts(shop: Shop, issuer: TestIssuer, changes: dict[str, Any], reason: str) -> None:
    now = shop.clock.now()
    at = {name: None if value is None else now // SECOND + value for name, value in changes.items()}
    assert await refused(shop, issuer.token(claims_at(now, **at))) == reason


async def test_an_issuers_clock_may_be_a_minute_off(shop: Shop, issuer: TestIssuer) -> None:
    now = shop.clock.now()
    at = now // SECOND
    for claims in (claims_at(now, iat=at - 600, exp=at - 50), claims_at(now, iat=at + 50, nbf=at + 50)):
        assert (await whoami(shop, issuer.token(claims))).principal == entity(AGENT)


async def test_who_is_not_trusted_is_not_asked(shop: Shop, issuer: TestIssuer) -> None:
    async with neighbour() as running:
        stranger = TestIssuer(running)
        stranger.publish("one")
        now = shop.clock.now()
        # Nobody's: so it is read as one of this installation's own, which it is not.
        assert await refused(shop, stranger.token(claims_at(now))) == "CREDENTIAL_MALFORMED"
        # Signed by the stranger in the name of the trusted one, and led to the stranger's keys.
        forged = stranger.token({**claims_at(now), "iss": issuer.url})
        assert await refused(shop, forged) == "CREDENTIAL_UNKNOWN"
        for header in ({"jku": f"{stranger.url}/keys"}, {"x5u": f"{stranger.url}/keys"}, {"crit": ["exp"]}):
            led = stranger.token({**claims_at(now), "iss": issuer.url}, header=header)
            assert await refused(shop, led) in {"CREDENTIAL_MALFORMED", "CREDENTIAL_UNKNOWN"}
        assert not stranger.neighbour.asked


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS256"])
async def test_an_unsigned_token_is_refused(shop: Shop, issuer: TestIssuer, alg: str) -> None:
    good = issuer.token(claims_at(shop.clock.now()))
    header = urlsafe_b64encode(f'{{"alg":"{alg}","kid":"one"}}'.encode()).decode().rstrip("=")
    _, body, signature = good.split(".")
    for end in (signature, "AA", ""):
        # Without a third part it is not even the outline of a token of theirs.
        assert await refused(shop, f"{header}.{body}.{end}") in {"CREDENTIAL_MALFORMED", "CREDENTIAL_UNKNOWN"}


async def test_an_algorithm_that_the_rule_does_not_name_is_refused(shop: Shop, issuer: TestIssuer) -> None:
    issuer.publish_raw({"keys": [jwk_of(RSA_KEY.public_key(), "RS256", "rsa")]})
    claims = {**claims_at(shop.clock.now()), "iss": issuer.url}
    token = jwt.encode(claims, RSA_KEY, "RS256", headers={"kid": "rsa"})
    assert await refused(shop, token) == "CREDENTIAL_MALFORMED"


async def test_a_changed_token_is_refused(shop: Shop, issuer: TestIssuer) -> None:
    mine, theirs = (issuer.token(claims_at(shop.clock.now(), sub=sub)) for sub in ("researcher-7", "admin"))
    (header, _, signature), (_, body, _) = mine.split("."), theirs.split(".")
    assert await refused(shop, f"{header}.{body}.{signature}") == "CREDENTIAL_UNKNOWN"


async def test_who_acts_needs_no_recorded_grant_and_gets_no_more_than_both_have(
    shop: Shop, issuer: TestIssuer
) -> None:
    await shop.agent()
    await shop.role("models", "model:*")
    await shop.subject("user:ann", "models")
    now = shop.clock.now()
    acting = claims_at(now, aud="https://acting.example", sub="ann", act={"sub": "researcher-7"})
    token = issuer.token(acting)
    found = await whoami(shop, token)
    assert found.principal == entity(AGENT)
    assert [(one.principal, one.delegate) for one in found.delegation] == [
        (entity("user:ann"), entity(AGENT))
    ]
    fields = {"on_behalf_of": entity("user:ann")}
    assert (await shop.authorize(key=token, **fields)).effect == decision.EFFECT_ALLOW
    # The agent may use tools, its user may not.
    tool = await shop.authorize(key=token, action="tool:execute", resource=entity("tool:a"), **fields)
    assert tool.effect == decision.EFFECT_DENY
    # A key of the agent's own has no such grant.
    key = await shop.key_of(AGENT)
    assert (await shop.authorize(key=key, **fields)).effect == decision.EFFECT_DENY


async def test_a_token_with_act_is_refused_where_no_rule_knows_actors(shop: Shop, issuer: TestIssuer) -> None:
    token = issuer.token(claims_at(shop.clock.now(), act={"sub": "researcher-7"}))
    assert await refused(shop, token) == "CREDENTIAL_UNKNOWN"


async def test_a_bound_token_needs_its_certificate(shop: Shop, issuer: TestIssuer) -> None:
    token = issuer.token(claims_at(shop.clock.now(), cnf={"x5t#S256": "A" * 43}))
    assert await refused(shop, token) == "CREDENTIAL_UNKNOWN"


async def test_an_issuer_that_is_away_is_no_fault_of_its_callers(shop: Shop, issuer: TestIssuer) -> None:
    issuer.neighbour.replies[WELL_KNOWN] = Reply(status=503)
    token = issuer.token(claims_at(shop.clock.now()))
    for _ in range(3):
        assert await refused(shop, token) == "BACKEND_UNAVAILABLE"
    assert issuer.neighbour.count(WELL_KNOWN) == 1
    # Nobody else is held up by it.
    assert (await whoami(shop, shop.admin)).tenant_id == "default"


class From:
    """Where a call comes from."""

    peer_ip = "203.0.113.9"
    certificate = None


class Gate:
    """Authenticates in a house by the tokens of one issuer; its time and the keys' are a test's own."""

    def __init__(self, house: House, issuer: TestIssuer) -> None:
        self.house = house
        self.passed = 0.0
        web = Web()
        elapsed = lambda: 1_000.0 + self.passed  # noqa: E731  the seconds that have passed
        keys = KeySets(web, Directory(web, elapsed), elapsed=elapsed)
        rule = Issuer(issuer.url, "acme", (AUDIENCE,), SubjectRule("agent"), algorithms=("ES256",))
        verifier = ExternalTokenVerifier((rule,), house.clock, keys=keys)
        self.checks = Authentication(house.app.catalogs, house.clock, verifiers=(verifier,))

    def show(self, token: str) -> Any:
        return self.checks.authenticate([("authorization", f"Bearer {token}")], From())

    def pass_time(self, microseconds: int) -> None:
        self.house.clock.advance(microseconds)
        self.passed += microseconds / SECOND


@pytest.fixture
async def gate(tmp_path: Path, issuer: TestIssuer) -> AsyncIterator[Gate]:
    async with open_house(tmp_path) as house:
        yield Gate(house, issuer)


async def test_a_known_token_is_answered_from_memory_until_its_time(gate: Gate, issuer: TestIssuer) -> None:
    now = gate.house.clock.now()
    token = issuer.token(claims_at(now, exp=now // SECOND + 1_000))
    assert isinstance(await gate.show(token), Principal)
    assert isinstance(gate.show(token), Principal)
    gate.pass_time(LONGEST)
    again = gate.show(token)
    assert not isinstance(again, Principal)
    assert isinstance(await again, Principal)


async def test_a_key_that_was_taken_back_is_felt(gate: Gate, issuer: TestIssuer) -> None:
    issuer.publish("one", "two", cache="max-age=300")
    now = gate.house.clock.now()
    token = issuer.token(claims_at(now, exp=now // SECOND + 3_000))
    await gate.show(token)
    issuer.publish("two", cache="max-age=300")
    gate.pass_time(LONGEST + SECOND)
    with pytest.raises(CredentialUnknownError):
        await gate.show(token)


async def test_a_known_token_ends_with_itself(gate: Gate, issuer: TestIssuer) -> None:
    now = gate.house.clock.now()
    token = issuer.token(claims_at(now, exp=now // SECOND + 60))
    await gate.show(token)
    gate.pass_time(2 * MINUTE)
    with pytest.raises(RemitError) as told:
        await gate.show(token)
    assert told.value.reason == "CREDENTIAL_EXPIRED"


async def test_a_storm_costs_an_issuer_one_fetch(gate: Gate, issuer: TestIssuer) -> None:
    claims = claims_at(gate.house.clock.now())
    good = issuer.token(claims)
    await gate.show(good)
    strange = [issuer.token(claims, header={"kid": f"strange-{number}"}) for number in range(300)]
    for _ in range(2):
        met = await asyncio.gather(*(gate.show(one) for one in strange), return_exceptions=True)
        assert not any(isinstance(one, Principal) for one in met)
        assert isinstance(gate.show(good), Principal)
    # Too early for another: the first was just now.
    assert issuer.neighbour.count("/keys") == 1
    gate.pass_time(31 * SECOND)
    await asyncio.gather(*(gate.show(one) for one in strange), return_exceptions=True)
    assert issuer.neighbour.count("/keys") == 2


async def test_a_slow_issuer_does_not_hold_up_strangers_for_others(gate: Gate, issuer: TestIssuer) -> None:
    document = {"issuer": issuer.url, "jwks_uri": f"{issuer.url}/keys"}
    issuer.neighbour.replies[WELL_KNOWN] = said(document, before=2.0)
    claims = claims_at(gate.house.clock.now())
    tokens = [issuer.token({**claims, "jti": str(number)}) for number in range(200)]
    waiting = [asyncio.ensure_future(gate.show(one)) for one in tokens]
    done, pending = await asyncio.wait(waiting, timeout=1.0)
    # Few wait for it; the places of those who look something up stay free for others.
    assert len(pending) <= 64
    assert {type(one.exception()) for one in done} == {BackendUnavailableError}
    await asyncio.gather(*pending)
