"""Keeps a storm out of the log: of what many calls meet alike, some lines a second. Never touches other lines."""

from collections.abc import Callable
from typing import Final

from remit.clock import monotonic

LINES_A_SECOND: Final = 10
"""Lines of one method and outcome; enough to see who and what, too few to fill a disk or slow down refusals."""

LEFT_OUT: Final = "left_out"
"""Field of the first line after some were left out: how many."""

FLOODS: Final = frozenset(
    {
        "BACKEND_UNAVAILABLE",
        "CANCELLED",
        "DEADLINE_TOO_SHORT",
        "DRAINING",
        "OVERLOADED",
        "TOO_MANY_CALLS",
        "TOO_MANY_REFUSALS",
    }
)
"""Outcomes that come by the thousand when they come, each for the same cause as the one before."""


class Flood:
    """What was written lately, by outcome; holds a few numbers for each."""

    __slots__ = ("_left_out", "_now", "_seconds", "_written")

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Begin with none; `now` tells seconds."""
        self._now = now
        self._seconds: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._left_out: dict[str, int] = {}

    def admits(self, outcome: str) -> bool:
        """Tell whether a line about this outcome may be written now; if not, it is counted."""
        if outcome not in FLOODS:
            return True
        second = int(self._now())
        if self._seconds.get(outcome) != second:
            self._seconds[outcome] = second
            self._written[outcome] = 0
        if self._written[outcome] < LINES_A_SECOND:
            self._written[outcome] += 1
            return True
        self._left_out[outcome] = self._left_out.get(outcome, 0) + 1
        return False

    def left_out(self, outcome: str) -> dict[str, int]:
        """Return the field that says how many lines were left out before this one; none when none were."""
        count = self._left_out.pop(outcome, 0)
        return {LEFT_OUT: count} if count else {}
