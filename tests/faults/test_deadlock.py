"""Batches over many tenants, with shared runs and budgets, from many at once: no caller ever sees a deadlock."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from remit.client import messages as m
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1 import timeline_service_pb2 as timeline
from remitpb.v1 import timeline_service_pb2_grpc as timeline_stubs
from tests.backends.postgres import ask
from tests.effort import FULL, length
from tests.faults.books import require_books_agree, require_dense_runs
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site, replicated_site
from tests.promises.town import OPTIONS, Town, budget, nanos, reason_of

TENANTS = length(12, 50)
SECONDS = length(8.0, 60.0)
REPLICAS = length(2, 8)
"""The short form has those of other proofs."""
CALLERS = 16
CROWD = length(1, 8)
"""Tenants in which steps are reported, of two runs each: so few that callers meet."""
RUNS = 6
"""Of each tenant, shared by all who ask in it."""
STEPS = 8
"""Reported at once, of few ids, so that others report the same."""
BUDGETS = (
    budget("month", 10**8),
    budget("day", 10**8, period=m.PERIOD_DAY),
    budget("each-run", 10**8, m.SCOPE_RUN, m.PERIOD_RUN),
)


@pytest.fixture(scope="module")
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Several replicas on one Postgres: their turns hold locks at the same time."""
    if not FULL:
        yield request.getfixturevalue("replicated")
        return
    with replicated_site(tmp_path_factory.mktemp("crowded"), replicas=REPLICAS) as site:
        yield site


class Rush:
    """Callers who ask, report, release and change policy in the same tenants, in any order."""

    def __init__(self, towns: list[Town]) -> None:
        self.towns = towns
        self.until = time.monotonic() + SECONDS
        self.kept: dict[str, list[str]] = {town.tenant: [] for town in towns}
        """Reservation ids by tenant."""
        self.reported: dict[str, list[tuple[str, str]]] = {town.tenant: [] for town in towns}
        """Runs and ids of steps by tenant."""
        self.calls: Counter[str] = Counter()

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    async def ask(self, caller: Caller, name: str) -> None:
        """Ask a batch over shared runs, in an order of its own."""
        town = caller.chance.choice(self.towns)
        runs = caller.chance.sample([f"run-{n}" for n in range(RUNS)], k=RUNS)
        batch = [town.ask(f"{name}-{n}", run_id=run) for n, run in enumerate(runs)]
        answer = await caller.call("BatchAuthorize", pb.BatchAuthorizeRequest(requests=batch), town)
        for one in answer.results:
            assert one.WhichOneof("result") == "response", one
            if one.response.HasField("reservation"):
                self.kept[town.tenant].append(one.response.reservation.reservation_id)

    async def report(self, caller: Caller, name: str) -> None:
        """Report usage of several holds, and of none, in an order of its own."""
        town = caller.chance.choice(self.towns)
        kept = self.kept[town.tenant]
        caller.chance.shuffle(kept)
        mine = [kept.pop() for _ in range(min(5, len(kept)))]
        records = [pb.UsageRecord(usage_id=f"u-{one}", reservation_id=one, cost=nanos(70)) for one in mine]
        run = f"run-{caller.chance.randrange(RUNS)}"
        records.append(pb.UsageRecord(usage_id=name, run_id=run, cost=nanos(3)))
        caller.chance.shuffle(records)
        answer = await caller.call("RecordUsage", pb.RecordUsageRequest(records=records), town)
        for one in answer.results:
            assert one.WhichOneof("result") == "receipt", one

    async def release(self, caller: Caller, name: str) -> None:
        """Give one hold back."""
        town = caller.chance.choice(self.towns)
        if self.kept[town.tenant]:
            request = pb.ReleaseReservationRequest(
                reservation_id=self.kept[town.tenant].pop(),
                outcome=pb.RELEASE_OUTCOME_NOT_STARTED,
                reason=name,
            )
            await caller.call("ReleaseReservation", request, town)

    async def extend(self, caller: Caller, name: str) -> None:
        """Let one hold last longer, as long as nobody else has it."""
        town = caller.chance.choice(self.towns)
        if self.kept[town.tenant]:
            one = self.kept[town.tenant].pop()
            await caller.call(
                "ExtendReservation",
                pb.ExtendReservationRequest(reservation_id=one, hold=Duration(seconds=900)),
                town,
            )
            self.kept[town.tenant].append(one)

    async def record(self, caller: Caller, name: str) -> None:
        """Report steps of one run, which others report too, in an order of its own."""
        town = caller.chance.choice(self.towns[:CROWD])
        run, part = f"run-{caller.chance.randrange(2)}", self.calls["record"] // CALLERS
        ids = [f"s{part}-{n}" for n in range(STEPS)]
        caller.chance.shuffle(ids)
        steps = [
            core.Step(
                step_id=one, kind=core.STEP_KIND_TOOL_CALL, name="search", status=core.STEP_STATUS_RUNNING
            )
            for one in ids
        ]
        answer = await caller.call("RecordSteps", timeline.RecordStepsRequest(run_id=run, steps=steps), town)
        for one in answer.results:
            assert one.WhichOneof("result") == "sequence", one
        self.reported[town.tenant] += [(run, one) for one in ids[:2]]

    async def update(self, caller: Caller, name: str) -> None:
        """Change a step that was reported, and may be changed by others at the same time."""
        town = caller.chance.choice(self.towns[:CROWD])
        if self.reported[town.tenant]:
            run, one = caller.chance.choice(self.reported[town.tenant])
            step = core.Step(run_id=run, step_id=one, attempt=caller.chance.randrange(1, 100))
            await caller.call("UpdateStep", timeline.UpdateStepRequest(step=step), town)

    async def change(self, caller: Caller, name: str) -> None:
        """Change a tenant's policy, so that decisions under way are decided again."""
        town = caller.chance.choice(self.towns)

        def write() -> None:
            with town.admin() as admin:
                admin.create_role(
                    role=m.Role(role_id=name, permissions=[m.Permission(action="tool:x", resource="*")])
                )

        await asyncio.to_thread(write)

    async def live(self, caller: Caller, reporter: Caller, place: int) -> None:
        """Do one thing after another; `reporter` calls the service of timelines."""
        mine = [self.ask] * 5 + [self.report] * 3 + [self.release, self.extend, self.change]
        deeds = [(one, caller) for one in mine] + [
            (one, reporter) for one in [self.record] * 3 + [self.update]
        ]
        while not self.over:
            deed, who = caller.chance.choice(deeds)
            self.calls[deed.__name__] += 1
            try:
                await deed(who, f"{deed.__name__}-{place}-{self.calls.total()}")
            except grpc.aio.AioRpcError as error:
                raise AssertionError(f"{deed.__name__}: {error.code()} {reason_of(error)}") from error


@asynccontextmanager
async def reporters(site: Site, asking: list[Caller]) -> AsyncIterator[list[Caller]]:
    """Open as many callers of timelines as there are callers, over connections that those of a replica share."""
    async with AsyncExitStack() as stack:
        stubs = []
        for server in site.servers:
            channel = grpc.aio.insecure_channel(server.address, options=OPTIONS)
            stubs.append(timeline_stubs.TimelineServiceStub(await stack.enter_async_context(channel)))
        yield [Caller(stubs, one.chance, at=one.at) for one in asking]  # type: ignore[arg-type]


def deadlocks_of(site: Site) -> int:
    """Return how many Postgres has ended so far."""
    url = site.servers[0].environment["REMIT_DATABASE_URL"]
    ((count,),) = ask(url, "SELECT deadlocks FROM pg_stat_database WHERE datname=current_database()")
    return int(count)


@pytest.mark.timeout(120 + 2 * SECONDS)
async def test_no_caller_sees_a_deadlock(
    crowded: Site, record_property: Callable[[str, object], None]
) -> None:
    towns = [crowded.town(1, BUDGETS) for _ in range(TENANTS)]
    before = deadlocks_of(crowded)
    async with callers(crowded, CALLERS) as asking, reporters(crowded, asking) as reporting:
        rush = Rush(towns)
        pairs = zip(asking, reporting, strict=True)
        await gathered(*(rush.live(*pair, place) for place, pair in enumerate(pairs)))
    assert set(rush.calls) == {"ask", "report", "release", "extend", "change", "record", "update"}
    failures = sum((caller.failures for caller in asking + reporting), Counter())
    assert not failures
    for town in towns:
        require_books_agree(town, BUDGETS)
        require_dense_runs(town)
    deadlocks = deadlocks_of(crowded) - before
    record_property("deadlocks retried unseen", deadlocks)
    assert deadlocks <= rush.calls.total() / 1_000, "locks are not taken in one order"
