"""`remit serve --workers N`: several processes, one server; and what it says where several processes cannot be one."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from remit.cli.failure import Code
from remit.client import messages as m
from tests.backends.port import free_port
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.backends.valkey import Valkey
from tests.cli.test_serve import serving
from tests.ops.scraping import scrape
from tests.promises.town import Town, budget, people
from tests.running import RunningServer, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROOM = 100
CALLERS = 32
EACH = 100
"""Nano-units that one act holds."""


def test_several_workers_are_refused_without_postgres(tmp_path: Path) -> None:
    said = serving("--workers", "2", "--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "d"))
    assert said.returncode == Code.USAGE
    assert "needs PostgreSQL" in said.stderr
    assert "REMIT_DATABASE_URL" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "d").exists()


def test_several_workers_are_refused_without_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_DATABASE_URL", "postgresql://127.0.0.1:1/remit")
    said = serving("--workers", "2", "--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "d"))
    assert said.returncode == Code.USAGE
    assert "needs Redis" in said.stderr
    assert "REMIT_REDIS_URL" in said.stderr


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    started = Valkey(tmp_path_factory.mktemp("valkey")).start()
    yield started
    started.kill()


@pytest.fixture
def pair(
    postgres: RunningPostgres | GivenPostgres, valkey: Valkey, tmp_path: Path
) -> Iterator[RunningServer]:
    """Two workers on Postgres and Valkey."""
    environment = {
        "REMIT_DATABASE_URL": postgres.fresh_database(),
        "REMIT_REDIS_URL": valkey.url,
        "REMIT_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
    }
    with running(tmp_path / "data", "--workers", "2", "--log-level", "debug", **environment) as server:
        yield server


def lines(server: RunningServer, event: str) -> list[dict[str, object]]:
    """Return what was logged of an event."""
    found = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return [line for line in found if line["event"] == event]


async def ask_all(town: Town, caller: int) -> list[int]:
    """Ask on a connection of one's own; returns the effects."""
    async with town.stub() as stub:
        answers = [
            await stub.Authorize(town.ask(f"q{caller}-{turn}"), metadata=town.metadata()) for turn in range(5)
        ]
    return [answer.effect for answer in answers]


async def test_both_share_one_truth_and_one_page_of_numbers(pair: RunningServer) -> None:
    town = await asyncio.to_thread(people, pair, 1, [budget("all", ROOM * EACH)])
    many = await asyncio.gather(*(ask_all(town, caller) for caller in range(CALLERS)))
    effects = Counter(effect for one in many for effect in one)
    assert effects == {m.EFFECT_ALLOW: ROOM, m.EFFECT_DENY: 5 * CALLERS - ROOM}
    asked = [line for line in lines(pair, "call") if str(line["method"]).endswith(".Authorize")]
    assert {line["worker"] for line in asked} == {1, 2}
    page = await asyncio.to_thread(scrape, pair.environment["REMIT_METRICS_LISTEN"])
    assert page.value("remit_workers") == 2


async def test_a_worker_that_is_killed_is_replaced_and_knows_all(pair: RunningServer) -> None:
    town = await asyncio.to_thread(people, pair, 1, [budget("all", ROOM * EACH)])
    workers = psutil.Process(pair.pid).children()
    os.kill(workers[0].pid, signal.SIGKILL)
    limit = time.monotonic() + 20
    while len(lines(pair, "worker serves")) < 3:
        assert time.monotonic() < limit
        await asyncio.sleep(0.05)
    many = await asyncio.gather(*(ask_all(town, caller) for caller in range(CALLERS)))
    assert Counter(effect for one in many for effect in one)[m.EFFECT_ALLOW] == ROOM
    assert {line["worker"] for line in lines(pair, "call")} == {1, 2}


def test_both_leave_in_good_order(pair: RunningServer) -> None:
    workers = psutil.Process(pair.pid).children()
    assert len(workers) == 2
    assert pair.stop() == 0
    assert not any(worker.is_running() for worker in workers)
