"""A real server as its own process, for tests: started, reached, restarted, killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit.client import AsyncClient, Client, Settings
from tests.backends.port import free_port

START_SECONDS = 20.0
STOP_SECONDS = 30.0
TENANT = "default"


@dataclass(slots=True)
class RunningServer:
    """A server on loopback, with the keys that it made at its first start."""

    data_dir: Path
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the process gets beside those of this one."""
    address: str = ""
    """Stays the same through restarts."""
    key: str = field(default="", repr=False)
    """Of the administrator of the tenant `default`."""
    operator_key: str = field(default="", repr=False)
    """Of an operator of the platform."""
    process: "subprocess.Popen[str] | None" = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        """All that it has logged, over all its starts."""
        return self._log_file.read_text()

    @property
    def _log_file(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def start(self) -> "RunningServer":
        """Start it, and return when it takes calls."""
        # Kept for it while it is away.
        listen = self.address or f"127.0.0.1:{free_port()}"
        command = [sys.executable, "-m", "remit", "--json", "serve", "--listen", listen]
        command += ["--data-dir", str(self.data_dir), *self.options]
        with self._log_file.open("a") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=self._environment()
            )
        said = self._announcement()
        self.address = said["address"]
        self.key, self.operator_key = said["key"] or self.key, said["operator_key"] or self.operator_key
        return self

    def stop(self) -> int:
        """End it with SIGTERM, as an orchestrator would, and return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it in mid-sentence, with SIGKILL."""
        return self._end(signal.SIGKILL)

    def restart(self) -> "RunningServer":
        """End it with SIGTERM and start it again on the same address and data."""
        self.stop()
        return self.start()

    def client(self, key: str | None = None, **settings: Any) -> Client:
        """Return a client with a key; None: the administrator's."""
        return Client.connect(
            self.address, self.key if key is None else key, settings=Settings("", **settings)
        )

    def async_client(self, key: str | None = None, **settings: Any) -> AsyncClient:
        """Do as `client`, for the running event loop."""
        chosen = self.key if key is None else key
        return AsyncClient.connect(self.address, chosen, settings=Settings("", **settings))

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
        return {**kept, **self.environment}

    def _announcement(self) -> dict[str, Any]:
        """The one line of JSON that it prints once it takes calls; what else it prints is log."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith('{"address"'):
                said: dict[str, Any] = json.loads(line)
                return said
        raise AssertionError(f"the server ended before it served:\n{self.log}")

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(STOP_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return code


@contextmanager
def running(data_dir: Path, *options: str, **environment: str) -> Iterator[RunningServer]:
    """Run a server on a data folder for the length of a block."""
    server = RunningServer(data_dir, options, environment).start()
    try:
        yield server
    finally:
        if server.process is not None:
            server.stop()
