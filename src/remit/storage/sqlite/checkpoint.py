"""Moves what was committed from SQLite's log into the database file, beside the writer rather than within its commits.

SQLite would do it within the commit that finds the log long, and have whole turns of calls wait while megabytes are
synced: some 70 ms at a time. Here another connection does it, little by little, since a commit must wait for whatever the
disk is busy with, and in a thread that makes way for the others. Now and then, once the log is long, it is moved to its
end, in passes that are each shorter than the one before, since less was committed meanwhile. Only the last of them, a
short one, keeps writers out: the log then holds nothing that the file does not, and the next commit begins it anew.
"""

import asyncio
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import structlog

CHANGES: Final = 1_000
"""Rows changed after which what is new of the log is moved: some 100 decisions, 1 to 8 MiB."""

LONG: Final = 12_000
"""Pages (of 4 KiB) of log from which it is moved to its end, to begin anew."""

NICENESS: Final = 10
"""Of the thread, beyond the process's own: a tenth of the processor's time while the others want it."""

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
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="remit-checkpoint", initializer=_make_way)
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
            log = await self._pass(self._thread)
            if log >= LONG:
                await self._finish(log)
        except sqlite3.Error as error:
            # Nothing is lost: the log is whole, and grows until this works again or its limit is reached.
            _log.warning("the log could not be moved into the database file", error=str(error))
        finally:
            self._task = None

    async def _finish(self, log: int) -> None:
        """Move the rest of a log of so many pages, so that the next commit begins it anew."""
        for _ in range(PASSES):
            before, log = log, await self._pass(self._thread)
            if log - before <= SHORT:
                break
        async with self._order:
            # Writers wait now: this pass makes way for nobody.
            await self._pass(None)

    async def _pass(self, thread: ThreadPoolExecutor | None) -> int:
        """Move all that was committed, in a thread (None: in any), and return how many pages the log has."""
        return await asyncio.get_running_loop().run_in_executor(thread, self._checkpoint)

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


def _make_way() -> None:
    """Have this thread run behind the others of the process, where the system can tell threads apart."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)
