"""Who calls one by one waits for nobody; those who call together wait for each other."""

import asyncio
from collections.abc import Sequence

import pytest

from remit.decision.turn import QUIET_ROUNDS, Turn

pytestmark = pytest.mark.sqlite


async def test_who_comes_alone_again_and_again_waits_for_nobody() -> None:
    batches: list[list[int]] = []
    rounds = 0

    async def commit(items: Sequence[int]) -> Sequence[int]:
        batches.append(list(items))
        return items

    async def count() -> None:
        nonlocal rounds
        while True:
            await asyncio.sleep(0)
            rounds += 1

    turn = Turn(commit)
    counting = asyncio.create_task(count())

    async def waited(*items: int) -> int:
        before = rounds
        await asyncio.gather(*(turn.join(item) for item in items))
        return rounds - before

    assert await waited(1) > QUIET_ROUNDS
    assert await waited(2) < QUIET_ROUNDS
    assert await waited(3, 4) > QUIET_ROUNDS
    assert await waited(5) > QUIET_ROUNDS
    assert await waited(6) < QUIET_ROUNDS
    assert batches == [[1], [2], [3, 4], [5], [6]]
    counting.cancel()
