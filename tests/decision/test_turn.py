"""The turn: who boards, what one bad item does to strangers, and what a caller that gives up does to the others."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.decision.turn import (
    ALONE_LIMIT,
    BATCH_FLOOR,
    BATCH_LIMIT,
    PARTY_LIMIT,
    QUIET_ROUNDS,
    TURN_TARGET,
    WAITING_LIMIT,
    AbandonedError,
    Turn,
)
from remit.errors import OverloadedError
from tests.effort import examples

pytestmark = pytest.mark.sqlite


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


async def ending(turn: Turn[int, int], item: int) -> int | type[BaseException]:
    """Join, and return how that ended as the caller itself sees it."""
    try:
        return await turn.join(item)
    except asyncio.CancelledError as error:
        return type(error)


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
    assert max(map(len, store.batches)) == len(store.batches[0]) == BATCH_LIMIT
    assert sorted(store.committed) == list(range(BATCH_LIMIT * 3))


async def test_order_is_that_of_arrival() -> None:
    store = Store()
    turn = Turn(store.commit)
    store.gate.set()
    await join_all(turn, range(3_000))
    assert store.committed == list(range(3_000))


@settings(deadline=None, max_examples=examples(60))
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
    room = BATCH_LIMIT + ALONE_LIMIT
    waiting = [asyncio.create_task(turn.join(item)) for item in range(room)]
    await settle_down()
    with pytest.raises(OverloadedError) as refused:
        await turn.join(-1)
    assert refused.value.retry_after is not None
    assert turn.waiting == room
    store.gate.set()
    await first
    await asyncio.gather(*waiting)
    assert len(store.committed) == room + 1
    assert await turn.join(7) == 70


def party_of(item: int) -> str:
    """Whose an item is: each ten million are of one party."""
    return str(item // 10_000_000)


async def test_one_party_leaves_places_to_others_that_wait() -> None:
    store = Store()
    turn = Turn(store.commit, party=party_of)
    tasks = [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT)]
    await settle_down()
    tasks += [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT)]
    tasks += [asyncio.create_task(turn.join(item)) for item in range(PARTY_LIMIT)]
    other = asyncio.create_task(turn.join(10_000_000))
    await settle_down()
    with pytest.raises(OverloadedError):
        async with asyncio.timeout(15):
            await turn.join(1)
    tasks.append(asyncio.create_task(turn.join(10_000_001)))
    await settle_down()
    assert not other.done()
    store.gate.set()
    await asyncio.gather(other, *tasks)


async def test_who_floods_the_queue_delays_itself_alone() -> None:
    store = Store()
    turn = Turn(store.commit, party=party_of)
    flood = [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT * 6)]
    await settle_down()
    late = [asyncio.create_task(turn.join(10_000_000 + place)) for place in range(5)]
    later = [asyncio.create_task(turn.join(20_000_000 + place)) for place in range(3)]
    await settle_down()
    store.gate.set()
    await asyncio.gather(*flood, *late, *later)
    # One batch was in flight when they came; they are all in the one after, in their own order.
    in_second = [item for item in store.batches[1] if item >= 10_000_000]
    assert sorted(in_second) == sorted([*range(10_000_000, 10_000_005), *range(20_000_000, 20_000_003)])
    assert [item for item in in_second if item < 20_000_000] == list(range(10_000_000, 10_000_005))
    assert [item for item in store.committed if item < 10_000_000] == list(range(BATCH_LIMIT * 6))


async def test_batches_get_shorter_while_others_wait_and_longer_again() -> None:
    sizes: list[int] = []

    async def slow(items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        await asyncio.sleep(len(items) * TURN_TARGET / 256)
        return items

    turn = Turn(slow)
    await join_all(turn, range(BATCH_LIMIT * 5))
    assert sizes[0] == BATCH_LIMIT
    assert BATCH_FLOOR <= min(sizes[:-1]) < BATCH_LIMIT // 2
    for item in range(4):
        await turn.join(item)
    sizes.clear()
    await join_all(turn, range(BATCH_LIMIT))
    assert sizes == [BATCH_LIMIT]


async def test_what_nobody_waits_for_any_more_is_left_behind() -> None:
    store = Store()
    turn = Turn(store.commit, abandons=True)
    first = asyncio.create_task(turn.join(1))
    await settle_down()
    tasks = [asyncio.create_task(ending(turn, item)) for item in range(2, 6)]
    await settle_down()
    tasks[0].cancel()
    tasks[2].cancel()
    store.gate.set()
    results = await asyncio.gather(first, *tasks)
    assert results == [10, AbandonedError, 30, AbandonedError, 50]
    assert store.committed == [1, 3, 5]


async def test_a_batch_that_everybody_left_is_not_committed() -> None:
    store = Store()
    turn = Turn(store.commit, abandons=True)
    first = asyncio.create_task(turn.join(1))
    await settle_down()
    left = asyncio.create_task(ending(turn, 2))
    await settle_down()
    left.cancel()
    store.gate.set()
    assert await first == 10
    assert await left is AbandonedError
    assert store.batches == [[1]]
    assert await turn.join(3) == 30


async def test_what_is_in_flight_is_not_undone() -> None:
    store = Store()
    turn = Turn(store.commit, abandons=True)
    on_board = asyncio.create_task(ending(turn, 1))
    await settle_down()
    on_board.cancel()
    await settle_down()
    store.gate.set()
    assert await on_board is asyncio.CancelledError
    assert store.committed == [1]


async def test_who_gives_up_in_the_queue_leaves_it_at_once() -> None:
    store = Store()
    turn = Turn(store.commit, abandons=True)
    tasks = [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT * 2)]
    await settle_down()
    queued = asyncio.create_task(ending(turn, -5))
    await settle_down()
    queued.cancel()
    assert await queued is AbandonedError
    store.gate.set()
    await asyncio.gather(*tasks)
    assert store.committed == list(range(BATCH_LIMIT * 2))


async def test_the_wait_is_that_of_recent_turns_and_of_the_queue() -> None:
    store = Store()
    turn = Turn(store.commit, party=party_of)
    assert turn.expected_wait("0") == 0.0
    first = asyncio.create_task(turn.join(1))
    await asyncio.sleep(0.1)
    # Nothing was measured yet but the flight that is under way.
    assert turn.expected_wait("0") >= 0.1
    store.gate.set()
    await first
    store.gate.clear()
    assert turn.expected_wait("0") == 0.0
    tasks = [asyncio.create_task(turn.join(item)) for item in range(BATCH_LIMIT * 5)]
    await settle_down()
    short, long = turn.expected_wait("1"), turn.expected_wait("0")
    assert short >= 0.1
    assert long > 2 * short
    store.gate.set()
    await asyncio.gather(*tasks)
    assert turn.expected_wait("0") == 0.0


async def test_many_are_announced_before_they_cost_anything() -> None:
    turn = Turn(Store().commit, party=party_of)
    with turn.announced("0", ALONE_LIMIT - 10):
        with pytest.raises(OverloadedError) as refused, turn.announced("0", 11):
            raise AssertionError
        assert refused.value.retry_after is not None
        with turn.announced("1", 100), pytest.raises(OverloadedError), turn.announced("0", 1):
            raise AssertionError
        with turn.announced("0", 10):
            pass
        with pytest.raises(OverloadedError), turn.announced("1", WAITING_LIMIT - ALONE_LIMIT + 11):
            raise AssertionError
    with turn.announced("0", ALONE_LIMIT):
        pass


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
