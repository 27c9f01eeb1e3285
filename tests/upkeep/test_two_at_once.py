"""Two processes that run the same task at once do no harm; one whose lease is gone stops before it writes."""

import asyncio

import pytest

from remit.approval.model import Approval, ApprovalState
from remit.budget.model import Budget, Period, ScopeType, Standing, Unit
from remit.clock import HOUR, MINUTE
from remit.decision.model import Estimate
from remit.upkeep.lease import LeaseLostError
from tests.decision.house import AGENT, NOON, TENANT, House

pytestmark = pytest.mark.usefixtures("engine")


def question(number: int) -> Approval:
    return Approval(
        f"apr_{number}",
        AGENT,
        AGENT,
        "key_r7",
        AGENT,
        "tool:execute",
        "tool:payments",
        digest="",
        created_at=NOON,
        decide_by=NOON + HOUR,
        use_within=HOUR,
    )


async def approvals(house: House) -> list[Approval]:
    return list(await house.app.entities.page(TENANT, Approval, after="", limit=100))


async def test_each_approval_expires_once(house: House) -> None:
    await house.put(*(question(number) for number in range(10)))
    house.clock.advance(HOUR)
    runs = await asyncio.gather(*(house.app.approval_expiry.run() for _ in range(4)))
    assert sum(runs) == 10
    assert {one.state for one in await approvals(house)} == {ApprovalState.EXPIRED}
    assert await house.rows("SELECT count(*) FROM audit_entry WHERE kind='approval:expire'") == [(10,)]


def lost() -> None:
    raise LeaseLostError


async def test_without_a_lease_no_approval_expires(house: House) -> None:
    await house.put(question(1))
    house.clock.advance(HOUR)
    with pytest.raises(LeaseLostError):
        await house.app.approval_expiry.run(lost)
    assert [one.state for one in await approvals(house)] == [ApprovalState.PENDING]


async def test_without_a_lease_no_reservation_expires(house: House) -> None:
    await house.put(Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10_000))
    await house.authorize("q", estimate=Estimate(money=100), hold_for=MINUTE)
    house.clock.advance(MINUTE)
    with pytest.raises(LeaseLostError):
        await house.app.expiry.run(lost)
    assert await house.standing("day") == Standing(0, 100)


async def test_without_a_lease_nothing_is_sequenced(house: House) -> None:
    await house.authorize("q")
    with pytest.raises(LeaseLostError):
        await house.app.notary.run(lost)
    assert await house.rows("SELECT count(*) FROM tree_leaf") == [(0,)]
