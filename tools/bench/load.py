"""Runs the load: a program that sends prepared bytes. Never measures servers; that is `measure.py`.

The program is written in Go, so that it costs little. Where there is no Go, `plain_load.py` does the same in
Python and costs about as much as a server: what it measures at saturation may be its own.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Self

from google.protobuf.message import Message

from tools.bench.process import SCRATCH, BenchError, NotHereError
from tools.bench.scene import Agent, Sheet, sheet

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
    watch: "Load | None" = None
    """Streams that follow what the calls do; the latencies seen are then theirs, and `calls` what reached them."""
    watchers: int = 0
    """How many streams."""
    grace: float = 20.0
    """Seconds that streams may take to open, and then to receive what was sent."""


class Load:
    """One kind of call with the bodies to send; counts ids on, so that none is used twice in a run."""

    _next: ClassVar[int] = 1

    def __init__(self, path: str, sheets: Sequence[Sheet], *, folder: Path) -> None:
        """Write what to send by a method (`/package.Service/Method`) to `folder`."""
        self.path = path
        self.spec = folder / f"{path.rpartition('/')[2]}-{id(self):x}.json"
        self.spec.write_text(json.dumps(sheets))

    @classmethod
    def of(cls, method: str, messages: Mapping[Agent, Message], *, folder: Path) -> Self:
        """Return a load of calls that agents make to the data plane."""
        sheets = [sheet(agent, message) for agent, message in messages.items()]
        return cls(f"{SERVICE}/{method}", sheets, folder=folder)

    def run(self, address: str, told: Told) -> Seen:
        """Load the servers at an address, or at several that are parted by commas.

        Raises:
            BenchError: when the load cannot run, or any call failed.
        """
        words = [
            *program(),
            "-target",
            address,
            "-method",
            self.path,
            "-spec",
            self.spec,
            "-first",
            Load._next,
        ]
        words += ["-seconds", told.seconds, "-rate", told.rate, "-calls", told.calls]
        words += ["-callers", told.callers, "-connections", told.connections]
        words += ["-keep", told.keep] if told.keep else []
        words += ["-ids", told.ids] if told.ids else []
        if told.watch:
            words += ["-watch", told.watch.spec, "-watch-method", told.watch.path, "-watchers", told.watchers]
            words += ["-grace", told.grace]
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(word) for word in words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BenchError(f"the load failed: {done.stderr.strip()}")
        seen = Seen(**json.loads(done.stdout))
        Load._next = seen.next
        if seen.failures or not seen.calls:
            raise BenchError(f"{self.path} at {address}: {seen.calls} calls passed, but {seen.failures}")
        return seen


def program() -> list[object]:
    """Return the words that start the load."""
    return [PROGRAM] if PROGRAM.exists() else list(PLAIN)


def require_compiled(why: str) -> None:
    """Refuse to go on where only the load in Python is here.

    Raises:
        NotHereError: with `why` it does not do.
    """
    if not PROGRAM.exists():
        raise NotHereError(f"there is no Go on this machine, and the load in Python {why}")


def build() -> str:
    """Build the load; returns why it cannot be, and Python takes its place. Empty when it is built."""
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    go = shutil.which("go")
    if go is None:
        PROGRAM.unlink(missing_ok=True)
        return "there is no Go on this machine"
    # Aside, then in its place at once: another process may be running what is there.
    built = PROGRAM.with_name(f"{PROGRAM.name}-{os.getpid()}")
    done = subprocess.run(  # noqa: S603  a fixed command
        [go, "build", "-o", str(built), "."], cwd=SOURCE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        PROGRAM.unlink(missing_ok=True)
        return f"the load does not compile: {done.stderr.strip()}"
    built.replace(PROGRAM)
    return ""
