"""A lease has one holder, by the database's clock, on each engine; who has it knows so, or knows too little to go on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from remit.errors import BackendUnavailableError
from remit.storage.lease import LeaseStore
from remit.upkeep.lease import LeaseLostError, Task, Tenure, Times, Upkeep, new_holder
from tests.stores import AnyStore, open_store

TTL = 5_000_000
SOON = Times(ttl=1.2, renew=0.05, margin=0.1)
LASTING = Times(ttl=60.0, renew=0.05, margin=0.1)
"""So that a process that a busy machine keeps waiting loses nothing."""


@pytest.fixture
async def store(engine: str, tmp_path: Path) -> AsyncIterator[AnyStore]:
    opened = open_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def leases(store: AnyStore) -> LeaseStore:
    return LeaseStore(store)


async def shift(store: AnyStore, seconds: int) -> None:
    """Let all leases expire so much later, as if the database's clock had gone back."""
    query = text("UPDATE upkeep_lease SET expires_at = expires_at + :by")
    await store.write(lambda connection: connection.execute(query, {"by": seconds * 1_000_000}))


async def test_one_has_it_until_it_expires(store: AnyStore, leases: LeaseStore) -> None:
    assert await leases.claim(["notary", "expiry"], holder="a", ttl=TTL) == {"notary": 1, "expiry": 1}
    assert await leases.claim(["notary", "expiry", "outbox"], holder="b", ttl=TTL) == {"outbox": 1}
    assert await leases.claim(["notary", "expiry"], holder="a", ttl=TTL) == {"notary": 1, "expiry": 1}
    await shift(store, -5)
    assert await leases.claim(["notary"], holder="b", ttl=TTL) == {"notary": 2}
    assert await leases.claim(["notary", "expiry"], holder="a", ttl=TTL) == {"expiry": 1}


async def test_who_lets_go_is_followed_at_once(leases: LeaseStore) -> None:
    await leases.claim(["notary"], holder="a", ttl=TTL)
    await leases.release(["notary"], holder="b")
    assert await leases.claim(["notary"], holder="b", ttl=TTL) == {}
    await leases.release(["notary"], holder="a")
    assert await leases.claim(["notary"], holder="b", ttl=TTL) == {"notary": 2}


async def test_a_clock_that_was_set_back_keeps_nobody_out(store: AnyStore, leases: LeaseStore) -> None:
    await leases.claim(["notary"], holder="a", ttl=TTL)
    await shift(store, 3_600)
    assert await leases.claim(["notary"], holder="b", ttl=TTL) == {"notary": 2}


async def test_of_many_at_once_one_gets_it(leases: LeaseStore) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            *(leases.claim(["notary", "expiry"], holder=f"h{n}", ttl=TTL) for n in range(8))
        )
        assert sorted(map(len, answers)) in ([0] * 7 + [2], [0] * 6 + [1, 1])
        await asyncio.gather(*(leases.release(["notary", "expiry"], holder=f"h{n}") for n in range(8)))


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; the test's own timeout ends a wait in vain."""
    while not holds():
        await asyncio.sleep(0.01)


class Rounds:
    """A task that counts."""

    def __init__(self) -> None:
        self.done = 0
        self.lost = 0
        self.tenures: list[Tenure] = []

    async def run(self, tenure: Tenure) -> int:
        self.tenures.append(tenure)
        try:
            tenure.check()
        except LeaseLostError:
            self.lost += 1
            raise
        self.done += 1
        return 1


class Breaking:
    """Leases whose database is away at times."""

    def __init__(self, leases: LeaseStore) -> None:
        self.away = False
        self._leases = leases

    async def claim(self, tasks: Sequence[str], *, holder: str, ttl: int) -> Mapping[str, int]:
        if self.away:
            raise BackendUnavailableError("away")
        return await self._leases.claim(tasks, holder=holder, ttl=ttl)

    async def release(self, tasks: Sequence[str], *, holder: str) -> None:
        await self._leases.release(tasks, holder=holder)


async def test_without_the_database_it_stops_in_time_and_goes_on_when_it_is_back(leases: LeaseStore) -> None:
    rounds, breaking = Rounds(), Breaking(leases)
    upkeep = Upkeep([Task("notary", rounds.run, 0.01)], breaking, holder=new_holder(), times=SOON)
    async with upkeep.running():
        await until(lambda: upkeep.held == {"notary": 1} and rounds.done)
        breaking.away = True
        await until(lambda: upkeep.held == {})
        with pytest.raises(LeaseLostError):
            rounds.tenures[-1].check()
        before = rounds.done
        await asyncio.sleep(0.1)
        assert rounds.done == before
        breaking.away = False
        await until(lambda: rounds.done > before and upkeep.held == {"notary": 1})
    assert upkeep.held == {}


async def test_one_runs_what_is_elected_and_both_run_the_rest(leases: LeaseStore) -> None:
    first, second = Rounds(), Rounds()
    everywhere = Rounds(), Rounds()

    def upkeep(elected: Rounds, other: Rounds) -> Upkeep:
        tasks = [Task("notary", elected.run, 0.01), Task("census", other.run, 0.01, elected=False)]
        return Upkeep(tasks, leases, holder=new_holder(), times=LASTING)

    async with upkeep(first, everywhere[0]).running():
        await until(lambda: first.done)
        async with upkeep(second, everywhere[1]).running():
            before = first.done
            await until(lambda: first.done > before + 5 and everywhere[1].done > 5)
            assert not second.done
    assert all(one.done for one in everywhere)
    assert all(one.tenures[-1].token == 0 for one in everywhere)


async def test_what_fails_is_tried_again_and_stops_nothing_else(leases: LeaseStore) -> None:
    tries = 0

    async def fail(_tenure: Tenure) -> int:
        nonlocal tries
        tries += 1
        raise ValueError("a fault")

    rounds = Rounds()
    tasks = [Task("broken", fail, 0.01), Task("notary", rounds.run, 0.01)]
    async with Upkeep(tasks, leases, holder=new_holder(), times=SOON).running():
        await until(lambda: tries > 1 and rounds.done > 1)
