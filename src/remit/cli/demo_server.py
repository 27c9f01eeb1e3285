"""The demo's own server: the real one, as its own process on a free loopback port. Knows no story."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, Self

STOP_SECONDS: Final = 15.0


class DemoServer:
    """A server that lives as long as its block."""

    def __init__(self, data_dir: Path) -> None:
        """Keep its data, and its log beside them."""
        self.data_dir = data_dir
        self.log = data_dir.with_suffix(".log")
        self.address = ""
        self.operator_key = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it, and return when it takes calls.

        Raises:
            RuntimeError: when it ends before that.
        """
        command = [sys.executable, "-m", "remit", "--json", "serve", "--listen", "127.0.0.1:0"]
        command += ["--data-dir", str(self.data_dir), "--log-level", "warning"]
        with self.log.open("w") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603  our own program
        said = self._announcement(self._process)
        self.address, self.operator_key = said["address"], said["operator_key"]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def stop(self) -> int:
        """End it with SIGTERM, as an orchestrator would; returns its exit code, 0 for good order."""
        process = self._process
        if process is None:
            return 0
        self._process = None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        if process.stdout is not None:
            process.stdout.close()
        return code

    def _announcement(self, process: "subprocess.Popen[str]") -> dict[str, Any]:
        """The line of JSON that it prints once it takes calls."""
        for line in process.stdout or ():
            said: dict[str, Any] = json.loads(line)
            return said
        raise RuntimeError(f"the server ended before it served:\n{self.log.read_text()}")
