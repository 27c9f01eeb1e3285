"""What an application stands on, opened as the settings say: storage, pace, announcements. Builds nothing on them."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from remit.clock import Clock, SystemClock
from remit.config import Config
from remit.decision.pace import Announcements, Pace
from remit.errors import BackendUnavailableError
from remit.storage import restored as mending
from remit.storage import schema
from remit.storage.clocked import ClockedStore
from remit.storage.partition import Partitions
from remit.storage.schema import SchemaState
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.store import Store
from remit.storage.watched import WatchedStore
from remit.volatile.memory import MemoryAnnouncements, MemoryPace

DATABASE: Final = "remit.db"

MIGRATION_SECONDS: Final = 3_600.0
"""Until a statement that changes tables is given up: an index of many rows takes its time."""


@dataclass(frozen=True, slots=True)
class Backends:
    """What the application stands on."""

    store: Store
    pace: Pace
    announcements: Announcements
    clocked: ClockedStore | None = None
    """Between the two, where the store has a clock of its own."""


def embedded(store: Store, clock: Clock) -> Backends:
    """Return what one process alone stands on: storage, and memory for what may be forgotten."""
    return Backends(store, MemoryPace(clock), MemoryAnnouncements())


@asynccontextmanager
async def open_backends(config: Config, clock: Clock) -> AsyncIterator[Backends]:
    """Open what lasts and what may be forgotten, as the settings say, and close both in the end."""
    opened = await open_store(config)
    clocked = ClockedStore(opened, clock) if config.database_url is not None else None
    store = WatchedStore(clocked or opened)
    try:
        if clocked is not None:
            await clocked.measure()
        if config.redis_url is None:
            yield replace(embedded(store, clock), clocked=clocked)
            return
        async with _redis(config, config.redis_url.get_secret_value()) as (pace, announcements):
            yield Backends(store, pace, announcements, clocked)
    finally:
        await store.close()


@asynccontextmanager
async def _redis(config: Config, url: str) -> AsyncIterator[tuple[Pace, Announcements]]:
    """Open what may be forgotten on a Redis, and close it in the end."""
    # Its client is a twelfth of a start, and few servers have one.
    from remit.volatile import redis  # noqa: PLC0415

    link = redis.Link(redis.Address.parse(url), timeout=config.redis_timeout_seconds)
    await link.open()
    announcements = redis.RedisAnnouncements(link)
    await announcements.open()
    try:
        yield redis.BatchedPace(redis.RedisPace(link, offset=config.clock_offset)), announcements
    finally:
        await announcements.close()
        await link.close()


async def schema_state(config: Config) -> SchemaState:
    """Return where the database's tables stand, and what is to be done.

    Raises:
        PreconditionFailedError: when no migration made them, or another process has the file.
        BackendUnavailableError: when the database does not answer.
        ConfigError: when its address cannot be understood.
    """
    async with closing_store(_store(config)) as store:
        with _explained(config):
            return await store.read(schema.state)


async def migrate(
    config: Config, told: Callable[[str], None], *, restored: bool = False
) -> tuple[Sequence[str], bool]:
    """Do what is to be done, whole or not at all; `told` hears of each step before it runs.

    Args:
        config: names the database.
        told: hears of each step.
        restored: the database may have come as a dump from another cluster; then let new rows come behind its own.

    Returns:
        The steps, and whether new rows would have come before others.

    Raises:
        PreconditionFailedError: as `schema_state`.
        BackendUnavailableError: as `schema_state`; also when a table stays locked by others.
        ConfigError: as `schema_state`.
    """
    async with closing_store(_store(config, command_seconds=MIGRATION_SECONDS)) as store:
        with _explained(config):
            done = await store.write(
                lambda connection: (
                    schema.upgrade(connection, told),
                    restored and mending.mend(connection),
                )
            )
            await Partitions(store, SystemClock(config.clock_offset)).begin()
            return done


@contextmanager
def _explained(config: Config) -> Iterator[None]:
    """Say why a database cannot be used from the first, as `remit doctor` says it."""
    try:
        yield
    except BackendUnavailableError as error:
        if config.database_url is None:
            raise
        from remit.storage.postgres.condition import cause  # noqa: PLC0415  as `_store`

        words = cause(error)
        if not words:
            raise
        message = f"storage cannot be reached: {words}"
        raise BackendUnavailableError(message, retry_after=error.retry_after) from error


def _store(config: Config, **patience: float) -> Store:
    if config.database_url is None:
        return SqliteStore(config.data_dir / DATABASE)
    # Its driver, and what SQLAlchemy adds for it, are a tenth of a start.
    from remit.storage.postgres.engine import PostgresStore  # noqa: PLC0415

    return PostgresStore(config.database_url.get_secret_value(), **patience)


@asynccontextmanager
async def closing_store(store: Store) -> AsyncIterator[Store]:
    """Close a store in the end."""
    try:
        yield store
    finally:
        await store.close()


async def open_store(config: Config) -> Store:
    """Open Postgres where the settings name one, else the file of SQLite, whose tables are made as need be."""
    store = _store(config)
    try:
        with _explained(config):
            await store.write(mending.begin)
            await Partitions(store, SystemClock(config.clock_offset)).begin()
    except BaseException:
        await store.close()
        raise
    return store
