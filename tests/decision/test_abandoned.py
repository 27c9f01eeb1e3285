"""A caller that is gone before its decision boarded a commit costs nothing: no record, no money, no tokens."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from remit.budget.model import Budget, Period, ScopeType, Standing, Unit
from remit.decision.authorize import Authorizer
from remit.decision.model import Draft, Effect, Estimate, Outcome
from remit.decision.turn import Turn
from remit.policy.model import RateLimit, RateWindow
from tests.decision.house import House

BUDGET = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 1_000)


class Held:
    """A house whose commits wait until they are let go."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.gate = asyncio.Event()
        self.batches: list[int] = []
        self.authorizer: Authorizer = replace(house.app.authorizer, turn=Turn(self.commit, abandons=True))

    async def commit(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        self.batches.append(len(drafts))
        await self.gate.wait()
        return await self.house.app.decisions.commit(drafts)

    def ask(self, request_id: str) -> "asyncio.Task[object]":
        asked = self.house.ask(request_id, estimate=Estimate(money=1))
        return asyncio.create_task(self.authorizer.authorize(asked))

    async def waiting(self, count: int) -> None:
        while self.authorizer.turn.waiting < count:
            await asyncio.sleep(0)

    async def departed(self, count: int) -> None:
        while len(self.batches) < count:
            await asyncio.sleep(0)


@pytest.fixture
async def held(house: House) -> Held:
    await house.put(BUDGET, RateLimit("r", windows=(RateWindow(3, 3_600_000_000),), concurrency=3))
    return Held(house)


async def test_who_is_gone_before_the_commit_leaves_nothing(held: Held) -> None:
    house = held.house
    first = held.ask("first")
    await held.departed(1)
    gone = held.ask("gone")
    stays = held.ask("stays")
    await held.waiting(2)
    gone.cancel()
    held.gate.set()
    await asyncio.gather(first, stays)
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert await house.standing("day") == Standing(0, 2)
    assert len(await house.rows("SELECT id FROM audit_entry WHERE kind='decision'")) == 2
    # Its token and its lease are back: the third of three goes through, and the same question is a new one.
    again = await held.authorizer.authorize(house.ask("gone", estimate=Estimate(money=1)))
    assert (again.decision.effect, again.repeated) == (Effect.ALLOW, False)


async def test_who_is_gone_after_the_commit_began_finds_its_decision_again(held: Held) -> None:
    house = held.house
    gone = held.ask("gone")
    await held.departed(1)
    gone.cancel()
    held.gate.set()
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert await house.standing("day") == Standing(0, 1)
    again = await held.authorizer.authorize(house.ask("gone", estimate=Estimate(money=1)))
    assert again.repeated


async def test_a_batch_whose_caller_is_gone_is_left_behind_whole(held: Held) -> None:
    house = held.house
    await house.drop(RateLimit, "r")
    first = held.ask("first")
    await held.departed(1)
    asks = [house.ask(f"b{number}", estimate=Estimate(money=1)) for number in range(50)]
    batch = asyncio.create_task(held.authorizer.authorize_all(asks))
    await held.waiting(50)
    batch.cancel()
    held.gate.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await batch
    while held.authorizer.turn._flight is not None:
        await asyncio.sleep(0)
    assert held.batches == [1]
    assert await house.standing("day") == Standing(0, 1)
