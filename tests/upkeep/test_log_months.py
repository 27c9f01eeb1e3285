"""Months of the log go whole on Postgres; and whatever happens, what is left of a log is proven."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.audit.model import TreeHead
from remit.audit.verify import Evidence
from remit.clock import DAY, HOUR
from remit.decision.model import Committed
from remit.decision.tenant import Settings, Tenant
from remit.policy.model import Role
from remit.storage.partition import Month, Partitions, months
from tests.decision.house import NOON, TENANT, House, open_house
from tests.effort import examples
from tests.upkeep.log import (
    ALL,
    BUDGET,
    SPAN,
    beginning,
    decide,
    exported,
    forget_ledger,
    grown,
    head,
    kinds,
    prove,
    retain,
    use,
    verified,
)
from tests.upkeep.test_retention import apart, found

pytestmark = pytest.mark.usefixtures("engine")

OTHER = "other"


@pytest.mark.parametrize(
    "spare", [Settings(), Settings(retention_decisions=DAY, retention_ledger=DAY, retention_audit=90 * DAY)]
)
async def test_a_month_goes_whole_once_nobody_keeps_anything_of_it(
    engine: str, tmp_path: Path, spare: Settings
) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        store, november = house.app.store, Month.of(NOON)
        await found(house, TENANT, ALL)
        await found(house, OTHER, spare)
        await Partitions(store, house.clock).run()
        heads = await grown(house, 4, 4 * DAY)
        await forget_ledger(house)
        house.clock.advance(november.ends_at + SPAN + 2 * HOUR - house.clock.now())
        await retain(house)
        # What is over is gone, row by row: another tenant keeps its own.
        assert await there(house) == {"audit_entry", "tree_leaf"}
        for table in ("audit_entry", "tree_leaf"):
            rows = f"SELECT count(*) FROM {november.partition(table)} WHERE tenant=?"
            assert await house.rows(rows, TENANT) == [(0,)]
        assert (await verified(house)).ok
        await found(house, OTHER, ALL)
        await retain(house)
        assert await there(house) == set()
        for tenant in (TENANT, OTHER):
            assert (await verified(house, tenant)).ok
        await prove(house, heads)


async def there(house: House) -> set[str]:
    """Which tables have a partition of the month in which all begins."""
    month = Month.of(NOON)
    found = set()
    for table in ("audit_entry", "tree_leaf"):
        if month in await house.app.store.read(partial(months, table=table)):
            found.add(table)
    return found


async def test_a_month_is_dropped_though_nothing_of_it_was_removed_before(
    engine: str, tmp_path: Path
) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        await found(house, TENANT, Settings())
        await Partitions(house.app.store, house.clock).run()
        heads = await grown(house, 4, 4 * DAY)
        await forget_ledger(house)
        await house.put(Tenant(TENANT, settings=ALL))
        house.clock.advance(Month.of(NOON).ends_at + SPAN + 2 * HOUR - house.clock.now())
        await house.app.notary.run()
        before = await head(house)
        rows = "SELECT count(*) FROM tree_leaf WHERE at < ?"
        assert await house.rows(rows, Month.of(NOON).ends_at) != [(0,)]
        await house.app.retention.run()
        assert await there(house) == set()
        assert await house.rows(rows, Month.of(NOON).ends_at) == [(0,)]
        await prove(house, [*heads, before])
        assert (await verified(house, evidence=Evidence([before]))).ok
        # Each was deleted by nobody: its claims and reservations are gone all the same.
        assert await house.rows(
            "SELECT count(*) FROM reservation WHERE decided_at < ?", Month.of(NOON).ends_at
        ) == [(0,)]


async def test_a_month_that_holds_an_open_reservation_stays(engine: str, tmp_path: Path) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        await found(house, TENANT, ALL)
        await house.put(BUDGET)
        await Partitions(house.app.store, house.clock).run()
        await decide(house, "q")
        house.clock.advance(60 * DAY)
        await retain(house)
        assert await there(house) == {"audit_entry", "tree_leaf"}
        assert (await kinds(house)).count("decision") == 1
        assert (await verified(house)).ok
        await house.app.expiry.run()
        house.clock.advance(8 * DAY)
        await retain(house)
        assert await there(house) == set()


EVENTS = st.lists(
    st.sampled_from(["act", "use", "put", "day", "notary", "retain", "head"]), min_size=8, max_size=40
)


@settings(
    max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EVENTS)
async def test_whatever_happens_what_is_left_is_proven(tmp_path: Path, events: list[str]) -> None:
    async with open_house(tmp_path / str(id(events))) as house:
        spans: dict[str, Any] = {
            "retention_decisions": DAY,
            "retention_ledger": 2 * DAY,
            "retention_audit": 3 * DAY,
        }
        await house.put(BUDGET, Tenant(TENANT, settings=Settings(lateness=HOUR, **spans)))
        heads, made = list[TreeHead](), list[Committed]()
        for number, event in enumerate([*events, "day", "day", "retain", "head"]):
            match event:
                case "act":
                    made.append(await decide(house, f"q{number}"))
                case "use" if made:
                    await use(house, made.pop())
                case "put":
                    await house.put(Role(f"r{number}"))
                case "day":
                    house.clock.advance(DAY)
                    await house.app.expiry.run()
                    made.clear()
                case "notary":
                    await house.app.notary.run()
                case "retain":
                    await retain(house)
                case "head":
                    heads.append(await head(house))
        await prove(house, heads)
        cut = (await beginning(house)).size
        report = await verified(house, evidence=Evidence([one for one in heads if one.size >= cut]))
        assert report.ok, report.problems
        assert await exported(house)
