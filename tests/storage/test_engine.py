"""The embedded engine: durable, locked to one process, all or nothing, and no driver's error reaches a caller."""

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from remit.bootstrap import DATABASE
from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.decision.model import Effect, Estimate
from remit.errors import BackendUnavailableError, PreconditionFailedError
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.tables.entity import tenant_head
from tests.decision.house import House
from tests.stores import sqlite_of

pytestmark = pytest.mark.sqlite


async def test_every_commit_is_synced(house: House) -> None:
    async def asked(pragma: str) -> object:
        return await sqlite_of(house.app).write_raw(
            lambda connection: connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        )

    assert await asked("journal_mode") == "wal"
    assert await asked("synchronous") == 2


async def test_a_second_one_on_the_same_file_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / DATABASE)
    with pytest.raises(PreconditionFailedError, match="REMIT_DATA_DIR"):
        SqliteStore(tmp_path / DATABASE)
    await first.close()
    await SqliteStore(tmp_path / DATABASE).close()


async def test_what_fails_leaves_nothing(house: House) -> None:
    before = await house.rows("SELECT * FROM tenant_head")

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO tenant_head VALUES ('half', 1)")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await sqlite_of(house.app).write_raw(fail)
    assert await house.rows("SELECT * FROM tenant_head") == before
    assert (await house.authorize("q")).decision.effect is Effect.ALLOW


async def test_what_fails_leaves_nothing_beside_other_writes(house: House) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO tenant_head VALUES ('half', 1)")
        connection.execute("INSERT INTO tenant_head VALUES ('half', 2)")

    failing = (sqlite_of(house.app).write_raw(fail) for _ in range(5))
    asking = (house.authorize(f"q{n}") for n in range(20))
    results = await asyncio.gather(*failing, *asking, return_exceptions=True)
    assert [isinstance(one, sqlite3.IntegrityError) for one in results] == [True] * 5 + [False] * 20
    assert await house.rows("SELECT * FROM tenant_head WHERE tenant='half'") == []


async def test_readers_cannot_write(house: House) -> None:
    write = insert(tenant_head).values(tenant="x", revision=1)
    with pytest.raises(BackendUnavailableError):
        await house.app.store.read(lambda connection: connection.execute(write))
    assert await house.rows("SELECT * FROM tenant_head WHERE tenant='x'") == []


async def test_a_full_disk_is_an_outage_that_changes_nothing_and_shows_no_driver(house: House) -> None:
    store = sqlite_of(house.app)
    ((pages,),) = await house.rows("PRAGMA page_count")
    await store.write_raw(lambda connection: connection.execute(f"PRAGMA max_page_count={pages}").fetchall())
    before = await house.footprint()
    with pytest.raises(BackendUnavailableError) as refused:
        for n in range(2_000):
            before = await house.footprint()
            await house.authorize(f"q{n}", labels={f"k{n}": "x" * 256 for n in range(64)}, run_id="x" * 100)
    assert "disk" not in refused.value.message
    assert "SQL" not in refused.value.message
    assert refused.value.retry_after is not None
    assert await house.footprint() == before
    await store.write_raw(lambda connection: connection.execute("PRAGMA max_page_count=1000000").fetchall())
    assert (await house.authorize("after")).decision.effect is Effect.ALLOW


async def test_a_reader_sees_one_instant(house: House) -> None:
    await house.put(Budget("b", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100))
    started, changed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look_twice(connection: object) -> tuple[int, int]:
        count = select(tenant_head.c.revision).where(tenant_head.c.tenant == "acme")
        first = connection.execute(count).scalar_one()  # type: ignore[attr-defined]
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(changed.wait(), loop).result(10)
        return first, connection.execute(count).scalar_one()  # type: ignore[attr-defined]

    looking = asyncio.create_task(house.app.store.read(look_twice))
    await started.wait()
    await house.put(Budget("c", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100))
    changed.set()
    first, second = await looking
    assert first == second


async def test_what_was_answered_is_there_for_a_fresh_reader_of_the_file(house: House) -> None:
    committed = await house.authorize("q", estimate=Estimate(money=1))
    # Another connection, as after a crash of this process: nothing may live in memory alone.
    with sqlite3.connect(f"file:{sqlite_of(house.app).path}?mode=ro", uri=True) as beside:
        found = beside.execute("SELECT hash FROM audit_entry WHERE id=?", (committed.decision.id,)).fetchall()
        held = beside.execute("SELECT state FROM reservation").fetchall()
    beside.close()
    assert found == [(committed.leaf_hash,)]
    assert held == [("OPEN",)]


async def test_who_leaves_during_a_commit_leaves_the_next_one_a_clean_connection(house: House) -> None:
    store = sqlite_of(house.app)
    begun = threading.Event()

    def slow(connection: Connection) -> None:
        if not again:
            connection.execute(insert(tenant_head).values(tenant="slow", revision=1))
        begun.set()
        time.sleep(0.05)

    for again in range(3):
        begun.clear()
        leaving = asyncio.create_task(store.write(slow))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        leaving.cancel()
        leaving.cancel()
        committed = await house.authorize(f"q{again}")
        assert committed.decision.effect is Effect.ALLOW
        with pytest.raises(asyncio.CancelledError):
            await leaving
    assert len(await house.rows("SELECT * FROM tenant_head WHERE tenant='slow'")) == 1
