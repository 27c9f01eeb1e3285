"""Runs the load: a program that sends prepared bytes. Never measures servers; that is `measure.py`.

The program is written in Go, so that it costs little. Where there is no Go, `plain_load.py` does the same in
Python and costs about as much as a server: what it measures at saturation may be its own.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from google.protobuf.message import Message

from tools.bench.process import SCRATCH, BenchError
from tools.bench.scene import Agent, sheet

SOURCE: Final = Path(__file__).parent / "load"
PROGRAM: Final = SCRATCH / "load"
PLAIN: Final = (sys.executable, "-m", "tools.bench.plain_load")
SERVICE: Final = "/remit.v1.PolicyDecisionService"
CALLERS: Final = 64
"""Calls under way at once at saturation."""
CONNECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What one measurement saw from outside. Latencies are microseconds."""

    calls: int
    failures: dict[str, int]
    seconds: float
    p50_us: float
    p99_us: float
    max_us: float
    cpu_seconds: float
    """Of the load itself."""
    next: int
    """Number from which ids are fresh."""

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds


@dataclass(frozen=True, slots=True)
class Told:
    """How to load a server."""

    seconds: float
    rate: float = 0.0
    """Calls a second; 0 means as fast as answered."""
    callers: int = CALLERS
    connections: int = CONNECTIONS
    calls: int = 0
    """0 means by time alone."""
    keep: Path | None = None
    """Where to write the ids of decisions, if anywhere."""
    ids: Path | None = None
    """Where to take ids of decisions from; they are used up."""


class Load:
    """One kind of call with the bodies to send; counts ids on, so that none is used twice in a run."""

    _next: ClassVar[int] = 1

    def __init__(self, method: str, messages: Mapping[Agent, Message], *, folder: Path) -> None:
        """Write what to send to `folder`."""
        self.method = method
        self._spec = folder / f"{method}-{id(self):x}.json"
        self._spec.write_text(json.dumps([sheet(agent, message) for agent, message in messages.items()]))

    def run(self, address: str, told: Told) -> Seen:
        """Load the server at an address.

        Raises:
            BenchError: when the load cannot run, or any call failed.
        """
        words = [*program(), "-target", address, "-method", f"{SERVICE}/{self.method}", "-spec", self._spec]
        words += [
            "-seconds",
            told.seconds,
            "-rate",
            told.rate,
            "-callers",
            told.callers,
            "-calls",
            told.calls,
        ]
        words += ["-connections", told.connections, "-first", Load._next]
        words += ["-keep", told.keep] if told.keep else []
        words += ["-ids", told.ids] if told.ids else []
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(word) for word in words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BenchError(f"the load failed: {done.stderr.strip()}")
        seen = Seen(**json.loads(done.stdout))
        Load._next = seen.next
        if seen.failures or not seen.calls:
            raise BenchError(f"{self.method} at {address}: {seen.calls} calls passed, but {seen.failures}")
        return seen


def program() -> list[object]:
    """Return the words that start the load."""
    return [PROGRAM] if PROGRAM.exists() else list(PLAIN)


def build() -> str:
    """Build the load; returns why it cannot be, and Python takes its place. Empty when it is built."""
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    PROGRAM.unlink(missing_ok=True)
    go = shutil.which("go")
    if go is None:
        return "there is no Go on this machine"
    done = subprocess.run(  # noqa: S603  a fixed command
        [go, "build", "-o", str(PROGRAM), "."], cwd=SOURCE, capture_output=True, text=True, check=False
    )
    return f"the load does not compile: {done.stderr.strip()}" if done.returncode else ""
