"""A server says when it should get no calls: storage away, or leaving. Real processes, real locks, real signals."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from remit.bootstrap import DATABASE
from tests.ops.scraping import get, ops_address, readiness, scrape
from tests.running import RunningServer, running

PATIENCE = 30.0


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that tells of itself; whoever ends one starts another."""
    with running(tmp_path_factory.mktemp("told") / "data", REMIT_METRICS_LISTEN="127.0.0.1:0") as started:
        yield started


@contextmanager
def locked(server: RunningServer) -> Iterator[None]:
    """Hold the one lock for writing, as a stranger who opened the file would."""
    with closing(sqlite3.connect(server.data_dir / DATABASE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def until(look: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """Return the first that is wanted."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = look()
        if wanted(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def test_a_server_that_is_well_is_ready(told: RunningServer) -> None:
    address = ops_address(told)
    code, found = readiness(address)
    assert (code, set(found.values())) == (200, {"ok"})
    assert list(found) == ["server", "storage", "schema", "clock", "pace", "announcements"]
    assert get(address, "/healthz")[0] == 200
    assert get(address, "/")[0] == 404


@pytest.mark.slow
def test_storage_away_is_not_ready_and_back_is(told: RunningServer) -> None:
    address = ops_address(told)
    with locked(told):
        _, found = until(lambda: readiness(address), lambda seen: seen[0] == 503)
        assert found["storage"] != "ok"
        assert found["pace"] == "ok"
        assert scrape(address).value("remit_backend_up", backend="storage") == 0
        # Alive all the same: to start it anew would help nobody.
        assert get(address, "/healthz")[0] == 200
        assert str(told.data_dir) not in get(address, "/readyz")[1]
    until(lambda: readiness(address)[0], lambda code: code == 200)
    assert scrape(address).value("remit_backend_up", backend="storage") == 1


def test_a_disk_that_takes_nothing_is_not_ready(told: RunningServer) -> None:
    address = ops_address(told)
    limit = resource.prlimit(told.pid, resource.RLIMIT_FSIZE)
    # As on a full disk: no file may grow, nor be written to beyond its first page.
    resource.prlimit(told.pid, resource.RLIMIT_FSIZE, (4096, limit[1]))
    try:
        _, found = until(lambda: readiness(address), lambda seen: seen[0] == 503)
        assert found["storage"] != "ok"
    finally:
        resource.prlimit(told.pid, resource.RLIMIT_FSIZE, limit)
    until(lambda: readiness(address)[0], lambda code: code == 200)


def test_a_server_that_leaves_is_not_ready(tmp_path: Path) -> None:
    with running(tmp_path / "data", REMIT_METRICS_LISTEN="127.0.0.1:0") as server:
        address = ops_address(server)
        assert server.process is not None
        assert readiness(address)[0] == 200
        server.process.send_signal(signal.SIGTERM)
        _, found = until(lambda: readiness(address), lambda seen: seen[0] == 503)
        assert found["server"] == "draining"
        assert server.process.wait(PATIENCE) == 0
        with pytest.raises(urllib.error.URLError):
            get(address, "/readyz")


def test_without_the_setting_nothing_listens(server: RunningServer, told: RunningServer) -> None:
    assert '"event":"metrics"' not in server.log
    assert '"event":"metrics"' in told.log


def test_a_taken_port_is_refused_in_a_sentence(told: RunningServer, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "remit",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        str(tmp_path / "b"),
    ]
    environment = {**os.environ, "REMIT_METRICS_LISTEN": ops_address(told)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=40)
    assert done.returncode != 0
    assert "REMIT_METRICS_LISTEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_schema_of_a_newer_version_is_not_ready(tmp_path: Path) -> None:
    with running(tmp_path / "data", REMIT_METRICS_LISTEN="127.0.0.1:0") as overtaken:
        address = ops_address(overtaken)
        with closing(sqlite3.connect(overtaken.data_dir / DATABASE)) as connection, connection:
            connection.execute("UPDATE installation SET value='9999' WHERE name='schema_needs'")
        _, found = until(lambda: readiness(address), lambda seen: seen[0] == 503)
        assert found["schema"] == "PRECONDITION_FAILED"
        assert scrape(address).value("remit_backend_up", backend="schema") == 0
