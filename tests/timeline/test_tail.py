"""What is newest is read once for all who follow a scope, within bounds, and no one of them can harm the others."""

import asyncio
import time
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace

import pytest

from remit.errors import BackendUnavailableError, CursorTooOldError
from remit.timeline import tail as tails
from remit.timeline.model import Filter, StepKind
from remit.timeline.stream import EventKind, Watch
from remit.timeline.tail import Tails
from tests.timeline.crowd import CROWD, LIVE, after, crowd, cut, next_of, settled
from tests.timeline.memory import (
    BUSY,
    RUN,
    TENANT,
    TOOLS,
    Log,
    News,
    allowed,
    everything,
    places,
    stream,
)


async def test_a_step_is_read_once_for_a_crowd() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack)
        assert len(news.ears[TENANT.key]) == 1
        coming = next_of(opened)
        await settled()
        before = log.reads
        log.write()
        news.tell()
        assert [await after(one) for one in coming] == [1] * CROWD
        assert log.reads == before + 1
        steps = [(await one).step for one in coming]
        assert all(step is steps[0] for step in steps)


async def test_who_does_not_read_keeps_nothing_in_memory() -> None:
    log, news = Log(), News()
    rhythm = replace(BUSY, window=5)
    served = stream(log, news, rhythm)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        slow, quick = await crowd(served, stack, count=2)
        for number in range(1, 101):
            log.write()
            news.tell()
            assert await after(next_of([quick])[0]) == number
        shared = served._tails._open[TENANT].tail
        assert len(shared._window) <= rhythm.window
        # It has lost nothing by it.
        assert [await after(next_of([slow])[0]) for _ in range(100)] == list(range(1, 101))


async def test_nothing_is_kept_once_all_have_it() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack, count=3)
        coming = next_of(opened)
        log.write()
        news.tell()
        await asyncio.gather(*coming)
        assert len(served._tails._open[TENANT].tail._window) == 1
        waiting = next_of(opened)
        await settled()
        news.tell()
        await settled()
        assert len(served._tails._open[TENANT].tail._window) == 0
        await cut(waiting)


async def test_steps_are_not_kept_longer_than_promised() -> None:
    log, news = Log(), News()
    served = stream(log, news, replace(BUSY, keep=0.01))
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        _, quick = await crowd(served, stack, count=2)
        coming = next_of([quick])
        log.write()
        news.tell()
        await asyncio.gather(*coming)
        window = served._tails._open[TENANT].tail._window
        assert len(window) == 1
        while len(window):
            await asyncio.sleep(0.005)


async def test_what_is_too_large_for_the_window_is_read_by_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "WINDOWS_BYTES", 1)
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack, count=3)
        for number in range(1, 8):
            coming = next_of(opened)
            await settled()
            log.write()
            news.tell()
            assert [await after(one) for one in coming] == [number] * 3


async def test_a_crowd_is_not_woken_all_at_once() -> None:
    """Between two dozen of them, calls have their turn."""
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack)
        coming = next_of(opened)
        await settled()
        log.write()
        news.tell()
        most = 0
        while not all(one.done() for one in coming):
            before = sum(one.done() for one in coming)
            await asyncio.sleep(0)
            most = max(most, sum(one.done() for one in coming) - before)
        assert most <= 2 * tails.AT_ONCE


async def test_an_outage_is_told_to_those_who_wait_and_then_over() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack, count=3)
        busy, coming = opened[0], next_of(opened[1:])
        await settled()
        log.down = BackendUnavailableError("storage did not answer", retry_after=1.0)
        news.tell()
        for one in coming:
            with pytest.raises(BackendUnavailableError):
                await one
        log.down = None
        log.write()
        # Who was not waiting then need not know.
        assert await after(next_of([busy])[0]) == 1


async def test_reading_ends_with_the_last_stream() -> None:
    log, news = Log(), News()
    served = stream(log, news, replace(BUSY, poll=0.001))
    async with asyncio.timeout(30):
        async with AsyncExitStack() as stack:
            opened = await crowd(served, stack, count=2)
            coming = next_of(opened)
            await settled()
            await cut(coming)
        await settled()
        assert news.ears[TENANT.key] == []
        assert served._tails._open == {}
        before = log.reads
        await asyncio.sleep(0.02)
        assert log.reads == before
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_one_who_is_cut_off_takes_nobody_along() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack, count=5)
        coming = next_of(opened)
        await settled()
        coming[0].cancel()
        await settled()
        log.write()
        news.tell()
        assert [await after(one) for one in coming[1:]] == [1] * 4


async def test_what_was_before_anybody_followed_is_not_read_again() -> None:
    log, news = Log(), News()
    for _ in range(30):
        log.write()
    served = stream(log, news)
    events = served.follow(replace(LIVE, after=30), allowed)
    async with asyncio.timeout(30), aclosing(events):
        assert (await anext(events)).kind is EventKind.LIVE
        coming = next_of([events])
        await settled()
        # One read is its own, one the first for all who are to come.
        assert log.reads == 2
        log.write()
        news.tell()
        assert await after(coming[0]) == 31


async def test_one_who_comes_later_meets_no_seam() -> None:
    """It reads history for itself, further than the others have come; what follows it has from the window."""
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        early = (await crowd(served, stack, count=1))[0]
        first = next_of([early])
        await settled()
        for _ in range(4):
            log.write()
        # Nothing was announced, so the first knows nothing of it.
        late = await stack.enter_async_context(aclosing(served.follow(LIVE, allowed)))
        assert places([await anext(late) for _ in range(5)]) == [1, 2, 3, 4]
        second = next_of([late])
        await settled()
        log.write()
        news.tell()
        assert [await after(first[0]), await after(second[0])] == [1, 5]
        assert [await after(next_of([early])[0]) for _ in range(4)] == [2, 3, 4, 5]


async def test_a_changed_step_appears_again() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        quick, slow = await crowd(served, stack, count=2)
        step = log.write()
        news.tell()
        assert await after(next_of([quick])[0]) == 1
        log.revise(step)
        news.tell()
        assert await after(next_of([quick])[0]) == 2
        assert await after(next_of([slow])[0]) in {1, 2}


async def test_a_watcher_overtaken_by_retention_is_told() -> None:
    log, news = Log(), News()
    served = stream(log, news, replace(BUSY, window=2))
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        slow, quick = await crowd(served, stack, count=2)
        for number in range(1, 9):
            log.write()
            news.tell()
            assert await after(next_of([quick])[0]) == number
        log.gone = 5
        with pytest.raises(CursorTooOldError) as raised:
            await anext(slow)
        oldest = served.cursor(TENANT, Filter()).decode(raised.value.metadata["oldest_cursor"])
        rest = await everything(served.follow(Watch(TENANT, after=oldest), allowed))
        assert places(rest) == [6, 7, 8]


async def test_retention_that_overtakes_everybody_is_told_to_everybody() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = await crowd(served, stack, count=3)
        coming = next_of(opened)
        await settled()
        for _ in range(4):
            log.write()
        log.gone = 2
        news.tell()
        for one in coming:
            with pytest.raises(CursorTooOldError):
                await one


async def test_a_step_that_comes_while_a_heartbeat_is_sent_is_not_late() -> None:
    log, news = Log(), News()
    served = stream(log, news, replace(BUSY, poll=0.01, heartbeat=1.0))
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        slow, quick = await crowd(served, stack, count=2)
        assert (await anext(slow)).kind is EventKind.HEARTBEAT
        assert (await anext(quick)).kind is EventKind.HEARTBEAT
        coming = next_of([quick])
        await settled()
        log.write()
        news.tell()
        # Its neighbour waits, so it is read while the heartbeat is on its way.
        assert await after(coming[0]) == 1
        since = time.monotonic()
        assert places([await anext(slow)]) == [1]
        assert time.monotonic() - since < 0.6


async def test_each_filter_has_its_own_from_the_same_window() -> None:
    log, news = Log(), News()
    served = stream(log, news)
    watches = [Watch(RUN, follow=True), Watch(RUN, TOOLS, follow=True), Watch(TENANT, TOOLS, follow=True)]
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(aclosing(served.follow(one, allowed))) for one in watches]
        for events in opened:
            await anext(events)
        coming = next_of(opened)
        await settled()
        log.write(StepKind.MEMORY)
        log.write(run="run_2")
        log.write()
        news.tell(RUN)
        news.tell(TENANT)
        assert [await after(one) for one in coming] == [1, 3, 2]
        for event, watch in zip([await one for one in coming], watches, strict=True):
            assert event.step is not None
            assert served.cursor(watch.scope, watch.filter).decode(event.cursor) == event.step.position


def test_scopes_share_what_may_be_kept() -> None:
    opened = Tails(Log(), News(), rhythm=BUSY)
    with opened.of(TENANT):
        assert opened._share() == tails.WINDOWS_BYTES
        with opened.of(RUN), opened.of(TENANT):
            assert opened._share() == tails.WINDOWS_BYTES // 2
    assert opened._open == {}
