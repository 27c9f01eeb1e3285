"""Runs what tests do in storage on each engine: SQLite in a file, and a real Postgres in a database of its own."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import asyncpg
import pytest

from remit.bootstrap import DATABASE, App
from remit.storage import schema
from remit.storage.clocked import ClockedStore
from remit.storage.postgres.engine import PostgresStore
from remit.storage.postgres.pipeline import Answer, Pipeline, Query
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.store import Store
from remit.storage.tables import metadata
from remit.storage.watched import WatchedStore
from tests.backends.postgres import GivenPostgres, RunningPostgres, ask, with_database

ENGINES: Final = ("sqlite", "postgres")
TEMPLATE: Final = "remit_template"
SHARED: Final = "remit_shared"

_KEPT: Final = {"installation": " WHERE name <> 'schema_needs'"}
_DELETIONS: Final = [f"_{name} AS (DELETE FROM {name}{_KEPT.get(name, '')})" for name in metadata.tables]
_EMPTY: Final = f"WITH {', '.join(_DELETIONS)} SELECT 1"

AnyStore = SqliteStore | PostgresStore

_fresh: ContextVar[Callable[[], str] | None] = ContextVar("_fresh", default=None)


_OPEN: Final = Counter[str]()
"""How many stores are open on each database, by its URL."""


class _NotedStore(PostgresStore):
    """A store of which is known whether it is open."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._url = url
        _OPEN[url] += 1

    async def close(self) -> None:
        await super().close()
        _OPEN[self._url] -= 1


def each_engine(metafunc: pytest.Metafunc) -> None:
    """Run a test on each engine, or on one alone when it is about that one (marks `sqlite` and `postgres`)."""
    if "engine" in metafunc.fixturenames:
        marked = [name for name in ENGINES if metafunc.definition.get_closest_marker(name) is not None]
        metafunc.parametrize("engine", marked or ENGINES, indirect=True)


@contextmanager
def on_engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let a test run on the engine that is its fixture's parameter; Postgres starts when it is first asked for."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    postgres: RunningPostgres | GivenPostgres = request.getfixturevalue("postgres")
    make_template(postgres.url)
    with on_postgres(postgres.url):
        yield "postgres"


@contextmanager
def on_postgres(url: str) -> Iterator[None]:
    """Let `open_store` open databases on this server.

    While nobody else has it open, it is the one that all tests use in turn, emptied; further ones are copies, and dropped
    in the end.
    """
    made: list[str] = []
    shared = with_database(url, SHARED)

    def fresh() -> str:
        if not _OPEN[shared]:
            ask(shared, _EMPTY)
            return shared
        made.append(f"remit_{secrets.token_hex(6)}")
        ask(url, f'CREATE DATABASE "{made[-1]}" TEMPLATE "{TEMPLATE}"')
        return with_database(url, made[-1])

    token = _fresh.set(fresh)
    try:
        yield
    finally:
        _fresh.reset(token)
        for name in made:
            ask(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def open_store(folder: Path) -> AnyStore:
    """Open an empty store: on the engine that the test runs on."""
    fresh = _fresh.get()
    return open_sqlite(folder) if fresh is None else _NotedStore(fresh())


def open_sqlite(folder: Path) -> SqliteStore:
    """Open the file of a folder; one that is not there yet is a copy of one that the migrations made."""
    path = folder / DATABASE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_sqlite_template())
    return SqliteStore(path)


@cache
def _sqlite_template() -> bytes:
    """The file of an empty database, as a server makes it; migrations take longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE

        async def make() -> None:
            await SqliteStore(path).close()

        _apart(make())
        return path.read_bytes()


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run to its end what is asynchronous, also where an event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def reopened(store: AnyStore, folder: Path) -> AnyStore:
    """Open the same storage again, as the next process would; the first must be closed."""
    if isinstance(store, SqliteStore):
        return SqliteStore(folder / DATABASE)
    return _NotedStore(store._connections._url)


def open_one(store: Store) -> AnyStore:
    """Return a store as one of the two that there are, whatever is around it."""
    while isinstance(store, WatchedStore | ClockedStore):
        store = store.store
    assert isinstance(store, SqliteStore | PostgresStore)
    return store


def sqlite_of(app: App) -> SqliteStore:
    """Return the store of an application on SQLite."""
    assert isinstance(app.store, SqliteStore)
    return app.store


@cache
def make_template(url: str) -> None:
    """Make the database that others are copies of, once for a server."""
    ask(url, f'CREATE DATABASE "{TEMPLATE}"')

    async def make() -> None:
        store = PostgresStore(with_database(url, TEMPLATE))
        await store.write(schema.begin)
        await store.close()

    _apart(make())
    ask(url, f'CREATE DATABASE "{SHARED}" TEMPLATE "{TEMPLATE}"')


@asynccontextmanager
async def aside(store: PostgresStore) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Open a connection to the database of a store, beside its own."""
    connection = await asyncpg.connect(store._connections._url)
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def heard() -> Iterator[list[Query]]:
    """Take down what the hot path asks of Postgres."""
    asked: list[Query] = []
    run = Pipeline.run

    async def listened(pipeline: Pipeline, *queries: Query, **options: Any) -> list[Answer]:
        asked.extend(queries)
        return await run(pipeline, *queries, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "run", listened)
        yield asked


def numbered(query: str) -> str:
    """Return a query with `?` as Postgres has it: `$1`, `$2`."""
    parts = query.split("?")
    return "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1)) + parts[-1]


async def read_rows(store: AnyStore, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of a query, its parameters written as `?`."""
    if isinstance(store, PostgresStore):
        return await store.read_raw(numbered(query), values)
    return await store.read_raw(query, values)
