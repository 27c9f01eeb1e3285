"""P1: with room for N, any number of concurrent callers get exactly N, through nested budgets, singly and in batches."""

import asyncio
import random
from collections import Counter

import orjson
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.conftest import OwnTenant
from tests.promises.town import NANO, Town, budget, nanos, people
from tests.running import RunningServer

CALLERS = 64
ROUNDS = 5
ROOM = 100
EACH = 100
"""Nano-units that one act holds."""

NESTED = (
    budget("tenant-month", ROOM * EACH),
    budget("each-agent", 40 * EACH, m.SCOPE_AGENT, m.PERIOD_DAY),
    budget("tenant-total", (ROOM + 7) * EACH, m.SCOPE_TENANT, m.PERIOD_TOTAL),
)


def require_books_agree(town: Town) -> None:
    """Every counter is explained by its reservations, and none is beyond its limit."""
    held: Counter[tuple[str, str]] = Counter()
    for (holds,) in town.rows("SELECT holds FROM reservation WHERE tenant=? AND state='OPEN'"):
        for budget_id, bucket, _, amount in orjson.loads(holds):
            held[budget_id, bucket] += amount
    limits = {one.budget_id: one.limit.money.units * NANO + one.limit.money.nanos for one in NESTED}
    counters = town.rows("SELECT budget_id, bucket, spent, held FROM counter WHERE tenant=?")
    for budget_id, bucket, spent, is_held in counters:
        assert is_held == held[budget_id, bucket]
        assert spent + is_held <= limits[budget_id]


async def ask_all(town: Town, caller: int) -> list[pb.AuthorizeResponse]:
    """Ask round after round, each caller on a connection of its own; every third time in a batch."""
    chance, answers = random.Random(caller), []
    agent = f"r{caller % len(town.agents)}"
    async with town.stub() as stub:
        for turn in range(ROUNDS):
            if turn % 3 == 2:
                batch = [town.ask(f"b{caller}-{turn}-{n}", agent) for n in range(2)]
                answer = await stub.BatchAuthorize(
                    pb.BatchAuthorizeRequest(requests=batch), metadata=town.metadata(agent)
                )
                answers += [one.response for one in answer.results]
            else:
                answers.append(
                    await stub.Authorize(town.ask(f"q{caller}-{turn}", agent), metadata=town.metadata(agent))
                )
            await asyncio.sleep(chance.random() / 500)
    return answers


@pytest.mark.alone
async def test_exactly_as_many_as_there_is_room_for(server: RunningServer, tenant: OwnTenant) -> None:
    town = people(server, 8, NESTED, tenant=tenant.tenant_id, admin_key=tenant.key)
    answers = [
        one for many in await asyncio.gather(*(ask_all(town, n) for n in range(CALLERS))) for one in many
    ]
    effects = Counter(answer.effect for answer in answers)
    assert effects == {m.EFFECT_ALLOW: ROOM, m.EFFECT_DENY: len(answers) - ROOM}
    assert {reason.code for answer in answers for reason in answer.reasons} == {
        m.REASON_CODE_BUDGET_HELD_BY_OTHERS
    }
    require_books_agree(town)
    kept = [answer.reservation.reservation_id for answer in answers if answer.effect == m.EFFECT_ALLOW]
    assert len(set(kept)) == ROOM
    assert {row[0] for row in town.rows("SELECT id FROM reservation WHERE tenant=?")} == set(kept)


async def test_what_is_given_back_can_be_had_again_exactly_once(
    server: RunningServer, tenant: OwnTenant
) -> None:
    town = people(
        server, 1, [budget("tenant-month", 10 * EACH)], tenant=tenant.tenant_id, admin_key=tenant.key
    )
    async with town.stub() as stub:
        firsts = await asyncio.gather(
            *(stub.Authorize(town.ask(f"a{n}"), metadata=town.metadata()) for n in range(CALLERS))
        )
        allowed = [one.reservation.reservation_id for one in firsts if one.effect == m.EFFECT_ALLOW]
        assert len(allowed) == 10
        gone = [
            stub.ReleaseReservation(
                pb.ReleaseReservationRequest(
                    reservation_id=one, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="changed its mind"
                ),
                metadata=town.metadata(),
            )
            for one in allowed[:4]
        ]
        usage = [
            pb.UsageRecord(usage_id=f"u{one}", reservation_id=one, cost=nanos(EACH // 2))
            for one in allowed[4:8]
        ]
        asked = [stub.Authorize(town.ask(f"b{n}"), metadata=town.metadata()) for n in range(CALLERS)]
        report = stub.RecordUsage(pb.RecordUsageRequest(records=usage), metadata=town.metadata())
        await asyncio.gather(*gone, report, *asked)
        seconds = [await stub.Authorize(town.ask(f"c{n}"), metadata=town.metadata()) for n in range(10)]
    # Of 10: 2 still held, 4 × ½ spent; whoever came in between or after took the other 6, and nobody more.
    held = town.rows("SELECT count(*) FROM reservation WHERE tenant=? AND state='OPEN'")
    assert held == [(8,)]
    assert not all(one.effect == m.EFFECT_ALLOW for one in seconds)
    assert town.rows("SELECT spent, held FROM counter WHERE tenant=?") == [(4 * EACH // 2, 8 * EACH)]
