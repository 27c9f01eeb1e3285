"""Answers at once for a backend that is away, instead of letting everybody wait for it and all of them try again.

The breaker itself is pure: a clock is given, and it never calls what it stands before. It lives here since storage and
volatile, which know nothing of each other, both stand on this room.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from remit.clock import monotonic
from remit.errors import BackendUnavailableError

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")

PATIENCE: Final = 3
"""Failures in a row after which a backend is away. A connection may break once without anybody having to pay for it."""
SHORTEST: Final = 0.25
"""Seconds until the first probe, at most."""
LONGEST: Final = 2.0
"""Seconds between two probes, at most: so soon after a backend is back, the service is."""
HUNG: Final = 1.0
"""Seconds that a call took and failed, of which one is enough: whoever came next would wait as long."""
_LEAST: Final = 0.5
"""Part of a pause that is kept whatever the dice say, so that many servers do not probe at the same instant."""

_random: Final = random.SystemRandom()


class Breaker:
    """Closed, it lets all through and counts failures in a row; open, it refuses; half open, it lets one probe through.

    Whoever was admitted must say how it went, once: `succeeded`, `failed` or `unknown`.
    """

    __slots__ = ("_dice", "_failures", "_now", "_pause", "_probing", "_until")

    def __init__(
        self, now: Callable[[], float] = monotonic, dice: Callable[[], float] = _random.random
    ) -> None:
        """Begin closed; `now` tells seconds, `dice` a number from 0 to 1."""
        self._now = now
        self._dice = dice
        self._failures = 0
        self._pause = SHORTEST
        self._until = 0.0
        self._probing = False

    @property
    def away(self) -> bool:
        """Whether calls are refused without asking the backend, but for a probe now and then."""
        return self._failures >= PATIENCE

    @property
    def retry_after(self) -> float:
        """Seconds after which it makes sense to come back, jittered; more than 0."""
        return max(self._until - self._now(), 0.0) + self._jittered(SHORTEST)

    def admits(self) -> bool:
        """Tell whether a call may go; the first one after the pause is the probe, and goes alone."""
        if not self.away:
            return True
        if self._probing or self._now() < self._until:
            return False
        self._probing = True
        return True

    def succeeded(self) -> bool:
        """Let everybody through; tell whether the backend had been away."""
        back = self.away
        self._failures = 0
        self._pause = SHORTEST
        self._probing = False
        return back

    def failed(self, *, hung: bool = False) -> bool:
        """Count a failure; tell whether the backend is away from now on.

        Args:
            hung: it answered nothing for as long as one waits. Once is enough, for everybody else would wait too.
        """
        before = self.away
        self._failures = PATIENCE if hung else self._failures + 1
        self._probing = False
        if self.away:
            self._until = self._now() + self._jittered(self._pause)
            self._pause = min(2 * self._pause, LONGEST)
        return self.away and not before

    def unknown(self) -> None:
        """Take note that a call ended by itself, such as by cancellation: it says nothing of the backend."""
        self._probing = False

    def _jittered(self, seconds: float) -> float:
        return seconds * (_LEAST + (1 - _LEAST) * self._dice())


class Guarded(Generic[Item, Result]):
    """Commits batches through another commit while its backend answers, and refuses them at once while it does not."""

    __slots__ = ("_breaker", "_commit", "_now")

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        breaker: Breaker,
        *,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Commit by `commit`. Several may share the breaker of one backend."""
        self._commit = commit
        self._breaker = breaker
        self._now = now

    async def __call__(self, items: Sequence[Item]) -> Sequence[Result]:
        """Commit a batch.

        Raises:
            BackendUnavailableError: when the backend is away, or did not answer this time.
        """
        return await self.through(lambda: self._commit(items))

    async def through(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the backend anything else, such as a read, in the same way.

        Raises:
            BackendUnavailableError: when the backend is away, or did not answer this time.
        """
        breaker = self._breaker
        if not breaker.admits():
            message = (
                "storage does not answer, so nothing can be decided or recorded; retry with the same ids"
            )
            raise BackendUnavailableError(message, retry_after=breaker.retry_after)
        started = self._now()
        try:
            answer = await ask()
        except BackendUnavailableError:
            breaker.failed(hung=self._now() - started >= HUNG)
            raise
        except asyncio.CancelledError:
            breaker.unknown()
            raise
        except Exception:
            # It did answer, if only that something is wrong with what it was asked.
            breaker.succeeded()
            raise
        breaker.succeeded()
        return answer
