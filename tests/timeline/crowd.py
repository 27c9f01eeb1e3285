"""Many watchers of one scope, each of whom waits for what comes next. Tests nothing itself."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from remit.timeline.stream import Event, EventKind, Stream, Watch
from tests.timeline.memory import TENANT, allowed

CROWD = 100
LIVE = Watch(TENANT, follow=True)
Events = AsyncGenerator[Event, None]


async def crowd(served: Stream, stack: AsyncExitStack, *, count: int = CROWD) -> list[Events]:
    """Open streams by as many watchers, all of whom are live."""
    opened: list[Events] = []
    for _ in range(count):
        events = await stack.enter_async_context(aclosing(served.follow(LIVE, allowed)))
        while (await anext(events)).kind is not EventKind.LIVE:
            pass
        opened.append(events)
    return opened


async def after(event: asyncio.Future[Event] | asyncio.Task[Event]) -> int:
    """The place of the step that comes."""
    step = (await event).step
    assert step is not None
    return step.position


def next_of(opened: list[Events]) -> list[asyncio.Task[Event]]:
    async def one(events: Events) -> Event:
        return await anext(events)

    return [asyncio.create_task(one(events)) for events in opened]


async def cut(coming: list[asyncio.Task[Event]]) -> None:
    """End streams while they wait, as a client does that goes away."""
    for one in coming:
        one.cancel()
    await asyncio.wait(coming)


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)
