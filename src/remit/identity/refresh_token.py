"""Refresh tokens: texts that name a family and one of its pairs, under a code that only this installation can make.

Nothing is stored of one. Whether it was used is for the family to say. Never logs one.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Final

from remit.errors import CredentialMalformedError, CredentialUnknownError
from remit.identity.api_key import Secret

PREFIX: Final = "remitr_"
"""What every refresh token begins with, and no other credential."""

MIN_KEY_BYTES: Final = 32
CODE_BYTES: Final = 32
"""HMAC-SHA256, whole."""

_PURPOSE: Final = b"remit.refresh.v1"
_BREAK: Final = "\n"
"""Stands in no id."""
_MAX_LENGTH: Final = 1_024
_MOST: Final = 2**53


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What a refresh token says."""

    tenant: str
    family: str
    """`tok_…`."""
    generation: int
    """Of which pair it is; 1 or more."""


class RefreshTokens:
    """Writes and reads refresh tokens under one secret of the installation; every replica must hold the same."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Take the secret.

        Raises:
            ValueError: when it has fewer than 32 bytes.
        """
        if len(key) < MIN_KEY_BYTES:
            message = f"a refresh token key needs {MIN_KEY_BYTES} bytes or more"
            raise ValueError(message)
        self._key = key

    def __repr__(self) -> str:
        return "RefreshTokens()"

    def write(self, token: RefreshToken) -> Secret:
        """Return the text, always the same for the same token."""
        place = _BREAK.join((token.tenant, token.family, str(token.generation))).encode()
        text = base64.urlsafe_b64encode(self._code(place) + place).rstrip(b"=").decode("ascii")
        return Secret(PREFIX + text)

    def read(self, text: str) -> RefreshToken:
        """Return what a text says that was written here.

        Raises:
            CredentialMalformedError: when it has not the form of one.
            CredentialUnknownError: when it was not written here.
        """
        token = _said(text)
        # Written again and compared whole: base64 has several spellings of the same bytes, and only ours counts.
        if not hmac.compare_digest(self.write(token).reveal().encode(), text.encode()):
            message = "no such refresh token was issued here; sign in, or ask for another token"
            raise CredentialUnknownError(message)
        return token

    def _code(self, place: bytes) -> bytes:
        return hmac.digest(self._key, b"%s|%s" % (_PURPOSE, place), "sha256")


def _said(text: str) -> RefreshToken:
    """Read what a text says; whether that is true, its code shows."""
    if text.startswith(PREFIX) and text.isascii() and len(text) <= _MAX_LENGTH:
        coded = text.removeprefix(PREFIX)
        try:
            place = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))[CODE_BYTES:].decode("ascii")
            tenant, family, generation = place.split(_BREAK)
        except (binascii.Error, ValueError):
            pass
        else:
            if tenant and family and generation.isdecimal() and 0 < int(generation[:20]) < _MOST:
                return RefreshToken(tenant, family, int(generation[:20]))
    message = "this is no refresh token: send the one that came with the last access token, whole"
    raise CredentialMalformedError(message)
