"""Postgres is killed and its synchronous standby takes over: servers go on by themselves, and nothing answered is lost."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.backends.postgres import ask
from tests.backends.postgres_pair import PostgresPair, running_pair
from tests.faults.books import require_books_agree, require_dense_runs, require_evidence
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Builder, Site
from tests.faults.tree import BUDGETS, EACH, ROOM, TEAM_OF, plant
from tests.promises.town import Town, nanos

CALLERS = 12
BEFORE, AFTER = 1.5, 4.0
"""Seconds of load before and after."""
SOON = 10.0
"""Seconds from the promotion to the first answer; it is some tenths."""
AGENTS = sorted(TEAM_OF)


@pytest.fixture
def pair() -> Iterator[PostgresPair]:
    with running_pair() as running:
        yield running


@pytest.fixture
def replicas(pair: PostgresPair, tmp_path: Path) -> Iterator[Site]:
    """Two servers; without Redis each has its own rates, which none of the budgets minds."""
    name = f"remit_{secrets.token_hex(4)}"
    ask(pair.primary.url, f'CREATE DATABASE "{name}"')
    builder = Builder(tmp_path, {"REMIT_DATABASE_URL": pair.url(name)})
    try:
        builder.replicas(2)
        yield builder.site
    finally:
        builder.end()


class Day:
    """What callers were answered."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.answers: list[pb.AuthorizeResponse] = []
        self.allowed: dict[str, str] = {}
        """Reservations, and whose they are."""
        self.paid: set[str] = set()
        self.last_at = 0.0
        self.over = False

    async def live(self, caller: Caller, place: int) -> None:
        """Ask, and pay for every second act that was allowed."""
        agent, turn = AGENTS[place % len(AGENTS)], 0
        while not self.over:
            turn += 1
            asked = self.town.ask(f"q{place}-{turn}", agent, run_id=f"run-{place % 3}")
            answer = await caller.call("Authorize", asked, self.town, agent)
            self.answers.append(answer)
            self.last_at = time.monotonic()
            if answer.effect == m.EFFECT_ALLOW:
                self.allowed[answer.reservation.reservation_id] = agent
                if turn % 2:
                    await self.pay(caller, agent, answer.reservation.reservation_id)
            await asyncio.sleep(caller.chance.random() / 10)

    async def pay(self, caller: Caller, agent: str, reservation_id: str) -> None:
        record = pb.UsageRecord(
            usage_id=f"u-{reservation_id}", reservation_id=reservation_id, cost=nanos(EACH), final=True
        )
        while True:
            request = pb.RecordUsageRequest(records=[record])
            (result,) = (await caller.call("RecordUsage", request, self.town, agent)).results
            if result.WhichOneof("result") == "receipt":
                self.paid.add(reservation_id)
                return
            await asyncio.sleep(0.05)

    async def turn(self, pair: PostgresPair) -> None:
        """Let the primary die in the middle, and see that answers come again."""
        await asyncio.sleep(BEFORE)
        await asyncio.to_thread(pair.fail_over)
        since = time.monotonic()
        while self.last_at <= since:
            assert time.monotonic() < since + SOON, "nobody is answered after the failover"
            await asyncio.sleep(0.05)
        await asyncio.sleep(AFTER)
        self.over = True


@pytest.mark.timeout(120)
async def test_a_standby_takes_over_and_nothing_that_was_answered_is_lost(
    pair: PostgresPair, replicas: Site
) -> None:
    town = plant(replicas)
    day, pids = Day(town), [server.pid for server in replicas.servers]
    async with callers(replicas, CALLERS) as asking:
        await gathered(*(day.live(caller, place) for place, caller in enumerate(asking)), day.turn(pair))
        assert sum((caller.failures for caller in asking), Counter()), "nothing failed, so nothing was shown"
    assert [server.pid for server in replicas.servers] == pids
    assert not [
        server.process.poll() for server in replicas.servers if server.process and server.process.poll()
    ]
    assert len(day.allowed) <= ROOM
    require_books_agree(town, BUDGETS)
    require_evidence(town, day.answers)
    require_dense_runs(town)
    booked = {row[0] for row in town.rows("SELECT reservation_id FROM ledger WHERE tenant=?")}
    assert booked == day.paid
    assert not replicas.errors()
