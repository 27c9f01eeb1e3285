"""What gRPC's own client meets: the same, whichever server speaks HTTP/2."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, TypeAlias

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from remit.config import load
from remit.server import listener
from remit.server.http2.listener import Http2Listener
from remit.server.serve import Offer, Server
from remitpb.v1 import policy_decision_service_pb2_grpc
from remitpb.v1.policy_decision_service_pb2 import StreamTimelineRequest
from tests.server.conftest import leave
from tests.server.http2.conftest import Pages
from tests.server.http2.peer import (
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    MAGIC,
    Answer,
    block,
    call,
    connected,
    frame,
    message,
    prefixed,
)
from tests.server.offering import HELD, as_caller, authenticate
from tests.server.test_calls import AUTHORIZE, error_of, question

Untyped: TypeAlias = Any
LIMIT: Final = 65_536
"""Bytes of a message here."""
STREAMS: Final = 128
DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 4, 8, 12, 13


@pytest.fixture
async def server(http2: Untyped, decisions: Pages) -> AsyncIterator[Server]:
    offer = Offer({"remit.v1.PolicyDecisionService": decisions}, authenticate, lambda *_: None)
    config = load(
        listen="127.0.0.1:0",
        drain_seconds=20,
        http2=http2,
        max_message_bytes=LIMIT,
        max_streams_per_connection=STREAMS,
    )
    served = Server(config, offer)
    await served.start()
    assert isinstance(served._listener, Http2Listener) is (http2 == "loop")
    yield served
    await leave(served)


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[grpc.aio.Channel]:
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(server.address, options=options) as channel:
        yield channel


@pytest.fixture
def stub(channel: Untyped) -> Untyped:
    return policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)


async def _failure(call: Untyped) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


async def _until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not met():
            await asyncio.sleep(0.01)


async def test_metadata_comes_as_it_was_sent(stub: Untyped, decisions: Pages) -> None:
    sent = (
        ("x-text", "a,b ;=%20"),
        ("x-twice", "1"),
        ("x-twice", "2"),
        ("x-bytes-bin", bytes(range(256))),
        ("x-bytes-bin", b""),
        ("x-empty", ""),
    )
    await stub.Authorize(question(), metadata=(*as_caller("agent"), *sent))
    found = [(key, value) for key, value in decisions.metadata if key.startswith("x-")]
    assert sorted(found) == sorted(sent)
    names = {key for key, _ in decisions.metadata}
    assert names - {"x-text", "x-twice", "x-bytes-bin", "x-empty"} == {"authorization", "user-agent"}


async def test_a_status_has_its_details_and_the_request_id(stub: Untyped) -> None:
    bad = question()
    bad.action = "bad"
    asked = stub.Authorize(bad, metadata=(*as_caller("agent"), ("remit-request-id", "mine")))
    error = await _failure(asked)
    trailing = dict(error.trailing_metadata() or ())
    assert trailing["remit-request-id"] == "mine"
    status = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert status.message == error.details()


async def test_metadata_beyond_its_bound_is_refused(stub: Untyped) -> None:
    much = ("x-much", "v" * listener.MAX_METADATA_BYTES)
    # gRPC's own server refuses some between its soft and its hard limit at random: these are beyond both.
    error = await _failure(stub.Authorize(question(), metadata=(*as_caller("agent"), much, much)))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    await stub.Authorize(question(), metadata=(*as_caller("agent"), ("x-much", "v" * 12_000)))


async def test_messages_around_their_bounds(channel: Untyped, decisions: Pages) -> None:
    ask = channel.unary_unary(AUTHORIZE)
    await ask(message(padding=LIMIT - 200)[5:], metadata=as_caller("agent"))
    for size in (LIMIT + 1, listener.RECEIVE_FACTOR * LIMIT):
        details = await error_of(
            ask(bytes(size), metadata=as_caller("agent")), grpc.StatusCode.RESOURCE_EXHAUSTED
        )
        assert details["ErrorInfo"].reason == "MESSAGE_TOO_LARGE"
    error = await _failure(ask(bytes(listener.RECEIVE_FACTOR * LIMIT + 1), metadata=as_caller("agent")))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "grpc-status-details-bin" not in dict(error.trailing_metadata() or ())
    assert len(decisions.calls) == 1


@pytest.mark.parametrize("kind", [grpc.Compression.Gzip, grpc.Compression.NoCompression])
async def test_compressed_messages_are_read(stub: Untyped, kind: grpc.Compression) -> None:
    large = question(labels={f"k{number}": "v" * 200 for number in range(60)})
    answer = await stub.Authorize(large, metadata=as_caller("agent"), compression=kind)
    assert answer.decision_id == "acme"


async def test_a_message_that_unpacks_to_too_much_is_refused(server: Server) -> None:
    async with connected(server.address) as peer:
        bomb = prefixed(gzip.compress(bytes(100 * LIMIT)), compressed=True)
        peer.send(call(1, bomb, ("grpc-encoding", "gzip")))
        assert (await peer.answer(1)).status == RESOURCE_EXHAUSTED
        await peer.answers_a_call(3)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (prefixed(gzip.compress(message()[5:])[:-9], compressed=True), (("grpc-encoding", "gzip"),)),
        (prefixed(b"no gzip", compressed=True), (("grpc-encoding", "gzip"),)),
        (prefixed(message()[5:], compressed=True), ()),
        (message()[:-1], ()),
        (b"", ()),
        (b"\0\0", ()),
    ],
    ids=["cut", "no-gzip", "no-encoding", "cut-message", "nothing", "cut-prefix"],
)
async def test_a_call_without_a_whole_message_fails(
    server: Server, decisions: Pages, body: bytes, headers: tuple[tuple[str, str], ...]
) -> None:
    async with connected(server.address) as peer:
        # gRPC's own server says nothing before the deadline if no message comes.
        peer.send(call(1, body, *headers, ("grpc-timeout", "2S")))
        found = await peer.answer(1)
        assert _refused(found), found
        await peer.answers_a_call(3)
    assert len(decisions.calls) == 1


async def test_an_encoding_that_is_unknown_is_refused_with_those_that_are_known(
    http2: str, server: Server
) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, prefixed(b"?", compressed=True), ("grpc-encoding", "snappy")))
        found = await peer.answer(1)
        if http2 == "grpc":
            assert found.status == INTERNAL
            return
        assert found.status == UNIMPLEMENTED
        assert found.headers["grpc-accept-encoding"] == b"identity,gzip"


async def test_an_empty_message_is_a_message(channel: Untyped) -> None:
    details = await error_of(
        channel.unary_unary(AUTHORIZE)(b"", metadata=as_caller("agent")), grpc.StatusCode.INVALID_ARGUMENT
    )
    assert details["ErrorInfo"].reason == "MISSING_FIELD"


async def test_a_second_message_of_a_call_that_has_one_changes_nothing(
    server: Server, decisions: Pages
) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, message() + message()))
        await peer.answer(1)
        await peer.answers_a_call(3)
    assert len(decisions.calls) <= 2


@pytest.mark.parametrize(
    "given",
    [
        {"content_type": "text/html"},
        {"content_type": "application/grpc-web"},
        {"method": "GET"},
        {"method": "PUT"},
    ],
)
async def test_what_is_not_grpc_is_refused(
    http2: str, server: Server, decisions: Pages, given: dict[str, str]
) -> None:
    async with connected(server.address) as peer:
        peer.send(frame(HEADERS, END_HEADERS, 1, block(**given)), frame(DATA, END_STREAM, 1, message()))
        found = await peer.answer(1)
        # gRPC's own server takes any content type.
        assert _refused(found) or (http2 == "grpc" and "content_type" in given), found
        await peer.answers_a_call(3)
    assert len(decisions.calls) == 1 or http2 == "grpc"


def _refused(found: Answer) -> bool:
    return found.reset is not None or found.headers[":status"] != b"200" or found.status > 0


@pytest.mark.parametrize("given", ["", "1", "S", "-1S", "123456789S", "1 S", "1x"])
async def test_a_timeout_of_another_form_harms_nobody(server: Server, given: str) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, None, ("grpc-timeout", given)))
        await peer.answer(1)
        await peer.answers_a_call(3)


async def test_a_deadline_and_a_caller_that_leaves_are_felt_in_the_service(
    stub: Untyped, decisions: Pages
) -> None:
    late = stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"), timeout=0.3)
    assert (await _failure(late)).code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await _until(lambda: decisions.cancelled == 1)
    left = stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"))
    await _until(lambda: decisions.open == 1)
    left.cancel()
    await _until(lambda: decisions.cancelled == 2)
    stream = stub.StreamTimeline(
        StreamTimelineRequest(run_id="run_1", cursor="100000"), metadata=as_caller("agent")
    )
    await stream.read()
    stream.cancel()
    await _until(lambda: decisions.open == 0)


async def test_the_server_itself_ends_what_is_late(server: Server, decisions: Pages) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, message(HELD), ("grpc-timeout", "200m")))
        found = await peer.answer(1)
        assert found.reset is not None or found.status == DEADLINE_EXCEEDED
        await _until(lambda: decisions.cancelled == 1)


async def test_a_hundred_calls_at_once(stub: Untyped, decisions: Pages) -> None:
    calls = [
        asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
        for _ in range(100)
    ]
    await _until(lambda: decisions.open == 100)
    decisions.let_go.set()
    assert {answer.decision_id for answer in await asyncio.gather(*calls)} == {"acme"}


async def test_more_calls_than_a_connection_takes_wait_and_none_is_lost(
    http2: str, stub: Untyped, decisions: Pages
) -> None:
    calls = [
        asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
        for _ in range(500)
    ]
    await _until(lambda: decisions.open == STREAMS)
    decisions.let_go.set()
    ended = await asyncio.gather(*calls, return_exceptions=True)
    lost = [one for one in ended if isinstance(one, grpc.aio.AioRpcError)]
    # gRPC's own server resets some whose caller took an answer for the end of a call before the server did.
    assert not lost or (http2 == "grpc" and {one.code() for one in lost} == {grpc.StatusCode.UNAVAILABLE})
    assert len(decisions.calls) == 500 - len(lost)


@pytest.mark.slow
async def test_ten_thousand_calls_of_one_client_lose_none(stub: Untyped, decisions: Pages) -> None:
    async def some() -> None:
        for _ in range(500):
            await stub.Authorize(question(), metadata=as_caller("agent"))

    await asyncio.gather(*(some() for _ in range(20)))
    assert len(decisions.calls) == 10_000


async def test_many_calls_that_are_given_up_harm_no_other(stub: Untyped, decisions: Pages) -> None:
    held = asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
    await _until(lambda: decisions.open == 1)
    for _ in range(25):
        calls = [
            asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
            for _ in range(20)
        ]
        await _until(lambda: decisions.open == 21)
        for one in calls:
            one.cancel()
        await _until(lambda: decisions.open == 1)
        # Nobody gives up hundreds in the time that it takes to hear of a new connection.
        await stub.Authorize(question(), metadata=as_caller("agent"))
    decisions.let_go.set()
    assert (await held).decision_id == "acme"


async def test_a_stream_read_slowly_is_whole(stub: Untyped) -> None:
    stream = stub.StreamTimeline(
        StreamTimelineRequest(run_id="run_1", cursor="300"), metadata=as_caller("agent")
    )
    found = []
    async for page in stream:
        found.append(int(page.cursor))
        if not len(found) % 100:
            await asyncio.sleep(0.05)
    assert found == list(range(300))


async def test_who_leaves_answers_what_is_under_way_and_sends_others_elsewhere(
    server: Server, decisions: Pages
) -> None:
    async with connected(server.address) as peer, connected(server.address) as idle:
        await idle.answers_a_call(1)
        peer.send(call(1, message(HELD)))
        await _until(lambda: decisions.open == 1)
        stopping = asyncio.create_task(server.stop())
        await peer.until(lambda: bool(peer.goaways))
        await idle.until(lambda: bool(idle.goaways) or idle.closed)
        assert not peer.closed
        decisions.let_go.set()
        await peer.finds(1)
        await peer.until(lambda: peer.closed)
        await stopping


async def test_a_silent_connection_is_asked_and_dropped_without_an_answer(
    decisions: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "KEEPALIVE_MS", 1_000)
    monkeypatch.setattr(listener, "KEEPALIVE_TIMEOUT_MS", 1_000)
    offer = Offer({"remit.v1.PolicyDecisionService": decisions}, authenticate, lambda *_: None)
    served = Server(load(listen="127.0.0.1:0", http2="loop"), offer)
    await served.start()
    async with connected(served.address) as alive, connected(served.address) as dead:
        dead.quiet = True
        await dead.until(lambda: bool(dead.pings))
        await dead.until(lambda: dead.closed)
        await alive.until(lambda: len(alive.pings) >= 2)
        await alive.answers_a_call(1)
    await leave(served)


async def test_who_never_says_what_it_speaks_is_dropped_however_slowly_it_tries(
    decisions: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "HANDSHAKE_TIMEOUT_MS", 1_000)
    offer = Offer({"remit.v1.PolicyDecisionService": decisions}, authenticate, lambda *_: None)
    served = Server(load(listen="127.0.0.1:0", http2="loop"), offer)
    await served.start()
    async with (
        connected(served.address) as quick,
        connected(served.address, greeting=MAGIC + b"\0\x40") as slow,
        asyncio.timeout(30),
    ):
        while not slow.closed:
            slow.send(b"\0")
            await asyncio.sleep(0.1)
        await quick.answers_a_call(1)
    await leave(served)
