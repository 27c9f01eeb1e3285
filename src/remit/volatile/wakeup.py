"""Wakes the watchers of timelines by announcements."""

from collections.abc import Iterator
from contextlib import contextmanager

from remit.decision.pace import Announcements


class AnnouncedWakeups:
    """Listens for announcements of one topic, for one watcher."""

    def __init__(self, announcements: Announcements) -> None:
        """Listen to `announcements`."""
        self._announcements = announcements

    @contextmanager
    def watch(self, key: str) -> "Iterator[AnnouncedWakeup]":
        """Listen for announcements of `key` from now until the context ends."""
        yield AnnouncedWakeup(self._announcements, key)


class AnnouncedWakeup:
    """One watcher's ear."""

    __slots__ = ("_announcements", "_key", "_seen")

    def __init__(self, announcements: Announcements, key: str) -> None:
        """Hear what is announced of `key` from now on."""
        self._announcements = announcements
        self._key = key
        self._seen = announcements.position(key)

    async def wait(self, seconds: float, /) -> bool:
        """Wait until something was announced since the last `wait`, at most so long; tell whether it was."""
        before = self._seen
        self._seen = await self._announcements.wait(self._key, before, within=seconds)
        return self._seen != before
