"""P3: settled, released and expired at the same time over two replicas, each hold ends once and the books agree."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.books import require_books_agree
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site
from tests.promises.town import Town, budget, nanos, reason_of, until

CALLERS: Final = 16
HOLDS: Final = 48
"""In one round."""
ROUNDS: Final = length(1, 10)
"""Of each kind."""
HOLD: Final = 2
"""Seconds until they expire, the same for all of a round: expiry then takes them in one sweep."""
SWEEP: Final = 1.4
"""Seconds after which expiry looks again, and some more."""
BUDGETS: Final = (
    budget("tenant-month", 9 * 10**18),
    budget("each-agent", 9 * 10**18, m.SCOPE_AGENT, m.PERIOD_DAY),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that three would end."""

    reservation_id: str
    expires_at: float
    cost: int
    """What really was used, in nano-units: nothing, less than is held, as much, or more."""


@dataclass(slots=True)
class Race:
    """Holds, and what was answered to those who ended them."""

    town: Town
    chance: random.Random
    holds: list[Held] = field(default_factory=list)
    late: dict[str, bool] = field(default_factory=dict)
    """By reservation, whether its usage came after its end."""
    released: dict[str, bool] = field(default_factory=dict)
    """By reservation, whether giving it back ended it."""

    async def hold(self, caller: Caller, name: str) -> Held:
        """Get one."""
        request = self.town.ask(name, hold=Duration(seconds=HOLD))
        answer = await caller.call("Authorize", request, self.town)
        kept = answer.reservation
        cost = self.chance.choice([0, 1, 33, 100, 101, 10**9 + 7])
        one = Held(kept.reservation_id, kept.expires_at.ToMicroseconds() / 1e6, cost)
        self.holds.append(one)
        return one

    async def settle(self, caller: Caller, one: Held, pause: float) -> None:
        """Report its whole usage."""
        await asyncio.sleep(pause)
        record = pb.UsageRecord(
            usage_id=f"u-{one.reservation_id}",
            reservation_id=one.reservation_id,
            cost=nanos(one.cost),
            final=True,
        )
        while True:
            answer = await caller.call("RecordUsage", pb.RecordUsageRequest(records=[record]), self.town)
            (result,) = answer.results
            if not result.HasField("error"):
                break
            # The row was kept for longer than storage waits for one.
            assert result.error.code == grpc.StatusCode.UNAVAILABLE.value[0], result.error
            await asyncio.sleep(0.05)
        self.late[one.reservation_id] = result.receipt.late

    async def release(self, caller: Caller, one: Held, pause: float) -> None:
        """Say that it never began."""
        await asyncio.sleep(pause)
        request = pb.ReleaseReservationRequest(
            reservation_id=one.reservation_id, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="test"
        )
        try:
            await caller.call("ReleaseReservation", request, self.town)
        except grpc.aio.AioRpcError as error:
            assert reason_of(error) == "RESERVATION_NOT_OPEN"
            self.released[one.reservation_id] = False
        else:
            self.released[one.reservation_id] = True

    async def end(self, asking: list[Caller], holds: list[Held], spread: float) -> None:
        """Settle and release each, at different replicas and either first, within so many seconds."""
        work = []
        for place, one in enumerate(holds):
            at = self.chance.random() * spread
            settling, releasing = asking[place % CALLERS], asking[(place + 1) % CALLERS]
            both = [self.settle(settling, one, at), self.release(releasing, one, at)]
            self.chance.shuffle(both)
            work += both
        await gathered(*work)


@asynccontextmanager
async def kept_waiting(site: Site, town: Town) -> AsyncIterator[asyncpg.Connection]:
    """Hold the rows of what is open, so that all who would end it queue up; at the end of the block they race."""
    connection = await asyncpg.connect(site.servers[0].environment["REMIT_DATABASE_URL"])
    try:
        async with connection.transaction():
            query = "SELECT id FROM reservation WHERE tenant=$1 AND state='OPEN' FOR UPDATE"
            await connection.fetch(query, town.tenant)
            yield connection
    finally:
        await connection.close()


async def someone_waits(connection: asyncpg.Connection) -> None:
    """Wait until somebody waits for a lock."""
    while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
        await asyncio.sleep(0.005)


async def as_it_comes(site: Site, race: Race, asking: list[Caller], *, holds: list[Held]) -> None:
    """Nobody is kept waiting: before, in and after the sweep."""
    await asyncio.sleep(holds[0].expires_at - time.time() - SWEEP / 4)
    await race.end(asking, holds, SWEEP)


async def callers_first(site: Site, race: Race, asking: list[Caller], *, holds: list[Held]) -> None:
    """All callers wait for the rows before the sweep comes."""
    await asyncio.sleep(holds[0].expires_at - time.time() - 0.2)
    async with kept_waiting(site, race.town):
        ending = asyncio.create_task(race.end(asking, holds, 0.0))
        await asyncio.sleep(SWEEP)
    await ending


async def expiry_first(site: Site, race: Race, asking: list[Caller], *, holds: list[Held]) -> None:
    """The sweep waits for the rows before any caller comes."""
    # From the beginning: a machine that is busy just when they expire must not let the sweep have them before.
    async with kept_waiting(site, race.town) as connection:
        await someone_waits(connection)
        ending = asyncio.create_task(race.end(asking, holds, 0.0))
        await asyncio.sleep(0.3)
    await ending


@pytest.mark.timeout(120 + 15 * ROUNDS)
async def test_settle_release_and_expiry_race_and_one_of_them_ends_it(replicated: Site) -> None:
    town = replicated.town(1, BUDGETS)
    race = Race(town, random.Random(3))
    async with callers(replicated, CALLERS) as asking:
        for number in range(ROUNDS):
            for kind in (as_it_comes, callers_first, expiry_first):
                name = f"{kind.__name__}-{number}"
                got = (race.hold(asking[n % CALLERS], f"{name}-{n}") for n in range(HOLDS))
                await kind(replicated, race, asking, holds=await gathered(*got))
    ended = "SELECT count(*) FROM reservation WHERE tenant=? AND state='OPEN'"
    await until(lambda: town.rows(ended) == [(0,)])
    states = dict(town.rows("SELECT id, state FROM reservation WHERE tenant=?"))
    assert set(states.values()) == {"SETTLED", "RELEASED", "EXPIRED"}, "one of them never won"
    require_one_end(race, states)
    require_ledger(race, states)
    require_books_agree(town, BUDGETS)


def require_one_end(race: Race, states: dict[str, str]) -> None:
    """Whoever was told to have ended one is who did, and nobody else was told so."""
    assert states.keys() == {one.reservation_id for one in race.holds}
    for name, state in states.items():
        assert race.late[name] == (state != "SETTLED"), (name, state)
        assert race.released[name] == (state == "RELEASED"), (name, state)


def require_ledger(race: Race, states: dict[str, str]) -> None:
    """All usage stands there once; what expiry charged was taken back, once; to the nano that is what was used."""
    entries = race.town.rows(
        "SELECT id, reservation_id, cost, provisional, reverses FROM ledger WHERE tenant=?"
    )
    actual = [(kept, cost) for _, kept, cost, provisional, back in entries if not provisional and not back]
    assert sorted(actual) == sorted((one.reservation_id, one.cost) for one in race.holds)
    charged = {name: kept for name, kept, _, provisional, back in entries if provisional and not back}
    assert Counter(charged.values()) == Counter(name for name, state in states.items() if state == "EXPIRED")
    assert Counter(back for *_, back in entries if back) == Counter(charged.keys())
    used = sum(one.cost for one in race.holds)
    assert sum(cost for _, _, cost, _, _ in entries) == used
    counters = race.town.rows("SELECT DISTINCT spent, held FROM counter WHERE tenant=?")
    assert counters == [(used, 0)]
