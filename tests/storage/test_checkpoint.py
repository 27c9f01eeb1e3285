"""SQLite's log is moved into the file beside the writer: commits go on meanwhile, and the log stays short."""

import asyncio
import os
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from remit.bootstrap import DATABASE
from remit.storage.sqlite import checkpoint
from remit.storage.sqlite.checkpoint import Checkpoint
from remit.storage.sqlite.engine import SqliteStore

pytestmark = pytest.mark.sqlite

CHANGES = 200
LONG = 300
ROWS = 100
"""Of one commit, 2 KiB each."""
BODY = b"x" * 2_048
LEAST, MOST = 100, 500
"""Commits: 20 and 100 MB. The writer itself would move a log of 160."""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "CHANGES", CHANGES)
    monkeypatch.setattr(checkpoint, "LONG", LONG)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(tmp_path / DATABASE)
    await opened.write_raw(lambda driver: driver.execute("CREATE TABLE filler (body BLOB)"))
    yield opened
    await opened.close()


def fill(driver: sqlite3.Connection) -> None:
    driver.executemany("INSERT INTO filler VALUES (?)", [(BODY,)] * ROWS)


def log_of(path: Path) -> int:
    """Return the bytes of the log; 0 when there is none."""
    log = Path(f"{path}-wal")
    return log.stat().st_size if log.exists() else 0


def rows_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as reader:
        return int(reader.execute("SELECT count(*) FROM filler").fetchone()[0])


@pytest.mark.alone
async def test_the_log_stays_short_however_much_is_committed(store: SqliteStore) -> None:
    # Whoever moves it makes way for all others, so on a machine that is busy it may be long before it is begun anew.
    written = 0
    while written < LEAST or (log_of(store.path) >= written * ROWS * len(BODY) / 3 and written < MOST):
        await store.write_raw(fill)
        await asyncio.sleep(0.002)
        written += 1
    assert log_of(store.path) < written * ROWS * len(BODY) / 3
    assert rows_of(store.path) == written * ROWS


async def test_a_log_that_is_not_long_is_moved_little_by_little_and_keeps_no_writer_out(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "LONG", 10**6)
    monkeypatch.setattr(Checkpoint, "_finish", None)
    pages = 0
    async with asyncio.timeout(30):
        while pages < 500:
            await store.write_raw(fill)
            await asyncio.sleep(0.002)
            pages = store.path.stat().st_size // 4_096


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads cannot be told apart")
async def test_moving_makes_way_for_the_rest_of_the_process(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[bool, int] = {}
    move = Checkpoint._checkpoint

    def look(self: Checkpoint) -> int:
        own = threading.current_thread().name.startswith("remit-checkpoint")
        seen[own] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        return move(self)

    monkeypatch.setattr(Checkpoint, "_checkpoint", look)
    async with asyncio.timeout(30):
        while len(seen) < 2:
            await store.write_raw(fill)
            await asyncio.sleep(0.002)
    # While writers wait for it, it is no slower than they.
    assert seen == {
        True: min(19, seen[False] + checkpoint.NICENESS),
        False: os.getpriority(os.PRIO_PROCESS, 0),
    }


async def test_the_writer_does_not_move_the_log_within_its_commits(store: SqliteStore) -> None:
    limit = await store.write_raw(lambda driver: driver.execute("PRAGMA wal_autocheckpoint").fetchone()[0])
    assert limit == checkpoint.LIMIT


async def test_commits_go_on_while_the_log_is_moved(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving, go_on = threading.Event(), threading.Event()
    move = Checkpoint._checkpoint

    def slowly(self: Checkpoint) -> int:
        moving.set()
        assert go_on.wait(30)
        return move(self)

    monkeypatch.setattr(Checkpoint, "_checkpoint", slowly)
    try:
        async with asyncio.timeout(30):
            while not moving.is_set():
                await store.write_raw(fill)
                await asyncio.sleep(0.001)
            before = rows_of(store.path)
            await store.write_raw(fill)
            await store.write(lambda connection: connection.exec_driver_sql("DELETE FROM tenant_head"))
        assert rows_of(store.path) == before + ROWS
    finally:
        go_on.set()


async def test_what_fails_once_is_done_the_next_time(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[int] = []
    move = Checkpoint._checkpoint

    def fail_first(self: Checkpoint) -> int:
        tried.append(1)
        if len(tried) == 1:
            raise sqlite3.OperationalError("disk I/O error")
        return move(self)

    monkeypatch.setattr(Checkpoint, "_checkpoint", fail_first)
    async with asyncio.timeout(30):
        while len(tried) < 3:
            await store.write_raw(fill)
            await asyncio.sleep(0.001)
    assert "could not be moved" in capsys.readouterr().out


async def test_closing_waits_for_what_is_moved_and_keeps_all_of_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / DATABASE)
    await store.write_raw(lambda driver: driver.execute("CREATE TABLE filler (body BLOB)"))
    for _ in range(5):
        await store.write_raw(fill)
    await store.close()
    assert log_of(store.path) == 0
    assert rows_of(store.path) == 5 * ROWS


async def test_a_lone_callers_commit_is_made_at_once_unless_the_disk_is_slow(store: SqliteStore) -> None:
    committed_by: list[str] = []
    slow = False

    def traced(statement: str) -> None:
        if statement == "COMMIT":
            committed_by.append(threading.current_thread().name)
            if slow:
                threading.Event().wait(0.01)

    async def commit(*, few: bool) -> str:
        await store.write_raw(lambda driver: driver.set_trace_callback(traced), few=few)
        return committed_by[-1]

    own = threading.current_thread().name
    # A disk that is quick whatever this machine is busy with: the last commit is what is looked at.
    store._sync_seconds = 0.0
    slow = True
    assert await commit(few=True) == own
    assert (await commit(few=True)).startswith("remit-writer")
    slow = False
    assert (await commit(few=False)).startswith("remit-writer")
    async with asyncio.timeout(30):
        while await commit(few=True) != own:
            pass
