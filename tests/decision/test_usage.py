"""Usage beside changes of policy, within batches, and of others: every unit counts once, where it belongs."""

import asyncio
from typing import Any

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.unit import Unit as Work
from remit.budget.model import (
    Budget,
    Period,
    Price,
    ScopeType,
    Standing,
    TokenPrices,
    TokenUsage,
    Unit,
    Usage,
)
from remit.decision.model import Estimate
from remit.decision.pace import Lease
from remit.errors import CallerPermissionMissingError, IdempotencyConflictError, NotFoundError, RemitError
from remit.identity.model import Subject
from remit.policy.model import Binding, Permission, RateLimit, Role
from tests.decision.house import AGENT, TENANT, House, principal

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100)
HOUSE = Budget("house", ScopeType.TENANT, "", Period.TOTAL, Unit.MONEY, 1_000)


async def open_unseen(house: House, budget: Budget) -> None:
    """Make a budget as another replica does: this one's catalog does not know yet."""

    def work(unit: Work) -> None:
        unit.put(budget)
        unit.open_counters(budget, "UTC")

    await house.app.office._changes.commit(TENANT, INSTALLER, action="test:put", target="test:put", work=work)


async def test_a_budget_made_just_before_counts_the_report(house: House) -> None:
    await house.settle(Usage("u1", AGENT, cost=3))
    await open_unseen(house, HOUSE)
    await house.settle(Usage("u2", AGENT, cost=4))
    assert await house.standing("house") == Standing(7, 0)


async def test_a_budget_made_just_before_counts_the_settlement_of_an_older_hold(house: House) -> None:
    await house.put(DAY)
    decision = (await house.authorize("q", estimate=Estimate(money=50))).decision
    await open_unseen(house, HOUSE)
    assert decision.reservation is not None
    await house.settle(Usage("u", "", cost=20, reservation_id=decision.reservation.id))
    assert await house.standing("day") == Standing(20, 0)
    assert await house.standing("house") == Standing(20, 0)


async def test_reports_and_a_new_budget_at_once(house: House) -> None:
    await house.put(DAY)
    reports = [house.settle(Usage(f"u{n}", AGENT, cost=1)) for n in range(40)]
    await asyncio.gather(*reports[:20], house.open_budget(HOUSE), *reports[20:])
    assert await house.standing("house") == Standing(40, 0)
    assert await house.standing("day") == Standing(40, 0)


async def test_each_record_of_a_batch_stands_alone(house: House) -> None:
    await house.put(DAY, Price("acme/m", TokenPrices(1_000_000, 1_000_000)))
    await house.settle(Usage("old", AGENT, cost=1))
    results = await house.record(
        Usage("a", AGENT, cost=2),
        Usage("old", AGENT, cost=9),
        Usage("b", "user:ann", cost=9),
        Usage("c", "", cost=9, reservation_id="res_none"),
        Usage("d", AGENT, TokenUsage(input=1, cache_read=5), provider="acme", model="m"),
        Usage("e", AGENT, cost=4),
        Usage("a", AGENT, cost=2),
    )
    failed = [type(result).__name__ if isinstance(result, RemitError) else "" for result in results]
    assert failed == [
        "", IdempotencyConflictError.__name__, CallerPermissionMissingError.__name__, NotFoundError.__name__,
        "InvalidFieldError", "", "",
    ]  # fmt: skip
    assert not isinstance(results[6], RemitError)
    assert results[6].repeated
    assert await house.standing("day") == Standing(7, 0)


@pytest.mark.parametrize("final", [True, False])
async def test_a_stranger_cannot_end_or_draw_a_hold(house: House, final: bool) -> None:  # noqa: FBT001  parametrized
    await house.put(DAY, Subject("agent:thief"))
    decision = (await house.authorize("q", estimate=Estimate(money=50))).decision
    assert decision.reservation is not None
    before = await house.footprint()
    usage = Usage("u", "", cost=0, reservation_id=decision.reservation.id, final=final)
    (result,) = await house.record(usage, by=principal("agent:thief"))
    assert isinstance(result, RemitError)
    assert await house.footprint() == before


async def test_nobody_is_charged_on_a_mere_word(house: House) -> None:
    await house.put(
        Subject("user:ann"),
        Budget("ann", ScopeType.USER, "ann", Period.DAY, Unit.MONEY, 10),
        Subject("agent:liar"),
    )
    batch = [
        house.app.settler.record(principal("agent:liar"), [reported(Usage("u", "", cost=10), "user:ann")])
    ]
    ((result,),) = await asyncio.gather(*batch)
    assert isinstance(result, RemitError)
    assert await house.standing("ann") == Standing(0, 0)


def reported(usage: Usage, on_behalf_of: str) -> Any:
    from remit.decision.record_usage import Reported  # noqa: PLC0415

    return Reported(usage, b"x" * 32, on_behalf_of)


async def test_a_gateway_reports_for_others_with_the_permission(house: House) -> None:
    await house.put(
        DAY,
        Subject("service:gateway"),
        Role("reporter", permissions=(Permission("usage:record", "agent:*"),)),
        Binding("reporter@service:gateway", "reporter", "service:gateway"),
    )
    await house.settle(Usage("u", AGENT, cost=5), by=principal("service:gateway"))
    assert await house.standing("day") == Standing(5, 0)
    (refused,) = await house.record(Usage("v", "user:ann", cost=5), by=principal("service:gateway"))
    assert isinstance(refused, CallerPermissionMissingError)


async def test_a_settled_act_gives_its_slot_back_though_its_caller_vanished(house: House) -> None:
    await house.put(DAY, RateLimit("c", concurrency=1))
    decision = (await house.authorize("q", estimate=Estimate(money=1))).decision
    assert decision.reservation is not None
    usage = Usage("u", "", cost=1, reservation_id=decision.reservation.id)
    caller = asyncio.create_task(house.settle(usage))
    while not house.app.settler.turn.waiting:
        await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    # Its answer was lost, so it reports again; that must not leave the slot taken for as long as the hold lasts.
    assert (await house.settle(usage)).repeated
    assert (await house.authorize("r", estimate=Estimate(money=1))).decision.effect == 1
    await house.app.pace.release([Lease(TENANT, decision.id)])
