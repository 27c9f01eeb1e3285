"""Expiry ends each hold once, at its time, and never takes from whoever settles, extends or releases meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

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
from remit.clock import MINUTE
from remit.decision.model import CallEstimate, Effect, Estimate
from remit.decision.settle import Reservation
from remit.decision.tenant import ExpiryCharge, FallbackPrice, Settings
from remit.identity.model import Subject
from remit.policy.model import RateLimit
from remit.upkeep.expiry import Expiry, Terms
from tests.decision.house import TENANT, House, open_house
from tests.stores import open_one

pytestmark = pytest.mark.usefixtures("engine")

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10_000)
CHARGED = Settings(expiry_charge=ExpiryCharge.ESTIMATE)


async def hold(house: House, request_id: str, money: int = 100) -> str:
    decision = (await house.authorize(request_id, estimate=Estimate(money=money), hold_for=MINUTE)).decision
    assert decision.reservation is not None
    return decision.reservation.id


class Interrupted:
    """Reservations with which something happens between the look at what is due and its end."""

    def __init__(self, house: House, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._reservations = house.app.reservations
        self._meanwhile: Callable[[], Awaitable[object]] | None = meanwhile

    async def due(self, at: int) -> Sequence[tuple[str, Reservation]]:
        found = await self._reservations.due(at)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found

    async def expire(self, ended: Sequence[tuple[str, Reservation, Terms]], at: int) -> Sequence[str]:
        return await self._reservations.expire(ended, at)


async def expire_while(house: House, meanwhile: Callable[[], Awaitable[object]]) -> int:
    app = house.app
    return await Expiry(Interrupted(house, meanwhile), app.catalogs, pace=app.pace, clock=house.clock).run()


@pytest.fixture
async def house(house: House) -> House:
    await house.put(DAY)
    return house


async def test_an_act_that_is_settled_meanwhile_is_not_expired(house: House) -> None:
    kept = await hold(house, "q")
    house.clock.advance(MINUTE)
    assert await expire_while(house, lambda: house.settle(Usage("u", "", cost=30, reservation_id=kept))) == 0
    assert await house.standing("day") == Standing(30, 0)


async def test_an_act_that_is_extended_meanwhile_is_not_expired(house: House) -> None:
    kept = await hold(house, "q")
    house.clock.advance(MINUTE)
    until = house.clock.now() + MINUTE
    assert (
        await expire_while(house, lambda: house.app.reservations.extend(TENANT, kept, expires_at=until)) == 0
    )
    assert await house.standing("day") == Standing(0, 100)


async def test_an_act_that_is_released_meanwhile_is_not_charged(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=CHARGED) as house:
        await house.put(DAY)
        kept = await hold(house, "q")
        house.clock.advance(MINUTE)
        assert (
            await expire_while(
                house,
                lambda: house.release(kept),
            )
            == 0
        )
        assert await house.standing("day") == Standing(0, 0)


async def test_what_is_drawn_meanwhile_is_not_charged_too(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=CHARGED) as house:
        await house.put(DAY)
        kept = await hold(house, "q")
        house.clock.advance(MINUTE)
        partial = Usage("u", "", cost=60, reservation_id=kept, final=False)
        assert await expire_while(house, lambda: house.settle(partial)) == 1
        assert await house.standing("day") == Standing(100, 0)


async def test_sweepers_at_once_end_each_hold_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=CHARGED) as house:
        await house.put(DAY)
        for n in range(20):
            await hold(house, f"q{n}")
        house.clock.advance(MINUTE)
        app = house.app
        sweepers = [
            Expiry(app.reservations, app.catalogs, pace=app.pace, clock=house.clock) for _ in range(4)
        ]
        assert sum(await asyncio.gather(*(one.run() for one in sweepers))) == 20
        assert await house.standing("day") == Standing(2_000, 0)
        assert len(await house.rows("SELECT id FROM ledger")) == 20


async def test_more_than_one_sweep_takes_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.storage.reservation.EXPIRY_BATCH", 3)
    for n in range(10):
        await hold(house, f"q{n}")
    house.clock.advance(MINUTE)
    assert await house.app.expiry.run() == 10
    assert await house.standing("day") == Standing(0, 0)


async def test_its_slot_comes_free(house: House) -> None:
    await house.put(RateLimit("c", concurrency=1), Subject("agent:r8"))
    await house.authorize("q", estimate=Estimate(money=1), hold_for=60 * MINUTE)
    assert (await house.authorize("r", estimate=Estimate(money=1))).decision.effect is Effect.DENY
    house.clock.advance(60 * MINUTE)
    assert await house.app.expiry.run() == 1
    assert (await house.authorize("s", estimate=Estimate(money=1))).decision.effect is Effect.ALLOW


async def test_a_report_after_a_charge_takes_its_place_exactly_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=CHARGED) as house:
        await house.put(DAY)
        kept = await hold(house, "q")
        house.clock.advance(MINUTE)
        await house.app.expiry.run()
        reports = [house.settle(Usage(f"u{n}", "", cost=1, reservation_id=kept)) for n in range(10)]
        await asyncio.gather(*reports)
        assert await house.standing("day") == Standing(10, 0)
        ((total,),) = await house.rows("SELECT sum(cost) FROM ledger")
        assert total == 10


CALL = Estimate(calls=(CallEstimate("acme", "m", 20, 30),))
"""80 nano-units and 50 tokens, of which 20 and 20 for the input."""
OF_INPUT = Settings(expiry_charge=ExpiryCharge.INPUT)


async def hold_call(house: House, estimate: Estimate = CALL) -> str:
    decision = (await house.authorize("call", estimate=estimate, hold_for=MINUTE)).decision
    assert decision.reservation is not None
    return decision.reservation.id


@pytest.mark.parametrize(
    ("estimate", "drawn", "charged"),
    [
        (CALL, (0, 0), (20, 20)),
        (CALL, (15, 8), (5, 12)),
        (CALL, (50, 40), (0, 0)),
        # Nobody told its input from its output.
        (Estimate(money=100), (0, 0), (100, 0)),
        # Without a price of its own, by the tenant's fallback: 3 a token in, 4 a token out.
        (Estimate(calls=(CallEstimate("acme", "unpriced", 10, 5),)), (0, 0), (30, 10)),
    ],
)
async def test_only_the_input_is_charged_where_the_tenant_says_so(
    tmp_path: Path, estimate: Estimate, drawn: tuple[int, int], charged: tuple[int, int]
) -> None:
    fallback = FallbackPrice(3_000_000, 4_000_000)
    async with open_house(tmp_path, settings=replace(OF_INPUT, fallback_price=fallback)) as house:
        await house.put(DAY, replace(DAY, id="tokens", unit=Unit.TOKENS))
        await house.put(Price("acme/m", TokenPrices(1_000_000, 2_000_000)))
        kept = await hold_call(house, estimate)
        money, tokens = drawn
        if money:
            part = Usage("u", "", TokenUsage(tokens), cost=money, reservation_id=kept, final=False)
            await house.settle(part)
        house.clock.advance(MINUTE)
        assert await house.app.expiry.run() == 1
        assert await house.standing("day") == Standing(money + charged[0], 0)
        assert await house.standing("tokens") == Standing(tokens + charged[1], 0)


async def test_of_a_reservation_that_an_older_server_made_all_is_charged(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=OF_INPUT) as house:
        await house.put(DAY, Price("acme/m", TokenPrices(1_000_000, 2_000_000)))
        await hold_call(house)
        older = text("UPDATE reservation SET input_money = NULL, input_tokens = NULL")
        await open_one(house.app.store).write(lambda connection: connection.execute(older))
        house.clock.advance(MINUTE)
        await house.app.expiry.run()
        assert await house.standing("day") == Standing(80, 0)
