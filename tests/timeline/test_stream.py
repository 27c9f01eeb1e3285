"""A watcher sees every step once, in order, whatever is cut, delayed or announced twice."""

import asyncio
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.errors import CallerPermissionMissingError, CursorTooOldError
from remit.timeline.model import Filter, Scope, StepKind
from remit.timeline.stream import Event, EventKind, Stream, Watch
from tests.effort import examples
from tests.timeline.memory import (
    BUSY,
    RUN,
    TENANT,
    TOOLS,
    Gate,
    Log,
    News,
    allowed,
    everything,
    places,
    stream,
)


async def test_history_then_live_then_the_end() -> None:
    log = Log()
    for _ in range(7):
        log.write()
    events = await everything(stream(log).follow(Watch(TENANT), allowed))
    assert places(events) == [1, 2, 3, 4, 5, 6, 7]
    assert [event.kind for event in events] == [EventKind.STEP] * 7 + [EventKind.LIVE]


async def test_a_step_committed_right_after_the_read_is_not_missed() -> None:
    log, news = Log(), News()
    log.write()
    events = stream(log, news).follow(Watch(TENANT, follow=True), allowed)
    async with asyncio.timeout(30):
        assert places([await anext(events)]) == [1]
        assert (await anext(events)).kind is EventKind.LIVE
        # The watcher has read and does not wait yet: only an ear that was open before hears this.
        log.write()
        news.tell()
        assert places([await anext(events)]) == [2]
    await events.aclose()


async def test_listening_ends_with_the_stream() -> None:
    log, news = Log(), News()
    events = stream(log, news).follow(Watch(TENANT, follow=True), allowed)
    assert (await anext(events)).kind is EventKind.LIVE
    assert len(news.ears[TENANT.key]) == 1
    await events.aclose()
    assert news.ears[TENANT.key] == []


async def test_a_lost_announcement_costs_time_alone() -> None:
    log = Log()
    events = stream(log, rhythm=replace(BUSY, poll=0.01)).follow(Watch(TENANT, follow=True), allowed)
    assert (await anext(events)).kind is EventKind.LIVE
    log.write()
    async with asyncio.timeout(30):
        assert places([await anext(events)]) == [1]
    await events.aclose()


async def test_a_quiet_stream_says_that_it_lives_and_moves_on() -> None:
    log = Log()
    watch = Watch(RUN, follow=True)
    events = stream(log, rhythm=replace(BUSY, poll=0.005, heartbeat=0.02)).follow(watch, allowed)
    first = await anext(events)
    log.write(run="run_2")
    async with asyncio.timeout(30):
        beat = await anext(events)
        assert beat.kind is EventKind.HEARTBEAT
        cursor = stream(log).cursor(RUN, Filter())
        assert cursor.decode(first.cursor) == 0
        assert cursor.decode(beat.cursor) == 1
        log.write()
        later = [await anext(events) for _ in range(3)]
    assert places(later) == [2]
    assert {event.kind for event in later if not event.step} == {EventKind.HEARTBEAT}
    await events.aclose()


async def test_a_filter_moves_the_cursor_past_what_it_leaves_out() -> None:
    log = Log()
    for kind in (StepKind.TOOL_CALL, *[StepKind.MEMORY] * 8, StepKind.TOOL_CALL, StepKind.MEMORY):
        log.write(kind)
    events = await everything(stream(log).follow(Watch(TENANT, TOOLS), allowed))
    assert places(events) == [1, 10]
    assert stream(log).cursor(TENANT, TOOLS).decode(events[-1].cursor) == 11


async def test_the_stream_of_a_run_ends_with_the_run_and_what_followed_it() -> None:
    log, news = Log(), News()
    log.write(StepKind.RUN_STARTED)
    events = stream(log, news).follow(Watch(RUN, TOOLS, follow=True), allowed)
    assert [(await anext(events)).kind for _ in range(2)] == [EventKind.RUN_STARTED, EventKind.LIVE]
    log.write(StepKind.RUN_ENDED)
    log.write()
    news.tell(RUN)
    rest = await everything(events)
    assert [event.kind for event in rest] == [EventKind.RUN_ENDED, EventKind.STEP]
    again = await everything(stream(log).follow(Watch(RUN, follow=True), allowed))
    assert [event.kind for event in again][-3:] == [EventKind.RUN_ENDED, EventKind.STEP, EventKind.LIVE]


async def test_other_streams_do_not_end_with_a_run() -> None:
    log, news = Log(), News()
    log.write(StepKind.RUN_ENDED)
    events = stream(log, news).follow(Watch(TENANT, follow=True), allowed)
    assert [(await anext(events)).kind for _ in range(2)] == [EventKind.RUN_ENDED, EventKind.LIVE]
    log.write(run="run_2")
    news.tell()
    assert places([await anext(events)]) == [2]
    await events.aclose()


async def test_without_access_nothing_is_read() -> None:
    log, gate = Log(), Gate()
    log.write()
    gate.open = False
    with pytest.raises(CallerPermissionMissingError):
        await everything(stream(log).follow(Watch(TENANT), gate))
    assert log.reads == 0


async def test_a_stream_ends_when_access_ends_while_it_is_quiet() -> None:
    gate = Gate()
    events = stream(Log(), rhythm=replace(BUSY, poll=0.01)).follow(Watch(TENANT, follow=True), gate)
    assert (await anext(events)).kind is EventKind.LIVE
    gate.open = False
    with pytest.raises(CallerPermissionMissingError):
        await everything(events)


async def test_a_stream_ends_when_access_ends_before_the_next_step_is_sent() -> None:
    log, gate = Log(), Gate()
    log.write()
    log.write()
    events = stream(log).follow(Watch(TENANT), gate)
    assert places([await anext(events)]) == [1]
    gate.open = False
    with pytest.raises(CallerPermissionMissingError):
        await everything(events)


async def test_access_is_not_asked_for_each_step_of_a_quick_batch() -> None:
    log, gate = Log(), Gate()
    for _ in range(100):
        log.write()
    await everything(stream(log, rhythm=replace(BUSY, recheck=60, limit=200)).follow(Watch(TENANT), gate))
    assert gate.asked == 2


async def test_a_cursor_behind_retention_is_told_where_to_go_on() -> None:
    log = Log()
    for _ in range(5):
        log.write()
    log.gone = 3
    with pytest.raises(CursorTooOldError) as raised:
        await everything(stream(log).follow(Watch(TENANT, after=2), allowed))
    assert raised.value.field == "cursor"
    oldest = stream(log).cursor(TENANT, Filter()).decode(raised.value.metadata["oldest_cursor"])
    assert places(await everything(stream(log).follow(Watch(TENANT, after=oldest), allowed))) == [4, 5]
    assert places(await everything(stream(log).follow(Watch(TENANT), allowed))) == [4, 5]


async def test_a_slow_watcher_overtaken_by_retention_is_told() -> None:
    log = Log()
    for _ in range(9):
        log.write()
    events = stream(log).follow(Watch(TENANT), allowed)
    assert places([await anext(events) for _ in range(3)]) == [1, 2, 3]
    log.gone = 5
    with pytest.raises(CursorTooOldError):
        await everything(events)


async def test_from_now_on() -> None:
    log, news = Log(), News()
    log.write()
    events = stream(log, news).follow(Watch(TENANT, after=await log.end(TENANT), follow=True), allowed)
    assert (await anext(events)).kind is EventKind.LIVE
    log.write()
    news.tell()
    assert places([await anext(events)]) == [2]
    await events.aclose()


KINDS = st.sampled_from([StepKind.TOOL_CALL, StepKind.MEMORY, StepKind.RUN_STARTED])
WRITES = st.lists(
    st.tuples(KINDS, st.sampled_from(["run_1", "run_2"]), st.sampled_from(["acme", "other"])), max_size=40
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    WRITES,
    st.sampled_from([TENANT, RUN]),
    st.sampled_from([Filter(), TOOLS]),
    st.lists(st.integers(1, 6), max_size=12),
    st.integers(0, 2**32),
)
def test_no_gap_and_no_duplicate_whatever_is_cut(
    writes: list[tuple[StepKind, str, str]], scope: Scope, wanted: Filter, cuts: list[int], seed: int
) -> None:
    asyncio.run(_interleave(writes, Watch(scope, wanted, follow=True), cuts=cuts, seed=seed))


async def _interleave(
    writes: list[tuple[StepKind, str, str]], watch: Watch, *, cuts: list[int], seed: int
) -> None:
    log, news = Log(delay=True), News()
    total = len(writes) + 1
    async with asyncio.timeout(30):
        _, seen = await asyncio.gather(
            _write(
                [*writes, (StepKind.TOOL_CALL, "run_1", "acme")], log, news=news, seed=seed, scope=watch.scope
            ),
            _read(watch, stream(log, news, replace(BUSY, poll=0.01)), cuts=cuts, until=total),
        )
    assert seen == [
        step.position for step in log.steps if watch.scope.covers(step) and watch.filter.matches(step)
    ]


async def _write(
    writes: list[tuple[StepKind, str, str]], log: Log, *, news: News, seed: int, scope: Scope
) -> None:
    """Write at random moments; announce each write never, once or twice."""
    chance = random.Random(seed)
    for kind, run, tenant in writes:
        log.write(kind, run, tenant)
        for _ in range(chance.randrange(3)):
            news.tell(scope)
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)


async def _read(watch: Watch, served: Stream, *, cuts: list[int], until: int) -> list[int]:
    """Follow, cut off after so many events as `cuts` says, go on from the last cursor, to place `until`."""
    seen: list[int] = []
    cursor = served.cursor(watch.scope, watch.filter)
    lengths = iter(cuts)
    while watch.after != until:
        received: list[Event] = []
        length = next(lengths, 10**9)
        events = served.follow(watch, allowed)
        async for event in events:
            received.append(event)
            watch = replace(watch, after=cursor.decode(event.cursor))
            if len(received) == length or watch.after == until:
                break
        await events.aclose()
        assert [event.kind for event in received].count(EventKind.LIVE) <= 1
        seen += places(received)
    return seen
