"""Rows that a server has seen may be gone the next time: what it locks is there all the same, and nothing is lost."""

import pytest

from remit.budget.model import Budget, Period, ScopeType, Standing, Unit, Usage
from remit.decision.model import Effect, Estimate
from remit.storage.postgres.engine import PostgresStore
from tests.decision.house import AGENT, House
from tests.stores import aside, open_one

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("table", ["counter", "run_head"])
async def test_what_was_locked_before_is_made_again(house: House, table: str) -> None:
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    await house.put(Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 1_000))
    await house.authorize("before", estimate=Estimate(money=10), run_id="run-1")
    async with aside(store) as other:
        await other.execute(f"DELETE FROM {table}")
    answer = await house.authorize("after", estimate=Estimate(money=20), run_id="run-1")
    assert answer.decision.effect is Effect.ALLOW
    async with aside(store) as other:
        await other.execute(f"DELETE FROM {table}")
    (result,) = await house.record(Usage("u", AGENT, cost=5, run_id="run-1"))
    assert not isinstance(result, Exception)
    if table == "counter":
        assert await house.standing("day") == Standing(5, 0)
    else:
        assert await house.rows("SELECT sequence FROM run_head") == [(1,)]
