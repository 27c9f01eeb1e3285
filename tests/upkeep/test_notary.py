"""A notary that is killed, or loses its lease, has done what it committed and nothing else; the next one goes on."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from remit.audit.export import write_export
from remit.audit.verify import verify_export
from remit.bootstrap import DATABASE, build, embedded
from remit.clock import FakeClock
from remit.config import Config
from remit.storage.postgres.engine import PostgresStore
from remit.upkeep.lease import LeaseLostError
from tests.decision.house import NOON, SECRET, TENANT, House, close
from tests.stores import AnyStore, open_store, reopened

pytestmark = pytest.mark.usefixtures("engine")

BATCH = 4


def house_on(store: AnyStore) -> House:
    clock = FakeClock(NOON)
    return House(
        build(Config(listen="127.0.0.1:0"), clock, backends=embedded(store, clock), secret=SECRET), clock
    )


async def placed(house: House) -> list[tuple[int, str]]:
    return [
        (index, name)
        for index, name in await house.rows(
            "SELECT tree_index, entry_id FROM tree_leaf WHERE tenant=? ORDER BY 1", TENANT
        )
    ]


async def committed(house: House) -> list[tuple[int, str]]:
    rows = await house.rows("SELECT id FROM audit_entry WHERE tenant=? ORDER BY position", TENANT)
    return list(enumerate(name for (name,) in rows))


async def test_one_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    house = house_on(store)
    await house.found()
    for number in range(3 * BATCH):
        await house.authorize(f"q{number}")
    await close(house.app)
    database = store._connections._url if isinstance(store, PostgresStore) else str(tmp_path / DATABASE)
    words = [sys.executable, "-m", "tests.upkeep.killed_notary", database, str(BATCH)]
    died = await asyncio.to_thread(subprocess.run, words, timeout=60, capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    house = house_on(reopened(store, tmp_path))
    try:
        assert await placed(house) == (await committed(house))[:BATCH]
        await house.authorize("after")
        await house.app.notary.run()
        assert await placed(house) == await committed(house)
        state = await house.app.audit.tree(TENANT)
        assert state is not None
        entries = await house.app.audit.read(TENANT, 0, limit=state.head.size)
        assert verify_export(list(write_export(state.head, entries))).ok
    finally:
        await close(house.app)


async def test_without_a_lease_it_goes_no_further(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.upkeep.notary.BATCH", BATCH)
    for number in range(2 * BATCH):
        await house.authorize(f"q{number}")
    looks = 0

    def lost_at_the_second_look() -> None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise LeaseLostError("notary")

    with pytest.raises(LeaseLostError):
        await house.app.notary.run(lost_at_the_second_look)
    assert await placed(house) == (await committed(house))[:BATCH]
