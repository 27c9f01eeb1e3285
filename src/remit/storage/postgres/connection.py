"""Connections to Postgres and what can go wrong with them. Knows no table.

A connection of the hot path is opened when there is none, kept for the next commit, and dropped after any failure.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, TypeAlias

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError

from remit.errors import BackendUnavailableError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONNECT_SECONDS: Final = 3.0
"""Until a database that does not answer is given up."""
COMMAND_SECONDS: Final = 5.0
"""Until a statement is given up; the slowest of the hot path takes some milliseconds."""
MOST: Final = 4
"""Connections of the hot path in one process: one for decisions and one for usage, and two for what came between."""
RETRY_AFTER: Final = 1.0

_GARBLED: Final = (BufferError, UnicodeDecodeError)
"""What the driver raises beside its own errors when an answer makes no sense."""

_AGAIN: Final = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock timeout: another transaction was in the way."""

_DATA: Final = ("22", "23", "42", "0A", "2B", "P0")
"""Classes of errors about what was asked, not about the database."""


class Conflicted(Exception):  # noqa: N818  it says what happened, as asyncpg's own do
    """Another transaction was in the way; the same may be tried again."""


class Connections:
    """A few connections, kept open."""

    def __init__(self, url: str, *, command_seconds: float = COMMAND_SECONDS) -> None:
        """Connect to `url`, and give a statement up after so many seconds."""
        self._url = url
        self._command_seconds = command_seconds
        self._idle: list[Connection] = []
        self._places = asyncio.Semaphore(MOST)
        self._shared: bool | None = None

    async def connect(self, **options: Any) -> Connection:  # noqa: ANN401  asyncpg's own
        """Open a new connection."""
        return await self._open(**options, **({"statement_cache_size": 0} if await self.shared() else {}))

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

    async def _open(self, **options: Any) -> Connection:  # noqa: ANN401  asyncpg's own
        return await asyncpg.connect(
            self._url, timeout=CONNECT_SECONDS, command_timeout=self._command_seconds, **options
        )

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Connection]:
        """Lend a connection; after a failure nobody gets it again, and whatever it had begun is rolled back."""
        async with self._places:
            connection = await self._take()
            try:
                yield connection
            except BaseException:
                connection.terminate()
                raise
            self._idle.append(connection)

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await self.connect()

    async def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            await self._idle.pop().close(timeout=CONNECT_SECONDS)


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database or the network refuses into the documented error; its text stays with the cause.

    Raises:
        Conflicted: when the same may be tried again.
        BackendUnavailableError: when the database does not answer.
    """
    try:
        yield
    except DBAPIError as error:
        _tell(error.orig or error, code=getattr(error.orig, "sqlstate", None), cause=error)
        if isinstance(error, InterfaceError) or error.connection_invalidated:
            raise _unavailable() from error
        raise
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        *_GARBLED,
    ) as error:
        _tell(error, code=getattr(error, "sqlstate", None), cause=error)
        raise


def _tell(error: BaseException, *, code: str | None, cause: Exception) -> None:
    if code in _AGAIN:
        raise Conflicted from cause
    if code is None and not isinstance(
        error, (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError, *_GARBLED)
    ):
        return
    if code is None or not code.startswith(_DATA):
        raise _unavailable() from cause


def _unavailable() -> BackendUnavailableError:
    message = "storage did not answer; nothing was decided or changed"
    return BackendUnavailableError(message, retry_after=RETRY_AFTER)
