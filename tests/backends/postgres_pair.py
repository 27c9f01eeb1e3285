"""A real Postgres and its synchronous standby, for tests: what the first says is committed, the second has on its disk."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests.backends.postgres import RunningPostgres, ask
from tests.backends.postgres import _nobody as nobody
from tests.backends.postgres import _unprivileged as unprivileged

WAIT_SECONDS: Final = 20.0
AWAY_SECONDS: Final = 0.3


@dataclass(slots=True)
class PostgresPair:
    """Two of them, the second following the first until it is promoted."""

    primary: RunningPostgres
    standby: RunningPostgres

    def url(self, database: str) -> str:
        """Return the URL of a database on whichever of the two takes writes."""
        login = f"postgres:{self.primary.password}"
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        return f"postgresql://{login}@{hosts}/{database}?target_session_attrs=read-write"

    def fail_over(self) -> None:
        """Kill the first in mid-sentence, and let the second take over.

        Just before, the second is away: what the first commits then is on its own disk alone.
        """
        self.standby.kill()
        time.sleep(AWAY_SECONDS)
        self.primary.kill()
        self.standby.start()
        assert ask(self.standby.url, "SELECT pg_promote(true, 15)") == [(True,)]


@contextmanager
def running_pair() -> Iterator[PostgresPair]:
    """Run both for the length of a block; their data is gone afterwards."""
    primary = RunningPostgres(settings={"hot_standby": "on"})
    standby = RunningPostgres(password=primary.password, settings={"hot_standby": "on"})
    try:
        primary.start()
        _copy(primary, standby)
        standby.start()
        # Not before it follows: until then nothing could be committed.
        ask(primary.url, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        ask(primary.url, "SELECT pg_reload_conf()")
        _until_synchronous(primary)
        yield PostgresPair(primary, standby)
    finally:
        standby.remove()
        primary.remove()


def _copy(primary: RunningPostgres, standby: RunningPostgres) -> None:
    if os.geteuid() == 0:
        os.chown(standby.folder, nobody().pw_uid, nobody().pw_gid)
    command = [
        *unprivileged(), str(primary._binary("pg_basebackup")), "--dbname", primary.url, "--pgdata",
        str(standby.folder / "data"), "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=standby.folder)
    assert done.returncode == 0, done.stderr


def _until_synchronous(primary: RunningPostgres) -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while ask(primary.url, "SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
        assert time.monotonic() < limit, primary.log
        time.sleep(0.02)
