"""P1: with room for N in a tree of budgets, 64 callers on all replicas get exactly N, and with crashes never more."""

import asyncio
import time
from collections import Counter

import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.books import require_books_agree, require_evidence
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site
from tests.faults.tree import BUDGETS, EACH, ROOM, TEAM_OF, UnderWay, plant
from tests.promises.town import Town, nanos

CALLERS = 64
ROUNDS = 5
SECONDS = length(8.0, 60.0)
AGENTS = sorted(TEAM_OF)


async def ask(caller: Caller, town: Town, agent: str, *ids: str) -> list[pb.AuthorizeResponse]:
    """Ask by one call, a batch for several."""
    requests = [town.ask(one, agent) for one in ids]
    if len(requests) == 1:
        return [await caller.call("Authorize", requests[0], town, agent)]
    while True:
        batch = pb.BatchAuthorizeRequest(requests=requests)
        results = (await caller.call("BatchAuthorize", batch, town, agent)).results
        if all(one.WhichOneof("result") == "response" for one in results):
            return [one.response for one in results]
        await asyncio.sleep(0.05)


async def ask_all(caller: Caller, town: Town, place: int) -> list[pb.AuthorizeResponse]:
    """Ask round after round, every third time in a batch."""
    answers, agent = [], AGENTS[place % len(AGENTS)]
    for turn in range(ROUNDS):
        ids = [f"q{place}-{turn}-{n}" for n in range(3 if turn % 3 == 2 else 1)]
        answers += await ask(caller, town, agent, *ids)
    return answers


async def test_without_faults_exactly_as_many_as_there_is_room_for(site: Site) -> None:
    town = plant(site)
    async with callers(site, CALLERS) as asking:
        found = await gathered(*(ask_all(caller, town, place) for place, caller in enumerate(asking)))
    assert not sum((caller.failures for caller in asking), Counter())
    answers = [one for many in found for one in many]
    effects = Counter(answer.effect for answer in answers)
    assert effects == {m.EFFECT_ALLOW: ROOM, m.EFFECT_DENY: len(answers) - ROOM}
    require_books_agree(town, BUDGETS)
    require_evidence(town, answers)
    assert town.rows("SELECT count(*) FROM reservation WHERE tenant=? AND state='OPEN'") == [(ROOM,)]


class Crowd:
    """Callers who take, give back and pay, as long as the day lasts."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.under_way = UnderWay()
        self.answers: list[pb.AuthorizeResponse] = []
        self.until = time.monotonic() + SECONDS

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    async def live(self, caller: Caller, place: int) -> None:
        agent, turn = AGENTS[place % len(AGENTS)], 0
        while not self.over:
            turn += 1
            ids = [f"d{place}-{turn}-{n}" for n in range(caller.chance.choice([1, 1, 3]))]
            mine = self.note(agent, await ask(caller, self.town, agent, *ids))
            await asyncio.sleep(caller.chance.random() / 20)
            for one in mine:
                if caller.chance.random() < 0.7:
                    await self.give_back(caller, agent, one)

    def note(self, agent: str, answers: list[pb.AuthorizeResponse]) -> list[str]:
        self.answers += answers
        allowed = [one.reservation.reservation_id for one in answers if one.effect == m.EFFECT_ALLOW]
        for one in allowed:
            self.under_way.begin(agent, one)
        return allowed

    async def give_back(self, caller: Caller, agent: str, reservation_id: str) -> None:
        """Release it; or pay for it, and it takes its room for ever."""
        if caller.chance.random() < 0.02:
            record = pb.UsageRecord(
                usage_id=f"u-{reservation_id}", reservation_id=reservation_id, cost=nanos(EACH), final=True
            )
            await self.pay(caller, agent, record)
            return
        self.under_way.end(agent, reservation_id)
        request = pb.ReleaseReservationRequest(
            reservation_id=reservation_id, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="changed its mind"
        )
        await caller.call("ReleaseReservation", request, self.town, agent)

    async def pay(self, caller: Caller, agent: str, record: pb.UsageRecord) -> None:
        while True:
            request = pb.RecordUsageRequest(records=[record])
            (result,) = (await caller.call("RecordUsage", request, self.town, agent)).results
            if result.WhichOneof("result") == "receipt":
                return
            await asyncio.sleep(0.05)

    async def fill(self, caller: Caller, place: int) -> None:
        """Take what is left, until nothing is."""
        agent = AGENTS[place % len(AGENTS)]
        for turn in range(ROOM):
            answers = await ask(caller, self.town, agent, f"f{place}-{turn}")
            if not self.note(agent, answers):
                return


@pytest.mark.timeout(120 + 4 * SECONDS)
async def test_with_crashes_never_more_and_in_the_end_exactly_as_many(site: Site) -> None:
    town = plant(site)
    crowd = Crowd(town)
    async with callers(site, CALLERS) as asking:
        *_, killed = await gathered(
            *(crowd.live(caller, place) for place, caller in enumerate(asking)),
            site.crash_at_random(asking[0].chance, lambda: crowd.over),
        )
        await gathered(*(crowd.fill(caller, place) for place, caller in enumerate(asking)))
    assert killed
    assert sum((caller.failures for caller in asking), Counter()), "nothing failed, so nothing was shown"
    require_books_agree(town, BUDGETS)
    require_evidence(town, crowd.answers)
    assert len(crowd.under_way.acts) == ROOM
    ((taken,),) = town.rows("SELECT spent + held FROM counter WHERE tenant=? AND budget_id='tenant-month'")
    assert taken == ROOM * EACH
