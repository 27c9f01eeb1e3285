"""Connections to Postgres, and whether they still reach it. Knows no table.

A connection of the hot path, a pipeline, is opened when there is none, kept for the next commit, and dropped after any
failure. A network may lose one without a word, and most often all of them at once: so what was silent for a while is
asked before it is used, and the first that breaks ends all others that nobody uses.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import asyncpg

from remit.clock import MILLISECOND, SECOND, monotonic
from remit.storage.postgres.failure import is_away, understood
from remit.storage.postgres.framing import framed
from remit.storage.postgres.pipeline import Driver, Pipeline, Query

Either: TypeAlias = "Driver | Pipeline"

CONNECT_SECONDS: Final = 3.0
"""Until a database that does not answer is given up."""
COMMAND_SECONDS: Final = 5.0
"""Until a statement is given up; the slowest of the hot path takes some milliseconds."""
TRUSTED_SECONDS: Final = 1.0
"""How long after its last answer a connection is taken to reach the database; under load none is ever asked."""
CHECK_SECONDS: Final = 1.0
"""Until one that was silent for longer is given up; its answer takes a trip."""
STANDSTILL: Final = "30s"
"""After which Postgres ends a transaction whose process stands still between two statements: others wait for its locks."""
MOST: Final = 4
"""Connections of the hot path in one process: one for decisions and one for usage, and two for what came between."""

_WATCH: Final = {
    "TCP_KEEPIDLE": 5,
    "TCP_KEEPINTVL": 2,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": round(CONNECT_SECONDS * SECOND) // MILLISECOND,
}
"""The system asks silent connections by itself, in seconds, and gives up what nobody confirms, in milliseconds."""


class Connections:
    """A few connections, kept open."""

    def __init__(self, url: str, *, command_seconds: float = COMMAND_SECONDS) -> None:
        """Connect to `url`, and give a statement up after so many seconds."""
        self._url = url
        self._command_seconds = command_seconds
        self._idle: list[Pipeline] = []
        self._heard: WeakKeyDictionary[Either, float] = WeakKeyDictionary()
        """When those that nobody uses did their last work, also those of others' pools."""
        self._places = asyncio.Semaphore(MOST)
        self._shared: bool | None = None

    async def connect(self, **options: Any) -> Driver:  # noqa: ANN401  asyncpg's own
        """Open a new connection."""
        if await self.shared():
            return await self._open(**options, statement_cache_size=0)
        # PgBouncer would refuse to pass it on.
        return await self._open(
            **options, server_settings={"idle_in_transaction_session_timeout": STANDSTILL}
        )

    async def shared(self) -> bool:
        """Tell whether something in between (PgBouncer) lends us another server process for each transaction.

        Then no statement may be kept prepared, for another process would be asked for it; a commit of the hot path takes
        about twice as long. Asked once: who stands in between cannot know, when it greets, who will answer.
        """
        if self._shared is None:
            connection = await self._open(statement_cache_size=0)
            try:
                async with connection.transaction():
                    answering = await connection.fetchval("SELECT pg_backend_pid()")
                self._shared = answering != connection.get_server_pid()
            finally:
                connection.terminate()
        return self._shared

    async def _open(self, **options: Any) -> Driver:  # noqa: ANN401  asyncpg's own
        with understood():
            connection: Driver = await asyncpg.connect(
                self._url, timeout=CONNECT_SECONDS, command_timeout=self._command_seconds, **options
            )
        _watch(connection)
        framed(connection)
        return connection

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Pipeline]:
        """Lend a connection; after a failure nobody gets it again, and whatever it had begun is rolled back."""
        async with self._places:
            connection = await self._take()
            try:
                with self.lent(connection):
                    yield connection
            except BaseException:
                connection.terminate()
                raise
            self._idle.append(connection)

    async def _take(self) -> Pipeline:
        while self._idle:
            connection = self._idle.pop()
            if await self.reaches(connection):
                return connection
        return await self.open()

    async def open(self) -> Pipeline:
        """Open a new connection of the hot path, which whoever asked for it ends."""
        return Pipeline(await self.connect(), keeps=not await self.shared(), seconds=self._command_seconds)

    @contextmanager
    def lent(self, connection: Either) -> Iterator[None]:
        """Let a connection be used for the length of a block; one that breaks in it is ended, and all that are idle.

        Of the idle ones, only what has done work since is spared: whatever happened to this one did not happen to them.
        """
        since = monotonic()
        self._heard.pop(connection, None)
        try:
            yield
        except BaseException as error:
            if is_away(error):
                connection.terminate()
            raise
        finally:
            # Also where the block itself ended it, and went on: a COMMIT whose answer was lost.
            if connection.is_closed():
                self._end_silent(since)
            else:
                self._heard[connection] = monotonic()

    async def reaches(self, connection: Either) -> bool:
        """Tell whether an idle connection still reaches the database, asking it when it was silent for a while.

        One that does not is ended, and so are all idle ones that were silent for as long.
        """
        if connection.is_closed():
            return False
        heard = self._heard.get(connection)
        # Without an entry it was opened just now.
        if heard is None or monotonic() - heard < TRUSTED_SECONDS:
            return True
        # Whatever it says to that: it is no answer.
        with suppress(Exception), self._asking(connection):
            if isinstance(connection, Pipeline):
                await connection.run(Query("SELECT 1"), seconds=CHECK_SECONDS)
            else:
                await connection.execute("SELECT 1", timeout=CHECK_SECONDS)
            return True
        return False

    @contextmanager
    def _asking(self, connection: Either) -> Iterator[None]:
        """Keep nothing half asked."""
        with self.lent(connection):
            try:
                yield
            except BaseException:
                connection.terminate()
                raise

    def _end_silent(self, since: float) -> None:
        """End what is idle and has done no work since."""
        for connection, heard in list(self._heard.items()):
            if heard < since:
                connection.terminate()
                del self._heard[connection]

    async def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            self._idle.pop().close()


def _watch(connection: Driver) -> None:
    """Have the system notice by itself when nobody is there any more, where it can."""
    # The driver takes no socket and shows none.
    wire: socket.socket | None = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001
    if wire is None or wire.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _WATCH.items():
        if hasattr(socket, name):
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
