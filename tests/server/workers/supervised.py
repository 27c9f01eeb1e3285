"""A supervisor over the workers of tests, as its own process: started, watched, told, killed. Run it as a program too."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from remit.config import ConfigError, load
from remit.server import log_line
from remit.server.launched import Launched
from remit.server.workers.slot import Patience, WorkersFailedError
from remit.server.workers.supervisor import Supervisor

ROOT: Final = Path(__file__).parents[3]
PATHS: Final = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
COMMAND: Final = (sys.executable, "-m", "tests.server.workers.program")
QUICK: Final = Patience(failed_starts=2, first_pause=0.05, longest_pause=0.2, steady=10.0, drain_margin=1.0)


def eventually(holds: Callable[[], object], within: float = 30.0) -> None:
    """Wait until something holds."""
    limit = time.monotonic() + within
    while not holds():
        assert time.monotonic() < limit, "it never came to be"
        time.sleep(0.02)


@dataclass(slots=True)
class Supervised:
    """A supervisor and its workers."""

    folder: Path
    """Where workers leave word, and are told what to do."""
    process: "subprocess.Popen[str]"
    said: dict[str, Any] = field(default_factory=dict)
    """What it announced."""

    @property
    def address(self) -> str:
        """Where all of them listen."""
        address: str = self.said["address"]
        return address

    @property
    def pid(self) -> int:
        """Of the supervisor."""
        return self.process.pid

    @property
    def workers(self) -> dict[int, int]:
        """The process ids of the workers that live, by number; the youngest of each."""
        return {self._number(one): one.pid for one in self.family()}

    @property
    def starts(self) -> dict[int, str]:
        """What workers left at each start, by process id."""
        return {int(path.name[6:]): path.read_text() for path in self.folder.glob("start-*")}

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every line that was logged."""
        lines = (self.folder / "log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def events(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of the log that say this."""
        return [line for line in self.log if line["event"] == event]

    def family(self) -> list[psutil.Process]:
        """Return the processes of the workers that live, the oldest first."""
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.pid).children()
            return sorted(filter(_is_worker, children), key=psutil.Process.create_time)
        return []

    def left(self, what: str) -> int:
        """Return how many workers have left word that this befell them: `held` or `hanging`."""
        return len(list(self.folder.glob(f"{what}-*")))

    def tell(self, what: str) -> None:
        """Make workers that start from now on behave."""
        (self.folder / what).touch()

    def untell(self, what: str) -> None:
        """Make them behave well again."""
        (self.folder / what).unlink()

    def announced(self) -> "Supervised":
        """Wait until it has announced itself."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.folder / "log").read_text()
        self.said = json.loads(line)
        return self

    def rest(self) -> str:
        """Return what it printed beyond its announcement; it must have ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def end(self, number: signal.Signals = signal.SIGTERM, within: float = 30.0) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(within)

    @staticmethod
    def _number(process: psutil.Process) -> int:
        with contextlib.suppress(psutil.Error, IndexError, ValueError):
            return int(process.cmdline()[-1])
        return 0


def _is_worker(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return (
            "tests.server.workers.program" in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        )
    return False


@contextmanager
def supervised(
    folder: Path,
    workers: int = 2,
    *,
    ignore: Sequence[int] = (),
    terminal: int | None = None,
    **settings: object,
) -> Iterator[Supervised]:
    """Run a supervisor for the length of a block; nothing of it is left afterwards.

    Args:
        folder: where workers leave word.
        workers: how many.
        ignore: signals that it inherits as ignored.
        terminal: file descriptor of the terminal that controls it; None: none does.
        settings: beside those of every test.
    """
    folder.mkdir(exist_ok=True)
    given = {
        "listen": "127.0.0.1:0", "data_dir": str(folder), "workers": workers, "log_format": "json", **settings,
    }  # fmt: skip

    def prepare() -> None:
        for number in ignore:
            signal.signal(number, signal.SIG_IGN)
        if terminal is not None:
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.workers.supervised", json.dumps(given)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": PATHS},
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509  its steps are system calls alone
        )
    one = Supervised(folder, process)
    try:
        yield one
    finally:
        family = one.family()
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        for left in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                left.kill()


def _announce(launched: Launched) -> None:
    made = launched.credentials
    said = {"address": launched.address, "key": made.administrator.reveal() if made else None}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _main() -> int:
    config = load(**json.loads(sys.argv[1]))
    log_line.configure(config)
    try:
        asyncio.run(Supervisor(config, COMMAND, announce=_announce, patience=QUICK).run())
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except WorkersFailedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
