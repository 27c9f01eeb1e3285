"""Watchers who pause and are cut off at random, and what each of them must have seen in the end."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from remit.errors import CursorTooOldError
from remit.timeline.model import Step
from remit.timeline.stream import Event, EventKind, Stream, Watch
from tests.timeline.memory import allowed

LONGEST_PAUSE = 12
"""Turns of the event loop: long enough for a tiny window to pass by."""


@dataclass
class Watcher:
    """One who follows, over all its lives."""

    watch: Watch
    chance: random.Random
    removed: Callable[[], int] = int
    """The place up to which steps are no longer kept at this moment."""
    seen: list[Step] = field(default_factory=list)
    excused: list[tuple[int, int]] = field(default_factory=list)
    """Places that it was told were no longer kept: after the first, up to the second."""
    place: int = 0

    async def follow(self, served: Stream, is_over: Callable[[int], bool]) -> None:
        """Follow until a place is the last, cut off now and then, and go on from the last cursor."""
        await self._pause()
        self.place = self.watch.after or 0
        while not is_over(self.place):
            try:
                await self._live(served, is_over)
            except CursorTooOldError as error:
                cursor = served.cursor(self.watch.scope, self.watch.filter)
                oldest = cursor.decode(error.metadata["oldest_cursor"])
                assert oldest > self.place
                self.excused.append((self.place, oldest))
                self.place = oldest
            self.watch = replace(self.watch, after=self.place)

    def require_each_once_in_order(self, steps: Sequence[Step], *, began: int) -> None:
        """Hold what was seen against what was committed; a version that was changed later may be missing."""
        places = [step.position for step in self.seen]
        assert places == sorted(set(places)), "a step came twice, or too early"
        wanted = [
            step.position
            for step in steps
            if self.watch.scope.covers(step) and self.watch.filter.matches(step) and step.position > began
        ]
        gone = {place for place in wanted if any(low < place <= high for low, high in self.excused)}
        missing = set(wanted) - set(places) - gone
        assert not missing, f"a gap: {sorted(missing)}"
        last = {step.position for step in steps}
        changed = {(step.run_id, step.step_id) for step in self.seen if step.position not in last}
        again = {(step.run_id, step.step_id) for step in steps if step.position in set(places) | gone}
        assert changed <= again, "what has changed did not appear again"

    async def _live(self, served: Stream, is_over: Callable[[int], bool]) -> None:
        length = self.chance.choice([1, 2, 5, 20, 10**9])
        lives = 0
        events = served.follow(self.watch, allowed)
        try:
            async for event in events:
                self._take(event, served)
                lives += event.kind is EventKind.LIVE
                length -= 1
                if length <= 0 or is_over(self.place):
                    break
                await self._pause()
        finally:
            await events.aclose()
        assert lives <= 1

    def _take(self, event: Event, served: Stream) -> None:
        place = served.cursor(self.watch.scope, self.watch.filter).decode(event.cursor)
        assert place >= self.place
        if self.watch.after is None:
            # What was removed before it began is told to nobody.
            self.excused.append((0, self.removed()))
        self.place = place
        if event.step is not None:
            assert event.step.position == place
            self.seen.append(event.step)

    async def _pause(self) -> None:
        if self.chance.random() < 0.3:
            for _ in range(self.chance.randrange(LONGEST_PAUSE)):
                await asyncio.sleep(0)
