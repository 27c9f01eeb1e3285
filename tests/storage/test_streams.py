"""On each engine: writers in transactions of their own, and watchers who share what one reads for all."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from remit.storage import step as steps
from remit.storage.store import Store
from remit.storage.tables.timeline import step as step_table
from remit.storage.timeline import TimelineStore
from remit.timeline.model import (
    Filter,
    Scope,
    ScopeKind,
    Step,
    StepKind,
    StepStatus,
    announcements,
)
from remit.timeline.source import Rhythm
from remit.timeline.stream import Stream, Watch
from remit.volatile.memory import MemoryAnnouncements
from remit.volatile.wakeup import AnnouncedWakeups
from tests.stores import open_store
from tests.timeline.audience import Watcher

WRITERS: Final = 4
WRITES: Final = 12
"""Of each writer; every fourth changes a step of its own."""
WATCHERS: Final = 4
"""Of each scope and filter."""
RHYTHM: Final = Rhythm(heartbeat=0.05, poll=0.02, recheck=0.0, limit=4, window=3)
SCOPES: Final = (
    Scope("acme", ScopeKind.RUN, "run_0"),
    Scope("acme", ScopeKind.RUN, "run_1"),
    Scope("acme", ScopeKind.AGENT, "agent:a0"),
    Scope("acme", ScopeKind.TENANT),
)
FILTERS: Final = (Filter(), Filter(kinds=frozenset({StepKind.TOOL_CALL})))


@dataclass
class Office:
    """Where steps are written, and announced once they last."""

    store: Store
    news: MemoryAnnouncements = field(default_factory=MemoryAnnouncements)
    goals: dict[Scope, int] = field(default_factory=dict)
    """The last place of each scope, once all is written."""

    async def append(self, name: str, number: int) -> None:
        run, agent = f"run_{number % 2}", f"agent:a{number % 3}"
        kind = (StepKind.TOOL_CALL, StepKind.MEMORY)[number // 2 % 2]
        one = Step("acme", run, 0, name, kind, "x", StepStatus.RUNNING, subject=agent)
        body: Mapping[str, object] = steps.body_of(one)

        def write(connection: Connection) -> None:
            steps.append(connection, "acme", run_id=run, body=body, subject=agent, at=number + 1)

        await self.store.write(write)
        await self.news.publish(announcements(one))

    async def change(self, name: str) -> None:
        def write(connection: Connection) -> Step:
            query = select(step_table).where(step_table.c.step_id == name)
            row = connection.execute(query).one()
            steps.revise(connection, row, changes={"status": "SUCCEEDED"}, at=row.at)
            return Step(
                "acme", row.run_id, 0, name, StepKind.OTHER, "", StepStatus.RUNNING, subject=row.subject
            )

        await self.news.publish(announcements(await self.store.write(write)))

    async def end(self, scope: Scope) -> int:
        place = step_table.c.change if scope.kind is ScopeKind.RUN else step_table.c.position
        query = select(func.max(place))
        if scope.kind is ScopeKind.RUN:
            query = query.where(step_table.c.run_id == scope.id)
        return await self.store.read(lambda connection: connection.scalar(query) or 0)


async def write(office: Office, writer: int, chance: random.Random) -> None:
    for number in range(WRITES):
        if number % 4 == 3:
            await office.change(f"w{writer}-{number - chance.randint(1, 3)}")
        else:
            await office.append(f"w{writer}-{number}", chance.randrange(6))
        await asyncio.sleep(chance.random() * 0.01)


async def test_each_watcher_sees_every_step_once_in_order(tmp_path: Path) -> None:
    store, chance = open_store(tmp_path), random.Random(11)
    office = Office(store)
    timeline = TimelineStore(store)
    served = Stream(timeline, AnnouncedWakeups(office.news), key=b"k" * 32, rhythm=RHYTHM)
    watchers = [
        Watcher(Watch(scope, wanted, 0, follow=True), random.Random(chance.random()))
        for scope in SCOPES
        for wanted in FILTERS
        for _ in range(WATCHERS)
    ]

    def is_over(scope: Scope, place: int) -> bool:
        return scope in office.goals and place >= office.goals[scope]

    async def work() -> None:
        await asyncio.gather(
            *(write(office, writer, random.Random(chance.random())) for writer in range(WRITERS))
        )
        office.goals = {scope: await office.end(scope) for scope in SCOPES}

    try:
        async with asyncio.timeout(30):
            await asyncio.gather(
                work(),
                *(watcher.follow(served, partial(is_over, watcher.watch.scope)) for watcher in watchers),
            )
        for watcher in watchers:
            watch = replace(watcher.watch, filter=Filter())
            batch = await timeline.read_after(watch.scope, watch.filter, position=0, limit=1_000)
            assert batch.steps
            watcher.require_each_once_in_order(batch.steps, began=0)
    finally:
        await store.close()
