"""Batches over many tenants, with shared runs and budgets, from many at once: no caller ever sees a deadlock."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator

import grpc
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.backends.postgres import ask
from tests.effort import FULL, length
from tests.faults.books import require_books_agree, require_dense_runs
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site, replicated_site
from tests.promises.town import Town, budget, nanos, reason_of

TENANTS = length(12, 50)
SECONDS = length(8.0, 60.0)
WORKERS = 8
REPLICAS = length(2, 4)
"""The short form has those of other proofs."""
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
        self.calls: Counter[str] = Counter()

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    async def ask(self, caller: Caller, name: str) -> None:
        """Ask a batch over shared runs, in an order of its own."""
        town = caller.chance.choice(self.towns)
        runs = caller.chance.sample([f"run-{n}" for n in range(6)], k=6)
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
        run = f"run-{caller.chance.randrange(6)}"
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

    async def change(self, caller: Caller, name: str) -> None:
        """Change a tenant's policy, so that decisions under way are decided again."""
        town = caller.chance.choice(self.towns)

        def write() -> None:
            with town.admin() as admin:
                admin.create_role(
                    role=m.Role(role_id=name, permissions=[m.Permission(action="tool:x", resource="*")])
                )

        await asyncio.to_thread(write)

    async def live(self, caller: Caller, worker: int) -> None:
        deeds = [self.ask] * 5 + [self.report] * 3 + [self.release] + [self.change]
        while not self.over:
            deed = caller.chance.choice(deeds)
            self.calls[deed.__name__] += 1
            try:
                await deed(caller, f"{deed.__name__}-{worker}-{self.calls.total()}")
            except grpc.aio.AioRpcError as error:
                raise AssertionError(f"{deed.__name__}: {error.code()} {reason_of(error)}") from error


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
    async with callers(crowded, WORKERS * REPLICAS) as asking:
        rush = Rush(towns)
        await gathered(*(rush.live(caller, place) for place, caller in enumerate(asking)))
    assert set(rush.calls) == {"ask", "report", "release", "change"}
    failures = sum((caller.failures for caller in asking), Counter())
    assert not failures
    for town in towns:
        require_books_agree(town, BUDGETS)
        require_dense_runs(town)
    deadlocks = deadlocks_of(crowded) - before
    record_property("deadlocks retried unseen", deadlocks)
    assert deadlocks <= rush.calls.total() / 1_000, "locks are not taken in one order"
