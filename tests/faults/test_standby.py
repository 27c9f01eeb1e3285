"""A synchronous standby is away: what the primary alone has is never answered, for a failover would lose it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from remit.bootstrap import build, embedded
from remit.budget.model import Usage
from remit.clock import FakeClock
from remit.config import Config
from remit.errors import BackendUnavailableError, RemitError
from remit.storage.postgres import transaction
from remit.storage.postgres.engine import PostgresStore
from tests.backends.postgres import ask, with_database
from tests.backends.postgres_pair import PostgresPair, running_pair
from tests.decision.house import AGENT, NOON, SECRET, House, close
from tests.stores import SHARED, make_template

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

COMMAND: Final = 0.5
"""Seconds until a trip is given up here."""
FATE: Final = 1.0
"""Seconds for which the fate of a commit is asked for here."""

WAITING: Final = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with running_pair() as running:
        make_template(running.primary.url)
        yield running


@dataclass
class Scene:
    """A house on the primary."""

    house: House
    pair: PostgresPair
    url: str

    def shown(self, kind: str) -> int:
        """How many entries of a kind can be seen on the primary."""
        return int(ask(self.url, "SELECT count(*) FROM audit_entry WHERE kind = $1", kind)[0][0])


@pytest.fixture
async def scene(pair: PostgresPair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(transaction, "FATE_SECONDS", FATE)
    url = with_database(pair.primary.url, SHARED)
    store, clock = PostgresStore(url, command_seconds=COMMAND), FakeClock(NOON)
    config = Config(data_dir=tmp_path, listen="127.0.0.1:0")
    made = House(build(config, clock, backends=embedded(store, clock), secret=SECRET), clock)
    await made.found()
    yield Scene(made, pair, url)
    await close(made.app)


async def decide(house: House, name: str) -> Any:
    return await house.authorize(name)


async def use(house: House, name: str) -> Any:
    (result,) = await house.record(Usage(name, AGENT, cost=10))
    if isinstance(result, RemitError):
        raise result
    return result


async def terminate_who_waits(scene: Scene) -> None:
    """End the session whose COMMIT waits for the standby: Postgres then shows what is on its own disk alone."""
    while not ask(scene.url, f"SELECT 1 {WAITING}"):
        await asyncio.sleep(0.02)
    ask(scene.url, f"SELECT pg_terminate_backend(pid) {WAITING}")


@pytest.mark.parametrize(("do", "kind"), [(decide, "decision"), (use, "usage")], ids=["decision", "usage"])
async def test_what_the_primary_alone_has_is_not_answered(
    scene: Scene, do: Callable[[House, str], Awaitable[Any]], kind: str
) -> None:
    before = scene.shown(kind)
    scene.pair.standby.kill()
    with pytest.raises(BackendUnavailableError):
        await do(scene.house, "waits")
    with pytest.raises(BackendUnavailableError):
        await asyncio.gather(do(scene.house, "ended"), terminate_who_waits(scene))
    # What was given up was cancelled, and so can be seen; nobody waits on for the standby.
    assert scene.shown(kind) == before + 2
    assert not ask(scene.url, f"SELECT 1 {WAITING}")
    # Nor when it is asked again, though it can be seen.
    for name in ("waits", "ended"):
        with pytest.raises(BackendUnavailableError):
            await do(scene.house, name)
    scene.pair.standby.start()
    for name in ("waits", "ended"):
        assert (await again(scene.house, name, do=do)).repeated
    assert scene.shown(kind) == before + 2


async def again(house: House, name: str, *, do: Callable[[House, str], Awaitable[Any]]) -> Any:
    """Ask until the standby follows."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await do(house, name)
            except BackendUnavailableError:
                await asyncio.sleep(0.05)
