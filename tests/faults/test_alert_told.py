"""An alert is told although the server dies between the commit that raised it and its delivery, under the same id."""

import asyncio
from pathlib import Path

import pytest

from remit.client import messages as m
from remit.clock import SECOND
from remit.upkeep.outbox import PATIENCE
from tests.outside.neighbour import Neighbour, Reply, neighbour
from tests.promises.town import budget, nanos
from tests.running import RunningServer

pytestmark = [pytest.mark.fault, pytest.mark.sqlite]

PERCENTS = [50, 80, 100]


async def heard(receiver: Neighbour, count: int) -> list[str]:
    """Wait until a receiver was asked so often, and return the ids of what it was sent."""
    async with asyncio.timeout(20):
        while len(receiver.asked) < count:
            await asyncio.sleep(0.02)
    return [one.headers["webhook-id"] for one in receiver.asked]


async def test_what_was_committed_is_told_after_a_kill(tmp_path: Path) -> None:
    server = RunningServer(tmp_path / "data", environment={"REMIT_WEBHOOK_PRIVATE": "true"})
    async with neighbour() as receiver:
        # It takes what is sent, and never says so.
        receiver.replies["/hook"] = Reply(before=60.0)
        await asyncio.to_thread(server.start)
        client = server.async_client()
        hook = m.AlertChannel(webhook_url=f"{receiver.url}/hook")
        await client.create_budget(budget=budget("cap", 1_000))
        await client.create_alert_rule(
            alert_rule=m.AlertRule(alert_rule_id="ops", channels=[hook], percents=PERCENTS)
        )
        await client.record_usage(records=[m.UsageRecord(usage_id="u1", cost=nanos(500))])
        (first,) = await heard(receiver, 1)
        # This one is committed, and its alert not yet on its way, or just so.
        await client.record_usage(records=[m.UsageRecord(usage_id="u2", cost=nanos(500))])
        await asyncio.to_thread(server.kill)
        await client.close()
        receiver.asked.clear()
        receiver.replies["/hook"] = Reply()
        # Whatever was under way is nobody's now, once its time is over.
        server.environment = {
            **server.environment,
            "REMIT_CLOCK_OFFSET_SECONDS": str(PATIENCE / SECOND + 5),
        }
        await asyncio.to_thread(server.start)
        try:
            told = await heard(receiver, len(PERCENTS))
            async with server.async_client() as client:
                # Reported again: nothing is raised, and nobody is told, twice.
                await client.record_usage(records=[m.UsageRecord(usage_id="u2", cost=nanos(500))])
                alerts = (await client.list_alerts()).alerts
            await asyncio.sleep(1.5)
        finally:
            await asyncio.to_thread(server.stop)
    assert first in told
    assert len(set(told)) == len(receiver.asked) == len(PERCENTS)
    assert sorted(one.percent for one in alerts) == PERCENTS
    assert all(list(one.alert_rule_ids) == ["ops"] for one in alerts)
