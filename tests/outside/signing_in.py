"""The two steps of signing in, with what a test does not care about filled in."""

import base64
import hashlib
import time
from typing import Any

from remit.identity.trust import Provider, ProviderKind
from remit.identity.vouched import Identity
from remit.outside.oidc import SignInProviders

BACK = "http://127.0.0.1:49152/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def provider_at(issuer: str, kind: ProviderKind = ProviderKind.OIDC, **fields: Any) -> Provider:
    return Provider("corp", kind, "acme", "remit", issuer=issuer, **fields)


async def url_of(sign_in: SignInProviders, provider: Provider, **fields: str) -> str:
    usual = {"redirect_uri": BACK, "state": "the-state", "nonce": "the-nonce", "code_challenge": CHALLENGE}
    return await sign_in.authorization_url(provider, **{**usual, **fields})


async def exchange(
    sign_in: SignInProviders, provider: Provider, code: str = "the-code", **fields: Any
) -> Identity:
    usual = {"code_verifier": VERIFIER, "redirect_uri": BACK, "nonce": "the-nonce", "now": now()}
    return await sign_in.exchange(provider, code=code, **{**usual, **fields})


def now() -> int:
    return time.time_ns() // 1_000
