"""Starts servers on a core of their own, asks the kernel what they use. Never signals another process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
SCRATCH: Final = ROOT / ".cache/bench"
"""On the project's disk: folders for temporary files may live in memory, where nothing is ever synced."""
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
MIB: Final = 1024 * 1024
STOP_SECONDS: Final = 30.0
QUIET_SECONDS: Final = 1.1
"""A little more than between two rounds of the server's own upkeep: calls are to pay for what they cause."""
QUIET_SHARE: Final = 0.05
"""Of a core: below it a server has nothing left to do."""
MOST_QUIET_SECONDS: Final = 12.0


class BenchError(Exception):
    """Something that the benchmark needs is not as it must be; the text is for whoever runs it."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server that was started."""

    name: str
    pid: int
    address: str
    said: dict[str, Any]
    """What it printed when it was ready."""
    tidies: bool
    """Whether calls leave it something to do afterwards."""

    def cpu(self) -> float:
        """Return the seconds that all its threads have used so far, in user and kernel."""
        return sum(_times(Path(f"/proc/{self.pid}/stat")))

    def threads(self) -> dict[int, tuple[str, float, float]]:
        """Return name, user and kernel seconds of each thread, by its id."""
        found = {}
        for folder in Path(f"/proc/{self.pid}/task").iterdir():
            user, kernel = _times(folder / "stat")
            found[int(folder.name)] = ((folder / "comm").read_text().strip(), user, kernel)
        return found

    def memory(self) -> float:
        """Return the MiB that it holds in memory (RSS)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / MIB

    def settle(self) -> None:
        """Wait until it has caught up with what calls left it to do."""
        end = time.monotonic() + MOST_QUIET_SECONDS
        while self.tidies and time.monotonic() < end:
            before = self.cpu()
            time.sleep(QUIET_SECONDS)
            if self.cpu() - before < QUIET_SHARE * QUIET_SECONDS:
                return


def _times(stat: Path) -> tuple[float, float]:
    """User and kernel seconds; the name before them may hold anything, so its last bracket is looked for."""
    fields = stat.read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


@contextmanager
def started(name: str, arguments: Sequence[str | Path], *, log: Path, tidies: bool) -> Iterator[Server]:
    """Start `python -m tools.bench.<name>` and stop it in the end.

    Raises:
        BenchError: when it does not come up; with what it said.
    """
    words = [sys.executable, "-m", f"tools.bench.{name}", *map(str, arguments)]
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603  this project's own program
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    with process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise BenchError(f"the {name} server did not start:\n{log.read_text()[-4000:]}")
            said = json.loads(line)
            yield Server(name, process.pid, said["address"], said, tidies)
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[str]") -> None:
    """End a process that was started here: by asking, then without."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def cores() -> tuple[int, int] | None:
    """Return the core for servers and the one for load; None when there is only one to share."""
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[-1]) if len(allowed) > 1 else None
