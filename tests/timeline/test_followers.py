"""Whatever watchers, writers, retention and the window do: each watcher sees every step once, in order."""

import asyncio
import random
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.timeline.model import Filter, Scope, ScopeKind, StepKind
from remit.timeline.stream import Watch
from tests.effort import examples
from tests.timeline.audience import Watcher
from tests.timeline.memory import BUSY, RUN, TENANT, TOOLS, Log, News, stream

SCOPES = (TENANT, RUN, Scope("acme", ScopeKind.RUN, "run_2"))
FILTERS = (Filter(), TOOLS, Filter(labels={"none": "has"}))


@dataclass(frozen=True)
class Course:
    """How one example goes."""

    writes: int
    watchers: int
    window: int
    limit: int
    retention: bool
    seed: int


COURSES = st.builds(
    Course,
    writes=st.integers(1, 60),
    watchers=st.integers(1, 8),
    window=st.integers(0, 3),
    limit=st.integers(1, 3),
    retention=st.booleans(),
    seed=st.integers(0, 2**32),
)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COURSES)
def test_each_sees_every_step_once_in_order(course: Course) -> None:
    asyncio.run(run(course))


async def run(course: Course) -> None:
    log, news, chance = Log(delay=True), News(), random.Random(course.seed)
    rhythm = replace(BUSY, poll=0.002, heartbeat=0.01, window=course.window, limit=course.limit)
    served = stream(log, news, rhythm)
    watchers = [new_watcher(log, random.Random(chance.random())) for _ in range(course.watchers)]
    began = [watcher.watch.after or 0 for watcher in watchers]
    # A writer's last word: a step that no filter of these can tell from others.
    until = course.writes + 1
    async with asyncio.timeout(20):
        await asyncio.gather(
            write(log, news, course=course, chance=chance),
            *(watcher.follow(served, lambda place: place >= until) for watcher in watchers),
        )
    for watcher, start in zip(watchers, began, strict=True):
        watcher.require_each_once_in_order(log.steps, began=start)
    assert served._tails._open == {}


def new_watcher(log: Log, chance: random.Random) -> Watcher:
    after = chance.choice([None, 0])
    watch = Watch(chance.choice(SCOPES), chance.choice(FILTERS), after, follow=True)
    return Watcher(watch, chance, removed=lambda: log.gone)


async def write(log: Log, news: News, *, course: Course, chance: random.Random) -> None:
    """Write and change steps at random moments; announce each never, once or twice; remove old ones."""
    for _ in range(course.writes):
        if log.steps and chance.random() < 0.25:
            log.revise(chance.choice(log.steps))
        else:
            kind = chance.choice([StepKind.TOOL_CALL, StepKind.MEMORY, StepKind.RUN_STARTED])
            log.write(kind, chance.choice(["run_1", "run_2"]), chance.choice(["acme", "acme", "other"]))
        if course.retention and chance.random() < 0.1:
            log.gone = chance.randint(log.gone, log.last)
        for scope in SCOPES:
            for _ in range(chance.randrange(3)):
                news.tell(scope)
        for _ in range(chance.choice([0, 0, 1, 3, 20])):
            await asyncio.sleep(0)
    log.write()
