"""The form of a signed token, before anybody vouches for it. Strict: one text for one token. Never checks a signature."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from remit.errors import CredentialMalformedError

MAX_TOKEN_LENGTH: Final = 16_384
"""Characters; what identity providers send with many groups has about 10,000."""

REFUSED_HEADERS: Final = frozenset({"b64", "crit", "cty", "jku", "jwk", "x5c", "x5u", "zip"})
"""Header members that bring a key, name one to be fetched, or change what the signature means."""

_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """What a token says. Nothing of it is true before its signature is verified."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    """What the signature is over."""
    signature: bytes

    @property
    def algorithm(self) -> str:
        """Its `alg`."""
        return str(self.header["alg"])

    @property
    def kid(self) -> str:
        """Its `kid`; empty when it names no key."""
        return str(self.header.get("kid", ""))

    @property
    def type(self) -> str:
        """Its `typ` as a media type in lower case, without `application/`; empty when it has none."""
        return str(self.header.get("typ", "")).lower().removeprefix("application/")


def looks_like_token(credential: str) -> bool:
    """Tell whether a credential has the outline of a signed token: three parts between dots, the first a JSON object."""
    return credential.startswith("eyJ") and credential.count(".") == _PARTS - 1


def open_token(token: str) -> OpenedToken:
    """Take a token apart.

    Source: RFC 7515, 3.1 and 5.2; RFC 8725, 3.

    Args:
        token: header, claims and signature, each base64url without padding, with dots between.

    Raises:
        CredentialMalformedError: when it is not exactly that; when a part could be written in another way too; when
            header or claims are no JSON object, or have a member twice; when the header has a member of
            `REFUSED_HEADERS`, or one of `alg`, `kid`, `typ` that is no text.
    """
    parts = token.split(".")
    if len(parts) != _PARTS or len(token) > MAX_TOKEN_LENGTH or not all(parts):
        _refuse("it is not three parts with dots between")
    header = _members(_decoded(parts[0]))
    if not isinstance(header.get("alg"), str):
        _refuse("its header names no algorithm")
    if not all(isinstance(header.get(name, ""), str) for name in ("kid", "typ")):
        _refuse("its header is not of the form that the standard says")
    refused = REFUSED_HEADERS.intersection(header)
    if refused:
        _refuse(f"its header has {', '.join(sorted(refused))}, which is never taken")
    return OpenedToken(
        header=header,
        claims=_members(_decoded(parts[1])),
        signed=f"{parts[0]}.{parts[1]}".encode("ascii"),
        signature=_decoded(parts[2]),
    )


def encoded(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(part: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        _refuse("a part of it is not base64url without padding")
    # What is read skips other characters, and the last one may have bits that stand for nothing: of all texts for the
    # same bytes one is right.
    if encoded(data) != part:
        _refuse("a part of it could be written in another way")
    return data


def _members(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _refuse("a part of it is not one JSON object, each member once")
    if not isinstance(found, dict):
        _refuse("a part of it is not one JSON object, each member once")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _refuse(why: str) -> NoReturn:
    message = f"the token cannot be read: {why}"
    raise CredentialMalformedError(message) from None
