"""Page tokens, which every list needs: opaque, bound to one list and its filter. Never holds a page."""

import base64
import binascii
import hmac
from typing import Final

from remit.errors import PageTokenInvalidError

MAC_BYTES: Final = 16
"""HMAC-SHA256 cut to 128 bits: nobody forges one by guessing, and the token stays short."""

MIN_KEY_BYTES: Final = 16
"""A shorter secret would be weaker than the code that it makes."""

_PURPOSE: Final = b"remit.page.v1"


class PageTokens:
    """Makes and reads page tokens under one secret of the server; every replica must hold the same."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Bind tokens to `key`.

        Args:
            key: a secret of 16 bytes or more.

        Raises:
            ValueError: when the key is shorter.
        """
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"a page token key needs {MIN_KEY_BYTES} bytes or more")
        self._key = key

    def encode(self, position: str, filter: bytes) -> str:
        """Return the token of the page that begins after `position`.

        Args:
            position: where the page before ended, as the list itself understands it; not empty. The token
                does not hide it: it is signed, not encrypted.
            filter: everything that makes this list another list: tenant, call, filter, order.
        """
        place = position.encode()
        return base64.urlsafe_b64encode(self._code(place, filter) + place).rstrip(b"=").decode()

    def decode(self, token: str, filter: bytes) -> str:
        """Return the position that `token` holds; an empty token is the first page: an empty position.

        Raises:
            PageTokenInvalidError: when the token was not made here, or for another filter.
        """
        if not token:
            return ""
        position = _position(token)
        # Made again and compared whole: base64 has several spellings of the same bytes, and only ours is
        # accepted.
        if position is None or not hmac.compare_digest(
            self.encode(position, filter).encode(), token.encode()
        ):
            raise PageTokenInvalidError(
                "the page token is damaged or belongs to another list or filter; begin again without one",
                field="page_token",
            )
        return position

    def _code(self, place: bytes, filter: bytes) -> bytes:
        bound = b"%s|%d|%s%s" % (_PURPOSE, len(filter), filter, place)
        return hmac.digest(self._key, bound, "sha256")[:MAC_BYTES]


def _position(token: str) -> str | None:
    if not token.isascii():
        return None
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[MAC_BYTES:].decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
