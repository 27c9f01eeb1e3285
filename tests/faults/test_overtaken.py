"""At the last moment, over replicas: a change of policy waits for a decision, and an approval is used once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import grpc

from remit.client import entity
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.faults.caller import gathered
from tests.faults.site import Site
from tests.promises.town import Stub, Town, budget, reason_of

ROUNDS: Final = 4
ASKING: Final = 12


@asynccontextmanager
async def counters_kept(site: Site, town: Town) -> AsyncIterator[asyncpg.Connection]:
    """Keep the rows that every decision of a tenant needs."""
    connection = await asyncpg.connect(site.servers[0].environment["REMIT_DATABASE_URL"])
    try:
        async with connection.transaction():
            assert await connection.fetch("SELECT 1 FROM counter WHERE tenant = $1 FOR UPDATE", town.tenant)
            yield connection
    finally:
        await connection.close()


async def test_no_change_of_policy_is_made_while_a_decision_by_the_old_one_is_being_committed(
    replicated: Site,
) -> None:
    town = replicated.town(1, (budget("month", 10**9),))
    elsewhere = replicated.seen_from(town, 1)

    def suspend() -> None:
        with elsewhere.admin() as admin:
            admin.suspend_subject(subject=entity("agent:r0"), reason="test")

    async with town.stub() as stub:
        await stub.Authorize(town.ask("first"), metadata=town.metadata(), timeout=10)
        async with counters_kept(replicated, town) as connection:
            deciding = asyncio.ensure_future(
                stub.Authorize(town.ask("second"), metadata=town.metadata(), timeout=10)
            )
            while not await connection.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
            ):
                await asyncio.sleep(0.01)
            suspending = asyncio.create_task(asyncio.to_thread(suspend))
            # As soon as it is seen to wait the decision goes on: that one waits for a second at most, and is then refused.
            while not await connection.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
            ):
                assert not suspending.done(), "a decision by what was so would be committed after the change"
                await asyncio.sleep(0.01)
        answer = await deciding
        await suspending
    assert answer.effect == m.EFFECT_ALLOW


async def test_an_approval_is_used_once_whichever_replica_is_asked(replicated: Site) -> None:
    town = replicated.town(1, (budget("month", 10**9),))
    elsewhere = replicated.seen_from(town, 1)
    with town.admin() as admin:
        boss = entity("user:boss")
        votes = [m.Permission(action="approval:*", resource="*")]
        admin.create_role(role=m.Role(role_id="votes", permissions=votes))
        admin.create_subject(subject=m.Subject(entity=boss), role_ids=["votes"])
        rule = m.ApprovalRule(approvers=[boss])
        admin.create_guardrail(
            guardrail=m.Guardrail(
                guardrail_id="asks",
                effect=m.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
                actions=["tool:execute"],
                approval=rule,
            )
        )
        key = admin.create_api_key(owner=boss, name="test").secret
    async with town.stub() as here, elsewhere.stub() as there:
        for number in range(ROUNDS):
            approved = await approval(town, here, key=key, name=f"r{number}")
            told = await gathered(
                *(
                    ask(town, (here, there)[n % 2], town.ask(f"r{number}-{n}", approval_id=approved))
                    for n in range(ASKING)
                )
            )
            assert Counter(told) == {"ALLOW": 1, "REASON_CODE_APPROVAL_USED": ASKING - 1}


async def approval(town: Town, stub: Stub, *, key: str, name: str) -> str:
    """Have an act approved, once, and return the approval's id."""
    first = await stub.Authorize(town.ask(name), metadata=town.metadata(), timeout=10)
    assert first.effect == m.EFFECT_NEEDS_APPROVAL
    request = pb.RequestApprovalRequest(request_id=f"{name}-asked", decision_id=first.decision_id)
    asked = (await stub.RequestApproval(request, metadata=town.metadata(), timeout=10)).approval

    def decide() -> None:
        with town.server.client(key) as boss:
            boss.decide_approval(
                approval_id=asked.approval_id, action_digest=asked.action_digest, choice=m.VOTE_CHOICE_APPROVE
            )

    await asyncio.to_thread(decide)
    return asked.approval_id


async def ask(town: Town, stub: Stub, request: pb.AuthorizeRequest) -> str:
    """Ask, and return the effect, the first reason against it, or the reason of the error."""
    try:
        answer = await stub.Authorize(request, metadata=town.metadata(), timeout=10)
    except grpc.aio.AioRpcError as error:
        return reason_of(error)
    if answer.effect == m.EFFECT_ALLOW:
        return "ALLOW"
    return m.ReasonCode.Name(answer.reasons[0].code)
