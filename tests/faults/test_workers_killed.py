"""P2 within one server: a worker is killed in the middle of the work, the others go on, and nothing allowed is lost."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Final

import orjson
import psutil
import pytest

from remit.client import messages as m
from tests.effort import length
from tests.faults.books import (
    require_books_agree,
    require_dense_runs,
    require_evidence,
    require_one_decision_for_each,
)
from tests.faults.caller import callers, gathered
from tests.faults.diary import AGENTS, Diary
from tests.faults.site import Site, metrics_of, replicated_site
from tests.faults.vitals import gauges
from tests.promises.town import budget, until

WORKERS: Final = 3
CALLERS: Final = 9
KILLS: Final = length(3, 20)
BETWEEN_KILLS: Final = 100
"""Answers after which the next kill comes."""
ROOM: Final = 60
BUDGETS: Final = (budget("tenant-month", 10**9), budget("few", ROOM * 100, m.SCOPE_AGENT))
"""Room for so many acts of each agent, so that some are refused."""


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server of several workers, on Postgres and Valkey."""
    folder = tmp_path_factory.mktemp("crew")
    with replicated_site(folder, "--workers", str(WORKERS), replicas=1) as site:
        yield site


def serving(site: Site) -> list[int]:
    """Return the ids of all workers that ever said that they serve, in that order."""
    lines = [line for line in site.servers[0].log.splitlines() if '"worker serves"' in line]
    return [orjson.loads(line)["pid"] for line in lines if line.endswith("}")]


async def kill_workers(site: Site, diary: Diary) -> None:
    """Kill one worker after the other; until its successor serves, answers come from those that are left."""
    chance = random.Random(5)
    for number in range(KILLS):
        wanted = len(diary.answers) + BETWEEN_KILLS
        await until(lambda: len(diary.answers) >= wanted)
        alive = {one.pid for one in psutil.Process(site.servers[0].pid).children()}
        assert len(alive) == WORKERS
        oldest = next(pid for pid in serving(site) if pid in alive)
        await asyncio.sleep(chance.random() / 20)
        before = len(diary.answers)
        os.kill(oldest, signal.SIGKILL)
        await until(lambda: len(serving(site)) > WORKERS + number)
        assert len(diary.answers) > before
    wanted = len(diary.answers) + CALLERS
    await until(lambda: len(diary.answers) >= wanted)
    diary.over = True


@pytest.mark.timeout(120 + 15 * KILLS)
async def test_a_worker_that_is_killed_under_load_takes_nothing_with_it(crew: Site) -> None:
    diary = Diary(crew.town(AGENTS, BUDGETS))
    async with callers(crew, CALLERS) as asking:
        working = (diary.work(caller, place) for place, caller in enumerate(asking))
        await gathered(kill_workers(crew, diary), *working)
        assert diary.lost, "nothing was lost, so nothing was shown"
        require_evidence(diary.town, diary.answers.values())
        await diary.ask_again(asking)
    require_evidence(diary.town, diary.answers.values())
    require_one_decision_for_each(diary.town, [(one.subject.id, name) for name, one in diary.asked.items()])
    require_books_agree(diary.town, BUDGETS)
    require_dense_runs(diary.town)
    allowed = [name for name, one in diary.answers.items() if one.effect == m.EFFECT_ALLOW]
    assert Counter(diary.asked[name].subject.id for name in allowed) == {f"r{n}": ROOM for n in range(AGENTS)}
    # The supervisor tells of every death, and that it waits with the successor of one who did not live long.
    told = Counter(error.split(" ;")[0].strip() for error in crew.errors())
    assert told.pop("worker died") == KILLS
    assert set(told) <= {"worker does not start"}
    found = await asyncio.to_thread(gauges, metrics_of(crew.servers[0].data_dir))
    assert found["remit_workers"] == WORKERS
