"""Postgres' own programs, for tests that carry a database from one cluster to another. Knows nothing of what is in it."""

import os
import subprocess

from tests.backends.postgres import RunningPostgres, _unprivileged, ask


def move(url: str, old: RunningPostgres, new: RunningPostgres) -> str:
    """Restore a dump of a database into another cluster, and return its URL there."""
    dump = program(old, "pg_dump", url).stdout
    restored = new.fresh_database()
    program(new, "psql", restored, "--quiet", "--set=ON_ERROR_STOP=1", text=dump)
    return restored


def program(
    server: RunningPostgres, name: str, *arguments: str, text: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run one of Postgres' own programs, as its user."""
    return subprocess.run(
        [*_unprivileged(), str(server._binary(name)), *arguments],
        input=text, capture_output=True, text=True, check=True, cwd=server.folder,
        env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip


def burn(url: str, count: int) -> None:
    """Let transactions pass."""
    ask(url, "CREATE TABLE burnt (at int)")
    ask(
        url,
        "DO $$ BEGIN SET synchronous_commit = off;"
        f" FOR number IN 1..{count} LOOP INSERT INTO burnt VALUES (number); COMMIT; END LOOP; END $$",
    )
    ask(url, "DROP TABLE burnt")
