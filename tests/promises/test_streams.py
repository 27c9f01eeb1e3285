"""P6: a watcher that is cut and comes back with its cursor sees every step once, in order, while writers write."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import grpc
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.conftest import OwnTenant
from tests.promises.town import Metadata, Town, as_caller, people
from tests.running import TENANT, RunningServer

RUNS = 3
WRITERS = 6
WRITES = 40
"""Steps of each writer."""
WATCHERS = 3
"""Of each scope."""

Event = pb.StreamTimelineResponse


class Seen:
    """What one watcher saw, over all its lives."""

    def __init__(self, request: pb.StreamTimelineRequest, chance: random.Random, metadata: Metadata) -> None:
        self.request = request
        self.chance = chance
        self.metadata = metadata
        self.steps: list[tuple[str, int]] = []
        self.cuts = 0
        self.over = False

    async def follow(self, town: Town, wanted: int) -> None:
        """Watch until as many steps were seen as there are; be cut again and again."""
        while len(self.steps) < wanted:
            async with town.stub() as stub:
                stream = stub.StreamTimeline(self.request, metadata=self.metadata)
                patience = self.chance.randrange(1, 30)
                try:
                    async for event in stream:
                        self.take(event)
                        patience -= 1
                        if patience <= 0 or len(self.steps) >= wanted:
                            break
                except grpc.aio.AioRpcError as error:
                    assert error.code() is grpc.StatusCode.UNAVAILABLE, error
                    await asyncio.sleep(0.05)
                stream.cancel()
            self.cuts += 1

    def take(self, event: Event) -> None:
        self.request.cursor = event.cursor
        if event.WhichOneof("event") == "step":
            self.steps.append((event.step.run_id, event.step.sequence))


def watchers(metadata: Metadata, runs: list[str]) -> list[Seen]:
    chance = random.Random(5)
    requests = [pb.StreamTimelineRequest(tenant=pb.TenantTimeline(), follow=True)]
    requests += [pb.StreamTimelineRequest(agent_id="r0", follow=True)]
    requests += [pb.StreamTimelineRequest(run_id=run, follow=True) for run in runs]
    seen = []
    for request in requests:
        for _ in range(WATCHERS):
            own = pb.StreamTimelineRequest()
            own.CopyFrom(request)
            seen.append(Seen(own, random.Random(chance.random()), metadata))
    return seen


async def write(town: Town, writer: int, runs: list[str]) -> None:
    """Ask and be recorded, run by run; what gets no answer is asked again with the same id."""
    async with town.stub() as stub:
        for turn in range(WRITES):
            request = town.ask(
                f"w{writer}-{turn}",
                run_id=runs[(writer + turn) % len(runs)],
                estimate=m.Estimate(nothing=m.NoCost()),
            )
            while True:
                try:
                    await stub.Authorize(request, metadata=town.metadata(), timeout=5)
                    break
                except grpc.aio.AioRpcError:
                    await asyncio.sleep(0.05)


def require_each_once_in_order(seen: Seen, runs: list[str]) -> None:
    for run in runs:
        sequences = [sequence for run_id, sequence in seen.steps if run_id == run]
        assert sequences == sorted(set(sequences)), f"a step came twice, or too early, in {run}"
    assert len(set(seen.steps)) == len(seen.steps)


async def watch_while(
    town: Town, metadata: Metadata, meanwhile: Callable[[], Awaitable[object]] | None = None
) -> list[Seen]:
    runs = [f"run-{n}" for n in range(RUNS)]
    seen = watchers(metadata, runs)
    total = WRITERS * WRITES
    each = {
        run: sum((w + t) % RUNS == n for w in range(WRITERS) for t in range(WRITES))
        for n, run in enumerate(runs)
    }
    async with asyncio.timeout(40):
        await asyncio.gather(
            *(one.follow(town, each.get(one.request.run_id, total)) for one in seen),
            *(write(town, n, runs) for n in range(WRITERS)),
            *([meanwhile()] if meanwhile else []),
        )
    for one in seen:
        require_each_once_in_order(one, runs)
        wanted = each.get(one.request.run_id, total)
        assert len(one.steps) == wanted
    everything = {tuple(one.steps) for one in seen if one.request.WhichOneof("scope") != "run_id"}
    # All who follow everything saw it in one and the same order.
    assert len(everything) == 1
    return seen


async def test_watchers_who_are_cut_miss_nothing(server: RunningServer, tenant: OwnTenant) -> None:
    town = people(server, 1, tenant=tenant.tenant_id, admin_key=tenant.key)
    seen = await watch_while(town, as_caller(tenant.key))
    assert min(one.cuts for one in seen) > 1


async def test_a_server_that_is_killed_loses_no_watcher(mortal: RunningServer) -> None:
    town = people(mortal, 1)

    async def kill() -> None:
        await asyncio.sleep(0.5)
        await asyncio.to_thread(mortal.kill)
        await asyncio.to_thread(mortal.start)

    await watch_while(town, as_caller(mortal.key), kill)


async def test_history_first_then_live_once(server: RunningServer, tenant: OwnTenant) -> None:
    town = people(server, 1, tenant=tenant.tenant_id, admin_key=tenant.key)
    kinds: list[str | None] = []
    async with town.stub() as stub:
        await stub.Authorize(town.ask("before", run_id="run-1"), metadata=town.metadata())
        request = pb.StreamTimelineRequest(run_id="run-1", follow=True)
        stream = stub.StreamTimeline(request, metadata=as_caller(tenant.key))
        async for event in stream:
            kinds.append(event.WhichOneof("event"))
            if kinds[-1] == "live":
                await stub.Authorize(town.ask("after", run_id="run-1"), metadata=town.metadata())
            if kinds.count("step") == 2:
                break
        stream.cancel()
    assert kinds == ["step", "live", "step"]


@pytest.mark.parametrize("change", ["scope", "filter", "bytes", "tenant"])
async def test_a_cursor_of_another_stream_is_refused(
    server: RunningServer, tenant: OwnTenant, change: str
) -> None:
    town = people(server, 1, tenant=tenant.tenant_id, admin_key=tenant.key)
    async with town.stub() as stub:
        await stub.Authorize(town.ask("q", run_id="run-1"), metadata=town.metadata())
        first = [one async for one in stub.StreamTimeline(
            pb.StreamTimelineRequest(run_id="run-1"), metadata=as_caller(tenant.key)
        )]  # fmt: skip
        request, key = pb.StreamTimelineRequest(run_id="run-1", cursor=first[0].cursor), tenant.key
        if change == "scope":
            request.run_id = "run-2"
        elif change == "filter":
            request.kinds.append(m.STEP_KIND_USAGE)
        elif change == "bytes":
            request.cursor = request.cursor[:-2] + ("AA" if request.cursor[-2:] != "AA" else "BB")
        else:
            key = server.key
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in stub.StreamTimeline(request, metadata=as_caller(key)):
                pass
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert tenant.tenant_id != TENANT
