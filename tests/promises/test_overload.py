"""Ten times the load that a server can serve: it serves on, refuses the rest at once, and one tenant starves no other."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from remit.client import entity
from remit.client import messages as m
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.effort import length
from tests.promises.storm import Line, Seen, Told, batch, elsewhere, memory, processor, quantile, single
from tests.promises.town import Town, people
from tests.running import RunningServer, running

ITEMS = 200
"""Questions in one call of the flood: they cost the server much and the load little."""
FACTOR = 10.0
"""Of what the server could serve with a processor for itself, so much is sent: whoever else uses the machine while that
is measured may leave it to the server afterwards."""
OFFERED = 0.8 * FACTOR
"""Of what is served in the flood, so much is offered at least; measured 9.7 to 26."""
SECONDS = 6.0
DEADLINE = 2.0
RATE = 20.0
"""Questions a second of the tenant that does not flood."""
GOODPUT = 0.35
"""Of what the server answers when nobody floods it, what it answers in time when somebody does. Measured 0.7 to 1.1, and
0.1 to 0.3 without admission by deadline; where others use the machine too, load and server rob each other."""
CALM_AFTER = 1.0
IDLE = 0.1
"""Seconds of a processor in one second, below which a server has nothing left to do."""
LOG_BYTES = 1 << 20
MOST_GROWTH = 256.0
"""MiB: what may wait (16,384 items of about 10 KiB) and what is under way beside."""

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(180)]


def second_tenant(server: RunningServer) -> Town:
    """Make another tenant, with an agent."""
    with server.client(server.operator_key) as operator:
        made = operator.create_tenant(tenant=m.Tenant(tenant_id="calm"), administrator=entity("user:ann"))
    return people(server, tenant="calm", admin_key=made.administrator_key)


@asynccontextmanager
async def line(town: Town) -> AsyncIterator[Line]:
    """Open a line for single questions."""
    opened = Line(town.server.address, town.keys["r0"], method="Authorize", body=single(town))
    try:
        yield opened
    finally:
        await opened.close()


def steadily(seconds: float = 2.0) -> Told:
    """Ask some times a second."""
    return Told(seconds, rate=RATE, patience=5.0)


async def settled(server: RunningServer) -> None:
    """Wait until a server has caught up with what calls left it to do, such as the audit tree."""
    before = -1.0
    while (used := processor(server.pid)) - before > IDLE:
        before = used
        await asyncio.sleep(1.0)


class Watch:
    """Asks for the server's health and looks at its memory, again and again."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self.peak = 0.0
        self.health: list[float] = []
        self.unwell: list[str] = []

    async def keep(self) -> None:
        async with grpc.aio.insecure_channel(self._server.address) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            while True:
                started = time.perf_counter()
                try:
                    await stub.Check(health_pb2.HealthCheckRequest(), timeout=5)
                except grpc.aio.AioRpcError as error:
                    self.unwell.append(f"{error.code().name} {error.details()}")
                self.health.append(time.perf_counter() - started)
                self.peak = max(self.peak, memory(self._server.pid))
                await asyncio.sleep(0.1)


@asynccontextmanager
async def watched(server: RunningServer) -> AsyncIterator[Watch]:
    """Watch a server for the length of a block."""
    watch = Watch(server)
    watching = asyncio.create_task(watch.keep())
    try:
        yield watch
    finally:
        watching.cancel()


@pytest.fixture(params=["sqlite", *length([], ["postgres"])])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """A server's settings on each engine; on Postgres in full length alone."""
    if request.param == "sqlite":
        return {}
    postgres: RunningPostgres | GivenPostgres = request.getfixturevalue("postgres")
    return {"REMIT_DATABASE_URL": postgres.fresh_database()}


async def test_a_flood_starves_nobody_and_fills_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    with running(tmp_path / "data", REMIT_LOG_LEVEL="info", **environment) as server:
        town, calm = people(server), second_tenant(server)

        async def flood(told: Told) -> Seen:
            return await elsewhere(town, "BatchAuthorize", batch(town, ITEMS), told)

        async with line(calm) as steady:
            await flood(Told(1.0, callers=4))
            quiet = await steady.run(steadily())
            begun = processor(server.pid)
            served = await flood(Told(3.0, callers=6))
            await settled(server)
            capacity, cost = served.rate, (processor(server.pid) - begun) / len(served.answered)
            before, begun = memory(server.pid), processor(server.pid)
            async with watched(server) as watch:
                flooded, stormy = await asyncio.gather(
                    flood(Told(SECONDS, rate=FACTOR / cost, patience=DEADLINE)),
                    steady.run(steadily(SECONDS + 1)),
                )
            await asyncio.sleep(CALM_AFTER)
            after = await steady.run(steadily())
            await settled(server)
            spent = processor(server.pid) - begun
        log = len(server.log)
    assert flooded.offered >= OFFERED * flooded.rate, (
        f"this machine could not offer {OFFERED:g} times what was served: it sent {flooded.offered:.0f} calls a second,"
        f" while {flooded.rate:.0f} were answered"
    )
    # In a second, or in a second of its processor: whoever else uses the machine comes and goes.
    assert max(flooded.rate / capacity, len(flooded.answered) * cost / spent) >= GOODPUT
    # What was not answered was refused, and quickly: few had to learn by their own deadline.
    assert flooded.reasons["OVERLOADED"] > len(flooded.answered)
    assert flooded.reasons["LATE"] < 0.3 * flooded.calls
    # UNAVAILABLE is gRPC's own word for what one connection has too much of, CANCELLED for all connections together.
    assert set(flooded.reasons) <= {"OVERLOADED", "DEADLINE_TOO_SHORT", "LATE", "UNAVAILABLE", "CANCELLED"}
    assert quantile(flooded.refused, 0.5) < 0.75 * DEADLINE
    assert watch.peak - before < MOST_GROWTH
    assert watch.unwell == []
    assert quantile(watch.health, 0.5) < 0.5
    # The other tenant is answered as ever: all of it, and within some turns.
    assert stormy.reasons == {}
    assert len(stormy.answered) == int(RATE * (SECONDS + 1))
    # Who floods waits for itself; the other does not wait for it, though both are slow on a machine that is busy.
    assert quantile(stormy.answered, 0.5) < 0.5 * quantile(flooded.answered, 0.5)
    assert quantile(stormy.answered, 0.9) < DEADLINE
    # And when it is over, it is over.
    assert after.reasons == {}
    assert quantile(after.answered, 0.5) < 3 * quantile(quiet.answered, 0.5) + 0.05
    assert log < LOG_BYTES
