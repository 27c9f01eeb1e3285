"""Through a PgBouncer that lends another server process for each transaction everything works as without it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from remit.bootstrap import open_app
from remit.budget.model import Budget, Period, ScopeType, Standing, Unit, Usage
from remit.clock import FakeClock
from remit.config import Config
from remit.decision.model import Effect, Estimate
from remit.storage.postgres.connection import Connections
from remit.timeline.model import Scope, ScopeKind
from remit.timeline.stream import Watch
from tests.backends.pgbouncer import binary, pgbouncer_before
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.decision.house import AGENT, TENANT, House

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        binary() is None, reason="no PgBouncer here: make setup gets one; REMIT_TEST_PGBOUNCER may name one"
    ),
]


@pytest.fixture
def url(postgres: RunningPostgres | GivenPostgres) -> Iterator[str]:
    with pgbouncer_before(postgres.fresh_database()) as pooled:
        yield pooled


@pytest.fixture
async def house(url: str, tmp_path: Path) -> AsyncIterator[House]:
    config = Config.model_validate({"database_url": url, "data_dir": tmp_path, "listen": "127.0.0.1:0"})
    async with open_app(config) as app:
        clock = FakeClock(app.clock.now())
        house = House(app, clock)
        await house.found()
        yield house


async def test_it_is_noticed(url: str, postgres: RunningPostgres | GivenPostgres) -> None:
    for asked, shared in ((url, True), (postgres.fresh_database(), False)):
        connections = Connections(asked)
        assert await connections.shared() is shared
        await connections.close()


async def test_a_hard_cap_holds_and_everything_is_recorded(house: House) -> None:
    await house.put(Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 40))
    for part in range(3):
        asked = [
            house.authorize(f"q{part}-{n}", estimate=Estimate(money=1), run_id=f"run-{n % 4}")
            for n in range(20)
        ]
        again = [
            house.authorize(f"q{part}-{n}", estimate=Estimate(money=1), run_id=f"run-{n % 4}")
            for n in range(20)
        ]
        answers = await asyncio.gather(*asked, *again)
        assert [one.decision.id for one in answers[:20]] == [one.decision.id for one in answers[20:]]
        for one in answers[:10]:
            if one.decision.reservation is not None:
                await house.settle(
                    Usage(f"u-{one.decision.id}", AGENT, cost=1, reservation_id=one.decision.reservation.id)
                )
    effects = [row[0] for row in await house.rows("SELECT effect FROM audit_entry WHERE kind='decision'")]
    assert (effects.count(Effect.ALLOW), effects.count(Effect.DENY)) == (40, 20)
    assert await house.standing("day") == Standing(spent=20, held=20)


async def test_changes_lists_and_streams_work(house: House) -> None:
    async def allowed() -> None:
        pass

    for n in range(5):
        await asyncio.gather(
            *(
                house.put(Budget(f"b{n}-{m}", ScopeType.TENANT, "", Period.DAY, Unit.MONEY, 9))
                for m in range(6)
            )
        )
    assert len(await house.app.entities.page(TENANT, Budget, after="", limit=100)) == 30
    await asyncio.gather(*(house.authorize(f"q{n}", run_id="run-1") for n in range(10)))
    events = house.app.stream.follow(Watch(Scope(TENANT, ScopeKind.RUN, "run-1")), allowed)
    assert [one.step.sequence async for one in events if one.step] == list(range(1, 11))
    await house.app.notary.run()
    leaves = await house.app.audit.read(TENANT, 0, limit=100)
    assert len(leaves) == len(await house.rows("SELECT id FROM audit_entry WHERE tenant=?", TENANT))


async def test_the_same_question_may_be_answered_by_another_process_each_time(house: House) -> None:
    for question in (house.app.entities.tenants, house.app.entities.revisions):
        answers = [await question() for _ in range(30)]
        assert answers == [answers[0]] * 30


async def test_upkeep_is_elected_and_runs(house: House) -> None:
    async with asyncio.timeout(30):
        while not all(
            house.app.tasks[name].ended_at for name in ("notary", "expiry", "partitions", "clock", "census")
        ):
            await asyncio.sleep(0.05)
    assert not any(task.failures for task in house.app.tasks.values())
