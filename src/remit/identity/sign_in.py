"""The state of a sign-in under way, and where its browser may come back to. Pure: the key and the instant are given.

A state goes out sealed, through a browser that anybody may hold, and is remembered nowhere until it is used. Whoever
brings it back must hold the verifier of the challenge in it, and name the same place to come back to.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from remit.clock import MINUTE
from remit.errors import CredentialExpiredError, CredentialUnknownError, InvalidFieldError

STATE_LIFETIME: Final = 10 * MINUTE
"""Long enough to find a password and a second factor; a code of a provider lives no longer either."""

_PURPOSE: Final = b"remit.sign_in.v1"
_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12
_RANDOM_BYTES: Final = 16
_HIGHEST_PORT: Final = 65_535

# RFC 8252, section 7.3. Not `localhost`, which a name server or a hosts file may send elsewhere (section 8.3). No query,
# fragment, user or percent sign: what a program that waits on its own machine needs is a port and a plain path.
_LOOPBACK: Final = re.compile(
    r"http://(?:127\.0\.0\.1|\[::1\]):([1-9][0-9]{0,4})((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)"
).fullmatch


@dataclass(frozen=True, slots=True)
class SignInState:
    """What a sign-in began with."""

    id: str
    """Random; remembered once it was used."""
    tenant: str
    provider: str
    nonce: str
    """Random; comes back within what the provider signs."""
    redirect: str
    """Digest of where the browser comes back to, which itself may be too long to travel."""
    code_challenge: str
    """Of PKCE, S256."""
    expires_at: int
    """Microseconds since the epoch; from then on, that instant included, it is no good."""


def new_state(tenant: str, provider: str, *, redirect_uri: str, code_challenge: str, now: int) -> SignInState:
    """Begin a sign-in; `redirect_uri` is checked already."""
    return SignInState(
        secrets.token_urlsafe(_RANDOM_BYTES),
        tenant,
        provider,
        secrets.token_urlsafe(_RANDOM_BYTES),
        s256(redirect_uri),
        code_challenge,
        now + STATE_LIFETIME,
    )


def check_state(state: SignInState, *, redirect_uri: str, code_verifier: str, now: int) -> None:
    """Refuse a state that is not of whoever brings it.

    Raises:
        CredentialExpiredError: when its time is over.
        CredentialUnknownError: when the verifier is not that of its challenge, or the sign-in began with another place
            to come back to.
    """
    if now >= state.expires_at:
        raise CredentialExpiredError("this sign-in took too long; begin it again")
    if not hmac.compare_digest(s256(code_verifier), state.code_challenge):
        raise CredentialUnknownError(
            "the code verifier is not that of the sign-in's challenge; begin it again"
        )
    if not hmac.compare_digest(s256(redirect_uri), state.redirect):
        raise CredentialUnknownError(
            "the sign-in began with another redirect_uri; name the same, or begin again"
        )


def s256(text: str) -> str:
    """Return the SHA-256 of a text, base64url without padding: what RFC 7636 makes of a verifier."""
    return _encoded(hashlib.sha256(text.encode()).digest())


class StateSeal:
    """Hides states from who carries them, and knows its own again. All servers of an installation hold one key."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        """Take 32 bytes that serve this purpose alone."""
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "StateSeal()"

    def seal(self, state: SignInState) -> str:
        """Return a state as it travels: characters that no URL changes, at most 700 of them."""
        nonce = os.urandom(_NONCE_BYTES)
        text = json.dumps(astuple(state), separators=(",", ":")).encode()
        return _encoded(_FORMAT + nonce + self._cipher.encrypt(nonce, text, _PURPOSE))

    def open(self, text: str) -> SignInState:
        """Return the state that `seal` hid.

        Raises:
            CredentialUnknownError: when it was not made here, or is not as it was made.
        """
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            # Several texts decode to the same bytes; only the one that went out is taken.
            if sealed[:1] != _FORMAT or _encoded(sealed) != text:
                raise _unknown_state()
            nonce, hidden = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
            opened = self._cipher.decrypt(nonce, hidden, _PURPOSE)
        except (InvalidTag, ValueError, binascii.Error):
            raise _unknown_state() from None
        return SignInState(*json.loads(opened))


def check_redirect_uri(uri: str, allowed: Iterable[str]) -> None:
    """Refuse to send a browser anywhere but to one of `allowed`, exactly, or to this very machine.

    Raises:
        InvalidFieldError: at `redirect_uri`.
    """
    if uri in allowed:
        return
    found = _LOOPBACK(uri)
    if found is None or int(found[1]) > _HIGHEST_PORT:
        message = (
            "redirect_uri must be exactly one of those that the provider's settings name, or a loopback address with a port"
            " and a plain path, such as http://127.0.0.1:49152/callback"
        )
        raise InvalidFieldError(message, field="redirect_uri")


def _unknown_state() -> CredentialUnknownError:
    return CredentialUnknownError("this state is none that was made here; begin the sign-in again")


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
