"""A connection that is cut around its COMMIT, at every byte: what is answered is what the database says became of it.

A proxy stands before a real Postgres. Before the trip that ends in COMMIT it is told after how many bytes to cut, or to be
silent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from remit.bootstrap import build, embedded
from remit.budget.model import Budget, Period, ScopeType, Standing, Unit, Usage
from remit.clock import FakeClock
from remit.config import Config
from remit.decision.model import Estimate
from remit.errors import BackendUnavailableError, FateUnknownError, RemitError
from remit.storage.postgres import connection, transaction
from remit.storage.postgres.engine import PostgresStore
from remit.storage.postgres.pipeline import Answer, Pipeline, Query
from remit.storage.postgres.transaction import COMMIT
from tests.backends.postgres import GivenPostgres, RunningPostgres, ask
from tests.backends.proxy import Cut, Garbage, Hold, Pass, Proxy, proxy_before
from tests.decision.house import AGENT, NOON, SECRET, House, close
from tests.stores import TEMPLATE, make_template

COMMIT_BYTES: Final = 12
"""Of the message `COMMIT`: its kind, its length, the text and a zero."""
WRITTEN_BYTES: Final = 32
"""Of the answer to what is written before it: `BindComplete`, a row of nothing, `CommandComplete`, `ReadyForQuery`."""
ANSWER_BYTES: Final = 18
"""Of `CommandComplete` and `ReadyForQuery`."""

PATIENCE: Final = 0.3
"""Seconds that a COMMIT which meets a fault is waited for. Nothing else is hurried, however busy the machine is."""

Fault = Callable[["Scene", int], None]
"""What happens to a trip of so many bytes."""


@dataclass
class Scene:
    """A house that reaches Postgres through a proxy."""

    house: House
    proxy: Proxy
    store: PostgresStore
    url: str
    """Of the database, past the proxy."""
    fault: Fault | None = None
    """What happens to the next COMMIT, once."""
    pid: int = 0
    """Of the server process that it is sent to."""
    happened: list[str] = field(default_factory=list)

    def strike(self, pid: int, size: int) -> None:
        """Let the fault happen to a trip of so many bytes."""
        fault, self.fault, self.pid = self.fault, None, pid
        assert fault is not None
        fault(self, size)
        self.happened.append("fault")

    async def recorded(self, kind: str) -> int:
        """How many entries of a kind the log has."""
        return int(ask(self.url, "SELECT count(*) FROM audit_entry WHERE kind = $1", kind)[0][0])


class _Struck(Pipeline):
    """A connection whose COMMIT meets a fault."""

    scene: Scene

    async def run(self, *queries: Query, then: str = "", seconds: float | None = None) -> list[Answer]:
        if then != COMMIT or self.scene.fault is None:
            return await super().run(*queries, then=then, seconds=seconds)
        self._transport = _Watched(self._transport, partial(self.scene.strike, self._driver.get_server_pid()))  # type: ignore[assignment]
        try:
            return await super().run(*queries, then=then, seconds=PATIENCE)
        finally:
            # Who asks what became of it gets through, but where the fault is that nothing does.
            if "silent" not in self.scene.happened:
                self.scene.proxy.heal()


class _Watched:
    """A transport that tells how much is sent, before it is."""

    def __init__(self, transport: asyncio.Transport, before: Callable[[int], None]) -> None:
        self._transport = transport
        self._before = before

    def write(self, data: bytes) -> None:
        self._before(len(data))
        self._transport.write(data)


@pytest.fixture
async def scene(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    make_template(postgres.url)
    url = postgres.fresh_database()
    name = url.rpartition("/")[2]
    ask(postgres.url, f'DROP DATABASE "{name}"')
    ask(postgres.url, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    port = int(url.rpartition(":")[2].partition("/")[0])
    with proxy_before(port) as proxy:
        store, clock = PostgresStore(proxy.before(url)), FakeClock(NOON)
        config = Config(data_dir=tmp_path, listen="127.0.0.1:0")
        app = build(config, clock, backends=embedded(store, clock), secret=SECRET)
        made = Scene(House(app, clock), proxy, store, url)
        monkeypatch.setattr(connection, "Pipeline", type("Struck", (_Struck,), {"scene": made}))
        await made.house.found()
        await made.house.put(Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10_000))
        yield made
        proxy.heal()
        await close(app)


def cut_request(left: int) -> Fault:
    """Cut so many bytes before the end of the trip, of which the last are COMMIT."""
    return lambda scene, size: scene.proxy.set(requests=Cut(max(size - left, 0)))


def cut_answer(after: int) -> Fault:
    return lambda scene, _: scene.proxy.set(replies=Cut(after))


def garble(scene: Scene, _: int) -> None:
    scene.proxy.set(replies=Garbage())


def silence(scene: Scene, _: int) -> None:
    scene.proxy.set(replies=Hold())


def terminate(scene: Scene, _: int) -> None:
    """End the server process that would commit."""
    ask(scene.url, "SELECT pg_terminate_backend($1, 5000)", scene.pid)


ABORTED: Final = {
    "cut in COMMIT": [cut_request(left) for left in range(1, COMMIT_BYTES + 1)],
    "cut in what is written": [cut_request(left) for left in (13, 17, 18, 19, 200, 1_000, 100_000)],
    "the process ended": [terminate],
}
COMMITTED: Final = {
    "cut in the answer to what is written": [cut_answer(after) for after in range(0, WRITTEN_BYTES, 5)],
    "cut in the answer": [cut_answer(WRITTEN_BYTES + after) for after in range(ANSWER_BYTES)],
    "a garbled answer": [garble] * 5,
    "no answer": [silence],
}


async def decide(scene: Scene, name: str) -> Any:
    return await scene.house.authorize(name, estimate=Estimate(money=10), run_id="run-1")


async def use(scene: Scene, name: str) -> Any:
    (result,) = await scene.house.record(Usage(name, AGENT, cost=10))
    if isinstance(result, RemitError):
        raise result
    return result


@dataclass(frozen=True)
class Doing:
    """What is committed."""

    do: Callable[[Scene, str], Awaitable[Any]]
    kind: str
    """Of its entry."""
    spent: int
    held: int

    async def require(self, scene: Scene, times: int) -> None:
        """Make sure that it was done so often: each counts once."""
        assert await scene.recorded(self.kind) == times
        assert await scene.house.standing("day") == Standing(self.spent * times, self.held * times)


DOINGS: Final = (Doing(decide, "decision", 0, 10), Doing(use, "usage", 10, 0))
each_doing = pytest.mark.parametrize("doing", DOINGS, ids=[one.kind for one in DOINGS])


@each_doing
@pytest.mark.parametrize("faults", ABORTED.values(), ids=ABORTED)
async def test_what_did_not_last_is_never_answered(
    scene: Scene, doing: Doing, faults: Sequence[Fault]
) -> None:
    for number, fault in enumerate(faults):
        scene.fault = fault
        with pytest.raises(BackendUnavailableError):
            await doing.do(scene, f"n{number}")
        assert scene.happened.pop() == "fault"
        await doing.require(scene, number)
        await doing.do(scene, f"n{number}")
        await doing.require(scene, number + 1)


@each_doing
@pytest.mark.parametrize("faults", COMMITTED.values(), ids=COMMITTED)
async def test_what_lasts_is_answered_though_the_answer_was_lost(
    scene: Scene, doing: Doing, faults: Sequence[Fault]
) -> None:
    for number, fault in enumerate(faults):
        scene.fault = fault
        answer = await doing.do(scene, f"n{number}")
        assert scene.happened.pop() == "fault"
        assert not answer.repeated
        await doing.require(scene, number + 1)
        again = await doing.do(scene, f"n{number}")
        assert (again.repeated, again.leaf_hash) == (True, answer.leaf_hash)
        await doing.require(scene, number + 1)


@each_doing
@pytest.mark.parametrize("arrives", ["it arrives", "it does not"])
async def test_what_cannot_be_learned_is_not_guessed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, doing: Doing, arrives: str
) -> None:
    monkeypatch.setattr(transaction, "FATE_SECONDS", 0.5)

    def part(scene: Scene, _: int) -> None:
        """COMMIT is on its way, and may arrive at any time; nobody gets through meanwhile."""
        scene.happened.append("silent")
        scene.proxy.set(requests=Hold(), replies=Hold())

    scene.fault = part
    with pytest.raises(FateUnknownError, match="ask again with the same id"):
        await doing.do(scene, "n")
    assert await scene.recorded(doing.kind) == 0
    if arrives == "it does not":
        scene.proxy.drop_connections()
    scene.happened.clear()
    scene.proxy.heal()
    answer = await doing.do(scene, "n")
    again = await doing.do(scene, "n")
    assert again.leaf_hash == answer.leaf_hash
    await doing.require(scene, 1)


@each_doing
async def test_a_commit_that_is_still_on_its_way_is_waited_for(scene: Scene, doing: Doing) -> None:
    connections = scene.store._connections
    loop = asyncio.get_running_loop()

    def detain(scene: Scene, _: int) -> None:
        """Keep COMMIT for longer than it is waited for; who asks for it goes another way."""
        scene.happened.append("silent")
        scene.proxy.set(requests=Hold())
        connections._url = scene.url
        loop.call_later(1.5, partial(scene.proxy.set, requests=Pass()))

    scene.fault = detain
    # It is asked to be cancelled meanwhile, which may come too late.
    with suppress(BackendUnavailableError):
        assert not (await doing.do(scene, "n")).repeated
        await doing.require(scene, 1)
    await doing.do(scene, "n")
    await doing.require(scene, 1)


@pytest.fixture(autouse=True)
def no_leftovers(postgres: RunningPostgres | GivenPostgres) -> Iterator[None]:
    yield
    # A COMMIT that never arrives leaves its transaction open until the server notices.
    query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname LIKE 'remit_test%'"
    assert ask(postgres.url, query) == [(0,)]
