"""Counts what is under way, refuses what would be too much, empties the house. Knows no protocol."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from remit.errors import DrainingError, OverloadedError, WatchersExhaustedError

RETRY_OVERLOADED: Final = 0.5
"""Seconds: a few turns of commits."""
BYTES_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of the requests under way: 64 of the largest, or as many small ones as there may be calls."""
KEPT_FREE: Final = 8
"""One part in so many of all calls is kept from a tenant that is alone, so that others find room when they come."""
RETRY_DRAINING: Final = 1.0
"""Seconds: by then a client has found another replica, or this one has gone and says so itself."""


class Watcher:
    """One open stream, and whether its task is in the service's code, where it may be interrupted."""

    __slots__ = ("_task", "essential", "interruptible")

    def __init__(self, *, essential: bool) -> None:
        """Stand for the task that runs now."""
        self._task = asyncio.current_task()
        self.essential = essential
        self.interruptible = False

    def interrupt(self) -> None:
        """End the wait of a service for the next thing to send; a message that is being sent is finished."""
        if self.interruptible and not self.essential and self._task is not None:
            self._task.cancel()


class Gate:
    """What one server has open. Used from one event loop alone."""

    def __init__(
        self,
        *,
        max_calls: int,
        max_calls_per_tenant: int = 0,
        max_watchers: int,
        max_watchers_per_tenant: int,
    ) -> None:
        """Admit so many calls and streams at once; 0 calls per tenant: as many as in all."""
        self.max_calls = max_calls
        self._share = max_calls_per_tenant or max_calls
        self._alone = max_calls - max_calls // KEPT_FREE
        self._calls_by_tenant: dict[str, int] = {}
        self.max_watchers = max_watchers
        self._max_watchers_per_tenant = max_watchers_per_tenant
        self._watchers: set[Watcher] = set()
        self._watchers_by_tenant: Counter[str] = Counter()
        self.calls = 0
        """Calls under way, streams apart."""
        self.bytes = 0
        """Of their requests."""
        self.drain = asyncio.Event()
        """Set once the server shuts down."""
        self.idle = asyncio.Event()
        """Set once the server shuts down and nothing is under way any more."""
        self.draining = False

    def require_open(self) -> None:
        """Raise DrainingError when the server shuts down."""
        if self.draining:
            raise DrainingError("the server is shutting down; retry elsewhere", retry_after=RETRY_DRAINING)

    def enter(self, size: int) -> None:
        """Count a call that begins, with a request of `size` bytes; `leave` must follow.

        Raises:
            DrainingError: when the server shuts down.
            OverloadedError: when as many calls or bytes as it takes are under way.
        """
        if self.draining:
            raise DrainingError("the server is shutting down; retry elsewhere", retry_after=RETRY_DRAINING)
        if self.calls >= self.max_calls or (self.calls and self.bytes + size > BYTES_LIMIT):
            raise OverloadedError("too many calls are under way; retry later", retry_after=RETRY_OVERLOADED)
        self.calls += 1
        self.bytes += size

    def share(self, tenant: str) -> None:
        """Count a call that has entered as its tenant's.

        Raises:
            OverloadedError: when the tenant has as many under way as it may; `leave` is then told of no tenant.
        """
        own = self._calls_by_tenant.get(tenant, 0)
        if own >= self._share and (own >= self._alone or len(self._calls_by_tenant) > 1):
            message = "too many calls of this tenant are under way; retry later"
            raise OverloadedError(message, retry_after=RETRY_OVERLOADED)
        self._calls_by_tenant[tenant] = own + 1

    def leave(self, size: int, tenant: str | None) -> None:
        """Count a call that has ended, of a tenant if it had its share; None otherwise."""
        self.calls -= 1
        self.bytes -= size
        if tenant is not None:
            left = self._calls_by_tenant[tenant] - 1
            if left:
                self._calls_by_tenant[tenant] = left
            else:
                del self._calls_by_tenant[tenant]
        if self.draining:
            self._tell_idle()

    @contextmanager
    def watching(self, tenant: str, *, essential: bool = False) -> Iterator[Watcher]:
        """Count an open stream of a tenant, in the task that runs it.

        Args:
            tenant: whose; empty for streams without credential.
            essential: whether it is also begun and served on shutdown: health, which tells of it.

        Raises:
            DrainingError: when the server shuts down.
            WatchersExhaustedError: when as many streams as it takes are open.
        """
        if not essential:
            self.require_open()
        if len(self._watchers) >= self.max_watchers:
            raise WatchersExhaustedError(
                "too many streams are open on this server", limit=str(self.max_watchers)
            )
        if self._watchers_by_tenant[tenant] >= self._max_watchers_per_tenant:
            limit = str(self._max_watchers_per_tenant)
            raise WatchersExhaustedError("too many streams of this tenant are open; close some", limit=limit)
        watcher = Watcher(essential=essential)
        self._watchers.add(watcher)
        self._watchers_by_tenant[tenant] += 1
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
            self._watchers_by_tenant[tenant] -= 1
            if not self._watchers_by_tenant[tenant]:
                del self._watchers_by_tenant[tenant]
            if self.draining:
                self._tell_idle()

    @property
    def watchers(self) -> int:
        """Streams that are open."""
        return len(self._watchers)

    def close(self) -> None:
        """Refuse what begins from now on, and end every stream; calls under way go on."""
        self.draining = True
        self.drain.set()
        for watcher in self._watchers:
            watcher.interrupt()
        self._tell_idle()

    def _tell_idle(self) -> None:
        if not self.calls and not self._watchers:
            self.idle.set()
