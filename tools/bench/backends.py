"""A real Postgres and a real Valkey for production's scenarios, on the core of the load. Durable, and asked whether so."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import redis

from tests.backends.postgres import RunningPostgres, ask
from tests.backends.valkey import Valkey
from tools.bench import machine
from tools.bench.process import SCRATCH, USAGE_ERROR, BenchError, family_cpu
from tools.bench.source import TREE, Source

DURABLE: Final = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""What Postgres must say of itself."""
ROOM: Final = {"shared_buffers": "256MB", "max_wal_size": "4GB", "min_wal_size": "3GB"}
SEGMENTS: Final = 160
"""Files of Postgres' log that are there before anything is measured, 2.5 GB of them. One that has run for a while uses those
again that it has; a new one makes each when it is needed, and whoever commits then waits until it is there."""
_FILL: Final = f"""
    DO $$ BEGIN FOR n IN 1..{SEGMENTS} LOOP
        PERFORM pg_logical_emit_message(false, 'bench', ''), pg_switch_wal();
    END LOOP; END $$
"""
_MADE: Final = "SELECT sum(writes) FROM pg_stat_io WHERE object = 'wal' AND context = 'init'"
_SYNCS: Final = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal' AND backend_type = 'client backend'"
"""Commits that wait for the disk sync the log by themselves; others leave that to the WAL writer."""


@dataclass(frozen=True, slots=True)
class Backends:
    """Both, running."""

    database_url: str
    redis_url: str
    version: str
    """`Postgres 18.1 and Valkey 9.1.0`."""
    pids: tuple[int, int]

    @property
    def environment(self) -> dict[str, str]:
        """What tells a server of them."""
        return {"REMIT_DATABASE_URL": self.database_url, "REMIT_REDIS_URL": self.redis_url}

    def cpu(self) -> float:
        """Return the seconds that both have used so far, in user and kernel."""
        return sum(family_cpu(pid) for pid in self.pids)

    def syncs(self) -> int:
        """Return how often sessions have synced the log by themselves."""
        ((found,),) = ask(self.database_url, _SYNCS)
        return int(found or 0)

    def made(self) -> int:
        """Return how many files of its log Postgres has made anew so far."""
        ((found,),) = ask(self.database_url, _MADE)
        return int(found or 0)

    def migrate(self, data: Path, source: Source = TREE) -> None:
        """Make the schema, where a server of this source with this data folder expects to find it.

        Raises:
            BenchError: when it cannot be made.
        """
        words = [sys.executable, "-m", "remit", "migrate"]
        own = {**source.environment(), **self.environment, "REMIT_DATA_DIR": str(data)}
        done = subprocess.run(  # noqa: S603  this project's own program
            words, cwd=source.folder, env={**os.environ, **own}, capture_output=True, text=True, check=False
        )
        # A version without the command makes its schema when it starts.
        if done.returncode not in {0, USAGE_ERROR}:
            raise BenchError(f"`remit migrate` failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def backends(folder: Path) -> Iterator[Backends]:
    """Run both, where this process runs; Valkey, which keeps nothing, in `folder`.

    Raises:
        BenchError: when Postgres does not write durably.
    """
    postgres, valkey = RunningPostgres(_disk(), settings=ROOM), Valkey(folder)
    try:
        url = postgres.start().fresh_database()
        version = _require_durable(url, postgres.folder)
        _fill(url)
        with redis.Redis(port=valkey.start().port) as client:
            version += f" and Valkey {client.info('server')['valkey_version']}"
        yield Backends(url, valkey.url, version, (postgres.pid, valkey.pid))
    finally:
        valkey.kill()
        postgres.remove()


def _fill(url: str) -> None:
    """Make the files of the log, as those of one that has run for a while."""
    ask(url, _FILL)
    ask(url, "CHECKPOINT")


def _disk() -> Path:
    """Make a folder that Postgres' own user can reach, and that is on a disk."""
    usual = Path(tempfile.gettempdir())
    within = SCRATCH if machine.file_system(usual) in machine.IN_MEMORY else usual
    return Path(tempfile.mkdtemp(prefix="bench-postgres-", dir=within))


def _require_durable(url: str, folder: Path) -> str:
    """Refuse to measure commits that would not survive; returns what was asked."""
    rows = ask(url, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(DURABLE))
    if dict(rows) != DURABLE:
        raise BenchError(f"Postgres does not write durably: {dict(rows)}; wanted is {DURABLE}")
    machine.require_disk(folder)
    ((version,),) = ask(url, "SHOW server_version")
    return f"Postgres {version}"
