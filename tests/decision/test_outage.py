"""P4: what cannot be checked is not allowed; only rates and concurrency may be set to be skipped, and the answer says so."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.budget.model import Budget, Period, ScopeType, Standing, Unit, Usage
from remit.clock import MINUTE
from remit.decision.authorize import Authorizer
from remit.decision.breaker import LONGEST, PATIENCE, Breaker, Guarded
from remit.decision.model import Draft, Effect, Estimate, Outcome, ReasonCode, Stage, Verdict
from remit.decision.pace import Lease, PaceAnswer, PaceAsk
from remit.decision.record import decode
from remit.decision.record_usage import Reported, Settler
from remit.decision.tenant import OnOutage, Settings, Tenant
from remit.decision.turn import Turn
from remit.errors import BackendUnavailableError, RemitError
from remit.identity.model import Run
from remit.policy.model import RateLimit, RateWindow
from remit.server.services.reservation import Reservations
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.decision.house import AGENT, NOON, TENANT, House, principal


class AwayPace:
    """Rates whose backend does not answer."""

    async def take(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer]:
        raise BackendUnavailableError("rates did not answer", retry_after=1.0)

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        raise AssertionError("nothing was taken")

    async def release(self, leases: Sequence[Lease]) -> None:
        """Do nothing."""

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        """Do nothing."""


def without_pace(house: House) -> Authorizer:
    app = house.app
    return Authorizer(
        catalogs=app.catalogs, gatherer=app.authorizer.gatherer, store=app.decisions, turn=app.authorizer.turn,
        pace=AwayPace(), ids=app.ids, clock=app.clock,
    )  # fmt: skip


@pytest.fixture
async def house(house: House) -> House:
    budget = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10)
    await house.put(RateLimit("r", windows=(RateWindow(1, 60_000_000),), concurrency=1), budget)
    return house


async def test_without_rates_there_is_no_answer(house: House) -> None:
    before = await house.footprint()
    with pytest.raises(BackendUnavailableError) as refused:
        await without_pace(house).authorize(house.ask("q", estimate=Estimate(money=1)))
    assert refused.value.retry_after is not None
    assert await house.footprint() == before


async def test_whom_no_limit_concerns_needs_no_rates(house: House) -> None:
    await house.drop(RateLimit, "r")
    answer = await without_pace(house).authorize(house.ask("q", estimate=Estimate(money=1)))
    assert answer.decision.effect is Effect.ALLOW
    assert Verdict.DEGRADED not in answer.decision.stages


async def test_a_tenant_may_have_rates_skipped_and_the_answer_says_so(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(on_outage=OnOutage.ALLOW)))
    authorizer = without_pace(house)
    decision = (await authorizer.authorize(house.ask("q", estimate=Estimate(money=10)))).decision
    assert decision.effect is Effect.ALLOW
    assert [Stage(n) for n, one in enumerate(decision.stages, 1) if one == Verdict.DEGRADED] == [
        Stage.RATE, Stage.CONCURRENCY,
    ]  # fmt: skip
    assert [reason.code for reason in decision.reasons] == [ReasonCode.DEGRADED_BY_SETTING]
    # Money is never skipped, and what refuses is said first.
    broke = (await authorizer.authorize(house.ask("r", estimate=Estimate(money=1)))).decision
    assert broke.effect is Effect.DENY
    assert [reason.code for reason in broke.reasons] == [
        ReasonCode.BUDGET_HELD_BY_OTHERS, ReasonCode.DEGRADED_BY_SETTING,
    ]  # fmt: skip
    # The audit log tells the same of both.
    for answer in (decision, broke):
        entry = await house.app.audit.find(TENANT, answer.id)
        assert entry is not None
        recorded = decode(entry.body)
        assert recorded.stages == answer.stages
        assert [reason.code for reason in recorded.reasons] == [reason.code for reason in answer.reasons]


class ForgetfulPace(AwayPace):
    """Rates whose backend goes away after it gave."""

    def __init__(self, house: House) -> None:
        self.take = house.app.pace.take  # type: ignore[method-assign]

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        raise BackendUnavailableError("rates did not answer")

    async def release(self, leases: Sequence[Lease]) -> None:
        raise BackendUnavailableError("rates did not answer")

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        raise BackendUnavailableError("rates did not answer")


async def test_what_was_decided_is_answered_though_tokens_cannot_be_given_back(house: House) -> None:
    await house.put(RateLimit("r", windows=(RateWindow(5, 60_000_000),)))
    authorizer = replace(house.app.authorizer, pace=ForgetfulPace(house))
    answer = await authorizer.authorize(house.ask("q", estimate=Estimate(money=11)))
    assert answer.decision.effect is Effect.DENY
    assert answer.decision.reasons[0].code is ReasonCode.ESTIMATE_EXCEEDS_LIMIT
    assert answer.leaf_hash


async def test_usage_is_recorded_though_its_lease_cannot_be_freed(house: House) -> None:
    app = house.app
    decision = (await house.authorize("q", estimate=Estimate(money=5))).decision
    assert decision.reservation is not None
    settler = Settler(
        app.catalogs,
        app.settler._store,
        people=app.people,
        pace=ForgetfulPace(house),
        ids=app.ids,
        clock=app.clock,
    )
    reported = Reported(Usage("u", "", cost=5, reservation_id=decision.reservation.id), b"digest")
    (result,) = await settler.record(principal(), [reported])
    assert not isinstance(result, RemitError)
    assert not result.repeated
    assert await house.standing("day") == Standing(5, 0)


def reservations(house: House, *, forgetful: bool) -> tuple[Reservations, Any]:
    """Return the calls of a holder, and one of the agent's."""
    app = replace(house.app, pace=ForgetfulPace(house)) if forgetful else house.app
    return Reservations(app), SimpleNamespace(principal=principal())


async def test_a_hold_is_extended_and_its_run_lives_though_its_lease_cannot_be_extended(house: House) -> None:
    await house.put(Run("run", AGENT, started_at=NOON, lease=5 * MINUTE))
    answer = await house.authorize("q", estimate=Estimate(money=1), run_id="run")
    kept = answer.decision.reservation
    assert kept is not None
    (before,) = await house.rows("SELECT due_at FROM deadline WHERE id='run'")
    house.clock.advance(MINUTE)
    service, call = reservations(house, forgetful=True)
    request = pb.ExtendReservationRequest(reservation_id=kept.id, hold=Duration(seconds=600))
    extended = (await service.ExtendReservation(request, call)).reservation
    assert extended.expires_at.ToMicroseconds() == NOON + 11 * MINUTE
    (after,) = await house.rows("SELECT due_at FROM deadline WHERE id='run'")
    assert after[0] - before[0] == MINUTE
    # Once the lease can be extended again, it is held for as long as its reservation, however short the heartbeat.
    service, call = reservations(house, forgetful=False)
    await service.ExtendReservation(
        pb.ExtendReservationRequest(reservation_id=kept.id, hold=Duration(seconds=1)), call
    )
    house.clock.advance(9 * MINUTE)
    second = (await house.authorize("r", estimate=Estimate(money=1))).decision
    assert [reason.code for reason in second.reasons] == [ReasonCode.CONCURRENCY_LIMITED]


async def test_a_hold_is_released_though_its_lease_cannot_be_freed(house: House) -> None:
    kept = (await house.authorize("q", estimate=Estimate(money=5))).decision.reservation
    assert kept is not None
    service, call = reservations(house, forgetful=True)
    request = pb.ReleaseReservationRequest(
        reservation_id=kept.id, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="test"
    )
    released = (await service.ReleaseReservation(request, call)).reservation
    assert released.state == core.RESERVATION_STATE_RELEASED
    assert await house.standing("day") == Standing(0, 0)


async def test_storage_that_is_away_is_not_stormed_and_is_found_again(house: House) -> None:
    app = house.app
    asked = 0
    away = True

    async def commit(drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        nonlocal asked
        asked += 1
        if away:
            raise BackendUnavailableError("storage did not answer", retry_after=1.0)
        return await app.decisions.commit(drafts)

    seconds = 0.0
    turn: Turn[Draft, Outcome] = Turn(Guarded(commit, Breaker(lambda: seconds, lambda: 1.0)))
    authorizer = replace(app.authorizer, turn=turn)
    await house.drop(RateLimit, "r")
    for number in range(50):
        with pytest.raises(BackendUnavailableError) as refused:
            await authorizer.authorize(house.ask(f"q{number}", estimate=Estimate(money=1)))
        assert refused.value.retry_after is not None
    assert asked == PATIENCE
    away = False
    seconds += LONGEST
    answer = await authorizer.authorize(house.ask("after", estimate=Estimate(money=1)))
    assert answer.decision.effect is Effect.ALLOW
    assert await house.standing("day") == Standing(0, 1)


async def test_without_storage_there_is_no_answer_whatever_the_setting(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(on_outage=OnOutage.ALLOW)))
    attempts: list[int] = []

    async def away(drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        attempts.append(len(drafts))
        raise BackendUnavailableError("storage did not answer", retry_after=1.0)

    app = house.app
    authorizer = Authorizer(
        catalogs=app.catalogs, gatherer=app.authorizer.gatherer, store=app.decisions, turn=Turn(away),
        pace=app.pace, ids=app.ids, clock=app.clock,
    )  # fmt: skip
    asks = [house.ask(f"q{n}", estimate=Estimate(money=1)) for n in range(20)]
    results = await asyncio.gather(*map(authorizer.authorize, asks), return_exceptions=True)
    denied = [one for one in results if not isinstance(one, BackendUnavailableError)]
    assert not denied
    # Storage that is away is not asked again for each of those on board.
    assert sum(attempts) <= 20
    assert (await house.standing("day")) == Standing(0, 0)
    assert (await house.authorize("after", estimate=Estimate(money=1))).decision.effect is Effect.ALLOW
