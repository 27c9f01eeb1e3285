"""Answers at once for a backend that is away, instead of letting everybody wait for it. Never calls it itself."""

import random
from collections.abc import Callable
from typing import Final

from remit.clock import monotonic

PATIENCE: Final = 3
"""Failures in a row, after which it is away. A connection may break once without anybody having to pay for it."""
SHORTEST: Final = 0.25
"""Seconds until the first probe."""
LONGEST: Final = 2.0
"""Seconds between two probes, at most: so soon after it is back, the service is."""

_random: Final = random.SystemRandom()


class Breaker:
    """Counts failures in a row. Away, it lets one probe through now and then, and all once a probe succeeded.

    Whoever was admitted must say how it went, once: `succeeded`, `failed` or `unknown`.
    """

    __slots__ = ("_failures", "_now", "_pause", "_probing", "_until")

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Begin as present; `now` tells seconds."""
        self._now = now
        self._failures = 0
        self._pause = SHORTEST
        self._until = 0.0
        self._probing = False

    @property
    def away(self) -> bool:
        """Whether calls are answered without asking the backend."""
        return self._failures >= PATIENCE

    @property
    def retry_after(self) -> float:
        """Seconds after which it makes sense to ask again, jittered."""
        return max(self._until - self._now(), 0.0) + SHORTEST * _random.uniform(0.5, 1.0)

    def admits(self) -> bool:
        """Tell whether a call may go; the first one after the pause is the probe, and goes alone."""
        if not self.away:
            return True
        if self._probing or self._now() < self._until:
            return False
        self._probing = True
        return True

    def succeeded(self) -> bool:
        """Let everybody through; tell whether it had been away."""
        back = self.away
        self._failures = 0
        self._pause = SHORTEST
        self._probing = False
        return back

    def failed(self, *, hung: bool = False) -> bool:
        """Count a failure; tell whether it is away from now on.

        Args:
            hung: it answered nothing for as long as one waits. Once is enough, for everybody else would wait too.
        """
        if self.away and not self._probing:
            # It left before the others found out.
            return False
        before = self.away
        self._failures = PATIENCE if hung else self._failures + 1
        self._probing = False
        if self.away:
            # Jitter, so that many servers do not probe at the same instant.
            self._until = self._now() + self._pause * _random.uniform(0.5, 1.0)
            self._pause = min(2 * self._pause, LONGEST)
        return self.away and not before

    def unknown(self) -> None:
        """Take note that a call ended by itself, such as by cancellation: it says nothing of the backend."""
        self._probing = False
