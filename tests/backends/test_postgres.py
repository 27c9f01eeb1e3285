"""The Postgres of tests is real, durable, and ends and returns as tests want it to."""

import time
from collections.abc import Iterator

import asyncpg
import psutil
import pytest

from tests.backends.postgres import GivenPostgres, RunningPostgres, ask, running_postgres

QUICKLY = 30.0
"""Seconds; it takes a tenth of that on an idle machine."""


@pytest.fixture(scope="module")
def own() -> Iterator[RunningPostgres]:
    with running_postgres(application_name="own") as started:
        yield started


def test_it_is_there_soon_and_durable() -> None:
    since = time.monotonic()
    with running_postgres() as started:
        assert time.monotonic() - since < QUICKLY
        asked = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')"
        assert dict(ask(started.url, asked)) == {"fsync": "on", "synchronous_commit": "on"}
        ((version,),) = ask(started.url, "SHOW server_version")
        assert version.startswith("18.")
        folder, family = started.folder, psutil.Process(started.pid).children(recursive=True)
    assert not folder.exists()
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_its_settings_can_be_chosen(own: RunningPostgres) -> None:
    assert ask(own.url, "SHOW application_name") == [("own",)]


@pytest.mark.parametrize("end", [RunningPostgres.stop, RunningPostgres.kill])
def test_what_was_committed_is_there_after_every_end(own: RunningPostgres, end: object) -> None:
    url, port, pid = own.fresh_database(), own.port, own.pid
    ask(url, "CREATE TABLE fact (n int)")
    ask(url, "INSERT INTO fact SELECT generate_series(1, 1000)")
    assert callable(end)
    end(own)
    assert not psutil.pid_exists(pid)
    with pytest.raises(OSError, match=r".+"):
        ask(url, "SELECT 1")
    own.start()
    assert (own.port, own.pid != pid) == (port, True)
    assert ask(url, "SELECT count(*) FROM fact") == [(1000,)]


def test_each_database_is_its_own(own: RunningPostgres) -> None:
    first, second = own.fresh_database(), own.fresh_database()
    ask(first, "CREATE TABLE fact (n int)")
    with pytest.raises(asyncpg.UndefinedTableError):
        ask(second, "SELECT * FROM fact")


async def test_stalled_it_answers_nobody_and_resumed_it_answers_all(own: RunningPostgres) -> None:
    connection = await asyncpg.connect(own.url)
    own.stall()
    with pytest.raises(TimeoutError):
        await connection.fetch("SELECT 1", timeout=0.2)
    own.resume()
    await connection.close(timeout=30)
    assert ask(own.url, "SELECT 1") == [(1,)]


def test_the_sessions_server_gives_fresh_databases(postgres: RunningPostgres | GivenPostgres) -> None:
    url = postgres.fresh_database()
    assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_databases_on_a_given_server_are_dropped(own: RunningPostgres) -> None:
    given = GivenPostgres(own.url)
    url = given.fresh_database()
    assert ask(url, "SELECT 1") == [(1,)]
    given.drop_all()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        ask(url, "SELECT 1")
