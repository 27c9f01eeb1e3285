"""The embedded engine: SQLite with one writer at a time and a few readers. Nothing else opens the file.

Writes follow each other in the order in which they were asked for, so none ever waits for a lock, and a whole turn of
calls is one transaction. Functions given to `read` and `write` are synchronous and take a SQLAlchemy connection, so that the
same function serves any engine.
"""

import asyncio
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from remit.clock import monotonic
from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.errors import BackendUnavailableError, PreconditionFailedError
from remit.storage import schema
from remit.storage.booking import Result
from remit.storage.sqlite import checkpoint
from remit.storage.sqlite.checkpoint import Checkpoint
from remit.storage.sqlite.commit import commit_turn
from remit.storage.sqlite.usage import commit_usage

T = TypeVar("T")

READERS: Final = 2
"""Threads that read; WAL lets them read while the writer writes."""

QUICK_SYNC: Final = 0.000_5
"""Seconds of a commit up to which the next one of few callers is made without a thread: to hand it over and back takes
a tenth of a millisecond. One that takes longer sends the next one to the thread again."""
FEW: Final = 8
"""Calls of a turn that is committed so: with more there is enough else to do meanwhile."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    # FULL syncs the log at each commit, so that what was answered survives a power cut; the cost is shared by a turn.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
    f"PRAGMA wal_autocheckpoint={checkpoint.LIMIT}",
)


class SqliteStore:
    """One SQLite file, locked to this process."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path`, and its tables.

        Raises:
            PreconditionFailedError: when another process holds the file.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._lock = _lock(path)
        self._order = asyncio.Lock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="remit-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="remit-reader")
        self._local = threading.local()
        self._open: list[Engine] = []
        self._write_engine = self._connect(read_only=False)
        self._connection: Final = self._write_engine.connect()
        with self._connection.begin():
            schema.upgrade(self._connection)
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  narrows the type: the creator below makes it
        self._driver = driver
        self._sync_seconds = 0.0
        self._checkpoint = Checkpoint(self._connect_driver, order=self._order, writer=driver)

    def _connect_driver(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, check_same_thread=False, isolation_level=None, cached_statements=512
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection

    def _connect(self, *, read_only: bool) -> Engine:
        def create() -> sqlite3.Connection:
            connection = self._connect_driver()
            if read_only:
                connection.execute("PRAGMA query_only=ON")
            return connection

        engine = create_engine("sqlite://", creator=create, poolclass=StaticPool)
        # The driver is told to begin nothing by itself; SQLAlchemy's transactions begin here.
        event.listen(
            engine, "begin", lambda c: c.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
        )
        self._open.append(engine)
        return engine

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot in a reader thread; writing raises."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        engine: Engine | None = getattr(self._local, "engine", None)
        if engine is None:
            engine = self._local.engine = self._connect(read_only=True)
        with _told(), engine.begin() as connection:
            return work(connection)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction in the writer thread."""
        async with self._order:
            result = await self._in_writer(lambda: self._write(work))
        self._checkpoint.look()
        return result

    def _write(self, work: Callable[[Connection], T]) -> T:
        with _told(), self._connection.begin():
            return work(self._connection)

    async def write_raw(self, work: Callable[[sqlite3.Connection], T], *, few: bool = False) -> T:
        """Run `work` in one transaction on the driver itself, here; only the sync of the disk is waited for in a thread.

        For work of few milliseconds that hardly waits for anything else: in a thread it would fight with the event loop
        for the interpreter, statement by statement.

        Args:
            work: what to do.
            few: whether it is for few callers, so that there is hardly anything else to do meanwhile.
        """
        async with self._order:
            with _told(), _rolled_back(self._driver):
                self._driver.execute("BEGIN IMMEDIATE")
                result = work(self._driver)
                if few and self._sync_seconds < QUICK_SYNC:
                    self._commit()
                else:
                    await self._in_writer(self._commit)
        self._checkpoint.look()
        return result

    def _commit(self) -> None:
        begun = monotonic()
        self._driver.execute("COMMIT")
        self._sync_seconds = monotonic() - begun

    async def _in_writer(self, job: Callable[[], T]) -> T:
        """Run a job in the writer thread, and stay until it is done, also when cancelled: the connection is its own."""
        future = asyncio.get_running_loop().run_in_executor(self._writer, job)
        cancelled: asyncio.CancelledError | None = None
        while not future.done():
            try:
                await asyncio.wait({future})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            future.exception()
            raise cancelled
        return future.result()

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome]:
        """Decide and record a batch: all of it lasts once this returns, or none."""
        return await self.write_raw(
            lambda connection: commit_turn(connection, drafts), few=len(drafts) <= FEW
        )

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result]:
        """Book a batch: all of it lasts once this returns, or none."""
        return await self.write_raw(
            lambda connection: commit_usage(connection, reports), few=len(reports) <= FEW
        )

    async def probe(self) -> None:
        """Commit a row that is gone again: pages that did not change at all would not be written."""
        await self.write(_change_nothing)

    async def read_raw(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of one query, read in a reader thread on the driver itself."""
        return await self.read(
            lambda connection: [tuple(row) for row in connection.exec_driver_sql(query, tuple(values)).all()]
        )

    async def close(self) -> None:
        """Finish what is under way, then close the file."""
        await self._checkpoint.close()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._writer.shutdown)
        await loop.run_in_executor(None, self._readers.shutdown)
        self._connection.close()
        for engine in self._open:
            engine.dispose()
        os.close(self._lock)


def _change_nothing(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO installation (name, value) VALUES ('probe', '')")
    connection.exec_driver_sql("DELETE FROM installation WHERE name = 'probe'")


@contextmanager
def _rolled_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Leave no transaction open behind what fails."""
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the disk or the database refuses into the documented error; its text stays with the cause."""
    try:
        yield
    except (sqlite3.OperationalError, OperationalError) as error:
        message = "storage did not answer; nothing was decided or changed"
        raise BackendUnavailableError(message, retry_after=1.0) from error


def _lock(path: Path) -> int:
    """Take the lock that says which process owns the file; the kernel drops it when the process ends."""
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        message = (
            f"{path} is in use by another Remit server; stop that one, choose another REMIT_DATA_DIR, "
            "or use Postgres for several processes"
        )
        raise PreconditionFailedError(message) from error
    return handle
