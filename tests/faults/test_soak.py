"""Mixed load for a long time: memory, descriptors and threads of the servers do not grow. `make soak` takes ten minutes."""

import asyncio
import os
import random
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil
import pytest
from google.protobuf.duration_pb2 import Duration

from remit.client import entity
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.decision.house import open_house
from tests.effort import length
from tests.faults.books import require_books_agree
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site, metrics_of
from tests.faults.vitals import gauges
from tests.promises.town import Town, budget, nanos
from tests.running import RunningServer

SECONDS: Final = float(os.environ.get("REMIT_TEST_SOAK_SECONDS", "0")) or length(12.0, 60.0)
"""In all; the first third warms up: caches fill, allocators settle."""
LONG: Final = 300.0
"""Seconds after which caches are full; they take two minutes."""
GROWTH: Final = 1.05 if SECONDS >= LONG else 1.3
"""Of memory, after warming up; a shorter run still warms up."""
WATCHED: Final = SECONDS / 15
"""Seconds for which memory is looked at, at the end of warming up and at the very end: it goes up and down by some percent
with what happens to be under way."""
LOOKS: Final = 9
CALLERS: Final = 24
MORE: Final = 8 if SECONDS >= LONG else 8 + CALLERS // 2
"""Descriptors, at most, after the warm-up. A connection makes way for another after so many calls, and stays as long as a
stream is on it: in a short form each caller's first one may come to that after the warm-up."""
BUDGETS: Final = (budget("month", 10**15), budget("few", 200 * 100, m.SCOPE_AGENT, m.PERIOD_DAY))


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a server takes, all its processes together."""

    memory: float
    """Bytes that no other process has."""
    descriptors: float
    threads: float

    @classmethod
    async def watched(cls, pid: int) -> "Footprint":
        """The middle of several looks."""
        looks = []
        for _ in range(LOOKS):
            await asyncio.sleep(WATCHED / LOOKS)
            looks.append(await asyncio.to_thread(cls.of, pid))
        return cls(*(median(values) for values in zip(*map(astuple, looks), strict=True)))

    @classmethod
    def of(cls, pid: int) -> "Footprint":
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
        return cls(
            sum(one.memory_full_info().uss for one in family),
            sum(one.num_fds() for one in family),
            sum(one.num_threads() for one in family),
        )


class Soak:
    """Callers who do everything: ask, report, give back, watch, hang up, knock with wrong keys."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.begun = time.monotonic()
        self.calls = 0

    @property
    def over(self) -> bool:
        return time.monotonic() - self.begun >= SECONDS

    async def live(self, caller: Caller, place: int) -> None:
        agent, turn = f"r{place % 4}", 0
        deeds = [self.act] * 6 + [self.batch, self.hang_up, self.watch, self.knock, self.change]
        while not self.over:
            turn += 1
            self.calls += 1
            await caller.chance.choice(deeds)(caller, agent, f"s{place}-{turn}")
            await asyncio.sleep(0.01)

    async def act(self, caller: Caller, agent: str, name: str) -> None:
        request = self.town.ask(name, agent, run_id=f"run-{name}")
        answer = await caller.call("Authorize", request, self.town, agent)
        if not answer.HasField("reservation"):
            return
        kept = answer.reservation.reservation_id
        if caller.chance.random() < 0.5:
            released = pb.ReleaseReservationRequest(
                reservation_id=kept, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="soak"
            )
            await caller.call("ReleaseReservation", released, self.town, agent)
            return
        record = pb.UsageRecord(usage_id=name, reservation_id=kept, cost=nanos(1), final=True)
        await caller.call("RecordUsage", pb.RecordUsageRequest(records=[record]), self.town, agent)

    async def batch(self, caller: Caller, agent: str, name: str) -> None:
        batch = [self.town.ask(f"{name}-{n}", agent, hold=Duration(seconds=1)) for n in range(10)]
        await caller.call("BatchAuthorize", pb.BatchAuthorizeRequest(requests=batch), self.town, agent)

    async def hang_up(self, caller: Caller, agent: str, name: str) -> None:
        """Ask and go before the answer comes."""
        call = caller.stubs[0].Authorize(self.town.ask(name, agent), metadata=self.town.metadata(agent))
        await asyncio.sleep(caller.chance.random() / 200)
        call.cancel()

    async def watch(self, caller: Caller, agent: str, name: str) -> None:
        """Follow for a moment."""
        request = pb.StreamTimelineRequest(agent_id=agent, follow=True)
        call = caller.stubs[0].StreamTimeline(request, metadata=self.town.metadata(agent))
        try:
            async with asyncio.timeout(caller.chance.random() / 5):
                async for _ in call:
                    pass
        except TimeoutError:
            call.cancel()

    async def knock(self, caller: Caller, agent: str, name: str) -> None:
        call = caller.stubs[0].Authorize(
            self.town.ask(name, agent), metadata=(("authorization", "Bearer x"),)
        )
        assert await call.code() is not None

    async def change(self, caller: Caller, agent: str, name: str) -> None:
        """Come and go as a subject; rarely, since each waits for a thread here."""
        if caller.chance.random() < 0.1:
            await asyncio.to_thread(self._write, entity(f"agent:{name}"))

    def _write(self, who: m.Entity) -> None:
        with self.town.admin() as admin:
            admin.create_subject(subject=m.Subject(entity=who), role_ids=["tool-user"])
            admin.delete_subject(subject=who)


@pytest.mark.alone
@pytest.mark.timeout(120 + 1.5 * SECONDS)
async def test_nothing_grows(site: Site, record_property: Callable[[str, object], None]) -> None:
    soak = Soak(site.town(4, BUDGETS))

    async def measured(at: float) -> list[Footprint]:
        await asyncio.sleep(at - WATCHED)
        return await asyncio.gather(*(Footprint.watched(server.pid) for server in site.servers))

    async with callers(site, CALLERS) as asking:
        *_, warm, after = await gathered(
            *(soak.live(caller, place) for place, caller in enumerate(asking)),
            measured(SECONDS / 3), measured(SECONDS),
        )  # fmt: skip
    record_property("calls", soak.calls)
    for first, last in zip(warm, after, strict=True):
        record_property("memory", f"{first.memory} -> {last.memory}")
        assert last.memory <= first.memory * GROWTH
        assert last.descriptors <= first.descriptors + MORE
        assert last.threads <= first.threads + 4
    await require_let_go(site, after)
    require_books_agree(soak.town, BUDGETS)


async def require_let_go(site: Site, busy: list[Footprint]) -> None:
    """Soon after the callers have gone, so have their connections, calls and streams, and nothing waits."""
    for server, before in zip(site.servers, busy, strict=True):
        limit = time.monotonic() + 10
        while any((left := still_open(server)).values()) or (
            Footprint.of(server.pid).descriptors > before.descriptors - CALLERS // 2
        ):
            assert time.monotonic() < limit, left
            await asyncio.sleep(0.2)


def still_open(server: RunningServer) -> dict[str, float]:
    told = gauges(metrics_of(server.data_dir))
    return {name: told[name] for name in ("remit_calls_open", "remit_watchers_open", "remit_turn_waiting")}


async def test_no_task_is_left_behind(tmp_path: Path) -> None:
    """Whoever gives up before the answer leaves nothing running."""
    chance = random.Random(9)
    async with open_house(tmp_path) as house:
        before = asyncio.all_tasks()
        for turn in range(20):
            asking = [
                asyncio.create_task(house.authorize(f"q{turn}-{n}", run_id=f"run-{n % 3}")) for n in range(20)
            ]
            await asyncio.sleep(chance.random() / 100)
            for one in asking[::2]:
                one.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        await house.app.authorizer.turn.drain()
        assert asyncio.all_tasks() == before
