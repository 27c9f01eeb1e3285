"""A timeline and its announcements in memory, for tests of streams: as a storage of one transaction at a time answers."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from remit.errors import CallerPermissionMissingError
from remit.timeline.model import Batch, Filter, Scope, ScopeKind, Step, StepKind, StepStatus
from remit.timeline.source import Rhythm
from remit.timeline.stream import Event, Stream

KEY = b"k" * 32
TENANT = Scope("acme", ScopeKind.TENANT)
RUN = Scope("acme", ScopeKind.RUN, "run_1")
TOOLS = Filter(kinds=frozenset({StepKind.TOOL_CALL}))
BUSY = Rhythm(heartbeat=60, poll=60, recheck=0.0, limit=3)
"""Waits so long that a stream which misses an announcement hangs, and the test with it."""


@dataclass
class Log:
    """The steps that were committed."""

    steps: list[Step] = field(default_factory=list)
    last: int = 0
    gone: int = 0
    reads: int = 0
    delay: bool = False
    down: Exception | None = None

    def write(self, kind: StepKind = StepKind.TOOL_CALL, run: str = "run_1", tenant: str = "acme") -> Step:
        self.last += 1
        name = f"stp_{self.last}"
        step = Step(tenant, run, self.last, name, kind, "x", StepStatus.RUNNING, position=self.last)
        self.steps.append(step)
        return step

    def revise(self, step: Step) -> Step:
        """Change a step: it stands from now on behind all others."""
        self.last += 1
        self.steps.remove(step)
        self.steps.append(replace(step, status=StepStatus.SUCCEEDED, position=self.last))
        return self.steps[-1]

    async def read_after(self, scope: Scope, filter: Filter, *, position: int, limit: int) -> Batch:
        self.reads += 1
        if self.delay:
            await asyncio.sleep(0)
        if self.down is not None:
            raise self.down
        kept = [step for step in self.steps if step.position > self.gone and scope.covers(step)]
        found = [step for step in kept if step.position > position][:limit]
        more = len(found) == limit
        through = found[-1].position if more else max(position, self.last)
        if self.delay:
            await asyncio.sleep(0)
        return Batch(tuple(step for step in found if filter.matches(step)), through, more)

    async def end(self, scope: Scope) -> int:
        return self.last if scope.tenant else 0

    async def removed(self, scope: Scope) -> int:
        return self.gone if scope.tenant else 0


@dataclass
class Ear:
    """Hears what is told."""

    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float, /) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.news.wait(), seconds)
        heard = self.news.is_set()
        self.news.clear()
        return heard


@dataclass
class News:
    """Tells whoever listens."""

    ears: dict[str, list[Ear]] = field(default_factory=dict)

    @contextmanager
    def watch(self, key: str) -> Iterator[Ear]:
        ear = Ear()
        self.ears.setdefault(key, []).append(ear)
        try:
            yield ear
        finally:
            self.ears[key].remove(ear)

    def tell(self, scope: Scope = TENANT) -> None:
        for ear in self.ears.get(scope.key, []):
            ear.news.set()


@dataclass
class Gate:
    """Lets watchers read for as long as it is open."""

    open: bool = True
    asked: int = 0

    async def __call__(self) -> None:
        self.asked += 1
        if not self.open:
            raise CallerPermissionMissingError("no longer")


async def allowed() -> None:
    """Let the watcher read."""


def stream(log: Log, news: News | None = None, rhythm: Rhythm = BUSY) -> Stream:
    return Stream(log, news or News(), key=KEY, rhythm=rhythm)


async def everything(events: AsyncGenerator[Event, None]) -> list[Event]:
    async with asyncio.timeout(30):
        return [event async for event in events]


def places(events: list[Event]) -> list[int]:
    return [event.step.position for event in events if event.step]
