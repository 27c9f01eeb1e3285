"""Two processes that run the same task at once do no harm; one whose lease is gone stops before it writes."""

import asyncio

import pytest

from remit.approval.model import Approval, ApprovalState
from remit.budget.model import Budget, Period, ScopeType, Standing, Unit
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.model import Estimate
from remit.decision.tenant import Settings, Tenant
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


async def test_each_entry_has_one_place(house: House) -> None:
    for number in range(10):
        await house.authorize(f"q{number}")
    entries = await house.rows("SELECT count(*) FROM audit_entry")
    runs = await asyncio.gather(*(house.app.notary.run() for _ in range(4)))
    assert [(sum(runs) + await house.app.notary.run(),)] == entries
    for tenant, size, last in await house.rows(
        "SELECT tenant, count(*), max(tree_index) FROM tree_leaf GROUP BY tenant"
    ):
        assert size == last + 1, tenant


async def test_what_is_too_old_goes_and_nothing_else(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(retention=7 * DAY)))
    for number in range(10):
        await house.authorize(f"q{number}", run_id="run-1")
        house.clock.advance(DAY)
    await asyncio.gather(*(house.app.retention.run() for _ in range(4)))
    assert await house.rows("SELECT sequence FROM step ORDER BY sequence") == [(n,) for n in range(4, 11)]
    assert await house.rows("SELECT removed FROM run_head") == [(3,)]


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
