"""A server whose clock is not the database's says so and decides nothing, from its start on and until it is right."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from remit.bootstrap import App, open_app
from remit.clock import SECOND, SystemClock
from remit.config import Config
from remit.decision.model import Effect
from remit.errors import BackendUnavailableError, ClockSkewError
from remit.server.vitals import probes
from remit.storage.clocked import MOST, ClockedStore
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.decision.house import House
from tests.stores import AnyStore, open_store

pytestmark = pytest.mark.postgres

LITTLE = 400_000
MUCH = 3_000_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AnyStore]:
    opened = open_store(tmp_path)
    yield opened
    await opened.close()


def look(connection: Connection) -> object:
    return connection.scalar(text("SELECT 1"))


@pytest.mark.parametrize("offset", [0, LITTLE, -LITTLE])
async def test_clocks_that_nearly_agree_are_right(store: AnyStore, offset: int) -> None:
    clocked = ClockedStore(store, SystemClock(offset))
    await clocked.measure()
    assert (clocked.skew, await clocked.write(look)) == (0, 1)


@pytest.mark.parametrize("offset", [MUCH, -MUCH, 3_600 * SECOND])
async def test_one_that_is_off_writes_nothing_until_it_is_right(store: AnyStore, offset: int) -> None:
    clock = SystemClock(offset)
    clocked = ClockedStore(store, clock)
    # An answer that took its time says little, and may on a busy machine.
    while abs(clocked.skew - offset) > MOST / 2:
        await clocked.measure()
    commits: tuple[Any, ...] = (clocked.write(look), clocked.commit_turn([]), clocked.commit_usage([]))
    for commit in commits:
        with pytest.raises(ClockSkewError, match="ahead of" if offset > 0 else "behind") as refused:
            await commit
        assert refused.value.retry_after is not None
    assert await clocked.read(look) == 1
    clock._offset = 0
    while clocked.skew:
        await clocked.measure()
    assert await clocked.write(look) == 1


class _Slow(ClockedStore):
    """Asks a database that takes its time."""

    async def read(self, work: Any) -> Any:
        await asyncio.sleep(1.2)
        return await super().read(work)


async def test_a_slow_answer_is_no_reason(store: AnyStore) -> None:
    clocked = ClockedStore(_Slow(store, SystemClock()), SystemClock())
    await clocked.measure()
    assert clocked.skew == 0


class _Away(ClockedStore):
    async def read(self, work: Any) -> Any:
        raise BackendUnavailableError("away")


async def test_a_slow_answer_makes_no_clock_right(store: AnyStore) -> None:
    clock = SystemClock(SECOND)
    clocked = ClockedStore(store, clock)
    while not clocked.skew:
        await clocked.measure()
    # It could be right, by this answer: it was read at some moment of 1.2 seconds.
    clocked.store = _Slow(store, SystemClock())
    await clocked.measure()
    with pytest.raises(ClockSkewError):
        await clocked.write(look)
    clocked.store = store
    clock._offset = 0
    while clocked.skew:
        await clocked.measure()


async def test_nothing_is_written_before_the_clocks_were_compared(store: AnyStore) -> None:
    clock = SystemClock(MUCH)
    with pytest.raises(ClockSkewError):
        await ClockedStore(store, clock).write(look)
    clocked = ClockedStore(_Away(store, clock), clock)
    await clocked.measure()
    with pytest.raises(BackendUnavailableError, match="clock could not be read"):
        await clocked.write(look)
    clocked.store = store
    with pytest.raises(ClockSkewError):
        await clocked.write(look)


async def test_no_answer_changes_nothing(store: AnyStore) -> None:
    clocked = ClockedStore(_Away(store, SystemClock()), SystemClock(MUCH))
    await clocked.measure()
    assert clocked.skew == 0
    clocked.skew = MUCH
    await clocked.measure()
    assert clocked.skew == MUCH


@asynccontextmanager
async def opened(postgres: RunningPostgres | GivenPostgres, folder: Path) -> AsyncIterator[App]:
    config = Config.model_validate({"database_url": postgres.fresh_database(), "data_dir": folder})
    async with open_app(config) as app:
        yield app


async def until_skewed(app: App, *, skewed: bool) -> None:
    assert app.clocked is not None
    async with asyncio.timeout(30):
        while bool(app.clocked.skew) != skewed:
            await asyncio.sleep(0.05)


async def word(app: App) -> str:
    """What readiness says of storage."""
    (probe,) = (one for one in probes(app) if one.name == "storage")
    try:
        await probe.ask()
    except ClockSkewError as error:
        return error.reason
    return "ok"


async def test_a_clock_that_goes_wrong_later_is_found_by_itself_and_refused(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path
) -> None:
    async with opened(postgres, tmp_path) as app:
        assert isinstance(app.clock, SystemClock)
        house: Any = House(app, app.clock)  # type: ignore[arg-type]
        await house.found()
        assert (await house.authorize("q1")).decision.effect is Effect.ALLOW
        app.clock._offset = MUCH
        await until_skewed(app, skewed=True)
        with pytest.raises(ClockSkewError):
            await house.authorize("q2")
        assert await word(app) == "CLOCK_SKEW"
        app.clock._offset = 0
        await until_skewed(app, skewed=False)
        assert (await house.authorize("q2")).decision.effect is Effect.ALLOW
        assert await word(app) == "ok"


def test_a_server_that_begins_with_a_wrong_clock_says_so_and_ends(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path
) -> None:
    environment = {
        **os.environ, "REMIT_DATABASE_URL": postgres.fresh_database(), "REMIT_CLOCK_OFFSET_SECONDS": "-3",
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "remit",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        str(tmp_path / "data"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=55)
    assert done.returncode != 0
    assert "3.0 s behind the database's" in done.stderr
    assert "Traceback" not in done.stderr
