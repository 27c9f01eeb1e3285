"""Keeps catalogs current with what other servers write: at once when they say so, within a second when not.

What is announced only saves time. A decision is safe without either, for its commit refuses a revision that is old.
"""

import asyncio
from typing import Final

from remit.decision.catalogs import Catalogs
from remit.decision.pace import Announcements

POLL_SECONDS: Final = 0.4
"""Between two looks at storage: with the look itself, and with what a stream waits until it asks again, a change is felt
within the second that is promised."""

LISTEN_SECONDS: Final = 60.0
"""For how long one wait for an announcement lasts; it is begun again afterwards."""


def revision_topic(tenant: str) -> str:
    """Return the topic by which a new revision of a tenant is announced, after its commit."""
    return f"revision|{tenant}"


class Follower:
    """Follows all tenants that are loaded."""

    def __init__(self, catalogs: Catalogs, announcements: Announcements) -> None:
        """Keep `catalogs` current; `announcements` need not work for that."""
        self._catalogs = catalogs
        self._announcements = announcements
        self._listening: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> int:
        """Look once, and return how many tenants had changed. To be called every `POLL_SECONDS`, also after an error.

        Raises:
            BackendUnavailableError: when storage does not answer; those who listen go on.
        """
        self._listen()
        return await self._catalogs.catch_up()

    async def close(self) -> None:
        """Listen no more."""
        tasks = tuple(self._listening.values())
        self._listening.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _listen(self) -> None:
        """Listen for each tenant that is loaded, again where an error ended it, and for no other."""
        loaded = {catalog.tenant for catalog in self._catalogs.loaded}
        for tenant, task in tuple(self._listening.items()):
            if task.done() or tenant not in loaded:
                task.cancel()
                del self._listening[tenant]
        for tenant in loaded.difference(self._listening):
            task = self._listening[tenant] = asyncio.create_task(self._hear(tenant))
            task.add_done_callback(_told)

    async def _hear(self, tenant: str) -> None:
        topic = revision_topic(tenant)
        seen = self._announcements.position(topic)
        while True:
            heard = await self._announcements.wait(topic, seen, within=LISTEN_SECONDS)
            if heard != seen and self._catalogs.is_loaded(tenant):
                await self._catalogs.refresh(tenant)
            seen = heard


def _told(task: "asyncio.Task[None]") -> None:
    """Whatever ended it is told by the next look, which meets it too; and that look begins it again."""
    if not task.cancelled():
        task.exception()
