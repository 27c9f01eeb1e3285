"""What every backend of the volatile room must do; a backend's tests subclass these with their fixtures."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import pytest

from remit.clock import HOUR, MINUTE
from remit.decision.pace import (
    CONCURRENCY,
    RATE,
    Announcements,
    KeyedWindow,
    Lease,
    LeaseLimit,
    Pace,
    PaceAnswer,
    PaceAsk,
    pace_key,
)
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window

TENANT = "acme"
# A backend's own clock goes on while a busy machine keeps the test waiting, so an interval is no less than half a minute.
SHORT = Window.compile(RateWindow(limit=2, period=MINUTE))
LONG = Window.compile(RateWindow(limit=3, period=HOUR))
PROMPT = 15.0
"""Seconds in which a wake-up must come, on a machine that others keep busy; far fewer than anybody sleeps."""
ASLEEP = 60.0
"""Seconds that a sleeper would sleep whom nobody wakes."""


class PaceBackend(ABC):
    """A backend under test, with a clock that the test moves."""

    pace: Pace

    @abstractmethod
    async def advance(self, microseconds: int) -> None:
        """Move the backend's own clock forward."""

    async def take(self, ask: PaceAsk) -> PaceAnswer:
        """Take one ask as a batch of one."""
        (answer,) = await self.pace.take([ask])
        return answer


@dataclass(frozen=True)
class Asks:
    """Makes asks whose keys belong to one test alone."""

    name: str
    tenant: str = TENANT
    rates: dict[str, Window] = field(default_factory=lambda: {"short": SHORT})

    def rate(self, *names: str, cost: int = 1) -> PaceAsk:
        """Ask for tokens of the windows with these names."""
        return PaceAsk(tenant=self.tenant, windows=self._windows(names), cost=cost)

    def both(self, lease_id: str, *names: str, limit: int = 1, sets: tuple[str, ...] = ("set",)) -> PaceAsk:
        """Ask for tokens and for a lease in each of these sets, for ten minutes."""
        limits = tuple(LeaseLimit(pace_key(self.tenant, self.name, one), limit) for one in sets)
        return PaceAsk(
            tenant=self.tenant,
            windows=self._windows(names),
            leases=limits,
            lease_id=lease_id,
            lease_ttl=10 * MINUTE,
        )

    def _windows(self, names: tuple[str, ...]) -> tuple[KeyedWindow, ...]:
        return tuple(KeyedWindow(pace_key(self.tenant, self.name, one), self.rates[one]) for one in names)


class PaceContract:
    """Rates and leases: all or nothing, never too many, nothing lost for good."""

    @pytest.fixture
    def asks(self, request: pytest.FixtureRequest) -> Asks:
        """Keep the keys of tests apart, also in a backend that they share."""
        return Asks(request.node.name, rates={"short": SHORT, "long": LONG})

    async def test_an_empty_batch_has_no_answers(self, backend: PaceBackend) -> None:
        assert await backend.pace.take([]) == []

    async def test_an_ask_for_nothing_is_admitted(self, backend: PaceBackend) -> None:
        assert await backend.take(PaceAsk(tenant=TENANT)) == PaceAnswer(admitted=True)

    async def test_a_burst_is_admitted_and_then_one_for_each_interval(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        first, second, third = await backend.pace.take([asks.rate("short")] * 3)
        assert [first.admitted, second.admitted, third.admitted] == [True, True, False]
        assert [one.rates[0].remaining for one in (first, second, third)] == [1, 0, 0]
        assert (third.denied_by, third.denied_key) == (RATE, asks.rate("short").windows[0].key)
        assert third.retry_after is not None
        assert 0 < third.retry_after <= MINUTE // 2
        await backend.advance(third.retry_after)
        assert (await backend.take(asks.rate("short"))).admitted
        assert not (await backend.take(asks.rate("short"))).admitted

    async def test_standings_say_limit_rest_and_reset_in_the_order_asked(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        answer = await backend.take(asks.rate("long", "short"))
        long, short = answer.rates
        assert (long.limit, long.remaining, short.limit, short.remaining) == (3, 2, 2, 1)
        assert 19 * MINUTE < long.resets_in <= 20 * MINUTE
        assert MINUTE // 3 < short.resets_in <= MINUTE // 2
        assert [long.key, short.key] == [keyed.key for keyed in asks.rate("long", "short").windows]

    async def test_all_windows_admit_or_none_is_touched(self, backend: PaceBackend, asks: Asks) -> None:
        assert all(one.admitted for one in await backend.pace.take([asks.rate("short")] * 2))
        for names in (("short", "long"), ("long", "short")):
            denied = await backend.take(asks.rate(*names))
            assert not denied.admitted
            assert {one.limit: one.remaining for one in denied.rates} == {2: 0, 3: 3}
        after = await backend.pace.take([asks.rate("long")] * 4)
        assert [one.admitted for one in after] == [True, True, True, False]

    async def test_denials_never_push_the_next_admission_away(self, backend: PaceBackend, asks: Asks) -> None:
        answers = await backend.pace.take([asks.rate("short")] * 50)
        assert sum(one.admitted for one in answers) == 2
        await backend.advance(MINUTE // 2)
        assert (await backend.take(asks.rate("short"))).admitted

    async def test_of_several_full_windows_the_longest_wait_is_told(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        await backend.pace.take([asks.rate("long")] * 3)
        await backend.pace.take([asks.rate("short")] * 2)
        denied = await backend.take(asks.rate("short", "long"))
        assert denied.denied_key == asks.rate("long").windows[0].key
        assert denied.retry_after is not None
        assert denied.retry_after > 19 * MINUTE

    async def test_a_cost_above_the_burst_never_fits(self, backend: PaceBackend, asks: Asks) -> None:
        denied = await backend.take(asks.rate("short", cost=3))
        assert (denied.admitted, denied.retry_after, denied.rates[0].remaining) == (False, None, 2)
        assert (await backend.take(asks.rate("short", cost=2))).rates[0].remaining == 0

    async def test_what_is_given_back_can_be_taken_again_and_no_more(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        taken = [asks.rate("long", "short")] * 2
        assert all(one.admitted for one in await backend.pace.take(taken))
        await backend.pace.give_back(taken)
        again = await backend.pace.take([asks.rate("long", "short")] * 3)
        assert [one.admitted for one in again] == [True, True, False]

    async def test_giving_back_late_never_makes_a_bucket_fuller_than_full(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        await backend.take(asks.rate("short"))
        await backend.advance(HOUR)
        await backend.pace.give_back([asks.rate("short")])
        assert sum(one.admitted for one in await backend.pace.take([asks.rate("short")] * 5)) == 2

    async def test_leases_are_limited_until_one_is_released(self, backend: PaceBackend, asks: Asks) -> None:
        first, second, third = (f"{asks.name}-{n}" for n in range(3))
        answers = await backend.pace.take([asks.both(one, limit=2) for one in (first, second, third)])
        assert [one.admitted for one in answers] == [True, True, False]
        assert (answers[2].denied_by, answers[2].retry_after) == (CONCURRENCY, None)
        assert answers[2].denied_key == asks.both(third).leases[0].key
        await backend.pace.release([Lease(TENANT, first), Lease(TENANT, "never held")])
        assert (await backend.take(asks.both(third, limit=2))).admitted
        assert not (await backend.take(asks.both("one more", limit=2))).admitted

    async def test_a_lease_held_already_counts_once(self, backend: PaceBackend, asks: Asks) -> None:
        lease = f"{asks.name}-lease"
        answers = await backend.pace.take([asks.both(lease), asks.both(lease), asks.both("another")])
        assert [one.admitted for one in answers] == [True, True, False]
        await backend.pace.release([Lease(TENANT, lease)])
        assert (await backend.take(asks.both("another"))).admitted

    async def test_a_lease_that_nobody_releases_expires(self, backend: PaceBackend, asks: Asks) -> None:
        await backend.take(asks.both(f"{asks.name}-1"))
        await backend.advance(9 * MINUTE)
        assert not (await backend.take(asks.both(f"{asks.name}-2"))).admitted
        await backend.advance(MINUTE)
        assert (await backend.take(asks.both(f"{asks.name}-2"))).admitted

    async def test_a_lease_is_extended_while_it_is_held_and_not_afterwards(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        held = Lease(TENANT, f"{asks.name}-1")
        await backend.take(asks.both(held.id))
        await backend.advance(9 * MINUTE)
        await backend.pace.extend([held], 20 * MINUTE)
        await backend.advance(15 * MINUTE)
        assert not (await backend.take(asks.both(f"{asks.name}-2"))).admitted
        await backend.advance(5 * MINUTE)
        await backend.pace.extend([held], 20 * MINUTE)
        assert (await backend.take(asks.both(f"{asks.name}-2"))).admitted

    async def test_a_lease_is_never_shortened(self, backend: PaceBackend, asks: Asks) -> None:
        held = Lease(TENANT, f"{asks.name}-1")
        await backend.take(asks.both(held.id))
        await backend.pace.extend([held], MINUTE)
        await backend.advance(9 * MINUTE)
        assert not (await backend.take(asks.both(f"{asks.name}-2"))).admitted
        await backend.advance(MINUTE)
        assert (await backend.take(asks.both(f"{asks.name}-2"))).admitted

    async def test_a_full_set_takes_neither_tokens_nor_leases_elsewhere(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        await backend.take(asks.both(f"{asks.name}-1", sets=("full",)))
        for sets in (("full", "free"), ("free", "full")):
            denied = await backend.take(asks.both(f"{asks.name}-2", "short", sets=sets))
            assert (denied.denied_by, denied.rates[0].remaining) == (CONCURRENCY, 2)
        assert (await backend.take(asks.both(f"{asks.name}-3", "short", sets=("free",)))).admitted

    async def test_no_rate_no_lease(self, backend: PaceBackend, asks: Asks) -> None:
        await backend.pace.take([asks.rate("short")] * 2)
        assert (await backend.take(asks.both(f"{asks.name}-1", "short"))).denied_by == RATE
        assert (await backend.take(asks.both(f"{asks.name}-2"))).admitted

    async def test_releasing_frees_every_set_of_a_lease(self, backend: PaceBackend, asks: Asks) -> None:
        await backend.take(asks.both(f"{asks.name}-1", sets=("one", "two")))
        await backend.pace.release([Lease(TENANT, f"{asks.name}-1")])
        for one in ("one", "two"):
            assert (await backend.take(asks.both(f"{asks.name}-{one}", sets=(one,)))).admitted

    async def test_a_lease_that_is_taken_again_elsewhere_is_one_lease_in_all_its_sets(
        self, backend: PaceBackend, asks: Asks
    ) -> None:
        lease = f"{asks.name}-1"
        assert (await backend.take(asks.both(lease, sets=("one",)))).admitted
        await backend.advance(6 * MINUTE)
        assert (await backend.take(asks.both(lease, sets=("two",)))).admitted
        await backend.advance(6 * MINUTE)
        for one in ("one", "two"):
            assert not (await backend.take(asks.both(f"{asks.name}-{one}", sets=(one,)))).admitted
        await backend.pace.release([Lease(TENANT, lease)])
        for one in ("one", "two"):
            assert (await backend.take(asks.both(f"{asks.name}-{one}", sets=(one,)))).admitted

    async def test_giving_back_frees_the_lease_too(self, backend: PaceBackend, asks: Asks) -> None:
        taken = asks.both(f"{asks.name}-1", "short")
        await backend.take(taken)
        await backend.pace.give_back([taken])
        answer = await backend.take(asks.both(f"{asks.name}-2", "short"))
        assert (answer.admitted, answer.rates[0].remaining) == (True, 1)

    async def test_tenants_do_not_share(self, backend: PaceBackend, asks: Asks) -> None:
        other = Asks(asks.name, tenant="zeta", rates=asks.rates)
        await backend.pace.take([asks.rate("short")] * 3)
        assert (await backend.take(other.rate("short"))).rates[0].remaining == 1

    async def test_callers_at_once_get_no_more_than_there_is(self, backend: PaceBackend, asks: Asks) -> None:
        batches = [backend.pace.take([asks.rate("long")] * 5) for _ in range(20)]
        answers = [one for batch in await asyncio.gather(*batches) for one in batch]
        assert sum(one.admitted for one in answers) == 3


class AnnouncementsContract:
    """Wake-ups: none is lost, whatever the order of publishing, reading and waiting."""

    async def test_what_was_published_before_the_wait_ends_it_at_once(
        self, announcements: Announcements
    ) -> None:
        seen = announcements.position("run_1")
        await announcements.publish(["run_1"])
        async with asyncio.timeout(PROMPT):
            assert await announcements.wait("run_1", seen, within=ASLEEP) > seen

    async def test_a_sleeper_is_woken(self, announcements: Announcements) -> None:
        seen = announcements.position("run_2")
        sleeper = asyncio.create_task(announcements.wait("run_2", seen, within=ASLEEP))
        await asyncio.sleep(0.01)
        assert not sleeper.done()
        await announcements.publish(["run_2"])
        async with asyncio.timeout(PROMPT):
            assert await sleeper > seen

    async def test_without_news_the_wait_ends_in_time_where_it_began(
        self, announcements: Announcements
    ) -> None:
        seen = announcements.position("quiet")
        async with asyncio.timeout(PROMPT):
            assert await announcements.wait("quiet", seen, within=0.02) == seen
            assert await announcements.wait("quiet", seen, within=0) == seen

    async def test_other_topics_wake_nobody(self, announcements: Announcements) -> None:
        seen = announcements.position("run_3")
        sleeper = asyncio.create_task(announcements.wait("run_3", seen, within=ASLEEP))
        await asyncio.sleep(0.01)
        await announcements.publish(["run_33", "run_"])
        await asyncio.sleep(0.01)
        assert not sleeper.done()
        await announcements.publish(["run_33", "run_3"])
        assert await sleeper > seen

    async def test_positions_only_grow(self, announcements: Announcements) -> None:
        positions = [announcements.position("run_4")]
        for _ in range(3):
            await announcements.publish(["run_4"])
            positions.append(await announcements.wait("run_4", positions[-1], within=PROMPT))
        assert positions == sorted(set(positions))

    async def test_one_who_leaves_takes_nobody_along(self, announcements: Announcements) -> None:
        seen = announcements.position("run_5")
        leaver, stayer = (
            asyncio.create_task(announcements.wait("run_5", seen, within=PROMPT)) for _ in range(2)
        )
        await asyncio.sleep(0.01)
        leaver.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaver
        await announcements.publish(["run_5"])
        assert await stayer > seen

    async def test_thousands_of_sleepers_are_all_woken(self, announcements: Announcements) -> None:
        seen = announcements.position("popular")
        sleepers = [
            asyncio.create_task(announcements.wait("popular", seen, within=ASLEEP)) for _ in range(3_000)
        ]
        await asyncio.sleep(0.05)
        await announcements.publish(["popular"])
        async with asyncio.timeout(PROMPT):
            assert min(await asyncio.gather(*sleepers)) > seen

    async def test_a_watcher_between_reading_and_sleeping_misses_nothing(
        self, announcements: Announcements
    ) -> None:
        stored = 0
        last = 200

        async def write() -> None:
            nonlocal stored
            for _ in range(last):
                stored += 1
                await announcements.publish(["log"])
                await asyncio.sleep(0)

        async def watch() -> None:
            while True:
                seen = announcements.position("log")
                if stored == last:
                    return
                await asyncio.sleep(0)
                await announcements.wait("log", seen, within=ASLEEP)

        async with asyncio.timeout(PROMPT), asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(watch())
            group.create_task(write())
