"""Of the ledger goes what is too old and summed elsewhere; money that may still be taken back, and counters, stay."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from remit.budget.model import Usage
from remit.clock import DAY, HOUR
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.errors import IdempotencyConflictError
from remit.storage.log_retention import LogRetention
from remit.storage.partition import Month, Partitions, months
from remit.upkeep.retention import Retention
from tests.decision.house import NOON, TENANT, House
from tests.upkeep.log import ALL, BUDGET, SPAN, decide, grown, keep, kinds, use, verified
from tests.upkeep.test_retention import apart, found

pytestmark = pytest.mark.usefixtures("engine")

ALL_OF_IT = 1 << 62


async def retain(house: House, rolled_up: int = ALL_OF_IT) -> int:
    """Remove what is too old, where the ledger is summed elsewhere below a position."""
    await house.app.notary.run()
    app = house.app
    log = LogRetention(app.store, ids=app.ids, clock=house.clock, rolled_up=lambda _c, _t: rolled_up)
    return await Retention(log, clock=house.clock).run()


async def costs(house: House) -> list[tuple[int, int]]:
    """What the ledger has: provisional or not, and what it cost."""
    return [
        (row[0], row[1]) for row in await house.rows("SELECT provisional, cost FROM ledger ORDER BY position")
    ]


async def test_it_goes_with_its_evidence_as_far_as_it_is_summed_elsewhere(house: House) -> None:
    await grown(house)
    await keep(house, lateness=HOUR, retention_ledger=SPAN)
    spent = await house.standing("b")
    positions = [one for (one,) in await house.rows("SELECT position FROM ledger ORDER BY position")]
    await retain(house, rolled_up=0)
    assert len(await costs(house)) == (await kinds(house)).count("usage") == 6
    await retain(house, rolled_up=positions[1])
    assert len(await costs(house)) == (await kinds(house)).count("usage") == 5
    await retain(house)
    assert len(await costs(house)) == (await kinds(house)).count("usage") == 2
    assert await house.rows("SELECT position FROM ledger ORDER BY position") == [
        (one,) for one in positions[4:]
    ]
    assert (await kinds(house)).count("decision") == 6
    assert await house.standing("b") == spent
    assert (await verified(house)).ok
    assert await retain(house) == 0


async def test_a_repeat_of_what_is_gone_counts_nothing(house: House) -> None:
    await house.put(BUDGET)
    await keep(house, lateness=HOUR, retention_ledger=SPAN)
    usage = Usage("u", "", cost=3)
    await house.settle(usage)
    await house.settle(Usage("later", "", cost=4))
    house.clock.advance(3 * DAY)
    await retain(house)
    await house.settle(Usage("now", "", cost=5))
    await retain(house)
    assert (await kinds(house)).count("usage") == 1
    (result,) = await house.record(usage)
    assert isinstance(result, IdempotencyConflictError)
    assert "no longer kept" in result.message
    assert (await house.standing("b")).spent == 12


async def charged(house: House, name: str) -> Any:
    committed = await decide(house, name)
    house.clock.advance(HOUR)
    await house.app.expiry.run()
    return committed


async def test_a_charge_goes_only_once_it_was_taken_back(house: House) -> None:
    spans: dict[str, Any] = {"retention_decisions": SPAN, "retention_ledger": SPAN}
    await house.put(
        BUDGET, Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE, lateness=HOUR, **spans))
    )
    open_, settled = await charged(house, "open"), await charged(house, "settled")
    await use(house, settled)
    house.clock.advance(9 * DAY)
    await use(house, await decide(house, "young"))
    await retain(house)
    assert await costs(house) == [(1, 5), (0, 3)]
    assert (await house.standing("b")).spent == 5 + 3 + 3
    await use(house, open_)
    assert (await house.standing("b")).spent == 3 + 3 + 3


async def test_the_currency_stays_fixed(house: House) -> None:
    await house.put(BUDGET)
    await keep(house, lateness=HOUR, retention_ledger=SPAN)
    assert not await house.app.accounts.has_entries(TENANT)
    for name in ("u", "v"):
        await house.settle(Usage(name, "", cost=3))
    await house.app.rollup.run()
    await house.app.store.write(lambda connection: connection.exec_driver_sql("DELETE FROM ledger"))
    assert await house.app.accounts.has_entries(TENANT)


@pytest.mark.parametrize("spare", [Settings(), Settings(retention_ledger=90 * DAY)])
async def test_a_month_goes_whole_but_for_what_must_stay(
    engine: str, tmp_path: Path, spare: Settings
) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        store, november = house.app.store, Month.of(NOON)

        def there(connection: Connection) -> bool:
            return november in months(connection, "ledger")

        await found(house, "other", spare)
        charging = Settings(expiry_charge=ExpiryCharge.ESTIMATE, lateness=HOUR, retention_ledger=SPAN)
        await house.put(BUDGET, Tenant(TENANT, settings=charging))
        await Partitions(store, house.clock).run()
        await house.app.store.write(partial(_book, tenant="other", at=house.clock.now()))
        open_ = await charged(house, "open")
        await grown(house, 2, 8 * DAY)
        house.clock.advance(november.ends_at + SPAN + 2 * HOUR - house.clock.now())
        await retain(house, rolled_up=1)
        assert len(await costs(house)) == 4
        await retain(house)
        assert await store.read(there)
        assert await costs(house) == [(0, 7), (1, 5)]
        await found(house, "other", ALL)
        await retain(house, rolled_up=1)
        assert await store.read(there)
        await retain(house)
        assert not await store.read(there)
        assert await costs(house) == [(1, 5)]
        await use(house, open_)
        assert await house.rows("SELECT sum(cost) FROM ledger") == [(3,)]
        assert (await verified(house)).ok


def _book(connection: Connection, *, tenant: str, at: int) -> None:
    """Write an entry of another tenant."""
    texts = "usage_id, reservation_id, subject, on_behalf_of, session_id, run_id, step_id, operation, outcome, model"
    more = "tokens, price_version, reverses, labels, buckets"
    empty = ", ".join(["''"] * 15)
    connection.exec_driver_sql(
        f"INSERT INTO ledger (id, tenant, {texts}, {more}, input_tokens, output_tokens, cost, provisional, booked_at,"
        f" recorded_at) VALUES ('use_x', '{tenant}', {empty}, 1, 1, 7, 0, {at}, {at})"
    )
