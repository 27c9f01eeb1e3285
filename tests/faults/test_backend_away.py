"""P4: each backend taken away, slow, answering garbage, cut in mid-reply: no ALLOW that was not committed, and no wait.

When the backend is back, so is the service, with no restart.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remit.client import entity
from remit.client import messages as m
from remit.storage.postgres.transaction import FATE_SECONDS
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.backends.proxy import Cut, Delay, Garbage, Proxy
from tests.effort import FULL, length
from tests.faults.books import require_books_agree, require_evidence, require_one_decision_for_each
from tests.faults.caller import Caller, callers, gathered, is_passing, retry_after
from tests.faults.site import Site
from tests.promises.town import Town, budget, reason_of

CALLERS: Final = 12
OUTAGE: Final = length(1.0, 7.0)
"""Seconds."""
BOUND: Final = 12.0
"""Seconds within which every question is answered, whatever the backends do: Postgres may hang in a COMMIT, whose fate is
then asked for; others wait behind it."""
PATIENCE: Final = 30.0
"""Seconds after which a caller gives up: never needed."""
BACK_WITHIN: Final = 8.0
"""Seconds after which a backend that is back is used again: what it was asked before, and waits for the rest of an answer
that never comes, is given up after five."""
BUDGETS: Final = (budget("tenant-month", 10**9), budget("each-agent", 10**8, m.SCOPE_AGENT, m.PERIOD_DAY))


def slow(proxy: Proxy) -> None:
    proxy.set(replies=Delay(5))


def garbled(proxy: Proxy) -> None:
    proxy.set(replies=Garbage())


def garbled_questions(proxy: Proxy) -> None:
    proxy.set(requests=Garbage())


def cut(after: int) -> Callable[[Proxy], None]:
    def in_mid_reply(proxy: Proxy) -> None:
        proxy.set(replies=Cut(after))

    return in_mid_reply


def cut_in_mid_question(proxy: Proxy) -> None:
    proxy.set(requests=Cut(200))


# The short form takes one of each kind; in full, all are tried on both backends.
ALWAYS: Final = {"gone": Proxy.refuse, "silent": Proxy.black_hole, "garbled": garbled, "cut at 7": cut(7)}
FULLY: Final = {
    "slow": slow,
    "garbled questions": garbled_questions,
    "cut in mid-question": cut_in_mid_question,
    **{f"cut at {after}": cut(after) for after in (0, 1, 60, 400, 3_000)},
}
FAULTS: Final[dict[str, Callable[[Proxy], None]]] = {**ALWAYS, **(FULLY if FULL else {})}


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one question."""

    request: pb.AuthorizeRequest
    asked_at: float
    took: float
    answer: pb.AuthorizeResponse | None = None
    error: grpc.aio.AioRpcError | None = None

    @property
    def allowed(self) -> bool:
        return self.answer is not None and self.answer.effect == m.EFFECT_ALLOW


@dataclass(slots=True)
class Day:
    """Callers who ask all day, each question once, and what came of it."""

    town: Town
    came: list[Came] = field(default_factory=list)
    over: bool = False

    async def live(self, caller: Caller, place: int) -> None:
        turn = 0
        while not self.over:
            turn += 1
            self.came.append(await self.ask(caller, f"c{place}-{turn}", (place + turn) % len(caller.stubs)))
            await asyncio.sleep(0.005 if self.came[-1].error is None else 0.1)

    async def ask(self, caller: Caller, name: str, replica: int) -> Came:
        request, since = self.town.ask(name), time.monotonic()
        try:
            answer = await caller.stubs[replica].Authorize(
                request, metadata=self.town.metadata(), timeout=PATIENCE
            )
        except grpc.aio.AioRpcError as error:
            return Came(request, since, time.monotonic() - since, error=error)
        return Came(request, since, time.monotonic() - since, answer)

    async def served_again(self, caller: Caller) -> float:
        """Return the seconds after which all replicas answer again, several times in a row."""
        since, row, turn = time.monotonic(), 0, 0
        while row < 5 * len(caller.stubs):
            assert time.monotonic() - since < BACK_WITHIN + BOUND, "the service does not come back"
            turn += 1
            came = await self.ask(caller, f"back-{turn}", turn % len(caller.stubs))
            self.came.append(came)
            row = row + 1 if came.answer is not None else 0
            if came.error is not None:
                await asyncio.sleep(0.05)
        return time.monotonic() - since

    def between(self, start: float, end: float) -> list[Came]:
        """Return what was asked and answered in a span of time."""
        return [one for one in self.came if one.asked_at >= start and one.asked_at + one.took <= end]


def town_with_rates(site: Site) -> Town:
    town = site.town(1, BUDGETS)
    with town.admin() as admin:
        window = m.RateWindow(limit=1_000_000, period=Duration(seconds=1))
        admin.create_rate_limit(
            rate_limit=m.RateLimit(rate_limit_id="wide", scope=m.RATE_SCOPE_TENANT, windows=[window])
        )
    return town


def require_proper(error: grpc.aio.AioRpcError) -> None:
    """An outage is told as such, with a time to come back, and in Remit's words alone."""
    assert is_passing(error), error
    assert error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED, error
    assert reason_of(error) in {"BACKEND_UNAVAILABLE", "OVERLOADED", "STALE_REVISION"}, error
    assert retry_after(error) is not None, error
    told = (error.details() or "").lower()
    assert not any(word in told for word in ("asyncpg", "127.0.0.1", "errno", "password")), told


async def live_through(
    site: Site, day: Day, begin: Callable[[], Any], end: Callable[[], Any]
) -> tuple[float, float]:
    """Ask before, during and after; returns when the backend was surely away, and when no more."""
    pids = [server.pid for server in site.servers]
    async with callers(site, CALLERS) as asking:

        async def outage() -> tuple[float, float]:
            await asyncio.sleep(0.5)
            await asyncio.to_thread(begin)
            started = time.monotonic()
            await asyncio.sleep(OUTAGE)
            ended = time.monotonic()
            await asyncio.to_thread(end)
            assert await day.served_again(asking[0]) < BACK_WITHIN
            day.over = True
            return started, ended

        *_, times = await gathered(
            *(day.live(caller, place) for place, caller in enumerate(asking)), outage()
        )
        await require_settled(day, asking)
    assert [server.pid for server in site.servers] == pids
    return times  # type: ignore[no-any-return]


async def require_settled(day: Day, asking: list[Caller]) -> None:
    """What is in the log is what was answered; what was lost is decided once, whenever it is asked again."""
    for one in day.came:
        assert one.took < BOUND, one
        if one.error is not None:
            require_proper(one.error)
    require_evidence(day.town, [one.answer for one in day.came if one.answer is not None])
    lost = [one.request for one in day.came if one.error is not None]
    again = [asking[n % CALLERS].call("Authorize", one, day.town) for n, one in enumerate(lost)]
    require_evidence(day.town, await gathered(*again))
    require_one_decision_for_each(day.town, [("r0", one.request.request_id) for one in day.came])
    require_books_agree(day.town, BUDGETS)


@pytest.fixture(autouse=True)
def healed(proxied: Site) -> Any:
    yield
    for proxy in (proxied.postgres_proxy, proxied.valkey_proxy):
        assert proxy is not None
        proxy.heal()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("backend", ["postgres", "valkey"])
async def test_what_a_backend_does_allows_nothing_that_was_not_committed(
    proxied: Site, backend: str, fault: str
) -> None:
    proxy = proxied.postgres_proxy if backend == "postgres" else proxied.valkey_proxy
    assert proxy is not None
    day = Day(town_with_rates(proxied))
    start, end = await live_through(proxied, day, lambda: FAULTS[fault](proxy), proxy.heal)
    assert any(one.allowed for one in day.came)
    if fault in {"gone", "silent", "garbled", "garbled questions"}:
        assert not any(one.allowed for one in day.between(start, end))
        # What is shorter than the server's patience may be only slow: each replica asks for the fate of its commit whose
        # answer was lost, everybody else waits behind it, and the backend is back before that is given up.
        assert fault == "silent" or OUTAGE < FATE_SECONDS or any(one.error is not None for one in day.came)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("backend", ["postgres", "valkey"])
async def test_a_backend_that_hangs_is_waited_for_by_nobody(proxied: Site, backend: str) -> None:
    """Stopped, not ended: connections stay open, and nothing ever comes."""
    stalled = proxied.postgres if backend == "postgres" else proxied.valkey
    assert stalled is not None
    day = Day(town_with_rates(proxied))
    start, end = await live_through(proxied, day, stalled.stall, stalled.resume)
    assert not any(one.allowed for one in day.between(start, end))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("backend", ["postgres", "valkey"])
async def test_a_crash_of_a_backend_is_survived(proxied: Site, backend: str) -> None:
    mortal = proxied.mortals[backend]
    day = Day(town_with_rates(proxied))
    start, end = await live_through(proxied, day, mortal.kill, mortal.start)
    assert not any(one.allowed for one in day.between(start, end))


async def test_only_rates_may_be_set_to_pass_and_the_answer_says_so(proxied: Site) -> None:
    """Money stays strict: with Valkey away there is still room for exactly so many."""
    town = town_with_rates(proxied)
    assert proxied.valkey_proxy is not None
    with town.admin() as admin:
        tenant = admin.get_tenant(tenant_id=town.tenant).tenant
        tenant.settings.on_outage = m.ON_OUTAGE_ALLOW
        admin.update_tenant(tenant=tenant, update_mask=FieldMask(paths=["settings.on_outage"]))
        admin.create_budget(budget=budget("few", 5 * 100))
    proxied.valkey_proxy.refuse()
    async with callers(proxied, 4) as asking:
        work = (asking[n % 4].call("Authorize", town.ask(f"q{n}"), town) for n in range(20))
        answers = await gathered(*work)
    allowed = [answer for answer in answers if answer.effect == m.EFFECT_ALLOW]
    assert len(allowed) == 5
    for answer in allowed:
        assert m.VERDICT_DEGRADED in answer.stages
        assert m.REASON_CODE_DEGRADED_BY_SETTING in {reason.code for reason in answer.reasons}
    require_books_agree(town, BUDGETS)


async def test_a_holder_extends_and_releases_without_valkey(proxied: Site) -> None:
    """What lasts is in Postgres; nobody hears of a lease that could not be reached."""
    town = proxied.town(1, BUDGETS)
    assert proxied.valkey_proxy is not None
    with town.admin() as admin:
        run = admin.start_run(subject=entity("agent:r0")).run.run_id
    async with town.stub() as stub:
        one, other = [
            (await stub.Authorize(town.ask(f"q{n}", run_id=run), metadata=town.metadata())).reservation
            for n in range(2)
        ]
        due = town.rows("SELECT due_at FROM deadline WHERE tenant=?")
        proxied.valkey_proxy.refuse()
        longer = pb.ExtendReservationRequest(reservation_id=one.reservation_id, hold=Duration(seconds=3_600))
        extended = (await stub.ExtendReservation(longer, metadata=town.metadata())).reservation
        given = pb.ReleaseReservationRequest(
            reservation_id=other.reservation_id, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="test"
        )
        released = (await stub.ReleaseReservation(given, metadata=town.metadata())).reservation
    assert extended.expires_at.seconds > one.expires_at.seconds
    assert released.state == m.RESERVATION_STATE_RELEASED
    assert town.rows("SELECT due_at FROM deadline WHERE tenant=?") > due
    require_books_agree(town, BUDGETS)
