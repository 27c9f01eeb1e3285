"""Parts of a call: done in order, a slice at a time, one call of each party in turn; nothing is left running."""

import asyncio
import itertools
from functools import partial

import pytest

from remit.decision import slices as slices_
from remit.decision.slices import Slices

pytestmark = pytest.mark.sqlite  # opens no storage


SLICE = 4
"""Parts in one slice, where each takes as long as the clock below says."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which a part takes a fourth of a slice: it is looked at once for each, and anew after each pause."""
    looks = itertools.count()
    monkeypatch.setattr(slices_, "monotonic", lambda: next(looks) * slices_.SLICE / SLICE)


class Parts:
    """Parts that note when they begin, and wait until they are let go."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int]] = []
        self.cancelled = 0
        self.gate = asyncio.Event()

    async def part(self, name: str, number: int) -> int:
        self.begun.append((name, number))
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if number == 5:
            raise ValueError(number)
        return number

    def call(
        self, slices: Slices, party: str, name: str, count: int
    ) -> "asyncio.Task[list[int | BaseException]]":
        return asyncio.create_task(slices.each(party, range(count), work=partial(self.part, name)))


async def rounds(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_results_are_in_order_and_an_error_is_in_its_place() -> None:
    parts = Parts()
    parts.gate.set()
    results = await parts.call(Slices(), "a", "x", 3 * SLICE + 1)
    assert [number for _, number in parts.begun] == list(range(3 * SLICE + 1))
    assert isinstance(results[5], ValueError)
    assert [one for one in results if isinstance(one, int)] == [n for n in range(3 * SLICE + 1) if n != 5]
    assert await Slices().each("a", range(0), work=partial(parts.part, "none")) == []


async def test_others_get_a_word_in_between_slices() -> None:
    parts = Parts()
    parts.gate.set()
    call = parts.call(Slices(), "a", "x", 10 * SLICE)
    for done in range(1, 4):
        await rounds(1)
        assert len(parts.begun) == done * SLICE
    await call


async def test_a_party_that_floods_waits_for_itself() -> None:
    parts, slices = Parts(), Slices()
    flood = [parts.call(slices, "a", f"a{number}", SLICE) for number in range(20)]
    await rounds(1)
    calm = parts.call(slices, "b", "b", SLICE)
    parts.gate.set()
    await asyncio.gather(*flood, calm)
    order = [name for name, number in parts.begun if number == 0]
    assert order.index("b") <= 3
    assert [name for name in order if name != "b"] == [f"a{number}" for number in range(20)]


async def test_who_leaves_takes_its_parts_along_and_holds_up_nobody() -> None:
    parts, slices = Parts(), Slices()
    begun = parts.call(slices, "a", "begun", 5 * SLICE)
    queued = parts.call(slices, "a", "queued", SLICE)
    last = parts.call(slices, "a", "last", SLICE)
    await rounds(3)
    queued.cancel()
    begun.cancel()
    for gone in (begun, queued):
        with pytest.raises(asyncio.CancelledError):
            await gone
    await rounds(2)
    assert (parts.cancelled, [name for name, _ in parts.begun if name == "begun"]) == (1, ["begun"])
    parts.gate.set()
    assert len(await last) == SLICE
    assert "queued" not in {name for name, _ in parts.begun}


async def test_a_turn_given_to_who_just_left_goes_on() -> None:
    parts, slices = Parts(), Slices()
    first = parts.call(slices, "a", "first", 1)
    second = parts.call(slices, "a", "second", 1)
    third = parts.call(slices, "a", "third", 1)
    await rounds(1)
    parts.gate.set()
    while not slices._queue or len(slices._queue) == 2:
        await asyncio.sleep(0)
    # The second has its turn, but has not run since.
    second.cancel()
    await asyncio.gather(first, third)
    assert {name for name, _ in parts.begun} == {"first", "third"}
