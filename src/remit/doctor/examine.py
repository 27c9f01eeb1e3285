"""Runs the checks: those of this machine, of the database and of Redis side by side, each for three seconds at most."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, TypeVar

from remit.bootstrap import DATABASE, derive, known_secret
from remit.clock import SystemClock
from remit.config import Config, ConfigError
from remit.doctor import certificate, files, installation, postgres, prices, redis, settings, trust
from remit.doctor.finding import Finding, ok, wrong
from remit.errors import BackendUnavailableError, RemitError
from remit.storage import condition as stored
from remit.storage import restored
from remit.storage.condition import UnreachableError
from remit.storage.postgres import condition as server
from remit.storage.postgres.engine import PostgresStore
from remit.storage.sqlite import condition as embedded
from remit.volatile.redis import Address
from remit.volatile.redis.condition import RedisUnreachableError
from remit.volatile.redis.condition import condition as redis_condition

T = TypeVar("T")
Read = Callable[[Callable[[Any], T]], Awaitable[T]]
"""Runs what reads a snapshot of the database."""

LONGEST: Final = 3.0
"""Seconds of any wait."""
LONGEST_QUESTION: Final = 2.5
"""Seconds of a question, so that its answer says that it was too long."""


async def examine(config: Config) -> Sequence[Finding]:
    """Return what every check found. Changes nothing; takes some seconds at most, whatever is away."""
    parts = await asyncio.gather(_machine(config), _database(config), _redis(config))
    return [one for part in parts for one in part]


async def _machine(config: Config) -> list[Finding]:
    now = SystemClock(config.clock_offset).now()
    found = [*settings.settings(config), settings.exposure(config)]
    for name, look in (
        (certificate.NAME, lambda: list(certificate.certificate(config, now))),
        (files.OF_SECRETS, lambda: list(files.secret_files(config))),
        ("data folder", lambda: list(files.folder(config))),
        (trust.NAME, lambda: list(trust.trust(config))),
        (prices.NAME, lambda: list(prices.prices(now))),
    ):
        found += await _bounded(name, asyncio.to_thread(look))
    return found


async def _database(config: Config) -> list[Finding]:
    if config.database_url is None:
        return await _sqlite(config)
    url = config.database_url.get_secret_value()
    try:
        async with server.examination(url, seconds=LONGEST) as asked:
            found = [*await _bounded("database", _answers(asked, config))]
            told = await _bounded_value(asked.condition())
            if isinstance(told, Finding):
                return [*found, told]
    except UnreachableError as error:
        remedy = "does it run at REMIT_DATABASE_URL, and may this user reach it? Nothing else about it was looked at"
        return [wrong("database", str(error), remedy=remedy)]
    found += postgres.judge(config, told)
    async with _reading(url) as read:
        now = SystemClock(config.clock_offset).now()
        found += await _inside(config, read, now=now)
        found += [postgres.partitions(told, now)]
        if not any(one.check == "schema" and one.remedy for one in found):
            found += await _bounded("positions", _positions(read))
    return found


async def _answers(asked: server.Examination, config: Config) -> list[Finding]:
    await asked.now()
    clock = SystemClock(config.clock_offset)
    since = clock.now()
    told = await asked.now()
    until = clock.now()
    apart = max(since - told, told - until, 0)
    return [
        ok("database", f"it answers in {(until - since) / 1_000:.1f} ms"),
        installation.clock("clock.database", apart, other="the database"),
    ]


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Any]:
    store = PostgresStore(url)
    try:
        yield lambda work: server.read(store, work, seconds=LONGEST_QUESTION)
    finally:
        await store.close()


async def _sqlite(config: Config) -> list[Finding]:
    path = config.data_dir / DATABASE
    if not files.exists(path):
        return [ok("database", f"SQLite; {path} is made at the first start")]
    found = await _bounded(
        "database", asyncio.to_thread(lambda: _file(embedded.condition(path, seconds=LONGEST_QUESTION)))
    )
    if any(one.remedy for one in found):
        return found

    async def read(work: Callable[[Any], T]) -> T:
        return await asyncio.to_thread(partial(embedded.read, path, work, seconds=LONGEST_QUESTION))

    return [*found, *await _inside(config, read, now=SystemClock(config.clock_offset).now())]


def _file(found: embedded.FileCondition) -> list[Finding]:
    if found.faults:
        remedy = "stop the server, keep the file, and restore a backup"
        return [wrong("database", f"SQLite finds it damaged: {found.faults}", remedy=remedy)]
    looked = "" if found.whole else "; too large to be looked through in time"
    finding = ok("database", f"SQLite, for one process{looked}")
    if found.journal_mode != "wal":
        remedy = "set it back: PRAGMA journal_mode=WAL; other programs must leave the file alone"
        return [finding, wrong("database.durability", f"journal_mode is {found.journal_mode}", remedy=remedy)]
    return [
        finding,
        ok("database.durability", "journal_mode wal; servers sync each commit (synchronous=FULL)"),
    ]


async def _inside(config: Config, read: Any, *, now: int) -> list[Finding]:  # noqa: ANN401  a Read of any T
    """Look at what stands in the database, once its tables are those that this code knows."""
    installed = await _bounded_value(read(stored.installed), name="schema")
    if isinstance(installed, Finding):
        return [installed]
    found = [installation.schema(installed.schema, installed.needs)]
    if found[0].remedy or not installed.schema.found:
        return found
    until = now + installation.KEYS_AHEAD
    parts = await asyncio.gather(
        _bounded(
            "master key",
            asyncio.to_thread(lambda: [installation.master_key(installed, _fingerprint(config))]),
        ),
        _bounded("upkeep", _upkeep(read, now)),
        _bounded("keys", _keys(read, since=now, until=until)),
    )
    return [*found, *(one for part in parts for one in part)]


def _fingerprint(config: Config) -> str | None:
    try:
        secret = known_secret(config)
    except (OSError, ValueError):
        return None
    return derive(secret, "fingerprint").hex() if secret is not None else None


async def _upkeep(read: Any, now: int) -> Iterable[Finding]:  # noqa: ANN401  as _inside
    leases, backlog = await asyncio.gather(read(stored.leases), read(stored.backlog))
    return installation.upkeep(leases, backlog, now=now)


async def _keys(read: Any, *, since: int, until: int) -> Iterable[Finding]:  # noqa: ANN401  as _inside
    found = await read(lambda connection: stored.expiring(connection, since=since, until=until))
    return [installation.keys(found, now=since)]


async def _positions(read: Any) -> Iterable[Finding]:  # noqa: ANN401  as _inside
    return [postgres.positions(await read(restored.behind))]


async def _redis(config: Config) -> list[Finding]:
    if config.redis_url is None:
        return []
    try:
        address = Address.parse(config.redis_url.get_secret_value())
        # Not moved by the offset of tests: Redis' clock is moved along with this one.
        told = await redis_condition(address, SystemClock(), seconds=LONGEST)
    except ConfigError as error:
        return [wrong("redis", str(error), remedy="correct REMIT_REDIS_URL")]
    except RedisUnreachableError as error:
        remedy = (
            "does it run at REMIT_REDIS_URL, and may this user reach it? Nothing else about it was looked at"
        )
        return [wrong("redis", str(error), remedy=remedy)]
    apart = max(told.asked - told.now, told.now - told.answered, 0)
    return [*redis.judge(config, told), installation.clock("clock.redis", apart, other="Redis")]


async def _bounded(name: str, looking: Awaitable[Iterable[Finding]]) -> list[Finding]:
    found = await _bounded_value(looking, name=name)
    return [found] if isinstance(found, Finding) else list(found)


async def _bounded_value(looking: Awaitable[T], name: str = "database") -> T | Finding:
    """Return what a check found, else why it could not look."""
    try:
        async with asyncio.timeout(LONGEST):
            return await looking
    except (TimeoutError, BackendUnavailableError):
        return wrong(
            name,
            f"there was no answer within {LONGEST:g} s",
            remedy="look at the load and the logs of what it asks",
        )
    except (RemitError, UnreachableError) as error:
        return wrong(name, str(error), remedy="mend that first; nothing else about it was looked at")
    except Exception as error:  # noqa: BLE001  one check that fails must not hide the others
        return wrong(
            name,
            f"it could not be looked at: {type(error).__name__}",
            remedy="report it as a fault of this command",
        )
