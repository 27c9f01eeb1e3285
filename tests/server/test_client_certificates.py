"""Client certificates as credentials: over real connections, by whole names alone, and tokens bound to them."""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from remit.identity.model import PeerCertificate
from remit.server.peer_certificate import certificate_in, thumbprint_of
from remit.server.status import DETAILS_KEY
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import (
    identity_service_pb2_grpc,
    policy_decision_service_pb2_grpc,
    policy_service_pb2_grpc,
)
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.outside.issuer import TestIssuer
from tests.outside.neighbour import neighbour
from tests.running import TENANT, RunningServer
from tests.server.certificates import Authority, authority, write_certificate
from tests.server.services.shop import Refused, _refused, entity

AGENT_URI = "spiffe://acme.example/agent/researcher-7"
TRUST = """
certificates:
  - {{tenant: default, uri: "spiffe://acme.example/agent/*", subject: "agent:{{1}}"}}
  - {{tenant: default, dns: gateway.acme.example, subject: service:gateway, scopes: ["subject:*"]}}
issuers:
  - {{issuer: "{url}", tenant: default, audiences: ["https://remit.example"], subject: {{type: agent}}, algorithms: [ES256]}}
"""
Pair = tuple[bytes, bytes]


@dataclass
class Site:
    """A server that asks for certificates, as a process of its own, and an authority that it trusts for them."""

    server: RunningServer
    root: bytes
    clients: Authority
    issuer: TestIssuer

    @asynccontextmanager
    async def channel(self, pair: Pair | None) -> AsyncIterator[grpc.aio.Channel]:
        """Open a connection with a certificate, or none."""
        certificate, key = pair or (None, None)
        credentials = grpc.ssl_channel_credentials(self.root, key, certificate)
        options = [("grpc.ssl_target_name_override", "localhost")]
        async with grpc.aio.secure_channel(self.server.address, credentials, options) as channel:
            yield channel

    async def call(self, pair: Pair | None, name: str, request: Any, *, token: str = "") -> Any:
        """Call an RPC of IdentityService over a connection of its own, with a token if given.

        Raises:
            Refused: when the server says so; grpc.aio.AioRpcError when TLS does.
        """
        async with self.channel(pair) as channel:
            return await ask(channel, name, request, token=token)

    async def whoami(self, pair: Pair | None, token: str = "") -> calls.WhoAmIResponse:
        answer: calls.WhoAmIResponse = await self.call(pair, "WhoAmI", calls.WhoAmIRequest(), token=token)
        return answer

    async def refused(self, pair: Pair | None, token: str = "") -> str:
        with pytest.raises(Refused) as told:
            await self.whoami(pair, token)
        return told.value.reason

    def named(self, name: str) -> Pair:
        """Return a fresh certificate of an agent."""
        return self.clients.client(uris=[f"spiffe://acme.example/agent/{name}"])

    def token(self, **claims: Any) -> str:
        at = int(time.time())
        usual = {"aud": "https://remit.example", "sub": "researcher-7", "iat": at, "exp": at + 600}
        return self.issuer.token({**usual, **claims})


async def ask(channel: grpc.aio.Channel, name: str, request: Any, *, token: str = "") -> Any:
    """Call an RPC of IdentityService; raises as `Site.call`."""
    stub: Any = identity_service_pb2_grpc.IdentityServiceStub(channel)
    metadata = [("authorization", f"Bearer {token}")] if token else []
    try:
        return await getattr(stub, name)(request, metadata=metadata, timeout=30)
    except grpc.aio.AioRpcError as error:
        if DETAILS_KEY not in dict(error.trailing_metadata() or ()):
            raise
        raise _refused(error) from None


@contextmanager
def issuing() -> Iterator[TestIssuer]:
    """Run an issuer on a loop of its own, for the length of a block."""
    found: queue.Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event, TestIssuer]] = queue.Queue()

    async def run() -> None:
        async with neighbour() as running:
            issuer = TestIssuer(running)
            issuer.publish("one")
            over = asyncio.Event()
            found.put((asyncio.get_running_loop(), over, issuer))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    loop, over, issuer = found.get(timeout=30)
    try:
        yield issuer
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(30)


@pytest.fixture(scope="module", params=["grpc", "loop"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("certificates")
    certificate, key = write_certificate(folder, "ec")
    clients = authority()
    (folder / "clients.pem").write_bytes(clients.pem)
    with issuing() as issuer:
        (folder / "trust.yaml").write_text(TRUST.format(url=issuer.url))
        settings = {
            "REMIT_TLS_CERTIFICATE": str(certificate),
            "REMIT_TLS_KEY": str(key),
            "REMIT_TLS_CLIENT_CA": str(folder / "clients.pem"),
            "REMIT_TRUST_FILE": str(folder / "trust.yaml"),
            "REMIT_HTTP2": request.param,
        }
        server = RunningServer(folder / "data", environment=settings).start()
        made = Site(server, certificate.read_bytes(), clients, issuer)
        try:
            asyncio.run(_furnish(made))
            yield made
        finally:
            server.stop()


async def _furnish(site: Site) -> None:
    """Make an agent that may call models."""
    permissions = [policy.Permission(action=action) for action in ("model:*", "decision:authorize")]
    role = policy_calls.CreateRoleRequest(role=policy.Role(role_id="models", permissions=permissions))
    agent = pb.Subject(entity=entity("agent:researcher-7"))
    request = calls.CreateSubjectRequest(subject=agent, role_ids=["models"])
    async with site.channel(site.named("nobody")) as channel:
        metadata = [("authorization", f"Bearer {site.server.key}")]
        stub: Any = policy_service_pb2_grpc.PolicyServiceStub(channel)
        await stub.CreateRole(role, metadata=metadata, timeout=30)
        await ask(channel, "CreateSubject", request, token=site.server.key)


async def test_a_certificate_is_who_its_name_says(site: Site) -> None:
    pair = site.named("researcher-7")
    found = await site.whoami(pair)
    assert (found.tenant_id, found.principal) == (TENANT, entity("agent:researcher-7"))
    assert found.credential_kind == pb.CREDENTIAL_KIND_CERTIFICATE
    certificate = x509.load_pem_x509_certificate(pair[0])
    assert found.credential_id == thumbprint_of(certificate.public_bytes(Encoding.DER))
    assert found.expires_at.seconds == int(certificate.not_valid_after_utc.timestamp())
    # A key that is shown goes before it.
    assert (await site.whoami(pair, site.server.key)).credential_kind == pb.CREDENTIAL_KIND_API_KEY


async def test_a_certificate_decides_like_a_key(site: Site) -> None:
    async with site.channel(site.named("researcher-7")) as channel:
        stub: Any = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
        request = plane.AuthorizeRequest(
            request_id="by-certificate",
            action="model:call",
            resource=entity("model:any"),
            estimate=core.Estimate(tokens=10),
        )
        answer = await stub.Authorize(request, timeout=30)
    assert answer.effect == core.EFFECT_ALLOW


async def test_a_dns_name_counts_within_its_scopes(site: Site) -> None:
    found = await site.whoami(site.clients.client(dns=["gateway.acme.example"]))
    assert (found.principal, list(found.scopes)) == (entity("service:gateway"), ["subject:*"])


@pytest.mark.parametrize(
    ("name", "uris", "dns"),
    [
        ("agent:researcher-7", [], []),
        (AGENT_URI, [], []),
        ("gateway.acme.example", [], []),
        ("gateway.acme.example", [], ["gateway.acme.example.evil.example"]),
        ("client", [], ["evil-gateway.acme.example"]),
        ("client", ["spiffe://acme.example/agent/a/b"], []),
        ("client", ["spiffe://acme.example/agent/"], []),
        ("client", ["spiffe://acme.example.evil.example/agent/a"], []),
        ("client", ["spiffe://acme.example/agent/a", "spiffe://acme.example/agent/b"], []),
        ("client", [AGENT_URI], ["gateway.acme.example"]),
    ],
)
async def test_no_other_name_counts(site: Site, name: str, uris: list[str], dns: list[str]) -> None:
    assert await site.refused(site.clients.client(name[:64], uris=uris, dns=dns)) == "CREDENTIAL_UNKNOWN"


async def test_only_the_authority_that_is_named_is_believed(site: Site) -> None:
    for pair in (authority().client(uris=[AGENT_URI]), None):
        # Refused by TLS: the server itself never answers.
        with pytest.raises(grpc.aio.AioRpcError) as told:
            await site.whoami(pair)
        assert told.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_certificate_ends_while_its_connection_is_open(site: Site) -> None:
    pair = site.clients.client(uris=[AGENT_URI], seconds=6)
    async with site.channel(pair) as channel:
        found = await ask(channel, "WhoAmI", calls.WhoAmIRequest())
        assert found.credential_kind == pb.CREDENTIAL_KIND_CERTIFICATE
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                await ask(channel, "WhoAmI", calls.WhoAmIRequest())
            except Refused as refused:
                assert refused.reason == "CREDENTIAL_EXPIRED"
                return
            await asyncio.sleep(0.1)
    raise AssertionError("it did not end")


async def test_a_bound_token_works_over_its_certificate_alone(site: Site) -> None:
    mine, theirs = site.named("a"), site.named("b")
    der = x509.load_pem_x509_certificate(mine[0]).public_bytes(Encoding.DER)
    token = site.token(cnf={"x5t#S256": thumbprint_of(der)})
    for _ in range(2):
        found = await site.whoami(mine, token)
        assert found.principal == entity("agent:researcher-7")
        assert found.credential_kind == pb.CREDENTIAL_KIND_EXTERNAL_TOKEN
        # Known by heart by now, and still of no use to who stole it.
        assert await site.refused(theirs, token) == "CREDENTIAL_UNKNOWN"


async def test_a_token_issued_over_a_certificate_is_bound_to_it(site: Site) -> None:
    mine, theirs = site.named("researcher-7"), site.named("researcher-7")
    issued = await site.call(mine, "IssueToken", calls.IssueTokenRequest(), token=site.server.key)
    token = issued.tokens.access_token
    assert (await site.whoami(mine, token)).credential_kind == pb.CREDENTIAL_KIND_TOKEN
    # Of the same subject, and yet another certificate.
    assert await site.refused(theirs, token) == "CREDENTIAL_UNKNOWN"


async def test_nobody_names_a_certificate_by_its_thumbprint(site: Site) -> None:
    thumb = (await site.whoami(site.named("researcher-7"))).credential_id
    for shown in (f"x5t#S256:{thumb}", thumb):
        assert await site.refused(site.named("nobody"), shown) == "CREDENTIAL_MALFORMED"


def _contexts(pem: bytes) -> dict[str, list[bytes]]:
    return {"transport_security_type": [b"ssl"], "x509_pem_cert": [pem]}


def test_a_certificate_without_names_or_that_is_none_has_no_name() -> None:
    clients = authority()
    found = certificate_in(_contexts(clients.client("agent:a")[0]))
    assert isinstance(found, PeerCertificate)
    assert (found.uris, found.dns_names) == ((), ())
    assert certificate_in(_contexts(b"nonsense")) is None
    assert certificate_in({}) is None


@pytest.mark.alone
def test_reading_a_known_certificate_takes_less_than_five_microseconds() -> None:
    context = _contexts(authority().client(uris=[AGENT_URI])[0])
    rounds = []
    for _ in range(7):
        # Each call brings bytes of its own, whose hash nobody knows yet.
        fresh = [_contexts(bytes(bytearray(context["x509_pem_cert"][0]))) for _ in range(5_000)]
        since = time.perf_counter()
        for one in fresh:
            certificate_in(one)
        rounds.append((time.perf_counter() - since) / len(fresh))
    assert min(rounds) < 5e-6
