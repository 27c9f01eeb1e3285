"""A price that cannot be read is never passed over for another: shipped elsewhere, a broken price file was stale unseen."""

import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, update

from remit.bootstrap import build, embedded
from remit.budget.model import Budget, Period, Price, ScopeType, TokenPrices, Unit
from remit.decision.model import CallEstimate, Effect, Estimate
from remit.storage.tables.entity import entity
from tests.decision.house import SECRET, TENANT, House
from tests.stores import open_one

pytestmark = pytest.mark.usefixtures("engine")

DAY = Budget("day", ScopeType.TENANT, "", Period.DAY, Unit.MONEY, 10**12)
OWN = Price("openai/gpt-4o", TokenPrices(7_000_000, 7_000_000))
"""The tenant's own, over the list's."""
CALL = Estimate(calls=(CallEstimate("openai", "gpt-4o", 1_000, 1_000),))


def damage(connection: Connection) -> None:
    """Leave nothing of the price but that it is there."""
    mine = (entity.c.tenant == TENANT, entity.c.kind == Price.kind)
    connection.execute(update(entity).where(*mine).values(body='{"id": "openai/gpt-4o", "base": "cheap"}'))


async def held(house: House, name: str) -> int:
    decision = (await house.authorize(name, estimate=CALL)).decision
    assert decision.effect is Effect.ALLOW
    return (await house.standing("day")).held


async def test_a_tenants_price_that_cannot_be_read_refuses_and_the_lists_is_not_taken(house: House) -> None:
    await house.put(DAY, OWN)
    before = await held(house, "before")
    assert before == 2 * 1_000 * 7
    await open_one(house.app.store).write(damage)
    config, backends = house.app.config, embedded(house.app.store, house.clock)
    restarted = House(build(config, house.clock, backends=backends, secret=SECRET), house.clock)
    with pytest.raises(ValidationError, match="base"):
        await restarted.authorize("after", estimate=CALL)
    assert (await house.standing("day")).held == before
