"""The revision of the database's tables, as storage has it now. Changes nothing, and keeps nobody waiting for long."""

import asyncio
from typing import Final

from remit.clock import monotonic
from remit.errors import RemitError
from remit.storage import schema
from remit.storage.store import Store

PATIENCE: Final = 0.5
"""Seconds to wait for storage; who asks what a server is wants to know so much before a call's own deadline."""
FRESH: Final = 0.5
"""Seconds for which an answer holds, so that many who ask, without a credential, cost storage no more than one."""


class Revision:
    """Asks storage for the revision of its tables, once at a time."""

    def __init__(self, store: Store) -> None:
        """Ask `store`."""
        self._store = store
        self._asking: asyncio.Task[str] | None = None
        self._found = ""
        self._until = 0.0

    async def look(self) -> str:
        """Return the revision, `0001`; empty when storage does not answer in time."""
        if monotonic() < self._until:
            return self._found
        # While a question hangs no other is put, or they would pile up in front of storage.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        asked = self._asking
        await asyncio.wait({asked}, timeout=PATIENCE)
        return asked.result() if asked.done() and not asked.cancelled() else ""

    async def _ask(self) -> str:
        try:
            self._found = await self._store.read(schema.revision)
        except RemitError:
            self._found = ""
        self._until = monotonic() + FRESH
        return self._found
