"""Moves what was committed from SQLite's log into the database file, beside the writer rather than within its commits.

SQLite would do it within the commit that finds the log long, and have whole turns of calls wait while megabytes are
synced: some 70 ms at a time. Here another connection does it in passes, each shorter than the one before, since less was
committed meanwhile. Only the last pass, a short one, keeps writers out: the log then holds nothing that the file does not,
and the next commit begins it anew.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import structlog

CHANGES: Final = 10_000
"""Rows changed after which the log is moved: some 1,000 decisions. 10 MiB of log when turns are full, 80 when each call
comes alone."""

SHORT: Final = 256
"""Pages (of 4 KiB) that the last pass may move while writers wait: about a millisecond."""

PASSES: Final = 8
"""After which the last one begins all the same; each usually moves a tenth of the one before."""

LIMIT: Final = 40_000
"""Pages of log at which the writer itself moves it within its commit, should this not get done: 160 MiB."""

_log: Final[Any] = structlog.get_logger("remit.storage")


class Checkpoint:
    """Keeps the log short."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], *, order: asyncio.Lock, writer: sqlite3.Connection
    ) -> None:
        """Look at how much `writer` changes, and move it by a connection of its own.

        Args:
            connect: opens that connection, in whichever thread.
            order: held by whoever writes.
            writer: the one connection that does.
        """
        self._connect = connect
        self._order = order
        self._writer = writer
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="remit-checkpoint")
        self._connection: sqlite3.Connection | None = None
        self._seen = writer.total_changes
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begin, when enough has been committed since. Costs nothing otherwise."""
        if self._task is None and self._writer.total_changes - self._seen >= CHANGES:
            self._seen = self._writer.total_changes
            self._task = asyncio.get_running_loop().create_task(self._move())

    async def _move(self) -> None:
        try:
            before = 0
            for _ in range(PASSES):
                log = await self._pass()
                if log - before <= SHORT:
                    break
                before = log
            async with self._order:
                await self._pass()
        except sqlite3.Error as error:
            # Nothing is lost: the log is whole, and grows until this works again or its limit is reached.
            _log.warning("the log could not be moved into the database file", error=str(error))
        finally:
            self._task = None

    async def _pass(self) -> int:
        """Move all that was committed, and return how many pages the log has."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._checkpoint)

    def _checkpoint(self) -> int:
        if self._connection is None:
            self._connection = self._connect()
        _, pages, _ = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(pages)

    async def close(self) -> None:
        """Finish what is under way."""
        if self._task is not None:
            await self._task
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        if self._connection is not None:
            self._connection.close()
