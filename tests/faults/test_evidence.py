"""P2: no decision leaves before its record lasts, whatever is killed; what was lost on the way is answered alike later."""

import asyncio
import random

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
from tests.faults.site import Site
from tests.promises.town import budget, until

WORKERS = 16
KILLS = length(4, 20)
BETWEEN_KILLS = 100
"""Answers after which the next kill comes."""
BUDGETS = (budget("tenant-month", 10**9), budget("few", 60 * 100, m.SCOPE_AGENT))
"""Room for 60 acts of each agent, so that some are refused."""


async def kill(site: Site, diary: Diary) -> None:
    """Kill one after the other, each in the middle of the work."""
    names = list(site.mortals)
    chance = random.Random(5)
    for number in range(KILLS):
        wanted = len(diary.answers) + BETWEEN_KILLS
        await until(lambda: len(diary.answers) >= wanted)
        await asyncio.sleep(chance.random() / 20)
        await site.crash(names[number % len(names)])
    wanted = len(diary.answers) + WORKERS
    await until(lambda: len(diary.answers) >= wanted)
    diary.over = True


@pytest.mark.timeout(120 + 10 * KILLS)
async def test_every_answer_is_in_the_log_after_every_kill(site: Site) -> None:
    diary = Diary(site.town(AGENTS, BUDGETS))
    async with callers(site, WORKERS) as asking:
        await gathered(kill(site, diary), *(diary.work(caller, place) for place, caller in enumerate(asking)))
        assert diary.lost, "nothing was lost, so nothing was shown"
        require_evidence(diary.town, diary.answers.values())
        await diary.ask_again(asking)
    require_evidence(diary.town, diary.answers.values())
    require_one_decision_for_each(diary.town, [(one.subject.id, name) for name, one in diary.asked.items()])
    require_books_agree(diary.town, BUDGETS)
    require_dense_runs(diary.town)
    assert {answer.effect for answer in diary.answers.values()} == {m.EFFECT_ALLOW, m.EFFECT_DENY}
