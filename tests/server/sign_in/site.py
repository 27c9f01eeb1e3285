"""A server whose tenants trust a real provider, and people who sign in to it by their browsers: for the tests here."""

import asyncio
import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from remit.clock import FakeClock
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import identity_service_pb2_grpc
from tests.backends.oidc import Provider
from tests.server.services.shop import Refused, Shop, _refused, open_shop

HERE = "http://127.0.0.1:49152/callback"
APP = "https://app.example/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
RULES = {
    ("default", "open"): {"prefix": "open/", "create": True, "roles": ["approver"]},
    ("default", "closed"): {"claim": "email"},
    ("default", "second"): {"claim": "email"},
    ("default", "staff"): {"claim": "email", "create": True, "email_domains": ["acme.example"]},
    ("default", "broken"): {"prefix": "broken/", "create": True, "roles": ["no-such-role"]},
    ("other", "open"): {"prefix": "open/", "create": True},
    ("nowhere", "ghost"): {"create": True},
}
"""Who becomes which user, by tenant and provider."""


@dataclass
class Site:
    """A running server and a provider that it trusts."""

    shop: Shop
    provider: Provider

    async def call(self, name: str, request: Any, *, token: str = "") -> Any:
        """Call an RPC of IdentityService with a token, or as nobody.

        Raises:
            Refused: when the answer is an error.
        """
        stub: Any = identity_service_pb2_grpc.IdentityServiceStub(self.shop.channel)
        metadata = [("authorization", f"Bearer {token}")] if token else []
        try:
            return await getattr(stub, name)(request, metadata=metadata, timeout=30)
        except grpc.aio.AioRpcError as error:
            raise _refused(error) from None

    async def begin(self, provider: str = "open", **fields: Any) -> calls.GetAuthorizationUrlResponse:
        """Ask where to sign in."""
        usual = {
            "tenant_id": "default",
            "provider": provider,
            "redirect_uri": HERE,
            "code_challenge": CHALLENGE,
        }
        request = calls.GetAuthorizationUrlRequest(**{**usual, **fields})
        answer: calls.GetAuthorizationUrlResponse = await self.call("GetAuthorizationUrl", request)
        return answer

    async def browse(self, url: str, sub: str) -> dict[str, str]:
        """Sign in as somebody at a URL, and return what the browser brings back."""
        return await asyncio.to_thread(self.provider.sign_in, url, sub)

    async def exchange(self, brought: dict[str, str], **fields: Any) -> calls.ExchangeCodeResponse:
        """Give back what the browser brought."""
        usual = {
            "state": brought["state"],
            "code": brought["code"],
            "code_verifier": VERIFIER,
            "redirect_uri": HERE,
        }
        request = calls.ExchangeCodeRequest(**{**usual, **fields})
        answer: calls.ExchangeCodeResponse = await self.call("ExchangeCode", request)
        return answer

    async def sign_in(self, sub: str, provider: str = "open", **fields: Any) -> calls.ExchangeCodeResponse:
        """Sign in as somebody, from the beginning to the end."""
        begun = await self.begin(provider, **fields)
        return await self.exchange(await self.browse(begun.authorization_url, sub))

    async def refused(self, awaited: Any) -> tuple[str, str]:
        """Await what must be refused, and return the reason and the field."""
        try:
            answer = await awaited
        except Refused as refused:
            return refused.reason, refused.field
        raise AssertionError(f"it was not refused: {answer}")

    def know(self, sub: str, email: str = "", *, verified: bool = True, **claims: Any) -> str:
        """Have the provider say this of somebody."""
        said = {"email": email, "email_verified": verified} if email else {}
        self.provider.know(sub, **said, **claims)
        return sub


@asynccontextmanager
async def open_site(folder: Path, provider: Provider, **settings: Any) -> AsyncIterator[Site]:
    """Start a server on a fresh store; its clock stands still, near the provider's."""
    trust = folder / "trust.yaml"
    (folder / "secret").write_text("the-secret")
    same = {"kind": "oidc", "client_id": "remit", "client_secret_file": "secret", "issuer": provider.issuer}
    own = [
        {"id": name, "tenant": tenant, **same, "redirect_uris": [APP], "users": rule}
        for (tenant, name), rule in RULES.items()
    ]
    # JSON is YAML.
    trust.write_text(json.dumps({"providers": own}))
    clock = FakeClock(time.time_ns() // 1_000)
    async with open_shop(folder, clock, trust_file=trust, **settings) as shop:
        yield Site(shop, provider)
