"""Access is asked for once for all streams of a reader, and its loss ends these streams, soon, and no others."""

import asyncio
import time
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace

import pytest

from remit.errors import CallerPermissionMissingError
from remit.timeline.source import RHYTHM
from remit.timeline.stream import EventKind
from tests.timeline.crowd import CROWD, LIVE, after, crowd, next_of, settled
from tests.timeline.memory import BUSY, Gate, Log, News, everything, places, stream


async def test_one_reader_is_asked_for_once_however_many_streams_it_has() -> None:
    log, news, gate = Log(), News(), Gate()
    served = stream(log, news, replace(BUSY, recheck=60))
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(aclosing(served.follow(LIVE, gate, reader="ann")))
            for _ in range(CROWD)
        ]
        for events in opened:
            assert (await anext(events)).kind is EventKind.LIVE
        # Whoever opens a stream and reads history is asked for, always.
        assert gate.asked == 2 * CROWD
        coming = next_of(opened)
        await settled()
        before = gate.asked
        log.write()
        news.tell()
        await asyncio.gather(*coming)
        assert gate.asked == before + 1


async def test_what_is_committed_after_access_ended_is_not_seen() -> None:
    log, news, gate = Log(), News(), Gate()
    events = stream(log, news, replace(BUSY, recheck=60)).follow(LIVE, gate, reader="ann")
    async with asyncio.timeout(30), aclosing(events):
        await anext(events)
        coming = next_of([events])
        await settled()
        gate.open = False
        log.write()
        news.tell()
        with pytest.raises(CallerPermissionMissingError):
            await coming[0]


async def test_a_reader_who_lost_access_ends_alone() -> None:
    log, news, gate = Log(), News(), Gate()
    served = stream(log, news, replace(BUSY, poll=0.01))
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        others = await crowd(served, stack, count=2)
        asleep, *lost = [served.follow(LIVE, gate, reader="ann") for _ in range(4)]
        for events in (asleep, *lost):
            await anext(events)
        coming, going = next_of(others), next_of(lost)
        await settled()
        gate.open = False
        for one in going:
            with pytest.raises(CallerPermissionMissingError):
                await one
        log.write()
        news.tell()
        assert [await after(one) for one in coming] == [1, 1]
        # And one who has access again is not told what was so before.
        gate.open = True
        again = served.follow(LIVE, gate, reader="ann")
        assert places([await anext(again)]) == [1]
        assert (await anext(again)).kind is EventKind.LIVE
        log.write()
        news.tell()
        assert places([await anext(again)]) == [2]
        await again.aclose()
        # While one who was not there when it was lost learns of it.
        with pytest.raises(CallerPermissionMissingError):
            await everything(asleep)


async def test_a_quiet_stream_ends_soon_after_access_ended() -> None:
    gate = Gate()
    events = stream(Log(), rhythm=replace(RHYTHM, heartbeat=60)).follow(LIVE, gate, reader="ann")
    await anext(events)
    coming = next_of([events])
    await settled()
    gate.open = False
    since = time.monotonic()
    with pytest.raises(CallerPermissionMissingError):
        await coming[0]
    assert time.monotonic() - since < 15
