"""Removes what is older than its tenant keeps it: steps, and the log with what stands on it. Decides nothing of its age."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeVar

from remit.clock import Clock, monotonic

ROUND_SECONDS: Final = 15.0
"""How long one round goes on while there is more to remove, so that it is seen to end."""

L = TypeVar("L")


class Kept(Protocol[L]):
    """Records in storage of which tenants say how long they are kept: steps, or the log."""

    async def limits(self, now: int) -> Mapping[str, L]:
        """Return what is too old at an instant, by tenant; whoever keeps all for ever is absent."""
        ...

    async def remove(self, tenant: str, limit: L, /) -> int:
        """Remove some of what is too old, the oldest first, and return how much that was; 0 when nothing is left."""
        ...

    async def drop(self, limits: Mapping[str, L], check: Callable[[], None], /) -> int:
        """Drop what can go whole, since all in it is too old, whoever's it is; return how much that was.

        Args:
            limits: by tenant; whoever keeps all for ever is absent.
            check: called before each step that writes.
        """
        ...


class Retention:
    """Removes; may run twice at once, and be stopped anywhere: what is gone is gone, and said to be gone, in one commit."""

    def __init__(self, *kept: Kept[Any], clock: Clock) -> None:
        """Remove from each of `kept` what is too old by `clock`."""
        self._kept = kept
        self._clock = clock
        self._last = [""] * len(kept)
        """The tenant that the last round came to, of each."""

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Remove what is too old, for some seconds at most, and return how many records and months that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        return sum([await self._run(place, check) for place in range(len(self._kept))])

    async def _run(self, place: int, check: Callable[[], None]) -> int:
        kept, until = self._kept[place], monotonic() + ROUND_SECONDS / len(self._kept)
        limits = await kept.limits(self._clock.now())
        if not limits:
            return 0
        done, last = await kept.drop(limits, check), self._last[place]
        # Each round goes on where the last one ended, so that a tenant with much to remove keeps no other waiting.
        for tenant in sorted(limits, key=lambda one: (one <= last, one)):
            self._last[place] = tenant
            removed = 1
            while removed and monotonic() < until:
                check()
                removed = await kept.remove(tenant, limits[tenant])
                done += removed
            if monotonic() >= until:
                break
        return done
