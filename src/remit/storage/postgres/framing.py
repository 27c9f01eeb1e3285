"""Ends a connection whose bytes are no messages of Postgres, before the driver reads them. Knows no query.

The driver believes each length that it is told, and over a negative one before a row reads beyond its memory, which ends
the process. Random bytes are such a length every other time.
"""

import asyncio
import struct
from typing import Any, Final

_KINDS: Final = frozenset(b"123ACDEGHIKNRSTVWZcdnstv")
"""First bytes of all messages that a server sends."""
_HEADER: Final = 5
"""Bytes of the kind and of the length, which counts itself."""
_LEAST: Final = 4
_MOST: Final = 1 << 30
"""Bytes of a message, as in Postgres itself: what claims to be longer would be waited for in vain."""

_length: Final = struct.Struct(">i").unpack_from


class Framed(asyncio.Protocol):
    """Hears what comes from Postgres before the driver does, and passes it on as it came."""

    def __init__(self, driver: asyncio.Protocol, transport: asyncio.Transport) -> None:
        """Stand before a driver's protocol, between two messages."""
        self._transport = transport
        self._pass = driver.data_received
        self._left = 0
        """Bytes until the next message begins."""
        self._begun = b""
        """Of a header that came in parts."""
        # All else is the driver's own.
        self.connection_lost: Any = driver.connection_lost
        self.eof_received: Any = driver.eof_received
        self.pause_writing: Any = driver.pause_writing
        self.resume_writing: Any = driver.resume_writing

    def data_received(self, data: bytes) -> None:
        """Pass on what is framed as messages are; what is not ends the connection, as if the network had."""
        seen = self._begun + data if self._begun else data
        at, end = self._left, len(seen)
        while at + _HEADER <= end:
            (length,) = _length(seen, at + 1)
            if not _LEAST <= length <= _MOST or seen[at] not in _KINDS:
                self._transport.abort()
                return
            at += 1 + length
        self._begun = seen[at:]
        self._left = max(0, at - end)
        self._pass(data)


def framed(connection: Any) -> None:  # noqa: ANN401  what is used is the driver's own, and has no types
    """Stand before the driver of a connection that was opened just now."""
    transport = connection._transport  # noqa: SLF001  the driver takes no protocol and shows none
    transport.set_protocol(Framed(connection._protocol, transport))  # noqa: SLF001
