"""Usage beside changes of policy, within batches, and of others: every unit counts once, where it belongs."""

import asyncio
from hashlib import sha256
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
from remit.decision.model import Effect, Estimate
from remit.decision.pace import Lease
from remit.decision.record_usage import Recorded, Reported
from remit.errors import CallerPermissionMissingError, IdempotencyConflictError, NotFoundError, RemitError
from remit.identity.model import Principal, Run, Session, Subject
from remit.ids import reservation_of
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


async def report_of(
    house: House, decision_id: str, *, by: Principal | None = None, **fields: Any
) -> Recorded | RemitError:
    """Report a usage of 7 that names a decision, as the wire does."""
    usage = Usage(
        **{"usage_id": "u", "subject": "", "cost": 7, **fields}, reservation_id=reservation_of(decision_id)
    )
    one = Reported(usage, sha256(repr(usage).encode()).digest(), decision_id=decision_id)
    (result,) = await house.app.settler.record(by or principal(), [one])
    return result


async def test_usage_of_a_decision_for_which_nothing_was_held_is_recorded_where_it_belongs(
    house: House,
) -> None:
    await house.put(DAY, Session("s", AGENT), Run("r", AGENT, session_id="s"))
    decision = (await house.authorize("q", estimate=Estimate(money=0), session_id="s", run_id="r")).decision
    assert decision.reservation is None
    for repeated in (False, True):
        result = await report_of(house, decision.id)
        assert not isinstance(result, RemitError)
        receipt = result.receipt
        assert (result.repeated, receipt.unreserved, receipt.reservation_id) == (repeated, True, "")
    assert await house.standing("day") == Standing(7, 0)
    assert await house.rows("SELECT subject, session_id, run_id, cost FROM ledger") == [(AGENT, "s", "r", 7)]


async def test_usage_of_a_refused_decision_is_recorded_without_what_it_claimed(house: House) -> None:
    await house.put(DAY, Subject("agent:other"), Session("theirs", "agent:other"))
    decision = (await house.authorize("q", session_id="theirs")).decision
    assert decision.effect is Effect.DENY
    result = await report_of(house, decision.id)
    assert not isinstance(result, RemitError)
    assert await house.standing("day") == Standing(7, 0)


async def test_whoever_asked_reports_what_nothing_was_held_for_and_nobody_else(house: House) -> None:
    gateway, thief = principal("service:gateway"), principal("agent:thief")
    await house.put(
        DAY,
        Subject("service:gateway"),
        Subject("agent:thief"),
        Role("asker", permissions=(Permission("decision:authorize", AGENT),)),
        Binding("asker@service:gateway", "asker", "service:gateway"),
    )
    asked = house.ask("q", principal=gateway, subject=AGENT, estimate=Estimate(money=0))
    decision = (await house.app.authorizer.authorize(asked)).decision
    refused = [
        await report_of(house, decision.id, by=thief),
        await report_of(house, decision.id, by=gateway, subject="agent:thief"),
    ]
    assert [type(one) for one in refused] == [CallerPermissionMissingError] * 2
    assert await house.standing("day") == Standing(0, 0)
    # What it may report of that act, it may not report of the same subject beside it.
    named = Usage("u", "", cost=7, reservation_id=reservation_of(decision.id))
    batch = [Reported(named, b"u", decision_id=decision.id), Reported(Usage("v", AGENT, cost=9), b"v")]
    first, second = await house.app.settler.record(gateway, batch)
    assert not isinstance(first, RemitError)
    assert isinstance(second, CallerPermissionMissingError)
    assert await house.standing("day") == Standing(7, 0)


async def test_usage_of_a_decision_that_nobody_made_is_refused_by_its_name(house: House) -> None:
    theirs = (await house.authorize("q", estimate=Estimate(money=0))).decision.id
    store = house.app.settler._store
    assert list(await store.unheld(TENANT, [theirs, "dec_none"])) == [theirs]
    assert not await store.unheld("zeta", [theirs])
    before = await house.footprint()
    result = await report_of(house, "dec_none")
    assert isinstance(result, NotFoundError)
    assert (result.field, "'dec_none'" in result.message) == ("decision_id", True)
    assert await house.footprint() == before


def reported(usage: Usage, on_behalf_of: str) -> Any:
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
