"""What streams stand on: the steps that were committed, and announcements of news. Declarations alone."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from remit.timeline.model import Batch, Filter, Scope


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
    """Remembers announcements for one listener."""

    async def wait(self, seconds: float, /) -> bool:
        """Wait until something was announced since the last `wait`, at most so long; tell whether it was."""
        ...


class Wakeups(Protocol):
    """Announcements by whoever commits steps."""

    def watch(self, key: str) -> AbstractContextManager[Wakeup]:
        """Listen for announcements of `key` (see `Scope.key`) from now until the context ends."""
        ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, in seconds; and how much at once, in steps."""

    heartbeat: float = 10.0
    """So long without an event, and at most `poll` longer; the contract promises 15."""
    poll: float = 0.3
    """At most so long between reads, for announcements may be lost; also how soon access is checked again."""
    recheck: float = 0.25
    """At most so long between checks of access while events are sent."""
    keep: float = 60.0
    """At most so long are steps kept in memory for those who are slower than the first: a client that does
    not read must not be handed tomorrow what storage has erased by then."""
    limit: int = 500
    """Steps in one read."""
    window: int = 1_000
    """Steps kept of one scope: two reads, so that one who is a whole read behind the first needs none of its own."""


RHYTHM: Final = Rhythm()
EVERYTHING: Final = Filter()
