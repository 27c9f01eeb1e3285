"""Where a stream has come to, as an opaque text bound to that stream. Never trusts a text."""

import base64
import binascii
import hmac
import json
from typing import Final

from remit.errors import CursorInvalidError
from remit.timeline.model import Filter, Scope

MAC_BYTES: Final = 16
"""HMAC-SHA256 cut to 128 bits."""

MIN_KEY_BYTES: Final = 16
"""A shorter secret would be weaker than the code that it makes."""

POSITION_BYTES: Final = 12
"""96 bits: room for a transaction id of 64 bits and an ordinal within it."""

RECENT: Final = 64
"""Cursors kept of a stream, about 200 bytes each: those who follow it together come to the same places at about the same
time, and one costs more to make than the rest of an event."""

_PURPOSE: Final = b"remit.cursor.v1"
_LENGTH: Final = 38
"""Characters of every cursor: 28 bytes in base64 without padding."""


class Cursor:
    """Makes and reads the cursors of one stream: one scope of one tenant, through one filter."""

    __slots__ = ("__weakref__", "_bound", "_key", "_recent")

    def __init__(self, scope: Scope, filter: Filter, *, key: bytes) -> None:
        """Bind cursors to the stream.

        Args:
            scope: whose steps.
            filter: which of them.
            key: the server's secret, 16 bytes or more; every replica must hold the same.

        Raises:
            ValueError: when the key is shorter.
        """
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"a cursor key needs {MIN_KEY_BYTES} bytes or more")
        self._key = key
        name = json.dumps([scope.tenant, scope.kind, scope.id]).encode()
        self._recent: dict[int, str] = {}
        self._bound = b"%s|%d|%s%s|" % (_PURPOSE, len(name), name, filter.canonical())

    def encode(self, position: int) -> str:
        """Return the cursor of everything after `position`, which is 0 or more."""
        text = self._recent.get(position)
        if text is None:
            if len(self._recent) >= RECENT:
                del self._recent[next(iter(self._recent))]
            text = self._recent[position] = self._made(position)
        return text

    def decode(self, text: str) -> int:
        """Return the position that a cursor holds.

        Raises:
            CursorInvalidError: when it was made for another stream, or not by this service.
        """
        position = _position(text)
        # Made again and compared whole: base64 has several spellings of the same bytes, and only ours is
        # accepted.
        if position is None or not hmac.compare_digest(self.encode(position).encode(), text.encode()):
            raise CursorInvalidError(
                "the cursor is damaged or belongs to another scope or filter; begin at the start or at now",
                field="cursor",
            )
        return position

    def _made(self, position: int) -> str:
        place = position.to_bytes(POSITION_BYTES)
        code = hmac.digest(self._key, self._bound + place, "sha256")[:MAC_BYTES]
        return base64.urlsafe_b64encode(place + code).rstrip(b"=").decode()


def _position(text: str) -> int | None:
    if len(text) != _LENGTH or not text.isascii():
        return None
    try:
        return int.from_bytes(base64.urlsafe_b64decode(text + "==")[:POSITION_BYTES])
    except binascii.Error:
        return None
