"""Peers that mean harm: whatever they send, the server lives, holds little, and answers others at once."""

import asyncio
import gzip
import os
import re
from collections.abc import AsyncIterator
from typing import Final

import psutil
import pytest

from remit.config import load
from remit.server import listener
from remit.server.http2 import wear
from remit.server.serve import Offer, Server
from tests.server.conftest import leave
from tests.server.http2.conftest import Pages
from tests.server.http2.peer import (
    CALM,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    FLOW_CONTROL_ERROR,
    HEADERS,
    LARGEST_WINDOW,
    MAGIC,
    PING,
    SETTINGS,
    Peer,
    block,
    call,
    connected,
    frame,
    literal,
    message,
    prefixed,
    reset,
    settings,
    window,
)
from tests.server.http2.test_frames import pages
from tests.server.offering import HELD, authenticate

MIB: Final = 1 << 20
GROWTH: Final = 100 * MIB
REFLECTION: Final = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
EXHAUSTED: Final = 8
LOUD: Final = re.compile(r"\[(warning|error|critical)")


@pytest.fixture(autouse=True)
async def lives(server: Server, capfd: pytest.CaptureFixture[str]) -> AsyncIterator[None]:
    """After each attack: others are answered, memory has not grown, nothing failed that is not the attacker's own."""
    before = _resident()
    yield
    async with connected(server.address) as other:
        await other.answers_a_call(1)
    assert _resident() - before < GROWTH
    said = "".join(capfd.readouterr())
    assert "Traceback" not in said
    assert not LOUD.search(said), said


def _resident() -> int:
    return psutil.Process(os.getpid()).memory_info().rss


async def _bystander(server: Server) -> None:
    """Be answered while others attack."""
    async with connected(server.address) as other:
        await other.answers_a_call(1)


async def _closed_for(peer: Peer, code: int) -> None:
    await peer.until(lambda: peer.closed)
    assert peer.goaways[-1][1] == code


async def test_ten_thousand_streams_opened_and_given_up(server: Server, decisions: Pages) -> None:
    left = 10_000
    while left > 0:
        async with connected(server.address) as peer:
            ids = range(1, 2 * min(left, 500), 2)
            for stream in ids:
                peer.send(call(stream, message(HELD)), reset(stream))
            await peer.drain()
            await peer.until(lambda peer=peer: peer.closed)  # type: ignore[misc]
            left -= len(ids)
    await _bystander(server)
    while decisions.open:
        await asyncio.sleep(0.01)
    assert server.gate.calls == 0


async def test_calls_without_end_on_one_connection_that_was_told_to_go(server: Server) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, message(HELD)))
        for first in range(3, 20_000, 200):
            peer.send(window(100_000), *(call(stream) for stream in range(first, first + 200, 2)))
            await peer.echoed()
            if peer.closed:
                break
        await _closed_for(peer, CALM)
    await _bystander(server)


async def test_headers_that_never_end(server: Server) -> None:
    async with connected(server.address) as peer:
        peer.send(frame(HEADERS, 0, 1, block()))
        peer.send(*(frame(CONTINUATION, 0, 1, literal("x-a", "b" * 100) * 100) for _ in range(100)))
        await _closed_for(peer, CALM)


async def test_empty_headers_that_never_end(server: Server) -> None:
    async with connected(server.address) as peer:
        peer.send(frame(HEADERS, 0, 1, block()), *(frame(CONTINUATION, 0, 1) for _ in range(10_000)))
        await _closed_for(peer, CALM)


async def test_little_that_unpacks_to_much(server: Server) -> None:
    async with connected(server.address) as peer:
        await peer.until(lambda: bool(peer.settings))
        # One entry of 4,000 bytes in the table of both, named ten thousand times by one byte each.
        bomb = b"\x40" + literal("x-bomb", "b" * 3_900)[1:] + b"\xbe" * 10_000
        peer.send(frame(HEADERS, END_HEADERS, 1, block() + bomb))
        await _closed_for(peer, CALM)


@pytest.mark.parametrize("size", [listener.MAX_METADATA_BYTES, 60_000])
async def test_metadata_that_is_too_large_is_refused(peer: Peer, size: int) -> None:
    raw = block(*(("x-much", "v" * 1_000) for _ in range(size // 1_000 + 1)))
    peer.send(frame(HEADERS, 0, 1, raw[:16_000]), frame(CONTINUATION, 0, 1, raw[16_000:32_000]))
    peer.send(
        frame(CONTINUATION, 0, 1, raw[32_000:48_000]), frame(CONTINUATION, END_HEADERS, 1, raw[48_000:])
    )
    assert (await peer.answer(1)).status == EXHAUSTED
    await peer.answers_a_call(3)


@pytest.mark.parametrize(
    "one",
    [frame(PING, 0, 0, bytes(8)), frame(SETTINGS, 0, 0), settings(initial_window=1_000)],
    ids=["ping", "settings", "window"],
)
async def test_questions_without_end(server: Server, one: bytes) -> None:
    async with connected(server.address) as peer:
        peer.send(one * 10 * wear.CONTROLS)
        await _closed_for(peer, CALM)


async def test_data_without_bytes_without_end(server: Server) -> None:
    async with connected(server.address) as peer:
        peer.send(frame(HEADERS, END_HEADERS, 1, block()))
        for _ in range(50):
            peer.send(frame(DATA, 0, 1) * 10_000)
            await peer.drain()
        await _bystander(server)
        peer.send(frame(DATA, END_STREAM, 1, message()))
        await peer.finds(1)


async def test_a_window_beyond_the_largest(server: Server) -> None:
    async with connected(server.address) as peer:
        peer.send(call(1, message(HELD)), window(LARGEST_WINDOW, 1))
        assert (await peer.answer(1)).reset == FLOW_CONTROL_ERROR
        peer.send(window(LARGEST_WINDOW))
        await _closed_for(peer, FLOW_CONTROL_ERROR)


async def test_more_data_than_the_window_permits(server: Server, decisions: Pages) -> None:
    async with connected(server.address) as peer:
        peer.send(frame(HEADERS, END_HEADERS, 1, block(path=REFLECTION)))
        peer.send(frame(DATA, 0, 1, bytes(16_384)) * 100)
        await _bystander(server)
    assert decisions.open == 0


async def test_bodies_that_come_a_byte_at_a_time(server: Server) -> None:
    peers = [connected(server.address) for _ in range(50)]
    slow = [await one.__aenter__() for one in peers]
    ids = range(1, 257, 2)
    for peer in slow:
        peer.send(*(frame(HEADERS, END_HEADERS, stream, block()) for stream in ids))
    whole = message()
    for byte in whole[:4]:
        for peer in slow:
            peer.send(*(frame(DATA, 0, stream, bytes((byte,))) for stream in ids))
            await peer.drain()
        await _bystander(server)
    # However slow: what has come whole is answered.
    slow[-1].send(frame(DATA, END_STREAM, 255, whole[4:]))
    await slow[-1].finds(255)
    for one in peers:
        await one.__aexit__(None, None, None)


async def test_half_bodies_without_end_take_what_their_own_connection_holds(
    monkeypatch: pytest.MonkeyPatch, decisions: Pages
) -> None:
    monkeypatch.setattr(listener, "HELD_BYTES", 8 * MIB)
    async for server in _served(decisions):
        async with connected(server.address) as modest, connected(server.address) as greedy:
            large = message(padding=MIB)
            modest.send(frame(HEADERS, END_HEADERS, 1, block()), frame(DATA, 0, 1, large[:16_384]))
            await modest.echoed()
            for stream in range(1, 101, 2):
                opened = frame(HEADERS, END_HEADERS, stream, block())
                first = frame(DATA, 0, stream, b"\0" + (4 * MIB).to_bytes(4, "big"))
                body = frame(DATA, 0, stream, bytes(15_000)) * 68
                greedy.send(opened, first, body)
                await greedy.drain()
            await greedy.until(lambda: sum(one.status == EXHAUSTED for one in greedy.answers.values()) >= 40)
            # Who came before, and holds less, goes on; and who comes now.
            await _bystander(server)
            rest = [large[at : at + 16_384] for at in range(16_384, len(large), 16_384)]
            modest.send(*(frame(DATA, 0, 1, part) for part in rest), frame(DATA, END_STREAM, 1))
            await modest.finds(1)


async def _served(decisions: Pages) -> AsyncIterator[Server]:
    offer = Offer({"remit.v1.PolicyDecisionService": decisions}, authenticate, lambda *_: None)
    served = Server(load(listen="127.0.0.1:0", http2="loop"), offer)
    await served.start()
    try:
        yield served
    finally:
        await leave(served)


async def test_messages_that_no_service_reads_count(
    monkeypatch: pytest.MonkeyPatch, decisions: Pages
) -> None:
    monkeypatch.setattr(listener, "HELD_BYTES", MIB)
    async for server in _served(decisions):
        async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
            peer.send(frame(HEADERS, END_HEADERS, 1, block(path=REFLECTION)))
            for _ in range(100):
                if peer.over(1):
                    break
                # The first is answered and its answer not permitted: nobody reads the others.
                peer.send(frame(DATA, 0, 1, prefixed(b"\x3a\x00") * 2_000) * 10)
                await peer.echoed()
            await _bystander(server)
            peer.send(settings(initial_window=65_535))
            assert (await peer.answer(1)).status == EXHAUSTED


async def test_answers_that_nobody_permits_are_bounded(
    monkeypatch: pytest.MonkeyPatch, decisions: Pages
) -> None:
    monkeypatch.setattr(listener, "UNREAD_BYTES", 4 * MIB)
    decisions.size = MIB
    async for server in _served(decisions):
        async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
            for stream in range(1, 21, 2):
                peer.send(call(stream))
            await peer.until(lambda: peer.closed)
        decisions.size = 0
        await _bystander(server)


async def test_who_asks_and_never_reads_is_not_read_either(server: Server, decisions: Pages) -> None:
    decisions.size = 20_000
    greeting = MAGIC + settings(initial_window=LARGEST_WINDOW) + window(LARGEST_WINDOW - 65_535)
    async with connected(server.address, greeting=greeting, receives=4_096) as peer:
        await peer.until(lambda: bool(peer.settings))
        peer.stop()
        for first in range(1, 5_001, 200):
            peer.send(*(call(stream) for stream in range(first, first + 200, 2)))
            await asyncio.sleep(0.02)
        calls = -1
        while calls != len(decisions.calls):
            calls = len(decisions.calls)
            await asyncio.sleep(0.5)
        # As many as the system's own buffers take, some MB; all would have been 50 MB.
        assert calls < 1_500
    await _small(decisions, server)


async def _small(decisions: Pages, server: Server) -> None:
    decisions.size = 0
    await _bystander(server)


async def test_streams_that_nobody_reads_wait(server: Server, decisions: Pages) -> None:
    async with connected(server.address, greeting=MAGIC + settings(initial_window=0)) as peer:
        for stream in range(1, 257, 2):
            peer.send(pages(stream, 100_000))
        await peer.until(lambda: decisions.open == 128)
        await _bystander(server)
        written = -1
        while written != decisions.written:
            written = decisions.written
            await asyncio.sleep(0.2)
        assert written <= 128 * 8
    while decisions.open:
        await asyncio.sleep(0.01)


async def test_a_small_message_that_unpacks_to_much(peer: Peer) -> None:
    bomb = gzip.compress(bytes(64 * MIB))
    assert len(bomb) < MIB
    peer.send(call(1, prefixed(bomb, compressed=True), ("grpc-encoding", "gzip")))
    assert (await peer.answer(1)).status == EXHAUSTED


async def test_nothing_but_noise(server: Server) -> None:
    for seed in range(40):
        noise = os.urandom(4_000)
        async with connected(server.address, greeting=(MAGIC + settings()) * (seed % 2) + noise) as peer:
            peer.end()
            await peer.until(lambda: peer.closed)
