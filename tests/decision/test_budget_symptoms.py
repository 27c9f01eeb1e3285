"""Failures of budgets that have been shipped elsewhere, each by its symptom: here it does not appear."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from remit.bootstrap import build, embedded
from remit.budget.model import (
    Budget,
    ContextTier,
    Period,
    Price,
    ScopeType,
    Standing,
    Threshold,
    TokenPrices,
    TokenUsage,
    Unit,
    Usage,
)
from remit.clock import HOUR, MINUTE
from remit.decision.model import CallEstimate, Decision, Effect, Estimate, ReasonCode
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.identity.model import Subject
from remit.policy.model import Binding
from remit.storage.booking import Recorded
from tests.decision.house import AGENT, SECRET, TENANT, House

DAY = Budget("day", ScopeType.AGENT, "", Period.DAY, Unit.MONEY, 100)
ONE = TokenPrices(1_000_000, 1_000_000)


async def ask(house: House, request_id: str, money: int = 10, **fields: Any) -> Decision:
    fields.setdefault("estimate", Estimate(money=money))
    return (await house.authorize(request_id, **fields)).decision


async def hold(house: House, request_id: str, money: int, **fields: Any) -> str:
    decision = await ask(house, request_id, money, **fields)
    assert decision.reservation is not None
    return decision.reservation.id


@pytest.fixture
async def house(house: House) -> House:
    await house.put(DAY, Price("acme/m", ONE), Price("acme/free", TokenPrices(0, 0)))
    return house


async def test_parallel_turns_all_pass_a_check_before_any_is_added(house: House) -> None:
    decisions = await asyncio.gather(*(ask(house, f"q{n}") for n in range(50)))
    assert sum(one.effect is Effect.ALLOW for one in decisions) == 10


async def test_the_first_calls_of_a_new_subject_pass_together(house: House) -> None:
    await house.put(Subject("agent:new"), Binding("worker@agent:new", "worker", "agent:new"))
    assert not [bucket for _, bucket in await house.counters() if "new" in bucket]
    decisions = await asyncio.gather(*(ask(house, f"q{n}", 60, subject="agent:new") for n in range(8)))
    assert sum(one.effect is Effect.ALLOW for one in decisions) == 1


async def test_each_replica_has_a_cap_of_its_own(house: House) -> None:
    app = house.app
    second = House(
        build(app.config, house.clock, backends=embedded(app.store, house.clock), secret=SECRET), house.clock
    )
    decisions = await asyncio.gather(*(ask(one, f"q{n}") for n in range(20) for one in (house, second)))
    # Ids are one principal's, so of each pair one is a repeat; the money is still there only once.
    assert (await house.standing("day")).held == 100
    assert len({one.id for one in decisions if one.effect is Effect.ALLOW}) == 10


async def test_a_hold_is_shrunk_to_what_remains(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=95))
    decision = await ask(house, "q", 10)
    assert decision.effect is Effect.DENY
    assert await house.standing("day") == Standing(95, 0)


async def test_leaked_holds_deny_for_ever(house: House) -> None:
    for n in range(30):
        kept = await hold(house, f"q{n}", 100)
        match n % 3:
            case 0:
                await house.settle(Usage(f"u{n}", "", cost=0, reservation_id=kept))
            case 1:
                await house.release(kept)
            case _:
                house.clock.advance(5 * MINUTE)
                await house.app.expiry.run()
    assert await house.standing("day") == Standing(0, 0)


async def test_a_counter_stands_at_twice_the_spend(house: House) -> None:
    for n in range(5):
        await house.settle(Usage(f"u{n}", "", cost=7, reservation_id=await hold(house, f"q{n}", 10)))
    assert await house.standing("day") == Standing(35, 0)


async def test_both_hold_and_actual_are_counted(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE)))
    kept = await hold(house, "q", 40)
    house.clock.advance(5 * MINUTE)
    await house.app.expiry.run()
    await house.settle(Usage("u", "", cost=30, reservation_id=kept))
    assert await house.standing("day") == Standing(30, 0)


async def test_spend_is_lost_when_its_write_fails(house: House) -> None:
    kept = await hold(house, "q", 40)
    usage = Usage("u", "", cost=30, reservation_id=kept)
    store = house.app.store
    commit = store.commit_usage
    failed: list[bool] = []

    async def fail_once(reports: Any) -> Any:
        if failed:
            return await commit(reports)
        failed.append(True)
        raise ConnectionError

    store.commit_usage = fail_once  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await house.settle(usage)
    assert await house.standing("day") == Standing(0, 40)
    await house.settle(usage)
    assert await house.standing("day") == Standing(30, 0)


async def test_a_late_settlement_is_discarded_as_success(house: House) -> None:
    kept = await hold(house, "q", 40)
    house.clock.advance(HOUR)
    await house.app.expiry.run()
    recorded = await house.settle(Usage("u", "", cost=30, reservation_id=kept))
    assert recorded.receipt.late
    assert await house.standing("day") == Standing(30, 0)


async def test_a_reaper_gives_away_what_a_served_call_holds(house: House) -> None:
    kept = await hold(house, "q", 100)
    for _ in range(5):
        house.clock.advance(4 * MINUTE)
        assert await house.app.reservations.extend(TENANT, kept, expires_at=house.clock.now() + 5 * MINUTE)
        await house.app.expiry.run()
        assert (await ask(house, f"other{house.clock.now()}")).effect is Effect.DENY
    assert await house.standing("day") == Standing(0, 100)


async def test_a_replay_holds_twice(house: House) -> None:
    first = await hold(house, "q", 40)
    assert await hold(house, "q", 40) == first
    assert await house.standing("day") == Standing(0, 40)


async def test_an_unknown_model_is_priced_at_nothing(house: House) -> None:
    call = CallEstimate("acme", "never-heard-of", 10, 10)
    decision = await ask(house, "q", estimate=Estimate(calls=(call,)))
    assert decision.reasons[0].code is ReasonCode.PRICE_UNKNOWN


async def test_a_free_model_pays_for_its_dear_fallback(house: House) -> None:
    free = CallEstimate("acme", "free", 50, 50)
    kept = await hold(house, "q", 0, estimate=Estimate(calls=(free,)))
    tokens = TokenUsage(50, 50)
    await house.settle(Usage("u", "", tokens, provider="acme", model="m", reservation_id=kept))
    assert await house.standing("day") == Standing(100, 0)
    assert (await ask(house, "r", 1)).effect is Effect.DENY


async def test_a_free_model_is_blocked_when_money_is_gone(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=500))
    free = CallEstimate("acme", "free", 50, 50)
    assert (await ask(house, "q", estimate=Estimate(calls=(free,)))).effect is Effect.ALLOW


async def test_a_hold_is_gone_before_its_spend_is_seen(house: House) -> None:
    kept = [await hold(house, f"q{n}", 1) for n in range(60)]
    seen: list[int] = []
    settling = asyncio.gather(
        *(house.settle(Usage(f"u{n}", "", cost=1, reservation_id=one)) for n, one in enumerate(kept))
    )
    while not settling.done():
        standing = await house.standing("day")
        seen.append(standing.spent + standing.held)
        await asyncio.sleep(0)
    await settling
    assert set(seen) == {60}


async def test_a_hold_is_given_back_though_nobody_knows_the_outcome(house: House) -> None:
    await hold(house, "q", 100)
    house.clock.advance(5 * MINUTE - 1)
    await house.app.expiry.run()
    assert (await ask(house, "r")).reasons[0].code is ReasonCode.BUDGET_HELD_BY_OTHERS


async def test_limits_are_enforced_on_a_projection_that_lags(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=100))
    assert (await ask(house, "q", 1)).reasons[0].code is ReasonCode.DAILY_BUDGET_EXCEEDED


async def test_the_boundary_itself_is_beyond(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=90))
    assert (await ask(house, "q", 10)).effect is Effect.ALLOW
    assert (await ask(house, "r", 1)).effect is Effect.DENY


async def test_negative_money_buys_room(house: House) -> None:
    before = await house.footprint()
    # The wire refuses it; were it ever let through, the ledger would not take it.
    with pytest.raises(ValueError, match="never negative"):
        await house.record(Usage("u", AGENT, cost=-50))
    assert await house.footprint() == before


async def test_an_alert_comes_with_every_request(house: House) -> None:
    await house.put(replace(DAY, thresholds=(Threshold(50), Threshold(80))))
    crossed: list[int] = []
    for n in range(12):
        recorded = await house.settle(Usage(f"u{n}", AGENT, cost=10))
        crossed += [percent for _, percent, _ in recorded.receipt.crossed]
    assert crossed == [50, 80, 100]


# ---- Periods ----


async def test_a_day_turns_late_by_the_offset_of_its_zone(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(zone="Asia/Tokyo")))
    await house.settle(Usage("u", AGENT, cost=100))
    house.clock.advance(3 * HOUR - 1)
    # 12:00 in UTC is 21:00 in Tokyo: its day has three hours left.
    assert (await ask(house, "q", 1)).effect is Effect.DENY
    house.clock.advance(1)
    assert (await ask(house, "r", 100)).effect is Effect.ALLOW


async def test_a_new_period_begins_again_with_each_attempt(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=100))
    house.clock.advance(12 * HOUR)
    decisions = [await ask(house, f"q{n}", 60) for n in range(5)]
    assert [one.effect for one in decisions] == [Effect.ALLOW] + [Effect.DENY] * 4


async def test_a_release_on_the_next_day_erases_spend(house: House) -> None:
    kept = await hold(house, "yesterday", 80, hold_for=60 * MINUTE)
    house.clock.advance(12 * HOUR)
    await house.settle(Usage("u", AGENT, cost=70))
    await house.release(kept)
    assert (await ask(house, "q", 31)).reasons[0].code is ReasonCode.DAILY_BUDGET_EXCEEDED
    assert await house.standing("day") == Standing(70, 0)


# ---- Tokens ----


async def test_cached_tokens_are_billed_twice(house: House) -> None:
    await house.put(
        Price("acme/m", TokenPrices(1_000_000, 1_000_000, cache_read=100_000, cache_write=1_250_000))
    )
    tokens = TokenUsage(input=100, output=0, cache_read=80, cache_write=12)
    recorded = await house.settle(Usage("u", AGENT, tokens, provider="acme", model="m"))
    assert recorded.receipt.cost == 8 + 8 + 15


async def test_a_stream_that_was_cut_off_is_booked_as_nothing(house: House) -> None:
    kept = await hold(house, "q", 50, estimate=Estimate(calls=(CallEstimate("acme", "m", 20, 30),)))
    tokens = TokenUsage(20, 11)
    cut = Usage("u", "", tokens, provider="acme", model="m", reservation_id=kept, outcome="CANCELLED")
    assert (await house.settle(cut)).receipt.cost == 31
    assert await house.standing("day") == Standing(31, 0)


async def test_the_highest_tier_is_picked_as_text(house: House) -> None:
    tiers = (ContextTier(128_000, TokenPrices(3_000_000, 3_000_000)),)
    price = Price(
        "acme/m",
        ONE,
        long_context_from=9_000,
        long_context=TokenPrices(2_000_000, 2_000_000),
        higher_tiers=tiers,
    )
    await house.put(price)
    costs = []
    for place, given in enumerate((8_999, 9_000, 127_999, 128_000)):
        recorded = await house.settle(
            Usage(f"u{place}", AGENT, TokenUsage(given, 0), provider="acme", model="m")
        )
        assert isinstance(recorded, Recorded)
        costs.append(recorded.receipt.cost // given)
    assert costs == [1, 2, 2, 3]
