"""However often it is killed, and whoever does it beside it, each entry of the ledger is in the sums once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from remit.bootstrap import DATABASE, build, embedded
from remit.budget.model import TokenUsage, Usage
from remit.clock import HOUR, FakeClock
from remit.config import Config
from remit.storage.postgres.engine import PostgresStore
from remit.upkeep.lease import LeaseLostError
from remit.upkeep.rollup import Rollup
from tests.decision.house import AGENT, NOON, SECRET, TENANT, House, close
from tests.stores import AnyStore, open_store, reopened

pytestmark = pytest.mark.usefixtures("engine")

BATCH = 4


def house_on(store: AnyStore) -> House:
    clock = FakeClock(NOON)
    return House(
        build(Config(listen="127.0.0.1:0"), clock, backends=embedded(store, clock), secret=SECRET), clock
    )


async def spend(house: House, numbers: range) -> None:
    for number in numbers:
        await house.settle(Usage(f"u{number}", AGENT, cost=10**number, tokens=TokenUsage(1, 2, image=1)))
        house.clock.advance(HOUR)


async def summed(house: House) -> Sequence[tuple[Any, ...]]:
    query = "SELECT span, {}, sum(cost_units), sum(cost_nanos), sum(input), sum(image) FROM rollup GROUP BY span ORDER BY 1"
    return await house.rows(query.format("sum(entries)"))


def of_all(count: int) -> Sequence[tuple[Any, ...]]:
    """Return what both lengths of sums must come to: each figure of the cost says of an entry how often it is in."""
    cost = int("1" * count)
    return [
        (span, count, *divmod(cost, 10**9), count, count) for span in (15 * 60 * 10**6, 24 * 3600 * 10**6)
    ]


async def test_one_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    house = house_on(store)
    await house.found()
    await spend(house, range(9))
    await close(house.app)
    database = store._connections._url if isinstance(store, PostgresStore) else str(tmp_path / DATABASE)
    words = [sys.executable, "-m", "tests.upkeep.killed_rollup", database, str(BATCH)]
    died = await asyncio.to_thread(subprocess.run, words, timeout=60, capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    house = house_on(reopened(store, tmp_path))
    try:
        assert await summed(house) == of_all(BATCH)
        await house.app.rollup.run()
        assert await summed(house) == of_all(9)
    finally:
        await close(house.app)


async def test_those_that_run_at_once_add_each_entry_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.upkeep.rollup.BATCH", 1)
    await spend(house, range(1))
    # Those that begin with a tenant at once are told apart by the row of its head, later ones by the lock on it.
    runs = await asyncio.gather(*(house.app.rollup.run() for _ in range(4)))
    await spend(house, range(1, 9))
    runs += await asyncio.gather(*(house.app.rollup.run() for _ in range(4)))
    assert sum(runs) == 9
    assert await summed(house) == of_all(9)


async def test_without_a_lease_it_goes_no_further(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.upkeep.rollup.BATCH", BATCH)
    await spend(house, range(2 * BATCH))
    looks = 0

    def lost_at_the_second_look() -> None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise LeaseLostError("rollup")

    with pytest.raises(LeaseLostError):
        await house.app.rollup.run(lost_at_the_second_look)
    assert await summed(house) == of_all(BATCH)


async def test_who_waits(house: House) -> None:
    assert await house.app.rollup.run() == 0
    await spend(house, range(2))
    assert await house.app.rollup.run() == 2
    assert await house.app.rollup.run() == 0
    assert await house.rows("SELECT tenant FROM rollup_head") == [(TENANT,)]


class Failing:
    """A ledger that fails with one tenant."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def waiting(self) -> Sequence[str]:
        return [one for one in ("a", "b", "c") if one not in self.done]

    async def roll_up(self, tenant: str, *, limit: int) -> int:
        if tenant == "b":
            raise RuntimeError(limit)
        self.done.append(tenant)
        return 1


async def test_a_tenant_with_whom_it_fails_keeps_no_other_waiting() -> None:
    ledger = Failing()
    rollup = Rollup(ledger)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await rollup.run()
    assert ledger.done == ["a", "c"]
