"""The newest steps of one scope, without a hole, for all who follow it here. Pure; never reads."""

from bisect import bisect_right
from collections import deque
from operator import attrgetter
from typing import Final

from remit.timeline.model import Batch, Payload, Step

STEP_BYTES: Final = 2_048
"""Memory of a step without its payloads, about: an object with some 15 short texts."""

_position: Final = attrgetter("position")


class Window:
    """All steps after `start` and up to `through`, each at its position."""

    __slots__ = ("_bytes", "_grown", "_steps", "start", "through")

    def __init__(self) -> None:
        """Begin empty, at the start of the timeline."""
        self._steps: list[Step] = []
        # When the window grew, and to which position.
        self._grown: deque[tuple[float, int]] = deque()
        self.restart(0)

    def restart(self, place: int) -> None:
        """Hold nothing, and go on from `place`."""
        self._steps.clear()
        self._grown.clear()
        self._bytes = 0
        self.start = self.through = place

    def forget(self) -> None:
        """Let go of all steps; who has seen the last of them is still covered."""
        self.trim(most_steps=0, most_bytes=0, born_after=0.0)

    def covers(self, position: int) -> bool:
        """Tell whether nothing after `position` is missing here, for whoever has seen all up to there."""
        return position >= self.start

    def after(self, position: int) -> Step | None:
        """Return the oldest step after a position that is covered; None when there is none yet."""
        if position >= self.through:
            return None
        place = bisect_right(self._steps, position, key=_position)
        return self._steps[place] if place < len(self._steps) else None

    def extend(self, batch: Batch, now: float) -> None:
        """Take what was read after `through`, all of it, at the instant `now` in seconds."""
        self._steps += batch.steps
        self._bytes += sum(map(_weight, batch.steps))
        self.through = max(self.through, batch.through)
        if batch.steps:
            self._grown.append((now, batch.steps[-1].position))

    def trim(self, *, most_steps: int, most_bytes: int, born_after: float) -> None:
        """Let go of the oldest: what is too many, too large in all, or came before the instant `born_after`."""
        count = max(0, len(self._steps) - most_steps)
        for born, position in self._grown:
            if born > born_after:
                break
            count = max(count, bisect_right(self._steps, position, key=_position))
        kept = self._bytes - sum(map(_weight, self._steps[:count]))
        while kept > most_bytes:
            kept -= _weight(self._steps[count])
            count += 1
        if count:
            self.start = self._steps[count - 1].position
            del self._steps[:count]
            self._bytes = kept
        while self._grown and self._grown[0][1] <= self.start:
            self._grown.popleft()

    def __len__(self) -> int:
        """How many steps it holds."""
        return len(self._steps)

    @property
    def bytes(self) -> int:
        """How much memory its steps take, about."""
        return self._bytes


def _weight(step: Step) -> int:
    return STEP_BYTES + _length(step.input) + _length(step.output)


def _length(payload: Payload | None) -> int:
    return len(payload.json) if payload is not None else 0
