"""Numbers that a part counts of itself: plain, in place, without locks. Never formats them, knows nobody who reads.

One thread writes each of them. Whoever reads may come at any time and sees some calls, never half of one number.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Final, Protocol, TypeVar

from remit.clock import Clock, monotonic
from remit.errors import BackendUnavailableError

T = TypeVar("T")

MICRO: Final = 1e-6
MILLI: Final = 1e-3

SECONDS: Final = (
    10 * MICRO, 25 * MICRO, 50 * MICRO, 100 * MICRO, 250 * MICRO, 500 * MICRO,
    MILLI, 2.5 * MILLI, 5 * MILLI, 10 * MILLI, 25 * MILLI, 50 * MILLI, 100 * MILLI, 250 * MILLI, 500 * MILLI,
    1.0, 2.5, 5.0, 10.0,
)  # fmt: skip
"""Upper bounds of the buckets of a duration: from 10 microseconds, a stage, to 10 seconds, a deadline."""

SIZES: Final = tuple(float(2**power) for power in range(11))
"""Upper bounds of the buckets of a batch: 1 to 1,024 items."""


class Histogram:
    """How often values fell into each bucket, and their sum. Some 0.1 microseconds a value."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        """Begin empty, with these upper bounds, ascending; above the last is one bucket more."""
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """Values in each bucket alone, the one above all bounds last."""
        self.total = 0.0
        """Sum of all values."""

    def observe(self, value: float) -> None:
        """Count a value; one that equals a bound is below it."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self.counts)


class BackendTally:
    """Calls of one backend: how many, how long, and how many found it away."""

    __slots__ = ("errors", "seconds")

    def __init__(self) -> None:
        """Begin with none."""
        self.seconds = Histogram()
        """Of every call, those that failed included."""
        self.errors = 0
        """Calls that the backend did not answer."""

    async def through(self, work: Awaitable[T]) -> T:
        """Await a call of the backend, and count it."""
        started = monotonic()
        try:
            return await work
        except BackendUnavailableError:
            self.errors += 1
            raise
        finally:
            self.seconds.observe(monotonic() - started)


class Tenure(Protocol):
    """The right to run a task, which may be lost to another process."""

    @property
    def holds(self) -> bool:
        """Whether it is this process' still."""
        ...


class TaskTally:
    """Runs of one task of upkeep in this process."""

    __slots__ = ("_clock", "done", "ended_at", "failures", "seconds", "tenure")

    def __init__(self, clock: Clock) -> None:
        """Begin with none; `clock` says when one ended."""
        self._clock = clock
        self.seconds = Histogram()
        """Of every run, those that failed included."""
        self.tenure: Tenure | None = None
        """By which it last ran here; None when it has not."""
        self.failures = 0
        self.done = 0
        """Things that were done: reservations expired, entries sequenced."""
        self.ended_at = 0
        """When a run last ended well, in microseconds since the Unix epoch; 0 when none has."""

    async def through(self, work: Awaitable[int], tenure: Tenure) -> int:
        """Await a run under `tenure`, which returns how much it did, and count it."""
        self.tenure = tenure
        started = monotonic()
        try:
            done = await work
        except Exception:
            self.failures += 1
            raise
        finally:
            self.seconds.observe(monotonic() - started)
        self.done += done
        self.ended_at = self._clock.now()
        return done


Outcomes = Counter[str]
"""How often each of a few known outcomes came."""
