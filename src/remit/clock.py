"""The only place where wall time is read; everything else is given a `Clock` or an instant."""

import time
from typing import Final, Protocol

# An instant is an int: whole microseconds since 1970-01-01T00:00:00Z, as fine as Postgres keeps them.
MICROSECOND: Final = 1
MILLISECOND: Final = 1_000
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


class Clock(Protocol):
    """Tells the time, so that tests can tell another."""

    def now(self) -> int:
        """Return the instant, in microseconds since the Unix epoch, UTC."""
        ...


class SystemClock:
    """The machine's clock, moved by a fixed offset that tests may set."""

    __slots__ = ("_offset",)

    def __init__(self, offset: int = 0) -> None:
        """Move the clock by `offset` microseconds (0 outside tests)."""
        self._offset = offset

    def now(self) -> int:
        """Return the instant, in microseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000 + self._offset


class FakeClock:
    """A clock that stands still until a test moves it."""

    __slots__ = ("_now",)

    def __init__(self, now: int = 1_790_000_000 * SECOND) -> None:
        """Stand at `now`, in microseconds since the Unix epoch."""
        self._now = now

    def now(self) -> int:
        """Return the instant at which the clock was put."""
        return self._now

    def advance(self, microseconds: int) -> None:
        """Move forward by so many microseconds."""
        self._now += microseconds


def monotonic() -> float:
    """Return seconds of a clock that never goes back; for durations only."""
    return time.perf_counter()
