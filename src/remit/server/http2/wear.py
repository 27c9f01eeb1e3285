"""How much a connection has been through, and when it should make way for a new one. Knows no frame."""

from typing import Final

STREAMS: Final = 128
"""Calls that zttp lets a peer have open on one connection."""
CALLS: Final = 2_048
"""Calls after which a connection makes way. zttp ends one for good at its 4,096th, whoever made them and however slowly;
between the two is room for those that are on their way while the peer hears of it."""
RESETS: Final = 32
"""Calls that the peer gave up, likewise: zttp allows 256 in a connection's life."""
LAST_RESETS: Final = 256 - STREAMS - 1
"""After so many nothing new is begun: all that are open may still be given up at once."""
CONTROLS: Final = 1_000
"""Pings and settings that a peer may send between two looks at it, each of which must be answered."""


class Wear:
    """Counts what zttp counts, and what it does not."""

    __slots__ = ("_calls", "_controls", "_resets")

    def __init__(self) -> None:
        """Begin as new."""
        self._calls = 0
        self._resets = 0
        self._controls = 0

    def call(self) -> bool:
        """Count a call; returns whether the connection should make way."""
        self._calls += 1
        return self._calls >= CALLS

    def reset(self) -> bool:
        """Count a call that the peer gave up; returns whether the connection should make way."""
        self._resets += 1
        return self._resets >= RESETS

    @property
    def out(self) -> bool:
        """Whether nothing new may begin, lest zttp end what is under way."""
        return self._resets >= LAST_RESETS

    def control(self) -> bool:
        """Count a ping or settings; returns whether they are too many."""
        self._controls += 1
        return self._controls > CONTROLS

    def look(self) -> None:
        """Take note that a new while begins for pings and settings."""
        self._controls = 0
