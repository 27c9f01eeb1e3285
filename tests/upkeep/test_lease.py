"""Each task runs on one process; when that dies, leaves or stands still, another takes over, and it begins no more."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.backends.postgres import GivenPostgres, RunningPostgres, ask
from tests.upkeep.holder import STEADY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROOT: Final = Path(__file__).parents[2]
PATHS: Final = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
TAKEN_OVER_SECONDS: Final = 20.0


class Holders:
    """Processes that want the same task."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, mode: str = "rounds") -> int:
        """Start one, and return its process id."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.upkeep.holder", self.url, mode, str(self.folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": PATHS},
        )
        self.processes[process.pid] = process
        return process.pid

    def signal(self, pid: int, number: signal.Signals) -> None:
        self.processes[pid].send_signal(number)

    def rows(self) -> list[tuple[int, int]]:
        """Return process id and token of each round that was written, in order."""
        return [(pid, token) for pid, token in ask(self.url, "SELECT pid, token FROM done ORDER BY seq")]

    def runner(self, *others: int) -> int:
        """Wait until a process that is none of these has written, and return it."""
        self.until(lambda: self.rows() and self.rows()[-1][0] not in others)
        return self.rows()[-1][0]

    def until(self, holds: Callable[[], object], within: float = 40.0) -> float:
        """Wait until something holds, and return how many seconds that took."""
        since = time.monotonic()
        while not holds():
            assert time.monotonic() - since < within, "it never came to be"
            time.sleep(0.05)
        return time.monotonic() - since

    def told(self, pid: int, what: str) -> bool:
        return (self.folder / f"{pid}-{what}").exists()

    def end(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait(10)


@pytest.fixture
def holders(postgres: RunningPostgres | GivenPostgres, tmp_path: Path) -> Iterator[Holders]:
    url = postgres.fresh_database()
    ask(url, "CREATE TABLE done (seq bigserial PRIMARY KEY, pid bigint, token bigint)")
    ask(
        url,
        "CREATE TABLE upkeep_lease (task text PRIMARY KEY, holder text NOT NULL, token bigint NOT NULL,"
        " expires_at bigint NOT NULL)",
    )
    made = Holders(url, tmp_path)
    yield made
    made.end()


def each_token_has_one_process(rows: list[tuple[int, int]]) -> bool:
    """Whether tokens only grew, and none was used by two."""
    tokens = [token for _, token in rows]
    return tokens == sorted(tokens) and len(set(rows)) == len(set(tokens))


def test_after_a_kill_another_takes_over_in_time(holders: Holders) -> None:
    for _ in range(2):
        holders.start()
    first = holders.runner()
    time.sleep(2)
    assert {pid for pid, _ in holders.rows()} == {first}
    holders.signal(first, signal.SIGKILL)
    assert holders.until(lambda: holders.rows()[-1][0] != first) < TAKEN_OVER_SECONDS
    assert each_token_has_one_process(holders.rows())


def test_who_leaves_in_good_order_is_followed_at_once(holders: Holders) -> None:
    first = holders.start()
    assert holders.runner() == first
    second = holders.start()
    holders.until(lambda: holders.told(second, "runs"))
    holders.signal(first, signal.SIGTERM)
    # Before a lease that nobody gives back would have ended.
    assert holders.until(lambda: holders.rows()[-1][0] != first) < STEADY.ttl
    assert holders.processes[first].wait(30) == 0


def test_who_stood_still_begins_nothing_more(holders: Holders) -> None:
    first = holders.start("stands")
    holders.until(lambda: holders.told(first, "stands"))
    second = holders.start("rounds")
    assert holders.runner(first) == second
    holders.signal(first, signal.SIGCONT)
    holders.until(lambda: holders.told(first, "noticed"))
    time.sleep(1)
    rows = holders.rows()
    assert {pid for pid, _ in rows} == {second}
    assert each_token_has_one_process(rows)
    assert holders.processes[first].poll() is None
