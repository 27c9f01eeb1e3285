"""A real PgBouncer in transaction mode before a Postgres, for tests. It is a system package, so it may not be there.

`REMIT_TEST_PGBOUNCER` names its binary where it is not on the path; `tools/others` gets one that is not installed.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from tests.backends.port import free_port
from tests.backends.postgres import _nobody as nobody
from tests.backends.postgres import _unprivileged as unprivileged

FETCHED: Final = Path(__file__).resolve().parents[2] / ".cache/pgbouncer"
"""Where `tools/others` lays the binary and the libraries that the system lacks."""
START_SECONDS: Final = 10.0
SERVERS: Final = 3
"""Connections to Postgres that all clients share: fewer than they open themselves."""


def binary() -> str | None:
    """Return where PgBouncer is; None when it is neither installed nor fetched."""
    path = f"{os.defpath}:/usr/sbin:{FETCHED}"
    return os.environ.get("REMIT_TEST_PGBOUNCER") or shutil.which("pgbouncer", path=path)


@contextmanager
def pgbouncer_before(url: str) -> Iterator[str]:
    """Run one for the length of a block; gives the URL of the same database through it."""
    parts, port, folder = urlsplit(url), free_port(), Path(tempfile.mkdtemp(prefix="remit-pgbouncer-"))
    users = folder / "users"
    users.write_text(f'"{parts.username}" "{parts.password}"\n')
    settings = folder / "ini"
    settings.write_text(
        f"[databases]\n* = host={parts.hostname} port={parts.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = plain\nauth_file = {users}\npool_mode = transaction\n"
        f"default_pool_size = {SERVERS}\nserver_round_robin = 1\n"
    )
    for path in (folder, users, settings):
        if os.geteuid() == 0:
            os.chown(path, nobody().pw_uid, nobody().pw_gid)
    command, environment = _within_reach(folder)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*unprivileged(), command, str(settings)], stdout=log, stderr=log, cwd=folder, env=environment
        )
    try:
        _wait(port, process, log=folder / "log")
        yield urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}"))
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _within_reach(folder: Path) -> tuple[str, dict[str, str]]:
    """Return the command and its environment; what was fetched is copied first, for `nobody` cannot enter, say, /root."""
    found = binary()
    assert found is not None
    if Path(found).parent != FETCHED:
        return found, dict(os.environ)
    copied = shutil.copytree(FETCHED, folder / "fetched", symlinks=True)
    return str(copied / "pgbouncer"), {**os.environ, "LD_LIBRARY_PATH": str(copied)}


def _wait(port: int, process: "subprocess.Popen[bytes]", *, log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < limit, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
