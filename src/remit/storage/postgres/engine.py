"""The engine for many processes: PostgreSQL. Locks rows where SQLite has one writer; is otherwise asked the same."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from remit.administration.editor import UnchangedError
from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.errors import BackendUnavailableError, RemitError
from remit.storage.booking import Result
from remit.storage.postgres.commit import commit_turn
from remit.storage.postgres.connection import COMMAND_SECONDS, Connections
from remit.storage.postgres.failure import RETRY_AFTER, told
from remit.storage.postgres.pipeline import Driver
from remit.storage.postgres.probe import commit_nothing
from remit.storage.postgres.quarantine import Quarantine
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
        self._quarantine = Quarantine()
        self._engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://", async_creator=self._connections.connect, pool_size=POOL,
            max_overflow=POOL_BEYOND, pool_timeout=5.0,
        )  # fmt: skip
        event.listen(self._engine.sync_engine, "invalidate", _end_at_once)
        self._reading: AsyncEngine = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; writing raises."""
        return await again(lambda: _run(self._reading, work, connections=self._connections))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction; again when it met another one."""
        return await again(lambda: _run(self._engine, work, connections=self._connections))

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        """Decide and record a batch: all of it lasts once this returns, or none; but for tenants that wait for a lock."""

        def work(some: Sequence[Draft], patience: float) -> Awaitable[Sequence[Outcome]]:
            return commit_turn(self._connections, some, opened=self._opened, patience=patience)

        return await self._quarantine.commit(drafts, work, tenant=lambda draft: draft.ask.tenant)

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result | Exception]:
        """Book a batch: all of it lasts once this returns, or none; but for tenants that wait for a lock."""

        def work(some: Sequence[Report], patience: float) -> Awaitable[Sequence[Result]]:
            return commit_usage(self._connections, some, opened=self._opened, patience=patience)

        return await self._quarantine.commit(reports, work, tenant=lambda report: report.principal.tenant)

    async def read_raw(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of one query; its parameters are `$1` and so on."""
        return await self.write(
            lambda connection: [tuple(row) for row in connection.exec_driver_sql(query, tuple(values))]
        )

    async def probe(self) -> None:
        """Commit a change of nothing, as safely as a decision."""
        await again(lambda: commit_nothing(self._connections))

    async def close(self) -> None:
        """Finish what is under way, then close the connections."""
        await self._connections.close()
        await self._engine.dispose()


def _end_at_once(_: object, *broken: Any) -> None:  # noqa: ANN401  the pool's own
    """Bid no farewell over a connection that broke: the pool would wait for the answer.

    Args:
        broken: the pool's entry, and what went wrong; None when nothing did.
    """
    entry, error = broken
    if error is not None and entry.driver_connection is not None:
        entry.driver_connection.terminate()


async def _run(engine: AsyncEngine, work: Callable[[Connection], T], *, connections: Connections) -> T:
    while True:
        async with engine.connect() as connection:
            driver = _driver_of(connection)
            if await connections.reaches(driver):
                return await _run_on(connection, work, lent=connections.lent(driver))
            # It is ended already, so nobody waits for it; the next one is another, or new.
            await connection.invalidate()


def _driver_of(connection: AsyncConnection) -> Driver:
    """Return the driver's connection below SQLAlchemy's, which is open."""
    pooled = connection.sync_connection
    assert pooled is not None  # noqa: S101  narrows the type: it was made a moment ago
    return cast("Driver", pooled.connection.driver_connection)


async def _run_on(
    connection: AsyncConnection, work: Callable[[Connection], T], *, lent: AbstractContextManager[None]
) -> T:
    try:
        with lent:
            result = await connection.run_sync(work)
            await _commit(connection)
    except (RemitError, UnchangedError) as error:
        # What the work itself objects to says nothing of the connection.
        await (
            connection.invalidate() if isinstance(error, BackendUnavailableError) else connection.rollback()
        )
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
        message = "storage did not say whether this change was made; look, and repeat it if it was not"
        raise BackendUnavailableError(message, retry_after=RETRY_AFTER) from error
