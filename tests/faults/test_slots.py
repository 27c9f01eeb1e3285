"""Limits of concurrency: a slot is held for as long as its reservation, in memory and in Valkey."""

import asyncio
from typing import Final

from google.protobuf.duration_pb2 import Duration

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.faults.site import Site
from tests.promises.town import Town, budget

BUDGETS: Final = (budget("tenant-month", 10**9),)


def one_at_once(site: Site) -> Town:
    """Make a tenant that may have one reservation open at once."""
    town = site.town(1, BUDGETS)
    with town.admin() as admin:
        admin.create_rate_limit(
            rate_limit=m.RateLimit(rate_limit_id="one", scope=m.RATE_SCOPE_TENANT, max_concurrent=1)
        )
    return town


async def test_a_short_heartbeat_leaves_the_slot_taken_for_as_long_as_the_hold(site: Site) -> None:
    town = one_at_once(site)
    async with town.stub() as stub:
        first = await stub.Authorize(town.ask("q1", hold=Duration(seconds=600)), metadata=town.metadata())
        request = pb.ExtendReservationRequest(
            reservation_id=first.reservation.reservation_id, hold=Duration(seconds=1)
        )
        extended = await stub.ExtendReservation(request, metadata=town.metadata())
        assert extended.reservation.expires_at == first.reservation.expires_at
        # A slot that was shortened would be free by then.
        await asyncio.sleep(1.1)
        second = await stub.Authorize(town.ask("q2"), metadata=town.metadata())
    assert [reason.code for reason in second.reasons] == [m.REASON_CODE_CONCURRENCY_LIMITED]


async def test_acts_that_cost_nothing_take_no_slot(site: Site) -> None:
    """They have no reservation, so no call could free it."""
    town = one_at_once(site)
    free = m.Estimate(nothing=m.NoCost())
    async with town.stub() as stub:

        async def told(request: pb.AuthorizeRequest) -> tuple[int, bool]:
            answer = await stub.Authorize(request, metadata=town.metadata())
            return answer.effect, answer.HasField("reservation")

        assert [await told(town.ask(f"a{n}", estimate=free)) for n in range(3)] == [
            (m.EFFECT_ALLOW, False)
        ] * 3
        assert await told(town.ask("q1")) == (m.EFFECT_ALLOW, True)
        assert await told(town.ask("q2")) == (m.EFFECT_DENY, False)
        assert await told(town.ask("b", estimate=free)) == (m.EFFECT_ALLOW, False)
