"""Ids made by Remit: a prefix and a UUIDv7, so that they sort by the time at which they were made."""

import os
import threading
from typing import Final

from remit.clock import MILLISECOND, Clock

DECISION: Final = "dec_"
RESERVATION: Final = "res_"
RUN: Final = "run_"
SESSION: Final = "ses_"
APPROVAL: Final = "apr_"
MANIFEST: Final = "man_"
KEY: Final = "key_"
BUDGET: Final = "bud_"
ENTRY: Final = "ent_"
STEP: Final = "stp_"
USAGE: Final = "use_"
PERSON: Final = "per_"
DELEGATION: Final = "del_"
TOKEN_FAMILY: Final = "tok_"  # noqa: S105  begins ids
ALERT: Final = "alt_"
OTHER: Final = "obj_"

# RFC 9562, section 5.7: 48 bits of milliseconds, 4 of version, 12 that count within a millisecond (method 1 of
# section 6.2, so that one process never goes back), 2 of variant, 62 random.
_VERSION: Final = 0x7 << 76
_VARIANT: Final = 0x2 << 62
_COUNT_LIMIT: Final = 1 << 12
_RANDOM_BITS: Final = (1 << 62) - 1
_DRAW_BYTES: Final = 4_096


class Ids:
    """Makes ids that strictly increase within one process; safe to call from any thread."""

    __slots__ = ("_clock", "_count", "_lock", "_millisecond", "_random", "_used")

    def __init__(self, clock: Clock) -> None:
        """Take the time from `clock`."""
        self._clock = clock
        self._millisecond = 0
        self._count = 0
        self._random = b""
        self._used = 0
        self._lock = threading.Lock()

    def new(self, prefix: str) -> str:
        """Return a new id: `prefix` and 32 hexadecimal digits."""
        now = self._clock.now() // MILLISECOND
        with self._lock:
            if now > self._millisecond:
                self._millisecond, self._count = now, 0
            else:
                self._count += 1
                if self._count == _COUNT_LIMIT:
                    self._millisecond, self._count = self._millisecond + 1, 0
            head = (self._millisecond << 80) | _VERSION | (self._count << 64)
            random = self._draw()
        return f"{prefix}{head | _VARIANT | random:032x}"

    def _draw(self) -> int:
        """Return 62 random bits; the kernel is asked for many at once, for asking costs more than the bits."""
        if self._used == len(self._random):
            self._random, self._used = os.urandom(_DRAW_BYTES), 0
        drawn = self._random[self._used : self._used + 8]
        self._used += 8
        return int.from_bytes(drawn) & _RANDOM_BITS


def reservation_of(decision_id: str) -> str:
    """Return the id of the reservation that belongs to a decision: the same UUID under another prefix."""
    return RESERVATION + decision_id[len(DECISION) :]


def decision_of(reservation_id: str) -> str:
    """Return the id of the decision that made a reservation: the same UUID under another prefix."""
    return DECISION + reservation_id[len(RESERVATION) :]
