"""Removes steps that are older than their tenants keep them. Touches no evidence and no money, whatever their age."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from remit.clock import Clock, monotonic

ROUND_SECONDS: Final = 15.0
"""How long one round goes on while there is more to remove, so that it is seen to end."""


class Kept(Protocol):
    """Steps in storage."""

    async def spans(self) -> Mapping[str, int]:
        """Return for how many microseconds each tenant's steps are kept; those that keep theirs for ever are absent."""
        ...

    async def remove(self, tenant: str, *, before: int) -> int:
        """Remove some steps that were last changed before an instant, the oldest first, and return how many."""
        ...

    async def drop(self, before: Mapping[str, int], check: Callable[[], None]) -> int:
        """Drop what can go whole, since every tenant's steps in it are older than its instant; return how much that was.

        Args:
            before: the instant of each tenant; whose steps are kept for ever is absent.
            check: called before each step that writes.
        """
        ...


class Retention:
    """Removes; may run twice at once, and be stopped anywhere: what is gone is gone, and said to be gone, in one commit."""

    def __init__(self, steps: Kept, *, clock: Clock) -> None:
        """Remove from `steps` what is too old by `clock`."""
        self._steps = steps
        self._clock = clock
        self._last = ""
        """The tenant that the last round came to."""

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Remove what is too old, for some seconds at most, and return how many steps and months that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        spans = await self._steps.spans()
        if not spans:
            return 0
        now, until = self._clock.now(), monotonic() + ROUND_SECONDS
        before = {tenant: now - span for tenant, span in spans.items()}
        done = await self._steps.drop(before, check)
        # Each round goes on where the last one ended, so that a tenant with much to remove keeps no other waiting.
        for tenant in sorted(before, key=lambda one: (one <= self._last, one)):
            self._last = tenant
            removed = 1
            while removed and monotonic() < until:
                check()
                removed = await self._steps.remove(tenant, before=before[tenant])
                done += removed
            if monotonic() >= until:
                break
        return done
