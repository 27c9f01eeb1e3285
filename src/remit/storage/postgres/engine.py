"""The engine for many processes: PostgreSQL. Locks rows where SQLite has one writer; is otherwise asked the same."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from remit.administration.editor import UnchangedError
from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.errors import BackendUnavailableError, RemitError
from remit.storage.booking import Result
from remit.storage.postgres.commit import commit_turn
from remit.storage.postgres.connection import COMMAND_SECONDS, RETRY_AFTER, Connections, told
from remit.storage.postgres.transaction import Opened, again
from remit.storage.postgres.usage import commit_usage

T = TypeVar("T")

POOL: Final = 4
"""Connections that stay open for reads and for changes by operators."""
POOL_BEYOND: Final = 4
"""Connections more in a rush; what comes beyond waits for one."""


class PostgresStore:
    """One database, shared with any number of other processes."""

    def __init__(self, url: str, *, command_seconds: float = COMMAND_SECONDS) -> None:
        """Use the database at `url`, `postgresql://…`; nothing connects before it is needed.

        A statement is given up after so many seconds.
        """
        self._connections = Connections(url, command_seconds=command_seconds)
        self._opened = Opened()
        self._engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://", async_creator=self._connections.connect, pool_size=POOL,
            max_overflow=POOL_BEYOND, pool_timeout=5.0,
        )  # fmt: skip
        self._reading: AsyncEngine = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; writing raises."""
        return await again(lambda: _run(self._reading, work))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction; again when it met another one."""
        return await again(lambda: _run(self._engine, work))

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome]:
        """Decide and record a batch: all of it lasts once this returns, or none."""
        return await again(lambda: commit_turn(self._connections, drafts, opened=self._opened))

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result]:
        """Book a batch: all of it lasts once this returns, or none."""
        return await again(lambda: commit_usage(self._connections, reports, opened=self._opened))

    async def read_raw(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of one query; its parameters are `$1` and so on."""
        async with self._connections.use() as connection:
            return [tuple(row) for row in await connection.fetch(query, *values)]

    async def close(self) -> None:
        """Finish what is under way, then close the connections."""
        await self._connections.close()
        await self._engine.dispose()


async def _run(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as connection:
        try:
            result = await connection.run_sync(work)
            await _commit(connection)
        except (RemitError, UnchangedError):
            # What the work itself objects to says nothing of the connection.
            if not connection.invalidated:
                await connection.rollback()
            raise
        except BaseException:
            # The driver may have stopped in mid-sentence, which the pool cannot see: nobody gets it again.
            await connection.invalidate()
            raise
        return result


async def _commit(connection: AsyncConnection) -> None:
    try:
        with told():
            await connection.commit()
    except BackendUnavailableError as error:
        await connection.invalidate()
        message = "storage did not say whether this change was made; look, and repeat it if it was not"
        raise BackendUnavailableError(message, retry_after=RETRY_AFTER) from error
