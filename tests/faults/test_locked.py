"""Somebody stands still in mid-transaction and keeps rows of one tenant: nobody else waits for long, and it comes back."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import asyncpg
import grpc
import pytest

from remit.client import messages as m
from tests.faults.site import replicated_site
from tests.promises.town import Stub, Town, budget, nanos

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

KEPT: Final = 3.0
"""Seconds for which the rows are kept."""
PAUSE: Final = 0.05
"""Seconds between the calls of each tenant."""
LONGEST: Final = 2.5
"""Seconds that a call may take meanwhile: one wait of a second, and what a busy machine adds."""
SOON: Final = 6.0
"""Seconds until the tenant is served again; it is two at most, on a quiet machine."""


async def authorize(stub: Stub, town: Town, name: str) -> str:
    """Ask, and return the name of the status."""
    request = town.ask(name, estimate=m.Estimate(money=nanos(1)))
    try:
        await stub.Authorize(request, metadata=town.metadata(), timeout=10)
    except grpc.aio.AioRpcError as error:
        return error.code().name
    return "OK"


async def record(stub: Stub, town: Town, name: str) -> str:
    """Report usage without a reservation, and return what became of it."""
    usage = m.UsageRecord(usage_id=name, cost=nanos(1))
    try:
        answer = await stub.RecordUsage(
            m.RecordUsageRequest(records=[usage]), metadata=town.metadata(), timeout=10
        )
    except grpc.aio.AioRpcError as error:
        return error.code().name
    (result,) = answer.results
    return grpc.StatusCode.UNAVAILABLE.name if result.HasField("error") else "OK"


class Day:
    """What callers of one tenant are told, for as long as it goes on."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.told: list[tuple[str, float]] = []
        """Status, and the seconds that it took."""
        self.over = False

    async def go_on(self) -> None:
        async with self.town.stub() as stub:
            while not self.over:
                for call in (authorize, record):
                    since = time.monotonic()
                    status = await call(stub, self.town, f"{call.__name__}-{len(self.told)}")
                    self.told.append((status, time.monotonic() - since))
                    await asyncio.sleep(PAUSE)


async def served_again(day: Day) -> None:
    """Wait until a whole round was served."""
    since = len(day.told)
    async with asyncio.timeout(SOON):
        while [status for status, _ in day.told[since:]][-4:] != ["OK"] * 4:
            await asyncio.sleep(PAUSE)


async def test_a_lock_that_is_not_given_back_stops_its_tenant_alone(tmp_path: Path) -> None:
    with replicated_site(tmp_path, replicas=1) as site:
        stuck, other = (site.town(1) for _ in range(2))
        for town in (stuck, other):
            with town.admin() as admin:
                admin.create_budget(budget=budget("month", 10**9))
        days = [Day(stuck), Day(other)]
        tasks = [asyncio.create_task(day.go_on()) for day in days]
        await asyncio.gather(*(served_again(day) for day in days))
        await keep_rows(site.servers[0].environment["REMIT_DATABASE_URL"], stuck.tenant, days)
        await asyncio.gather(*(served_again(day) for day in days))
        for day in days:
            day.over = True
        await asyncio.gather(*tasks)


async def keep_rows(url: str, tenant: str, days: Sequence[Day]) -> None:
    """Keep the counters of a tenant for a while, and see that those of others alone are served, and soon."""
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        locked = "SELECT * FROM counter WHERE tenant = $1 FOR UPDATE"
        assert await connection.fetch(locked, tenant)
        begun = [len(day.told) + 1 for day in days]  # what is under way may have been before
        await asyncio.sleep(KEPT)
        kept, others = ([*day.told[place:]] for day, place in zip(days, begun, strict=True))
    await connection.close()
    assert {status for status, _ in kept} == {"UNAVAILABLE"}
    assert {status for status, _ in others} == {"OK"}
    assert max(seconds for _, seconds in [*kept, *others]) < LONGEST
    # It waits for a second once; afterwards only while the tenant is tried now and then.
    assert sorted(seconds for _, seconds in others)[len(others) // 2] < LONGEST / 10
