"""Documents of others, kept: one fetch for all, in time, once a cool-down, and good for a day while their server is away."""

import asyncio

import pytest

from remit.errors import BackendUnavailableError
from remit.outside.kept import COOL_DOWN, LONGEST, MOST_WAITING, SHORTEST, STALE, USUAL, Kept
from tests.outside.conftest import Elapsed


class Server:
    """Counts how often it is asked; away, it refuses; held, it takes its time."""

    def __init__(self, says: float | None = None) -> None:
        self.asked = 0
        self.says = says
        self.away = False
        self.broken = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> tuple[str, float | None]:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        if self.broken:
            raise KeyError("what nobody thought of")
        if self.away:
            raise BackendUnavailableError("away")
        return f"document {number}", self.says


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def kept(server: Server, elapsed: Elapsed) -> Kept[str]:
    return Kept("it", server.fetch, elapsed=elapsed)


async def settle() -> None:
    """Let what goes on behind callers come to its end."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_fetch_serves_all_who_wait(server: Server, kept: Kept[str]) -> None:
    server.gate.clear()
    waiting = [asyncio.ensure_future(kept.get()) for _ in range(50)]
    await settle()
    server.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"document 1"}
    assert server.asked == 1


async def test_who_leaves_takes_nobodys_answer_along(server: Server, kept: Kept[str]) -> None:
    server.gate.clear()
    first, second = asyncio.ensure_future(kept.get()), asyncio.ensure_future(kept.get())
    await settle()
    first.cancel()
    await settle()
    server.gate.set()
    assert await second == "document 1"


@pytest.mark.parametrize(
    ("says", "seconds"), [(None, USUAL), (0.0, SHORTEST), (600.0, 600.0), (10.0**9, LONGEST)]
)
async def test_it_is_kept_as_long_as_its_server_says_within_bounds(
    elapsed: Elapsed, says: float | None, seconds: float
) -> None:
    server = Server(says)
    kept = Kept("it", server.fetch, elapsed=elapsed)
    await kept.get()
    elapsed.now += seconds * 0.79
    await kept.get()
    await settle()
    assert server.asked == 1
    elapsed.now += seconds * 0.22
    assert await kept.get() == "document 2"


async def test_it_is_renewed_behind_its_callers_before_it_ends(
    server: Server, kept: Kept[str], elapsed: Elapsed
) -> None:
    await kept.get()
    server.gate.clear()
    elapsed.now += USUAL * 0.9
    assert await asyncio.wait_for(kept.get(), 20) == "document 1"
    server.gate.set()
    await settle()
    assert await kept.get() == "document 2"


async def test_it_outlives_its_server_for_a_day_and_no_longer(
    server: Server, kept: Kept[str], elapsed: Elapsed
) -> None:
    await kept.get()
    server.away = True
    elapsed.now += USUAL + STALE - 1
    assert await kept.get() == "document 1"
    elapsed.now += COOL_DOWN
    with pytest.raises(BackendUnavailableError):
        await kept.get()
    server.away = False
    elapsed.now += COOL_DOWN
    assert (await kept.get()).startswith("document")


@pytest.mark.parametrize("fault", ["away", "broken"])
async def test_what_failed_is_not_tried_again_before_its_time(
    server: Server, kept: Kept[str], elapsed: Elapsed, fault: str
) -> None:
    setattr(server, fault, True)
    for _ in range(100):
        with pytest.raises(BackendUnavailableError) as refused:
            await kept.get()
        assert 0 < (refused.value.retry_after or 0) <= COOL_DOWN
    assert server.asked == 1
    setattr(server, fault, False)
    elapsed.now += COOL_DOWN
    assert await kept.get() == "document 2"


async def test_what_lacks_something_is_fetched_again_once_a_cool_down(
    server: Server, kept: Kept[str], elapsed: Elapsed
) -> None:
    seen = await kept.get()
    assert await kept.after(seen) is seen
    elapsed.now += COOL_DOWN
    newer = await asyncio.gather(*(kept.after(seen) for _ in range(1_000)), return_exceptions=True)
    assert newer[:MOST_WAITING] == ["document 2"] * MOST_WAITING
    # Who is one too many is told to come back, not that there is nothing new.
    assert {type(one) for one in newer[MOST_WAITING:]} == {BackendUnavailableError}
    assert server.asked == 2
    assert await kept.after(seen) == "document 2"


async def test_a_slow_server_holds_up_few(server: Server, kept: Kept[str]) -> None:
    server.gate.clear()
    waiting = [asyncio.ensure_future(kept.get()) for _ in range(MOST_WAITING)]
    await settle()
    with pytest.raises(BackendUnavailableError, match="too many calls wait"):
        await asyncio.wait_for(kept.get(), 20)
    server.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"document 1"}
