"""Starts servers on a core of their own, asks the kernel what they use. Never signals another process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import psutil

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
USAGE_ERROR: Final = 2
"""Exit code of a program that does not take what it was told."""


class BenchError(Exception):
    """Something that the benchmark needs is not as it must be; the text is for whoever runs it."""


class NotHereError(BenchError):
    """What a scenario needs is not on this machine, or not in this version; the text says what."""


class Served(Protocol):
    """What can be loaded and costs CPU."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    @property
    def address(self) -> str:
        """`host:port`; several are parted by commas."""
        ...

    def cpu(self) -> float:
        """Return the seconds that all its threads and processes have used so far, in user and kernel."""
        ...

    def settle(self) -> None:
        """Wait until it has caught up with what calls left it to do."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """One server that was started."""

    name: str
    pid: int
    address: str
    said: Mapping[str, Any]
    """What it printed when it was ready."""
    tidies: bool
    """Whether calls leave it something to do afterwards."""

    def cpu(self) -> float:
        """Return the seconds that all its threads and processes have used so far, in user and kernel."""
        return family_cpu(self.pid)

    def threads(self) -> dict[int, tuple[str, float, float]]:
        """Return name, user and kernel seconds of each thread, by its id."""
        found = {}
        for folder in Path(f"/proc/{self.pid}/task").iterdir():
            user, kernel = _times(folder / "stat")
            found[int(folder.name)] = ((folder / "comm").read_text().strip(), user, kernel)
        return found

    def memory(self) -> float:
        """Return the MiB that it holds in memory (RSS), its children included."""
        pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in _family(self.pid)]
        return sum(map(int, pages)) * PAGE / MIB

    def settle(self) -> None:
        """Wait until it has caught up with what calls left it to do."""
        end = time.monotonic() + MOST_QUIET_SECONDS
        while self.tidies and time.monotonic() < end:
            before = self.cpu()
            time.sleep(QUIET_SECONDS)
            if self.cpu() - before < QUIET_SHARE * QUIET_SECONDS:
                return


@dataclass(frozen=True, slots=True)
class Replicas:
    """Several servers that share one load."""

    name: str
    servers: Sequence[Server]

    @property
    def address(self) -> str:
        """All of theirs."""
        return ",".join(server.address for server in self.servers)

    def cpu(self) -> float:
        """Return the seconds that they have used together."""
        return sum(server.cpu() for server in self.servers)

    def settle(self) -> None:
        """Wait until each has caught up."""
        for server in self.servers:
            server.settle()


def family_cpu(pid: int) -> float:
    """Return the seconds that a process and its children have used so far, in user and kernel."""
    total = 0.0
    for member in _family(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            total += sum(_times(Path(f"/proc/{member}/stat")))
    return total


def _family(pid: int) -> list[int]:
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def _times(stat: Path) -> tuple[float, float]:
    """User and kernel seconds; the name before them may hold anything, so its last bracket is looked for."""
    fields = stat.read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


@dataclass(frozen=True, slots=True)
class Command:
    """What to start."""

    name: str
    """What the report calls the server."""
    words: Sequence[str | Path]
    log: Path
    """Where its standard error goes."""
    core: int | None = None
    """The core that it may use; None: as this process."""
    tidies: bool = True
    environment: Mapping[str, str] | None = None
    """Variables beside those of this process; those that set Remit are not passed on."""
    folder: Path = ROOT
    """Where it runs, and so whose `tools` it imports."""


def own(name: str, *options: str | Path) -> list[str | Path]:
    """Return the words that run a module of this package as a program of its own."""
    return [sys.executable, "-m", f"tools.bench.{name}", *options]


def served(data: Path, *options: str | Path) -> list[str | Path]:
    """Return the words that run a server on a data folder as operators do."""
    words = ["-m", "remit", "--json", "serve", "--listen", "127.0.0.1:0", "--log-level", "warning"]
    return [sys.executable, *words, "--data-dir", data, *options]


@contextmanager
def started(command: Command) -> Iterator[Server]:
    """Start a server that prints one line of JSON with its address when it is ready; stop it in the end.

    Raises:
        NotHereError: when it does not take what it is told; with what it said.
        BenchError: when it does not come up; with what it said.
    """
    with spawned(command) as process:
        said = _announcement(process)
        if said is None:
            text = command.log.read_text()[-4000:].strip()
            if process.wait(STOP_SECONDS) == USAGE_ERROR:
                raise NotHereError(_last_words(text))
            raise BenchError(f"the {command.name} server did not start:\n{text}")
        yield Server(command.name, process.pid, said["address"], said, command.tidies)


@contextmanager
def spawned(command: Command) -> Iterator["subprocess.Popen[str]"]:
    """Start a program on its core, and stop it in the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
    with command.log.open("wb") as errors, on_core(command.core):
        process = subprocess.Popen(  # noqa: S603  a program of this project, or one that it fetched and names
            [str(word) for word in command.words],
            cwd=command.folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**kept, **(command.environment or {})},
        )
    with process:
        try:
            yield process
        finally:
            _stop(process)


def _announcement(process: "subprocess.Popen[str]") -> dict[str, Any] | None:
    """The line that says where it serves; None when it ended without one."""
    for line in process.stdout or ():
        if line.startswith("{"):
            said: dict[str, Any] = json.loads(line)
            if "address" in said:
                return said
    return None


def _last_words(text: str) -> str:
    """The sentence of a usage error, without the frame that a terminal would show around it."""
    plain = [line.strip(" │╭╮╰╯─|") for line in text.splitlines()]
    wanted = [line for line in plain if line and not line.startswith(("Usage", "Try", "Error"))]
    return " ".join(wanted) or "it does not take what it is told"


def _stop(process: "subprocess.Popen[str]") -> None:
    """End a process that was started here: by asking, then without."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Have what is started meanwhile run on one core; this thread too, for so long."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cores() -> tuple[int, int] | None:
    """Return the core for servers and the one for load; None when there is only one to share."""
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[-1]) if len(allowed) > 1 else None
