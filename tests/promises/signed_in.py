"""Somebody who signed in at a provider, and somebody who is about to: for tests of what other tenants see of it."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from remit.client import Client
from remit.identity.sign_in import s256
from tests.backends.oidc import Provider

PROVIDER: Final = "theirs-house"
HERE: Final = "http://127.0.0.1:49152/callback"


def trust_in(provider: Provider, folder: Path, *, tenant: str) -> Path:
    """Write a file by which a tenant trusts a provider, and makes users of all whom that knows; return its path."""
    (folder / "secret").write_text("the-secret")
    trusted = {
        "id": PROVIDER,
        "kind": "oidc",
        "tenant": tenant,
        "client_id": "remit",
        "client_secret_file": "secret",
        "issuer": provider.issuer,
        "users": {"create": True, "prefix": "theirs/"},
    }
    path = folder / "trust.yaml"
    # JSON is YAML.
    path.write_text(json.dumps({"providers": [trusted]}))
    return path


def sign_in(client: Client, provider: Provider, *, tenant: str, mark: str) -> Mapping[str, str]:
    """Sign one in, of whom the provider says `mark`; return state and code of another, before that one gives them back."""
    provider.know("theirs-sub", name=mark, email=f"{mark}@theirs.example", email_verified=True)
    nobody = client.using(key="")
    first, second = (secrets.token_urlsafe(32) for _ in range(2))
    brought = _brought(nobody, provider, tenant=tenant, verifier=first)
    nobody.exchange_code(**brought, code_verifier=first, redirect_uri=HERE)
    return _brought(nobody, provider, tenant=tenant, verifier=second)


def _brought(nobody: Client, provider: Provider, *, tenant: str, verifier: str) -> dict[str, str]:
    """Begin a sign-in, and return what the browser brings back."""
    begun = nobody.get_authorization_url(
        tenant_id=tenant, provider=PROVIDER, redirect_uri=HERE, code_challenge=s256(verifier)
    )
    brought = provider.sign_in(begun.authorization_url, "theirs-sub")
    return {"state": brought["state"], "code": brought["code"]}
