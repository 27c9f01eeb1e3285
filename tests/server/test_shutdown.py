"""A server that is told to stop loses no call; health and reflection say what is so."""

import asyncio
import signal
from collections import Counter

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from remit.config import ConfigError, load
from remit.server import serve
from remit.server.serve import Offer, Server
from remitpb.v1 import policy_decision_service_pb2_grpc
from remitpb.v1.policy_decision_service_pb2 import StreamTimelineRequest
from tests.server.conftest import server_process
from tests.server.offering import HELD, Decisions, as_caller, authenticate
from tests.server.test_calls import Untyped, error_of, question

SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING


def _decisions(channel: Untyped) -> Untyped:
    return policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)


async def test_a_call_under_way_is_answered_and_a_stream_is_told(
    server: Server, channel: Untyped, decisions: Decisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All that follows must be heard in this time.
    monkeypatch.setattr(serve, "_FAREWELL_SECONDS", 20.0)
    stub = _decisions(channel)
    health: Untyped = health_pb2_grpc.HealthStub(channel)
    watch = health.Watch(health_pb2.HealthCheckRequest(service="remit.v1.PolicyDecisionService"))
    assert (await watch.read()).status == SERVING
    stream = stub.StreamTimeline(StreamTimelineRequest(run_id="run_1"), metadata=as_caller("agent"))
    assert (await stream.read()).cursor == "1"
    slow = asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
    while not server.gate.calls:
        await asyncio.sleep(0.01)
    hurry = asyncio.Event()
    stopping = asyncio.create_task(server.stop(hurry))
    details = await error_of(stream.read(), grpc.StatusCode.UNAVAILABLE)
    assert details["ErrorInfo"].reason == "DRAINING"
    assert (await watch.read()).status == NOT_SERVING
    late = await error_of(
        stub.Authorize(question(), metadata=as_caller("agent")), grpc.StatusCode.UNAVAILABLE
    )
    assert late["ErrorInfo"].reason == "DRAINING"
    assert late["RetryInfo"].retry_delay.seconds == 1
    check = health.Check(health_pb2.HealthCheckRequest())
    assert (await check).status == NOT_SERVING
    decisions.let_go.set()
    assert (await slow).decision_id == "acme"
    hurry.set()
    await stopping


async def test_what_does_not_finish_in_time_is_cut_off(server: Server, channel: Untyped) -> None:
    slow = asyncio.ensure_future(
        _decisions(channel).Authorize(question(session_id=HELD), metadata=as_caller("agent"))
    )
    while not server.gate.calls:
        await asyncio.sleep(0.01)
    hurry = asyncio.Event()
    hurry.set()
    # Its calls would have half a minute.
    await asyncio.wait_for(server.stop(hurry), timeout=15)
    with pytest.raises(grpc.aio.AioRpcError):
        await slow


async def test_health_knows_every_service_and_no_other(channel: Untyped) -> None:
    health: Untyped = health_pb2_grpc.HealthStub(channel)
    messages: Untyped = health_pb2
    listed = await health.List(messages.HealthListRequest())
    assert "remit.v1.PolicyDecisionService" in listed.statuses
    for name in listed.statuses:
        assert (await health.Check(health_pb2.HealthCheckRequest(service=name))).status == SERVING
    await error_of(health.Check(health_pb2.HealthCheckRequest(service="no.such")), grpc.StatusCode.NOT_FOUND)


async def test_reflection_has_services_and_files(channel: Untyped) -> None:
    stub: Untyped = reflection_pb2_grpc.ServerReflectionStub(channel)
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="remit.v1.PolicyDecisionService"),
    ]
    answers = [answer async for answer in stub.ServerReflectionInfo(iter(asked))]
    names = [service.name for service in answers[0].list_services_response.service]
    assert {"remit.v1.PolicyDecisionService", "grpc.health.v1.Health"} <= set(names)
    assert answers[1].file_descriptor_response.file_descriptor_proto


@pytest.mark.parametrize("kind", ["grpc", "loop"])
async def test_sigterm_under_load_loses_no_call(kind: str) -> None:
    with server_process(REMIT_HTTP2=kind) as (process, address):
        outcomes: Counter[str] = Counter()
        told = asyncio.Event()
        callers = [asyncio.create_task(_call_until_told(address, outcomes, told)) for _ in range(5)]
        while outcomes["OK"] < 20:
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        await asyncio.gather(*callers)
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert outcomes["OK"] > 0
    assert set(outcomes) <= {"OK", "DRAINING"}


async def _call_until_told(address: str, outcomes: Counter[str], told: asyncio.Event) -> None:
    """Call without pause on several streams of one connection until each has heard DRAINING."""
    async with grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        stub = _decisions(channel)

        async def one() -> None:
            while not told.is_set():
                try:
                    await stub.Authorize(question(session_id="5"), metadata=as_caller("agent"))
                    outcomes["OK"] += 1
                except grpc.aio.AioRpcError as error:
                    drained = "shutting down" in (error.details() or "")
                    outcomes["DRAINING" if drained else str(error)] += 1
                    return

        await asyncio.gather(*(one() for _ in range(4)))


async def test_a_taken_port_is_refused_in_a_sentence(server: Server) -> None:
    second = Server(
        load(listen=server.address), Offer({}, authenticate, lambda _principal, _permission: None)
    )
    with pytest.raises(ConfigError, match="cannot listen on"):
        await second.start()
    await second.stop()


async def test_an_offer_of_what_the_contract_has_not_is_a_mistake() -> None:
    class Stray:
        async def Authorise(self) -> None:  # noqa: N802  misspelt as gRPC would spell it
            """Never called."""

    for services in ({"remit.v1.Nothing": Stray()}, {"remit.v1.PolicyDecisionService": Stray()}):
        with pytest.raises(ValueError, match=r"Nothing|Authorise"):
            Server(load(), Offer(services, authenticate, lambda _principal, _permission: None))
