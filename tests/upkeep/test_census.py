"""The census finds what stands open in storage, says how late it is, and says nothing once it is old."""

import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.clock import MINUTE, SECOND
from remit.decision.model import Estimate
from remit.policy.model import Role
from remit.storage.condition import backlog
from remit.upkeep.census import FRESH, Taken, _skew
from tests.decision.house import NOON, TENANT, House

pytestmark = pytest.mark.usefixtures("engine")

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10_000)


def taken(house: House) -> Taken:
    found = house.app.census.taken
    assert found is not None
    return found


async def test_reservations_open_and_overdue(house: House) -> None:
    await house.put(DAY)
    await house.app.census.run()
    assert (taken(house).counted.open_reservations, taken(house).overdue) == (0, 0)
    for name, span in (("q1", MINUTE), ("q2", 2 * MINUTE)):
        await house.authorize(name, estimate=Estimate(money=100), hold_for=span)
    await house.app.census.run()
    assert (taken(house).counted.open_reservations, taken(house).overdue) == (2, 0)
    house.clock.advance(MINUTE + 7 * SECOND)
    await house.app.census.run()
    assert taken(house).overdue == 7 * SECOND
    await house.app.expiry.run()
    await house.app.census.run()
    assert (taken(house).counted.open_reservations, taken(house).overdue) == (1, 0)


async def test_entries_that_wait_for_the_notary(house: House) -> None:
    await house.app.notary.run()
    await house.app.census.run()
    assert taken(house).counted.unsequenced == 0
    await house.authorize("q1")
    await house.put(Role("other"), tenant="second")
    await house.app.census.run()
    assert taken(house).counted.unsequenced == 2
    # That one tenant's tree is further on than another's says nothing of the other's.
    await house.app.notary.sequence("second")
    await house.app.census.run()
    assert taken(house).counted.unsequenced == 1
    assert (await house.app.store.read(backlog)).oldest_entry == NOON
    await house.app.notary.run()
    await house.app.census.run()
    assert taken(house).counted.unsequenced == 0


async def test_policy_that_was_not_taken_over(house: House) -> None:
    await house.authorize("q1")
    await house.app.census.run()
    assert taken(house).behind == 0
    catalog = house.app.catalogs.at_hand(TENANT)
    assert catalog is not None
    catalog.revision -= 2
    await house.app.census.run()
    assert taken(house).behind == 2


async def test_an_old_count_says_nothing(house: House) -> None:
    seen = [house.app.census.taken]
    await house.app.census.run()
    for step in (FRESH, 1):
        house.clock.advance(step)
        seen.append(house.app.census.taken)
    assert [one is None for one in seen] == [True, False, True]


@pytest.mark.parametrize(
    ("there", "skew"), [(None, 0), (10, 0), (20, 0), (15, 0), (9, 1), (21, 1), (1_000_020, 1_000_000)]
)
def test_a_clock_is_off_by_what_the_trip_cannot_explain(there: int | None, skew: int) -> None:
    assert _skew(there, 10, until=20) == skew
