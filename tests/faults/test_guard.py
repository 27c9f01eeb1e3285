"""Two replicas in this process on one Postgres: exactly as many as there is room for; and with a guard removed, more.

That the second fails is what makes the first a proof.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from remit.bootstrap import build, embedded
from remit.budget import hold
from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.clock import FakeClock
from remit.config import Config
from remit.decision.model import Committed, Effect, Estimate
from remit.storage.postgres import commit
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.decision.house import NOON, SECRET, House, close
from tests.stores import AnyStore, make_template, on_postgres, open_store, reopened

ROOM: Final = 50
CALLERS: Final = 64
ROUNDS: Final = 4
FIRST: Final = 2
"""Acts, one at each replica, before the others."""
TREE: Final = (
    Budget("house", ScopeType.TENANT, "", Period.MONTH, Unit.MONEY, ROOM * 100),
    Budget("agent", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, (ROOM + 3) * 100),
)


def replica(folder: Path, store: AnyStore) -> House:
    clock = FakeClock(NOON)
    return House(
        build(
            Config(data_dir=folder, listen="127.0.0.1:0"),
            clock,
            backends=embedded(store, clock),
            secret=SECRET,
        ),
        clock,
    )


@asynccontextmanager
async def replicas(folder: Path, postgres: RunningPostgres | GivenPostgres) -> AsyncIterator[Sequence[House]]:
    make_template(postgres.url)
    with on_postgres(postgres.url):
        store = open_store(folder)
        houses = [replica(folder, store), replica(folder, reopened(store, folder))]
        try:
            await houses[0].found()
            await houses[0].put(*TREE)
            # Both have the policy and the counters are there: from now on nothing but their locks parts the two.
            for place, house in enumerate(houses):
                await house.authorize(f"first-{place}", estimate=Estimate(money=100))
            yield houses
        finally:
            for house in houses:
                await close(house.app)


async def allowed_of_many(houses: Sequence[House]) -> int:
    """Ask at all replicas at once, again and again, and return how many were allowed, the first ones included."""

    async def ask(caller: int) -> list[Committed]:
        house = houses[caller % len(houses)]
        estimate = Estimate(money=100)
        return [await house.authorize(f"q{caller}-{n}", estimate=estimate) for n in range(ROUNDS)]

    answers = await asyncio.gather(*(ask(caller) for caller in range(CALLERS)))
    allowed = sum(one.decision.effect is Effect.ALLOW for many in answers for one in many)
    return FIRST + allowed


async def test_exactly_as_many_as_there_is_room_for(
    tmp_path: Path, postgres: RunningPostgres | GivenPostgres
) -> None:
    async with replicas(tmp_path, postgres) as houses:
        assert await allowed_of_many(houses) == ROOM
        standing = await houses[0].standing("house")
        assert (standing.spent, standing.held) == (0, ROOM * 100)


async def test_without_the_arithmetic_there_are_more(
    tmp_path: Path, postgres: RunningPostgres | GivenPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = hold._try
    monkeypatch.setattr(
        hold, "_try", lambda amounts, buckets, *, standings: fit(amounts, buckets, standings={})
    )
    async with replicas(tmp_path, postgres) as houses:
        assert await allowed_of_many(houses) == FIRST + CALLERS * ROUNDS


async def test_without_the_locks_there_are_more(
    tmp_path: Path, postgres: RunningPostgres | GivenPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = commit._READ.sql.replace(" FOR UPDATE OF held", "")
    assert unlocked != commit._READ.sql
    monkeypatch.setattr(commit._READ, "sql", unlocked)
    async with replicas(tmp_path, postgres) as houses:
        assert await allowed_of_many(houses) > ROOM
