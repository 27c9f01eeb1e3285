"""Follows a timeline: history, then LIVE, then what happens; no gap, no duplicate. Never reads storage.

A watcher always reads on from its own place, in order of commit; an announcement only wakes it. So a lost,
late or repeated announcement costs time, never a step.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from remit.clock import monotonic
from remit.errors import CursorTooOldError
from remit.timeline.cursor import Cursor
from remit.timeline.model import Batch, Filter, Scope, ScopeKind, Step, StepKind


class Steps(Protocol):
    """Reads what was committed."""

    async def read_after(self, scope: Scope, filter: Filter, *, position: int, limit: int) -> Batch:
        """Return the oldest wanted steps after `position`, at most `limit`.

        Nothing may ever appear at or below the batch's `through` later: it lies below the oldest open
        transaction. Without `more`, `through` is the place of the newest change of the tenant's whole
        timeline, so that a quiet stream moves on too.
        """
        ...

    async def end(self, scope: Scope) -> int:
        """Return the place after everything that has happened; 0 when nothing has."""
        ...

    async def removed(self, scope: Scope) -> int:
        """Return the place up to which retention has removed steps; 0 when nothing was."""
        ...


class Wakeup(Protocol):
    """Remembers announcements for one watcher."""

    async def wait(self, seconds: float, /) -> bool:
        """Wait until something was announced since the last `wait`, at most so long; tell whether it was."""
        ...


class Wakeups(Protocol):
    """Announcements by whoever commits steps."""

    def watch(self, key: str) -> AbstractContextManager[Wakeup]:
        """Listen for announcements of `key` (see `Scope.key`) from now until the context ends."""
        ...


Access = Callable[[], Awaitable[None]]
"""Raises the error that ends the stream once the watcher may no longer read."""


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


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often; all but `limit` in seconds."""

    heartbeat: float = 10.0
    """At most so long without an event; the contract promises 15."""
    poll: float = 0.5
    """At most so long between reads, for announcements may be lost; also how soon access is checked again."""
    recheck: float = 0.25
    """At most so long between checks of access while events are sent."""
    limit: int = 500
    """Steps in one read."""


RHYTHM: Final = Rhythm()

_RUN_EVENTS: Final = {StepKind.RUN_STARTED: EventKind.RUN_STARTED, StepKind.RUN_ENDED: EventKind.RUN_ENDED}


class Stream:
    """Serves watchers."""

    __slots__ = ("_key", "_rhythm", "_steps", "_wakeups")

    def __init__(self, steps: Steps, wakeups: Wakeups, *, key: bytes, rhythm: Rhythm = RHYTHM) -> None:
        """Read from `steps`, woken by `wakeups`; sign cursors with `key` (16 bytes or more)."""
        self._steps = steps
        self._wakeups = wakeups
        self._key = key
        self._rhythm = rhythm

    def cursor(self, scope: Scope, filter: Filter) -> Cursor:
        """Return what makes and reads the cursors of one stream."""
        return Cursor(scope, filter, key=self._key)

    async def follow(self, watch: Watch, access: Access) -> AsyncGenerator[Event, None]:
        """Yield the events of one stream; close the generator to end it.

        Without `follow` it ends after LIVE. The stream of one run also ends once the run has.

        Args:
            watch: what is asked for.
            access: called before anything is read, and again while the stream is open.

        Raises:
            CursorTooOldError: when retention has removed steps that the watcher had not seen; its
                `oldest_cursor` says where to go on.
            RemitError: what `access` raised.
        """
        await access()
        # Listening begins before the first read: what is committed after a read wakes the wait that follows
        # it.
        with self._wakeups.watch(watch.scope.key) as wakeup:
            follower = _Follower(
                self._steps,
                watch,
                cursor=self.cursor(watch.scope, watch.filter),
                rhythm=self._rhythm,
                access=access,
            )
            await follower.begin()
            async for event in follower.catch_up():
                yield event
            yield follower.event(EventKind.LIVE)
            while watch.follow and not follower.ended:
                await wakeup.wait(follower.patience())
                async for event in follower.catch_up():
                    yield event
                if follower.overdue():
                    yield follower.event(EventKind.HEARTBEAT)


class _Follower:
    """One watcher's place in the timeline."""

    def __init__(self, steps: Steps, watch: Watch, *, cursor: Cursor, rhythm: Rhythm, access: Access) -> None:
        self._steps = steps
        self._watch = watch
        self._cursor = cursor
        self._rhythm = rhythm
        self._access = access
        self._position = watch.after or 0
        self._sent = self._checked = monotonic()
        self.ended = False

    async def begin(self) -> None:
        if self._watch.after is None:
            self._position = await self._steps.removed(self._watch.scope)

    async def catch_up(self) -> AsyncGenerator[Event, None]:
        """Yield everything committed after our place, and move there."""
        more = True
        while more:
            await self._check_access(0)
            batch = await self._read()
            for step in batch.steps:
                await self._check_access(self._rhythm.recheck)
                self._position = step.position
                self.ended = self.ended or self._is_end(step)
                yield self.event(_RUN_EVENTS.get(step.kind, EventKind.STEP), step)
            self._position = max(self._position, batch.through)
            more = batch.more

    def event(self, kind: EventKind, step: Step | None = None) -> Event:
        self._sent = monotonic()
        return Event(kind, self._cursor.encode(self._position), step)

    def patience(self) -> float:
        """Return how many seconds may pass before something must be done."""
        return max(0.0, min(self._rhythm.poll, self._sent + self._rhythm.heartbeat - monotonic()))

    def overdue(self) -> bool:
        return monotonic() - self._sent >= self._rhythm.heartbeat and not self.ended

    async def _read(self) -> Batch:
        watch, before = self._watch, self._position
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

    async def _check_access(self, age: float) -> None:
        if monotonic() - self._checked >= age:
            await self._access()
            self._checked = monotonic()

    def _is_end(self, step: Step) -> bool:
        return step.kind is StepKind.RUN_ENDED and self._watch.scope.kind is ScopeKind.RUN
