"""Frames as RFC 9113 has them: however a peer cuts, pads, mixes and times them, its calls are answered, and in order."""

import asyncio

import pytest

from remit.server.http2 import wear
from remit.server.serve import Server
from remitpb.v1.policy_decision_service_pb2 import (
    AuthorizeResponse,
    StreamTimelineRequest,
    StreamTimelineResponse,
)
from tests.server.http2 import peer as wire
from tests.server.http2.conftest import Pages
from tests.server.http2.peer import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    MAGIC,
    NO_ERROR,
    PADDED,
    PING,
    PRIORITIZED,
    PRIORITY,
    REFUSED_STREAM,
    SETTINGS,
    Peer,
    block,
    call,
    connected,
    frame,
    message,
    prefixed,
    reset,
    settings,
    window,
)
from tests.server.offering import HELD

STREAM = "/remit.v1.PolicyDecisionService/StreamTimeline"


def pages(stream: int, count: int) -> bytes:
    """Return the frames of a call that is answered with pages."""
    request = StreamTimelineRequest(run_id="run_1", cursor=str(count))
    return call(stream, prefixed(request.SerializeToString()), path=STREAM)


def numbers(peer: Peer, stream: int) -> list[int]:
    """Return which pages have come, in their order."""
    return [int(StreamTimelineResponse.FromString(raw).cursor) for raw in peer.answers[stream].messages]


async def test_calls_that_are_cut_at_every_byte_are_answered(server: Server) -> None:
    whole = MAGIC + settings() + call(1)
    for at in range(len(whole) + 1):
        async with connected(server.address, greeting=whole[:at]) as peer:
            peer.quiet = True
            await peer.drain()
            await asyncio.sleep(0)
            peer.send(whole[at:])
            await peer.finds(1)


async def test_a_call_that_comes_byte_by_byte_is_answered(server: Server) -> None:
    async with connected(server.address, greeting=b"") as peer:
        peer.quiet = True
        for byte in MAGIC + settings() + call(1):
            peer.send(bytes((byte,)))
            await asyncio.sleep(0)
        await peer.finds(1)


async def test_a_message_in_many_small_frames_is_one(peer: Peer) -> None:
    peer.send(frame(HEADERS, END_HEADERS, 1, block()))
    for byte in message():
        peer.send(frame(DATA, 0, 1, bytes((byte,))), frame(DATA, 0, 1))
    peer.send(frame(DATA, END_STREAM, 1))
    await peer.finds(1)


async def test_padding_and_priority_are_taken_off(peer: Peer) -> None:
    priority = bytes(4) + b"\x0f"
    padded = b"\x07" + priority + block() + bytes(7)
    peer.send(frame(HEADERS, END_HEADERS | PADDED | PRIORITIZED, 1, padded))
    peer.send(frame(DATA, PADDED, 1, b"\xff" + message()[:9] + bytes(255)))
    peer.send(frame(DATA, END_STREAM | PADDED, 1, b"\x00" + message()[9:]))
    await peer.finds(1)


async def test_headers_in_several_frames_are_one(peer: Peer) -> None:
    raw = block()
    parts = wire.split(raw, [1, 2, 40, 40, len(raw) - 1])
    peer.send(frame(HEADERS, 0, 1, parts[0]))
    peer.send(*(frame(CONTINUATION, 0, 1, part) for part in parts[1:-1]))
    peer.send(frame(CONTINUATION, END_HEADERS, 1, parts[-1]))
    peer.send(frame(DATA, END_STREAM, 1, message()))
    await peer.finds(1)


async def test_streams_may_be_mixed_and_are_answered_when_they_are_ready(
    peer: Peer, decisions: Pages
) -> None:
    ids = range(1, 40, 2)
    peer.send(*(frame(HEADERS, END_HEADERS, stream, block()) for stream in ids))
    held = message(HELD)
    peer.send(*(frame(DATA, 0, stream, held[:6]) for stream in ids))
    peer.send(frame(DATA, END_STREAM, 1, held[6:]))
    for stream in reversed(ids[1:]):
        peer.send(frame(DATA, END_STREAM, stream, held[6:]))
    await peer.answers_a_call(101)
    assert not peer.over(1)
    decisions.let_go.set()
    for stream in ids:
        await peer.finds(stream)


async def test_what_is_unknown_or_says_nothing_is_passed_over(peer: Peer) -> None:
    noise = (
        frame(0x16, 0xFF, 0, b"of a later version"),
        frame(0x16, 0xFF, 1, b"of a later version"),
        frame(PRIORITY, 0, 1, bytes(4) + b"\x0f"),
        frame(PRIORITY, 0, 99, bytes(4) + b"\x0f"),
        frame(SETTINGS, 0, 0, (0x99).to_bytes(2, "big") + bytes(4)),
        window(1),
    )
    peer.send(*noise, frame(HEADERS, END_HEADERS, 1, block()), *noise, window(1, 1))
    peer.send(frame(DATA, END_STREAM, 1, message()), *noise)
    await peer.finds(1)


async def test_a_ping_is_answered_with_what_it_said(peer: Peer) -> None:
    peer.send(frame(PING, 0, 0, b"12345678"))
    await peer.until(lambda: peer.pongs == [b"12345678"])


async def test_trailers_of_the_caller_end_its_message(peer: Peer) -> None:
    peer.send(frame(HEADERS, END_HEADERS, 1, block()), frame(DATA, 0, 1, message()))
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, wire.literal("x-checksum", "1")))
    await peer.finds(1)


async def test_an_answer_larger_than_the_window_comes_whole_as_it_opens(
    server: Server, decisions: Pages
) -> None:
    decisions.size = 50_000
    async with connected(server.address, greeting=MAGIC + settings(initial_window=10)) as peer:
        peer.send(call(1))
        await peer.until(lambda: len(peer.answers.get(1, wire.Answer()).body) == 10)
        for size in (1, 2, 37, 5_000):
            before = len(peer.answers[1].body)
            peer.send(window(size, 1))
            await peer.until(lambda after=before + size: len(peer.answers[1].body) == after)  # type: ignore[misc]
        assert not peer.over(1)
        # Larger windows of all streams, those that are open included.
        peer.send(settings(initial_window=60_000))
        found = await peer.answer(1)
        assert found.status == 0
        assert AuthorizeResponse.FromString(found.messages[0]).decision_id == "x" * 50_000


async def test_a_stream_larger_than_the_windows_comes_whole_and_in_order(server: Server) -> None:
    async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
        peer.send(pages(1, 60), pages(3, 60))
        await peer.echoed()
        while not (peer.over(1) and peer.over(3)):
            before = sum(len(peer.answers[stream].body) for stream in (1, 3))
            peer.send(window(7_001), window(7_000, 1), window(6_999, 3))
            await peer.until(
                lambda before=before: (  # type: ignore[misc]
                    (peer.over(1) and peer.over(3))
                    or sum(len(peer.answers[stream].body) for stream in (1, 3)) > before
                )
            )
        for stream in (1, 3):
            assert peer.answers[stream].status == 0
            assert numbers(peer, stream) == list(range(60))


async def test_a_window_that_shrinks_below_nothing_keeps_its_stream_waiting(
    server: Server, decisions: Pages
) -> None:
    decisions.size = 30_000
    async with connected(server.address, greeting=MAGIC + settings(initial_window=20_000)) as peer:
        peer.send(call(1))
        await peer.until(lambda: len(peer.answers.get(1, wire.Answer()).body) == 20_000)
        peer.send(settings(initial_window=0), window(20_000, 1))
        await peer.echoed()
        assert len(peer.answers[1].body) == 20_000
        peer.send(window(20_000, 1))
        assert AuthorizeResponse.FromString((await peer.answer(1)).messages[0]).decision_id == "x" * 30_000


async def test_a_stream_without_permission_waits_with_its_service_and_others_go_on(
    server: Server, decisions: Pages
) -> None:
    async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
        peer.send(pages(1, 10_000))
        await peer.until(lambda: 1 in peer.answers)
        while True:
            written = decisions.written
            await peer.echoed()
            await asyncio.sleep(0.05)
            if written == decisions.written > 0:
                break
        assert written < 20
        for stream in range(3, 60, 2):
            peer.send(call(stream), window(100, stream))
            await peer.finds(stream)
        assert decisions.written == written
        peer.send(reset(1))
        while decisions.open:
            await asyncio.sleep(0.01)


async def test_a_call_that_is_given_up_at_any_point_leaves_nothing(peer: Peer, decisions: Pages) -> None:
    opened, held = frame(HEADERS, END_HEADERS, 1, block()), message(HELD)
    before = (opened, frame(DATA, 0, 1, held[:3]), frame(DATA, 0, 1, held[3:]), frame(DATA, END_STREAM, 1))
    stream = 1
    for count in range(1, len(before) + 1):
        for at_once in (True, False):
            for part in before[:count]:
                peer.send(part[:5] + stream.to_bytes(4, "big") + part[9:])
                if not at_once:
                    await peer.echoed()
            peer.send(reset(stream))
            await peer.echoed()
            while decisions.open:
                await asyncio.sleep(0.01)
            assert not peer.over(stream)
            stream += 2
    # Of those that came whole, one had begun; the others were given up in the same breath, or not begun for their end.
    assert decisions.cancelled == 1
    await peer.answers_a_call(stream)


async def test_an_answer_that_is_given_up_while_it_waits_frees_its_stream(
    server: Server, decisions: Pages
) -> None:
    decisions.size = 1_000
    async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
        given_up, kept = range(1, 41, 2), range(41, 281, 2)
        assert len(given_up) + len(kept) > wear.STREAMS
        for ids in (given_up, kept):
            peer.send(*(call(stream) for stream in ids))
            await peer.until(lambda ids=ids: peer.answers.keys() >= set(ids))  # type: ignore[misc]
            if ids is given_up:
                peer.send(*(reset(stream) for stream in ids))
        await peer.echoed()
        assert not any(peer.over(stream) for stream in (*given_up, *kept))


async def test_what_comes_behind_an_end_is_the_fault_of_its_stream_alone(peer: Peer) -> None:
    await peer.answers_a_call(1)
    peer.send(frame(DATA, 0, 1, b"late"), frame(DATA, END_STREAM, 1), reset(1), window(5, 1))
    await peer.echoed()
    await peer.answers_a_call(3)
    assert peer.goaways == []


async def test_who_is_answered_before_it_has_sent_all_is_told_to_stop(peer: Peer) -> None:
    refused = block(("grpc-encoding", "snappy"))
    for stream, headers in ((1, refused), (3, block(method="GET")), (5, block(content_type="text/html"))):
        peer.send(frame(HEADERS, END_HEADERS, stream, headers))
        await peer.until(lambda stream=stream: peer.answers.get(stream, wire.Answer()).reset is not None)  # type: ignore[misc]
        assert (peer.answers[stream].ended, peer.answers[stream].reset) == (True, NO_ERROR)
    await peer.answers_a_call(7)


async def test_a_peer_that_goes_away_gets_the_answers_it_waits_for(peer: Peer, decisions: Pages) -> None:
    peer.send(call(1, message(HELD)), frame(wire.GOAWAY, 0, 0, bytes(8)))
    await peer.echoed()
    decisions.let_go.set()
    await peer.finds(1)


async def test_who_closes_its_half_ends_its_calls(peer: Peer, decisions: Pages) -> None:
    peer.send(call(1, message(HELD)))
    while not decisions.open:
        await asyncio.sleep(0.01)
    peer.end()
    await peer.until(lambda: peer.closed)
    while decisions.open:
        await asyncio.sleep(0.01)
    assert decisions.cancelled == 1


async def test_more_streams_than_announced_are_refused_and_those_before_are_answered(
    peer: Peer, decisions: Pages
) -> None:
    await peer.until(lambda: bool(peer.settings))
    room = peer.settings[wire.MAX_STREAMS]
    assert room == wear.STREAMS
    ids = range(1, 2 * room + 20, 2)
    peer.send(*(call(stream, message(HELD)) for stream in ids))
    await peer.until(lambda: sum(peer.over(stream) for stream in ids) == len(ids) - room)
    assert {peer.answers[stream].reset for stream in ids[room:]} == {REFUSED_STREAM}
    decisions.let_go.set()
    for stream in ids[:room]:
        await peer.finds(stream)


@pytest.mark.parametrize(
    "greeting",
    [
        b"GET / HTTP/1.1\r\nhost: here\r\n\r\n",
        MAGIC + frame(PING, 0, 0, bytes(8)),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
    ids=["http1", "no-settings", "tls"],
)
async def test_who_speaks_otherwise_is_closed(server: Server, greeting: bytes) -> None:
    async with connected(server.address, greeting=greeting) as peer:
        await peer.until(lambda: peer.closed)


async def test_more_calls_than_a_parser_takes_on_one_connection_lose_none(server: Server) -> None:
    """A peer that heeds GOAWAY: it begins calls on the old connection until it has heard of it, then on a new one."""
    done, connections = 0, 0
    while done < 9_000:
        connections += 1
        async with connected(server.address) as peer:
            stream = 1
            while not peer.goaways:
                ids = range(stream, stream + 100, 2)
                peer.send(window(100_000), *(call(one) for one in ids))
                for one in ids:
                    await peer.finds(one)
                stream, done = stream + 100, done + len(ids)
            assert peer.goaways == [(2**31 - 1, NO_ERROR)]
            await peer.until(lambda: peer.closed)
            assert peer.goaways[1:] == [(stream - 2, NO_ERROR)]
    assert connections == 5


async def test_many_calls_that_are_given_up_move_their_peer_and_harm_no_other_call(
    peer: Peer, decisions: Pages
) -> None:
    peer.send(call(1, message(HELD)))
    stream = 3
    while not peer.goaways:
        peer.send(call(stream, message(HELD)), reset(stream))
        await peer.echoed()
        stream += 2
    # Twice as many as may be open at once are given up at once, before their caller knows better.
    for first in (stream, stream + 250):
        ids = range(first, first + 250, 2)
        peer.send(*(call(one, message(HELD)) for one in ids), *(reset(one) for one in ids))
        await peer.echoed()
    assert peer.answers[stream + 498].reset == REFUSED_STREAM
    decisions.let_go.set()
    await peer.finds(1)
    await peer.until(lambda: peer.closed)
    assert {code for _, code in peer.goaways} == {NO_ERROR}
