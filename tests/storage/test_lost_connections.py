"""A network that loses connections without a word: one call pays for it at most, within its time; the next are served."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from remit.bootstrap import build, embedded
from remit.clock import FakeClock
from remit.config import Config
from remit.errors import BackendUnavailableError
from remit.storage.postgres import connection
from remit.storage.postgres.connection import MOST
from remit.storage.postgres.engine import POOL, PostgresStore
from remit.storage.postgres.pipeline import Query
from tests.backends.postgres import GivenPostgres, RunningPostgres, ask
from tests.backends.proxy import Proxy, proxy_before
from tests.decision.house import NOON, SECRET, House, close
from tests.stores import TEMPLATE, heard, make_template

pytestmark = pytest.mark.postgres

COMMAND: Final = 1.0
"""Seconds until a statement is given up here."""
SLACK: Final = 2.0
"""Seconds for new connections and all else, on a busy machine."""


@dataclass
class Scene:
    """A house that reaches Postgres through a proxy, over more than one connection of each kind."""

    house: House
    proxy: Proxy
    store: PostgresStore
    number: int = 0

    async def decide(self) -> None:
        self.number += 1
        await self.house.authorize(f"q{self.number}")

    async def read(self) -> None:
        await self.store.read(lambda connection: connection.execute(text("SELECT 1")).all())

    async def write(self) -> None:
        await self.store.write(lambda connection: connection.execute(text("SELECT 1")).all())

    async def sleep(self) -> None:
        async with self.store._connections.use() as connection:
            await connection.run(Query("SELECT pg_sleep(0.1)"))

    async def warm(self) -> None:
        """Fill both kinds of idle connections."""
        await asyncio.gather(*(self.sleep() for _ in range(MOST)))
        sleep = text("SELECT pg_sleep(0.1)")
        await asyncio.gather(
            *(self.store.read(lambda connection: connection.execute(sleep).all()) for _ in range(POOL))
        )
        await self.decide()


@pytest.fixture
async def scene(postgres: RunningPostgres | GivenPostgres, tmp_path: Path) -> AsyncIterator[Scene]:
    make_template(postgres.url)
    url = postgres.fresh_database()
    name = url.rpartition("/")[2]
    ask(postgres.url, f'DROP DATABASE "{name}"')
    ask(postgres.url, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    with proxy_before(int(url.rpartition(":")[2].partition("/")[0])) as proxy:
        store, clock = PostgresStore(proxy.before(url), command_seconds=COMMAND), FakeClock(NOON)
        config = Config(data_dir=tmp_path, listen="127.0.0.1:0")
        app = build(config, clock, backends=embedded(store, clock), secret=SECRET)
        made = Scene(House(app, clock), proxy, store)
        await made.house.found()
        await made.warm()
        yield made
        await close(app)


DEEDS: Final[tuple[Callable[[Scene], Awaitable[None]], ...]] = (Scene.decide, Scene.read, Scene.write)
each_deed = pytest.mark.parametrize("deed", DEEDS, ids=[one.__name__ for one in DEEDS])


async def took(work: Awaitable[None]) -> tuple[float, bool]:
    """Return the seconds that something took, and whether it was served."""
    since = time.monotonic()
    try:
        await work
    except BackendUnavailableError:
        return time.monotonic() - since, False
    return time.monotonic() - since, True


@each_deed
async def test_of_those_in_use_one_call_fails_and_the_next_are_served(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Scene], Awaitable[None]]
) -> None:
    # As under load: each is used again before anybody thinks of asking it.
    monkeypatch.setattr(connection, "TRUSTED_SECONDS", 60.0)
    scene.proxy.freeze()
    seconds, served = await took(deed(scene))
    assert not served
    assert seconds < COMMAND + SLACK
    # Not those of this kind alone: whatever comes next has a new connection.
    since = time.monotonic()
    assert all([(await took(one(scene)))[1] for one in DEEDS * 3])
    assert time.monotonic() - since < SLACK


async def test_of_those_that_were_silent_no_call_fails(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TRUSTED_SECONDS", 0.0)
    monkeypatch.setattr(connection, "CHECK_SECONDS", 0.3)
    scene.proxy.freeze()
    since = time.monotonic()
    assert all([(await took(one(scene)))[1] for one in DEEDS * 3])
    assert time.monotonic() - since < SLACK


async def test_what_is_used_again_at_once_is_not_asked(scene: Scene) -> None:
    accepted = scene.proxy.accepted
    await scene.decide()
    with heard() as asked:
        await scene.decide()
    assert asked
    assert "SELECT 1" not in [one.sql for one in asked]
    assert scene.proxy.accepted == accepted


async def test_the_system_is_told_to_watch(scene: Scene) -> None:
    wire = scene.store._connections._idle[0]._transport.get_extra_info("socket")
    assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5
    assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 3_000


async def test_a_transaction_in_which_nothing_happens_is_ended(scene: Scene) -> None:
    asked = "SHOW idle_in_transaction_session_timeout"
    async with scene.store._connections.use() as connection:
        (answer,) = await connection.run(Query(asked))
    assert answer.rows == [["30s"]]
    assert await scene.store.read(lambda connection: connection.scalar(text(asked))) == "30s"
