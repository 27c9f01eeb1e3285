"""Ids of callers are remembered as long as promised and then forgotten, and what is forgotten never counts twice."""

from typing import Any

import pytest

from remit.budget.model import TokenUsage, Usage
from remit.clock import DAY, HOUR
from remit.decision.settle import REMEMBERED
from remit.decision.tenant import Settings, Tenant
from remit.errors import InvalidFieldError, RemitError
from remit.storage import remembered
from remit.storage.remembered import REST, SLACK
from tests.decision.house import TENANT, House
from tests.upkeep.log import BUDGET, decide, use

pytestmark = pytest.mark.usefixtures("engine")

LATENESS = 2 * DAY


async def ids(house: House) -> list[str]:
    rows = await house.rows("SELECT key FROM idempotency WHERE tenant=? ORDER BY key", TENANT)
    return [key for (key,) in rows]


async def begin(house: House) -> None:
    await house.put(BUDGET, Tenant(TENANT, settings=Settings(lateness=LATENESS)))


async def test_an_id_is_forgotten_once_usage_may_no_longer_arrive(house: House) -> None:
    await begin(house)
    first = await decide(house, "q")
    house.clock.advance(LATENESS + SLACK)
    await house.app.retention.run()
    assert (await decide(house, "q")).decision.id == first.decision.id
    house.clock.advance(REST)
    await house.app.retention.run()
    assert await ids(house) == []
    assert (await decide(house, "q")).decision.id != first.decision.id


async def test_ids_of_an_older_server_are_kept(house: House) -> None:
    await begin(house)
    await decide(house, "q")
    await house.app.store.write(lambda one: one.exec_driver_sql("UPDATE idempotency SET at = NULL"))
    house.clock.advance(300 * DAY)
    await house.app.retention.run()
    assert await ids(house) == ["q"]


async def test_usage_counts_once_whatever_was_forgotten(house: House) -> None:
    await begin(house)
    committed = await decide(house, "q")
    now = house.clock.now()
    timed: dict[str, Any] = {"started_at": now - HOUR, "ended_at": now}
    await use(house, committed, "reserved", **timed)
    reserved = Usage(
        "reserved", "", reservation_id=_reservation(committed), cost=3, tokens=TokenUsage(1, 1), **timed
    )
    plain, begun = Usage("plain", "", cost=7, ended_at=now), Usage("begun", "", cost=9, started_at=now)
    timeless = Usage("timeless", "", cost=11)
    every = (reserved, plain, begun, timeless)
    for one in every[1:]:
        await house.settle(one)
    house.clock.advance(REMEMBERED - HOUR)
    await house.app.retention.run()
    assert [
        one for one in await house.record(*every) if isinstance(one, RemitError) or not one.repeated
    ] == []
    house.clock.advance(REST + SLACK)
    await house.app.retention.run()
    assert await ids(house) == ["timeless"]
    results = await house.record(*every)
    assert [isinstance(one, InvalidFieldError) for one in results] == [True, True, True, False]
    assert [one.field for one in results[:3] if isinstance(one, RemitError)] == [
        "ended_at",
        "ended_at",
        "started_at",
    ]
    assert await house.rows("SELECT sum(cost), count(*) FROM ledger") == [(3 + 7 + 9 + 11, 4)]


def _reservation(committed: Any) -> str:
    return str(committed.decision.reservation.id)


async def test_what_is_late_but_may_be_remembered_is_booked(house: House) -> None:
    await begin(house)
    house.clock.advance(REMEMBERED)
    oldest = house.clock.now() - REMEMBERED
    result = await house.settle(Usage("u", "", cost=3, ended_at=oldest))
    assert result.receipt.late
    (refused,) = await house.record(Usage("v", "", cost=3, ended_at=oldest - 1))
    assert isinstance(refused, InvalidFieldError)


async def test_all_are_looked_at_part_by_part_and_then_there_is_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(house)
    monkeypatch.setattr(remembered, "BATCH", 2)
    for number in range(5):
        await decide(house, f"q{number}")
    house.clock.advance(LATENESS + 2 * HOUR)
    for number in range(3):
        await decide(house, f"y{number}")
    await house.app.retention.run()
    assert await ids(house) == ["y0", "y1", "y2"]
    house.clock.advance(LATENESS + 2 * HOUR)
    await house.app.retention.run()
    assert await ids(house) == []


async def test_between_two_looks_nothing_is_read(house: House) -> None:
    await begin(house)
    await house.app.retention.run()
    await decide(house, "q")
    await house.app.store.write(lambda one: one.exec_driver_sql("UPDATE idempotency SET at = 0"))
    await house.app.retention.run()
    assert await ids(house) == ["q"]
    house.clock.advance(REST)
    await house.app.retention.run()
    assert await ids(house) == []
