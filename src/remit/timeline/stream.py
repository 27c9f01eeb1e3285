"""Follows a timeline: history, then LIVE, then what happens; no gap, no duplicate. Never reads storage.

A watcher always goes on from its own place, in order of commit; an announcement only wakes it. So a lost,
late or repeated announcement costs time, never a step. History it reads for itself; what is newest is read once
for all who follow the same scope (`tail.py`), and whoever falls behind that reads history again.
"""

from collections.abc import AsyncGenerator, Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from weakref import WeakValueDictionary

from remit.clock import monotonic
from remit.errors import CursorTooOldError
from remit.timeline.access import Access, Grant
from remit.timeline.cursor import Cursor
from remit.timeline.model import Batch, Filter, Scope, ScopeKind, Step, StepKind
from remit.timeline.source import RHYTHM, Rhythm, Steps, Wakeups
from remit.timeline.tail import Tail, Tails


class EventKind(StrEnum):
    """What a stream sends."""

    STEP = "STEP"
    RUN_STARTED = "RUN_STARTED"
    RUN_ENDED = "RUN_ENDED"
    LIVE = "LIVE"
    """History is done. Sent once."""
    HEARTBEAT = "HEARTBEAT"
    """Nothing happened for a while."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing sent."""

    kind: EventKind
    cursor: str
    """Begin here again after a cut."""
    step: Step | None = None
    """None for LIVE and HEARTBEAT."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What one watcher asked for."""

    scope: Scope
    filter: Filter = field(default_factory=Filter)
    after: int | None = None
    """Place after which to begin, from a cursor or `Steps.end`; None means the oldest step that is kept."""
    follow: bool = False
    """Whether to stay after the history."""


_RUN_EVENTS: Final = {StepKind.RUN_STARTED: EventKind.RUN_STARTED, StepKind.RUN_ENDED: EventKind.RUN_ENDED}


class Stream:
    """Serves watchers."""

    __slots__ = ("_cursors", "_key", "_rhythm", "_steps", "_tails")

    def __init__(self, steps: Steps, wakeups: Wakeups, *, key: bytes, rhythm: Rhythm = RHYTHM) -> None:
        """Read from `steps`, woken by `wakeups`; sign cursors with `key` (16 bytes or more)."""
        self._steps = steps
        self._tails = Tails(steps, wakeups, rhythm=rhythm)
        self._key = key
        self._rhythm = rhythm
        self._cursors: WeakValueDictionary[tuple[Scope, bytes], Cursor] = WeakValueDictionary()

    def cursor(self, scope: Scope, filter: Filter) -> Cursor:
        """Return what makes and reads the cursors of one stream: the same for all who follow it."""
        key = scope, filter.canonical()
        cursor = self._cursors.get(key)
        if cursor is None:
            cursor = self._cursors[key] = Cursor(scope, filter, key=self._key)
        return cursor

    async def follow(
        self, watch: Watch, access: Access, *, reader: Hashable = None
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of one stream; close the generator to end it.

        Without `follow` it ends after LIVE. The stream of one run also ends once the run has.

        Args:
            watch: what is asked for.
            access: called before anything is read, and again while the stream is open.
            reader: who watches, and from where. All streams of a scope with the same reader share the answers of
                one's `access`, so it must be the same question; None shares with nobody.

        Raises:
            CursorTooOldError: when retention has removed steps that the watcher had not seen; its
                `oldest_cursor` says where to go on.
            RemitError: what `access` raised.
        """
        who = object() if reader is None else reader
        # Listening begins before the first read: what is committed after a read wakes the wait that follows it.
        with self._tails.of(watch.scope) as tail, tail.grants.held(who, access) as grant:
            await grant.ask()
            follower = _Follower(
                self._steps,
                watch,
                cursor=self.cursor(watch.scope, watch.filter),
                rhythm=self._rhythm,
                grant=grant,
            )
            await follower.begin()
            async for event in follower.catch_up():
                yield event
            yield follower.event(EventKind.LIVE)
            if watch.follow and not follower.ended:
                with tail.joined(follower.position):
                    async for event in follower.stay(tail):
                        yield event


class _Follower:
    """One watcher's place in the timeline."""

    def __init__(self, steps: Steps, watch: Watch, *, cursor: Cursor, rhythm: Rhythm, grant: Grant) -> None:
        self._steps = steps
        self._watch = watch
        self._cursor = cursor
        self._rhythm = rhythm
        self._grant = grant
        self.position = watch.after or 0
        self._sent = monotonic()
        self.ended = False

    async def begin(self) -> None:
        if self._watch.after is None:
            self.position = await self._steps.removed(self._watch.scope)

    async def catch_up(self) -> AsyncGenerator[Event, None]:
        """Yield everything committed after our place, read for ourselves, and move there."""
        more = True
        while more:
            await self._grant.require(0)
            batch = await self._read()
            for step in batch.steps:
                yield await self._told(step)
            self.position = max(self.position, batch.through)
            more = batch.more

    async def stay(self, tail: Tail) -> AsyncGenerator[Event, None]:
        """Yield what happens, from memory as far as it covers our place, until the run has ended."""
        wanted = self._watch.filter
        while True:
            # The seam: who has not seen everything before the window would miss what lies between.
            if not tail.covers(self.position):
                async for event in self.catch_up():
                    yield event
            elif (step := tail.after(self.position)) is not None:
                if wanted.matches(step):
                    yield await self._told(step)
                self.position = step.position
            else:
                self.position = max(self.position, tail.through)
                if self.ended:
                    return
                if self._overdue():
                    # While it was sent there may have been news; so we look again before we wait.
                    yield self.event(EventKind.HEARTBEAT)
                    continue
                await tail.wait(self._sent + self._rhythm.heartbeat)
                await self._grant.require(self._rhythm.poll)

    def event(self, kind: EventKind, step: Step | None = None) -> Event:
        self._sent = monotonic()
        return Event(kind, self._cursor.encode(self.position), step)

    async def _told(self, step: Step) -> Event:
        await self._grant.require(self._rhythm.recheck)
        self.position = step.position
        self.ended = self.ended or self._is_end(step)
        return self.event(_RUN_EVENTS.get(step.kind, EventKind.STEP), step)

    def _overdue(self) -> bool:
        return monotonic() - self._sent >= self._rhythm.heartbeat

    async def _read(self) -> Batch:
        watch, before = self._watch, self.position
        batch = await self._steps.read_after(
            watch.scope, watch.filter, position=before, limit=self._rhythm.limit
        )
        # Asked after the read: what retention removed while it ran may be missing from the batch.
        removed = await self._steps.removed(watch.scope)
        if removed > before:
            raise CursorTooOldError(
                "steps after the cursor are no longer kept; go on from the oldest cursor",
                field="cursor",
                oldest_cursor=self._cursor.encode(removed),
            )
        return batch

    def _is_end(self, step: Step) -> bool:
        return step.kind is StepKind.RUN_ENDED and self._watch.scope.kind is ScopeKind.RUN
