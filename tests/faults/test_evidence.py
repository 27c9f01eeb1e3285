"""P2: no decision leaves before its record lasts, whatever is killed; what was lost on the way is answered alike later."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import grpc
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.books import (
    require_books_agree,
    require_dense_runs,
    require_evidence,
    require_one_decision_for_each,
)
from tests.faults.caller import Caller, callers, gathered, is_passing
from tests.faults.site import Site
from tests.promises.town import Town, budget, until

WORKERS = 16
KILLS = length(4, 20)
BETWEEN_KILLS = 100
"""Answers after which the next kill comes."""
AGENTS = 3
BUDGETS = (budget("tenant-month", 10**9), budget("few", 60 * 100, m.SCOPE_AGENT))
"""Room for 60 acts of each agent, so that some are refused."""


@dataclass(slots=True)
class Diary:
    """What the callers know."""

    town: Town
    asked: dict[str, pb.AuthorizeRequest] = field(default_factory=dict)
    """By request id."""
    answers: dict[str, pb.AuthorizeResponse] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    """Sent, and nobody knows what became of them."""
    over: bool = False

    async def work(self, caller: Caller, worker: int) -> None:
        """Ask without pause, each question once; what got no answer is noted."""
        agent, turn = f"r{worker % AGENTS}", 0
        while not self.over:
            turn += 1
            request = self.town.ask(f"w{worker}-{turn}", agent, run_id=f"run-{worker % 5}")
            self.asked[request.request_id] = request
            stub = caller.stubs[(worker + turn) % len(caller.stubs)]
            try:
                answer = await stub.Authorize(request, metadata=self.town.metadata(agent), timeout=5)
            except grpc.aio.AioRpcError as error:
                assert is_passing(error), error
                self.lost.add(request.request_id)
                await asyncio.sleep(0.1)
            else:
                self.answers[request.request_id] = answer

    async def kill(self, site: Site) -> None:
        """Kill one after the other, each in the middle of the work."""
        names = list(site.mortals)
        chance = random.Random(5)
        for number in range(KILLS):
            wanted = len(self.answers) + BETWEEN_KILLS
            await until(lambda: len(self.answers) >= wanted)
            await asyncio.sleep(chance.random() / 20)
            await site.crash(names[number % len(names)])
        wanted = len(self.answers) + WORKERS
        await until(lambda: len(self.answers) >= wanted)
        self.over = True

    async def ask_again(self, asking: Sequence[Caller]) -> None:
        """Ask everything that was lost, twice and at all replicas; and some of what was answered."""
        lost = sorted(self.lost)
        await gathered(*(self.ask_lost(caller, lost[n :: len(asking)]) for n, caller in enumerate(asking)))
        some = sorted(self.answers)[:: max(1, len(self.answers) // 50)]
        await gathered(*(self.repeat(caller, some[n :: len(asking)]) for n, caller in enumerate(asking)))

    async def ask_lost(self, caller: Caller, request_ids: Sequence[str]) -> None:
        """Ask twice what was lost, the second time at another replica."""
        for request_id in request_ids:
            agent = self.asked[request_id].subject.id
            first = await caller.call("Authorize", self.asked[request_id], self.town, agent)
            caller.at += 1
            second = await caller.call("Authorize", self.asked[request_id], self.town, agent)
            assert first.decision_id == second.decision_id
            self.answers[request_id] = first

    async def repeat(self, caller: Caller, request_ids: Sequence[str]) -> None:
        """Ask again what was answered, and get the same answer."""
        for request_id in request_ids:
            caller.at += 1
            again = await caller.call(
                "Authorize", self.asked[request_id], self.town, self.asked[request_id].subject.id
            )
            again.evaluation_duration.CopyFrom(self.answers[request_id].evaluation_duration)
            assert again == self.answers[request_id]


@pytest.mark.timeout(60 + 10 * KILLS)
async def test_every_answer_is_in_the_log_after_every_kill(site: Site) -> None:
    diary = Diary(site.town(AGENTS, BUDGETS))
    async with callers(site, WORKERS) as asking:
        await gathered(diary.kill(site), *(diary.work(caller, place) for place, caller in enumerate(asking)))
        assert diary.lost, "nothing was lost, so nothing was shown"
        require_evidence(diary.town, diary.answers.values())
        await diary.ask_again(asking)
    require_evidence(diary.town, diary.answers.values())
    require_one_decision_for_each(diary.town, [(one.subject.id, name) for name, one in diary.asked.items()])
    require_books_agree(diary.town, BUDGETS)
    require_dense_runs(diary.town)
    assert {answer.effect for answer in diary.answers.values()} == {m.EFFECT_ALLOW, m.EFFECT_DENY}
