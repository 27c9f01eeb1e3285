"""The turn: who boards, what one bad item does to strangers, and what a caller that gives up does to the others."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.decision.turn import BATCH_LIMIT, QUIET_ROUNDS, WAITING_LIMIT, Turn
from remit.errors import OverloadedError


class BadItemError(Exception):
    pass


class Store:
    """Commits numbers: all or nothing; negative ones cannot be committed. Every flight waits for `gate`."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.committed: list[int] = []
        self.gate = asyncio.Event()
        self.flying = 0
        self.most_flying = 0

    async def commit(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        await self.gate.wait()
        self.flying -= 1
        if bad := [item for item in items if item < 0]:
            raise BadItemError(bad[0])
        self.committed += items
        return [item * 10 for item in items]


async def join_all(turn: Turn[int, int], items: Sequence[int]) -> list[int | BaseException]:
    return await asyncio.gather(*(turn.join(item) for item in items), return_exceptions=True)


async def settle_down() -> None:
    """Let every task run until it waits."""
    for _ in range(QUIET_ROUNDS * 3):
        await asyncio.sleep(0)


async def test_what_arrives_during_a_flight_makes_one_batch() -> None:
    store = Store()
    turn = Turn(store.commit)
    first = asyncio.create_task(turn.join(1))
    await settle_down()
    rest = [asyncio.create_task(turn.join(item)) for item in range(2, 9)]
    await settle_down()
    assert store.batches == [[1]]
    store.gate.set()
    assert await asyncio.gather(first, *rest) == [item * 10 for item in range(1, 9)]
    assert store.batches == [[1], [2, 3, 4, 5, 6, 7, 8]]


async def test_one_batch_is_in_flight_at_a_time() -> None:
    store = Store()
    turn = Turn(store.commit)
    tasks = [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT * 3)]
    await settle_down()
    store.gate.set()
    await asyncio.gather(*tasks)
    assert store.most_flying == 1
    assert [len(batch) for batch in store.batches] == [BATCH_LIMIT] * 3


async def test_order_is_that_of_arrival() -> None:
    store = Store()
    turn = Turn(store.commit)
    store.gate.set()
    await join_all(turn, range(3_000))
    assert store.committed == list(range(3_000))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.booleans(), min_size=1, max_size=70))
def test_a_bad_item_never_fails_strangers(bad: list[bool]) -> None:
    items = [-place - 1 if one else place + 1 for place, one in enumerate(bad)]

    async def run() -> tuple[Store, list[int | BaseException]]:
        store = Store()
        store.gate.set()
        return store, await join_all(Turn(store.commit), items)

    store, results = asyncio.run(run())
    assert store.committed == [item for item in items if item > 0]
    for item, result in zip(items, results, strict=True):
        if item > 0:
            assert result == item * 10
        else:
            assert isinstance(result, BadItemError)
            assert result.args == (item,)


async def test_a_bad_item_among_a_thousand_costs_a_few_more_commits_not_a_thousand() -> None:
    store = Store()
    store.gate.set()
    await join_all(Turn(store.commit), [*range(600), -1, *range(600, 1_000)])
    assert len(store.batches) <= 2 * BATCH_LIMIT.bit_length()


async def test_a_caller_that_gives_up_takes_nobody_along() -> None:
    store = Store()
    turn = Turn(store.commit)
    tasks = [asyncio.create_task(turn.join(item)) for item in range(5)]
    await settle_down()
    tasks[0].cancel()
    tasks[3].cancel()
    await settle_down()
    assert not tasks[1].done()
    store.gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [results[place] for place in (1, 2, 4)] == [10, 20, 40]
    assert isinstance(results[0], asyncio.CancelledError)
    assert isinstance(results[3], asyncio.CancelledError)
    # What was on board is committed all the same: a lost answer is asked for again by its id.
    assert store.committed == [0, 1, 2, 3, 4]


async def test_a_caller_that_gives_up_before_its_flight_is_committed_with_it() -> None:
    store = Store()
    turn = Turn(store.commit)
    first = asyncio.create_task(turn.join(1))
    await settle_down()
    second = asyncio.create_task(turn.join(2))
    third = asyncio.create_task(turn.join(3))
    await settle_down()
    second.cancel()
    store.gate.set()
    assert list(await asyncio.gather(first, third)) == [10, 30]
    assert store.committed == [1, 2, 3]


async def test_a_timeout_takes_nobody_along() -> None:
    store = Store()
    turn = Turn(store.commit)

    async def impatient() -> int:
        async with asyncio.timeout(0):
            return await turn.join(1)

    hurried = asyncio.create_task(impatient())
    patient = asyncio.create_task(turn.join(2))
    await settle_down()
    store.gate.set()
    assert await patient == 20
    with pytest.raises(TimeoutError):
        await hurried


async def test_waiting_is_bounded() -> None:
    store = Store()
    turn = Turn(store.commit)
    first = asyncio.create_task(turn.join(0))
    await settle_down()
    waiting = [asyncio.create_task(turn.join(item)) for item in range(WAITING_LIMIT)]
    await settle_down()
    with pytest.raises(OverloadedError) as refused:
        await turn.join(-1)
    assert refused.value.retry_after is not None
    store.gate.set()
    await first
    await asyncio.gather(*waiting)
    assert len(store.committed) == WAITING_LIMIT + 1
    assert await turn.join(7) == 70


async def test_after_a_failure_the_next_call_flies() -> None:
    store = Store()
    store.gate.set()
    turn = Turn(store.commit)
    with pytest.raises(BadItemError):
        await turn.join(-1)
    assert await turn.join(4) == 40


async def test_draining_waits_for_everything_on_board() -> None:
    store = Store()
    turn = Turn(store.commit)
    tasks = [asyncio.create_task(turn.join(item)) for item in range(3)]
    await settle_down()
    drained = asyncio.create_task(turn.drain())
    await settle_down()
    assert not drained.done()
    store.gate.set()
    await drained
    assert store.committed == [0, 1, 2]
    await asyncio.gather(*tasks)
    await turn.drain()


async def test_a_flight_that_is_cut_off_strands_nobody() -> None:
    """As when the event loop closes: those on board and those who wait must be able to end."""
    store = Store()
    turn = Turn(store.commit)
    on_board = asyncio.create_task(turn.join(1))
    await settle_down()
    waiting = asyncio.create_task(turn.join(2))
    await settle_down()
    flight = turn._flight
    assert flight is not None
    flight.cancel()
    await asyncio.wait((on_board, waiting))
    assert on_board.cancelled()
    assert waiting.cancelled()
    store.gate.set()
    assert await turn.join(3) == 30
