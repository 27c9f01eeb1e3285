"""What this installation publishes over HTTP for whoever verifies its tokens. Nothing here comes from the request."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

Documents = Mapping[str, Callable[[], Awaitable[bytes]]]
"""From the path of a JSON document to what writes it."""

PREFIX: Final = "/.well-known/"
JWKS: Final = "jwks.json"
METADATA: Final = ("oauth-authorization-server", "openid-configuration")
"""RFC 8414, 3; the second for who looks where OpenID Connect has it."""

MAX_AGE_SECONDS: Final = 300
"""For how long anybody may keep a copy; a new key is published for twelve times as long before it signs."""

is_path: Final = re.compile(r"/\.well-known/[A-Za-z0-9._~/-]{1,256}").fullmatch
"""Tells whether a path may be one of these: with nothing in it that could mean something to whom it is passed on."""


def documents(issuer: str, jwks: Callable[[], Awaitable[bytes]]) -> Documents:
    """Return what is published.

    Args:
        issuer: URL of the installation, as its tokens have it, from the settings alone.
        jwks: returns the set of public keys as JSON.
    """
    said = json.dumps(
        {
            "issuer": issuer,
            "jwks_uri": f"{issuer}{PREFIX}{JWKS}",
            # There are no endpoints to ask for tokens at: that is done over gRPC.
            "response_types_supported": ["none"],
        }
    ).encode()

    async def metadata() -> bytes:
        return said

    # An issuer with a path has its metadata behind the well-known one (RFC 8414, 3.1), or a proxy cuts its own path off.
    path = re.sub(r"^https?://[^/]*", "", issuer)
    places = {f"{PREFIX}{name}{suffix}" for name in METADATA for suffix in ("", path)}
    return {f"{PREFIX}{JWKS}": jwks, **dict.fromkeys(sorted(places), metadata)}
