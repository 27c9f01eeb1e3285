"""A call that cannot be answered in time is refused before it costs anything; a tenant that floods leaves room to others."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final, TypeAlias

import grpc
import pytest

from remit.config import load
from remit.server.call import Metadata
from remit.server.serve import Offer, Server
from remitpb.v1 import policy_decision_service_pb2_grpc
from remitpb.v1.policy_decision_service_pb2 import CheckBudgetRequest
from tests.server.conftest import leave
from tests.server.offering import CREDENTIALS, HELD, Decisions, as_caller
from tests.server.test_calls import error_of, question

Untyped: TypeAlias = Any

PATIENCE: Final = 20.0
"""Seconds until a call's deadline, of which a busy machine may take some for itself."""
LONG: Final = 30.0

AUTHORIZE: Final = "remit.v1.PolicyDecisionService.Authorize"


class Queue:
    """What the queue would take, as a test wants it."""

    def __init__(self) -> None:
        self.seconds = {"acme": 0.0, "platform": 0.0}
        self.parsed = 0

    def wait(self, tenant: str) -> float:
        return self.seconds[tenant]


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def decisions() -> Decisions:
    return Decisions()


@pytest.fixture
async def server(http2: Untyped, queue: Queue, decisions: Decisions) -> AsyncIterator[Server]:
    def authenticate(metadata: Metadata, _peer: object) -> Untyped:
        return CREDENTIALS[str(dict(metadata)["authorization"]).removeprefix("Bearer ")]

    offer = Offer(
        {"remit.v1.PolicyDecisionService": decisions},
        authenticate,
        lambda *_: None,
        waits={AUTHORIZE: queue.wait},
    )
    config = load(
        listen="127.0.0.1:0",
        http2=http2,
        drain_seconds=2,
        max_concurrent_calls=16,
        max_concurrent_calls_per_tenant=8,
    )
    served = Server(config, offer)
    await served.start()
    yield served
    await leave(served)


@pytest.fixture
async def stub(server: Server) -> AsyncIterator[Untyped]:
    async with grpc.aio.insecure_channel(server.address) as channel:
        yield policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)


async def test_what_cannot_be_answered_in_time_is_refused_at_once(
    stub: Untyped, queue: Queue, decisions: Decisions
) -> None:
    queue.seconds["acme"] = LONG
    call = stub.Authorize(question(), metadata=as_caller("agent"), timeout=PATIENCE)
    started = asyncio.get_running_loop().time()
    details = await error_of(call, grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert asyncio.get_running_loop().time() - started < PATIENCE / 2
    assert details["ErrorInfo"].reason == "OVERLOADED"
    assert LONG <= details["RetryInfo"].retry_delay.ToMilliseconds() / 1_000 <= 1.5 * LONG
    # Not even read: bytes that are no message would have been told so.
    assert decisions.calls == []


async def test_who_has_time_waits(stub: Untyped, queue: Queue) -> None:
    queue.seconds["acme"] = PATIENCE / 2
    assert (
        await stub.Authorize(question(), metadata=as_caller("agent"), timeout=PATIENCE)
    ).decision_id == "acme"
    assert (await stub.Authorize(question(), metadata=as_caller("agent"))).decision_id == "acme"


async def test_the_queue_of_another_tenant_keeps_nobody_out(stub: Untyped, queue: Queue) -> None:
    queue.seconds["acme"] = LONG
    answer = await stub.Authorize(question(), metadata=as_caller("operator"), timeout=PATIENCE)
    assert answer.decision_id == "platform"


async def test_what_does_not_queue_is_not_held_up(stub: Untyped, queue: Queue) -> None:
    queue.seconds["acme"] = LONG
    call = stub.CheckBudget(CheckBudgetRequest(), metadata=as_caller("agent"), timeout=PATIENCE)
    await error_of(call, grpc.StatusCode.INTERNAL)


async def test_a_tenant_that_floods_leaves_room_to_others(
    stub: Untyped, server: Server, decisions: Decisions
) -> None:
    slow = [
        asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
        for _ in range(30)
    ]
    while server.gate.calls < 14 or sum(one.done() for one in slow) < 16:
        await asyncio.sleep(0.005)
    answers = [
        asyncio.ensure_future(stub.Authorize(question(session_id="100"), metadata=as_caller("operator")))
        for _ in range(2)
    ]
    assert {(await answer).decision_id for answer in answers} == {"platform"}
    decisions.let_go.set()
    ended = await asyncio.gather(*slow, return_exceptions=True)
    refused = [one for one in ended if isinstance(one, grpc.aio.AioRpcError)]
    assert {one.code() for one in refused} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert len(ended) - len(refused) == 14
    await stub.Authorize(question(), metadata=as_caller("agent"))
    assert server.gate.calls == 0
