"""An alert is raised with the booking that crosses its line, once and only once, whoever books, and again and again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from remit.bootstrap import build, embedded
from remit.budget.model import AlertChannel, AlertRule, Budget, Period, ScopeType, Threshold, Unit, Usage
from remit.clock import DAY as A_DAY
from remit.clock import MINUTE
from remit.config import Config
from remit.decision.model import Estimate
from remit.decision.tenant import ExpiryCharge, Settings
from remit.errors import RemitError
from remit.storage.postgres.engine import PostgresStore
from tests.decision.house import AGENT, SECRET, TENANT, House, open_house
from tests.stores import heard, open_one

pytestmark = pytest.mark.usefixtures("engine")

DAY = Budget(
    "day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100, thresholds=(Threshold(50), Threshold(80))
)
RULE = AlertRule("ops", channels=(AlertChannel(email="ops@example.com"),))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE)) as opened:
        await opened.put(DAY)
        yield opened


async def spend(house: House, usage_id: str, cost: int, reservation_id: str = "") -> None:
    await house.settle(Usage(usage_id, AGENT, cost=cost, reservation_id=reservation_id))


async def raised(house: House) -> list[tuple[int, str]]:
    """Return the percents that alerts were raised at, each with the day."""
    rows = await house.rows("SELECT percent, bucket FROM alert WHERE tenant=? ORDER BY id", TENANT)
    return [(percent, bucket.partition("@")[2]) for percent, bucket in rows]


async def told(house: House) -> list[tuple[int, bool]]:
    """Return the percents of which the outbox tells, and whether each is the budget's own."""
    rows = await house.rows(
        "SELECT percent, body FROM outbox LEFT JOIN alert ON alert.id = outbox.id ORDER BY outbox.id"
    )
    return [(percent, orjson.loads(body)["own"]) for percent, body in rows]


async def test_each_line_once_in_each_period(house: House) -> None:
    for number in range(12):
        await spend(house, f"u{number}", 10)
        await spend(house, f"u{number}", 10)
    today = "2026-11-20"
    assert await raised(house) == [(50, today), (80, today), (100, today)]
    assert await told(house) == []
    house.clock.advance(A_DAY)
    await spend(house, "tomorrow", 100)
    assert (await raised(house))[3:] == [(50, "2026-11-21"), (80, "2026-11-21"), (100, "2026-11-21")]


async def test_rules_have_their_own_lines_and_are_told_of_them_alone(house: House) -> None:
    await house.put(replace(RULE, percents=(70, 100)))
    await spend(house, "u1", 75)
    assert [percent for percent, _ in await raised(house)] == [50, 70]
    assert await told(house) == [(70, False)]
    await house.put(replace(RULE, percents=()))
    await spend(house, "u2", 30)
    assert await told(house) == [(70, False), (80, True), (100, True)]
    await house.put(replace(RULE, enabled=False))
    house.clock.advance(A_DAY)
    await spend(house, "u3", 100)
    assert len(await told(house)) == 3


async def test_what_is_taken_back_and_spent_again_is_told_once(house: House) -> None:
    await house.put(RULE)
    for name, money in (("q", 90), ("r", 85)):
        decided = (await house.authorize(name, estimate=Estimate(money=money), hold_for=MINUTE)).decision
        assert decided.reservation is not None
        house.clock.advance(MINUTE)
        assert await house.app.expiry.run() == 1
        assert (await house.standing("day")).spent > 80
        assert [percent for percent, _ in await raised(house)] == [50, 80]
        assert await told(house) == [(50, True), (80, True)]
        # The actual takes the charge of expiry back; whoever comes next crosses the same lines again.
        await spend(house, f"late-{name}", 1, decided.reservation.id)
    await spend(house, "again", 85)
    assert [percent for percent, _ in await raised(house)] == [50, 80]
    assert await told(house) == [(50, True), (80, True)]


async def test_several_that_expire_at_once_cross_together(house: House) -> None:
    await house.put(RULE)
    for number in range(6):
        await house.authorize(f"q{number}", estimate=Estimate(money=10), hold_for=MINUTE)
    house.clock.advance(MINUTE)
    assert await house.app.expiry.run() == 6
    assert [percent for percent, _ in await raised(house)] == [50]
    ((standing,),) = await house.rows("SELECT standing FROM alert")
    assert orjson.loads(standing)[1:] == [60, 0]


async def test_expiry_that_charges_nothing_raises_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings=Settings(expiry_charge=ExpiryCharge.NOTHING)) as house:
        await house.put(DAY, RULE)
        await house.authorize("q", estimate=Estimate(money=100), hold_for=MINUTE)
        house.clock.advance(MINUTE)
        assert await house.app.expiry.run() == 1
        assert await raised(house) == []


async def test_a_booking_that_fails_raises_nothing(house: House) -> None:
    await house.put(RULE)
    (result,) = await house.record(Usage("u", AGENT, cost=100, reservation_id="res_unknown"))
    assert isinstance(result, RemitError)
    assert await raised(house) == []
    assert await told(house) == []


@pytest.mark.postgres
async def test_what_crosses_nothing_takes_no_statement_more(house: House) -> None:
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    await house.put(RULE)
    await spend(house, "warm", 1)
    counts = []
    for number, cost in enumerate((1, 1, 50)):
        with heard() as asked:
            await spend(house, f"u{number}", cost)
        counts.append((len(asked), sum("alert" in one.sql or "outbox" in one.sql for one in asked)))
    assert counts[0] == counts[1] == (counts[2][0] - 1, 0)
    assert counts[2][1] == 1


@pytest.mark.postgres
async def test_replicas_that_book_at_once_raise_one_alert(house: House, tmp_path: Path) -> None:
    await house.put(RULE)
    one = open_one(house.app.store)
    assert isinstance(one, PostgresStore)
    second = PostgresStore(one._connections._url)
    try:
        config = Config(data_dir=tmp_path / "second", listen="127.0.0.1:0")
        other = House(
            build(config, house.clock, backends=embedded(second, house.clock), secret=SECRET), house.clock
        )
        # Both book each record: one of each pair is the other's repeat.
        await asyncio.gather(*(spend(each, f"u{n}", 3) for n in range(60) for each in (house, other)))
        await other.app.settler.turn.drain()
    finally:
        await second.close()
    assert [percent for percent, _ in await raised(house)] == [50, 80, 100]
    assert await told(house) == [(50, True), (80, True), (100, True)]
    assert (await house.standing("day")).spent == 180
