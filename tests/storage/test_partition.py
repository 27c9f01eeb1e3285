"""Each month has partitions before it begins; making them waits for nobody, keeps nobody waiting and loses no row."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from remit.clock import SECOND, FakeClock
from remit.errors import BackendUnavailableError
from remit.storage import partition
from remit.storage.partition import PARTITIONED, Month, Partitions, drop, months
from remit.storage.postgres.engine import PostgresStore
from remit.upkeep.lease import LeaseLostError
from tests.decision.house import NOON
from tests.stores import AnyStore, open_store

NOVEMBER, DECEMBER, JANUARY = Month(2026, 11), Month(2026, 12), Month(2027, 1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AnyStore]:
    # The first database is one that all tests share; partitions would stay in it.
    shared, own = open_store(tmp_path), open_store(tmp_path / "own")
    yield own
    await shared.close()
    await own.close()


def write(position: int, at: int) -> Callable[[Connection], object]:
    query = text(
        "INSERT INTO step (position, tenant, run_id, sequence, change, step_id, subject, kind, status, at, body)"
        " VALUES (:position, 'acme', 'run_1', :position, :position, 's', 'agent:r7', 'OTHER', 'SUCCEEDED', :at, '{}')"
    )
    return lambda connection: connection.execute(query, {"position": position, "at": at})


async def places(store: AnyStore) -> list[tuple[int, str]]:
    """Where each step lies."""
    query = text("SELECT position, tableoid::regclass::text FROM step ORDER BY position")
    return await store.read(lambda connection: [tuple(row) for row in connection.execute(query)])


@asynccontextmanager
async def reading(store: AnyStore, query: str = "SELECT count(*) FROM step") -> AsyncIterator[None]:
    """Keep a transaction open that has read; nobody may take a table from under it."""
    assert isinstance(store, PostgresStore)
    connection: Any = await asyncpg.connect(store._connections._url)
    async with connection.transaction():
        await connection.fetch(query)
        yield
    await connection.close()


@given(st.integers(min_value=0, max_value=4 * 10**15))
def test_every_instant_lies_in_its_month_alone(instant: int) -> None:
    month = Month.of(instant)
    assert month.starts_at <= instant < month.ends_at == month.next.starts_at
    day = datetime.fromtimestamp(instant / SECOND, UTC)
    assert month.partition("step") == f"step_{day:%Y_%m}"
    assert Month.named(month.partition("step"), "step") == month
    assert Month.named("step_other", "step") is None


@pytest.mark.sqlite
async def test_without_partitions_there_is_nothing_to_do(store: AnyStore) -> None:
    assert await Partitions(store, FakeClock(NOON)).run() == 0


@pytest.mark.postgres
async def test_this_month_and_the_next_two_are_there_before_they_begin(store: AnyStore) -> None:
    partitions = Partitions(store, clock := FakeClock(NOON))
    assert await partitions.run() == 12
    for table in PARTITIONED:
        made = await store.read(partial(months, table=table))
        assert made == [NOVEMBER, DECEMBER, JANUARY]
    assert await partitions.run() == 0
    clock.advance(DECEMBER.starts_at - NOON)
    assert await partitions.run() == 4
    ends = [
        NOVEMBER.starts_at,
        NOVEMBER.ends_at - 1,
        DECEMBER.starts_at,
        NOVEMBER.starts_at - 1,
        0,
        9 * 10**15,
    ]
    for position, at in enumerate(ends, start=1):
        await store.write(write(position, at))
    assert [name for _, name in await places(store)] == [
        "step_2026_11", "step_2026_11", "step_2026_12", "step_other", "step_other", "step_other",
    ]  # fmt: skip


@pytest.mark.postgres
async def test_a_partition_has_what_its_table_has(store: AnyStore) -> None:
    await Partitions(store, FakeClock(NOON)).run()
    query = text(
        "SELECT regexp_replace(indexdef, 'INDEX .* ON public.\\w+ ', '') FROM pg_indexes WHERE tablename = :name"
    )
    for table in PARTITIONED:
        found = [
            sorted(
                (await store.read(partial(Connection.scalars, statement=query.bindparams(name=name)))).all()
            )
            for name in (f"{table}_other", NOVEMBER.partition(table))
        ]
        assert found[0] == found[1]
        assert found[0]


@pytest.mark.postgres
async def test_rows_that_came_too_early_move_to_their_month(store: AnyStore) -> None:
    await store.write(write(1, NOON))
    await store.write(write(2, DECEMBER.starts_at))
    await store.write(write(3, NOVEMBER.starts_at - 1))
    await Partitions(store, FakeClock(NOON)).run()
    assert await places(store) == [(1, "step_2026_11"), (2, "step_2026_12"), (3, "step_other")]


@pytest.mark.postgres
async def test_a_default_partition_that_is_too_large_is_left_alone(
    store: AnyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write(write(1, NOON))
    monkeypatch.setattr(partition, "SMALL", 0)
    assert await Partitions(store, FakeClock(NOON)).run() == 9
    assert await places(store) == [(1, "step_other")]
    await store.write(write(2, NOON))
    monkeypatch.undo()
    assert await Partitions(store, FakeClock(NOON)).run() == 3
    assert await places(store) == [(1, "step_2026_11"), (2, "step_2026_11")]


@pytest.mark.postgres
async def test_who_reads_is_waited_for_a_moment_and_keeps_nobody_from_writing(store: AnyStore) -> None:
    partitions = Partitions(store, FakeClock(NOON))
    async with reading(store):
        making = asyncio.create_task(partitions.run())
        for position in range(1, 40):
            async with asyncio.timeout(15):
                await store.write(write(position, NOON))
            await asyncio.sleep(0.01)
        with pytest.raises(BackendUnavailableError):
            await making
    assert await partitions.run() == 6
    assert {name for _, name in await places(store)} == {"step_2026_11"}


@pytest.mark.postgres
async def test_of_several_at_once_each_partition_is_made_once(store: AnyStore) -> None:
    await asyncio.gather(
        *(Partitions(store, FakeClock(NOON)).run() for _ in range(4)), return_exceptions=True
    )
    assert await Partitions(store, FakeClock(NOON)).run() == 0


@pytest.mark.postgres
async def test_without_a_lease_none_is_made(store: AnyStore) -> None:
    def lost() -> None:
        raise LeaseLostError

    with pytest.raises(LeaseLostError):
        await Partitions(store, FakeClock(NOON)).run(lost)
    assert await store.read(lambda connection: months(connection, "step")) == []


@pytest.mark.postgres
async def test_a_month_goes_with_all_that_is_in_it(store: AnyStore) -> None:
    await Partitions(store, FakeClock(NOON)).run()
    await store.write(write(1, NOON))
    await store.write(write(2, DECEMBER.starts_at))
    await store.write(lambda connection: drop(connection, "step", month=NOVEMBER))
    assert await places(store) == [(2, "step_2026_12")]
    assert await store.read(lambda connection: months(connection, "step")) == [DECEMBER, JANUARY]
