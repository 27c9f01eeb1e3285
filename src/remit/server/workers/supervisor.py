"""Keeps several workers serving one address: starts, watches, replaces and ends them. Serves no call itself.

SIGTERM and SIGINT end all of them, each after its calls, a second one at once. SIGHUP replaces them one by one.
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import structlog

from remit.config import UNIX_PREFIX, Config, ConfigError
from remit.server import log_line
from remit.server.fleet import Fleet
from remit.server.launched import Launched
from remit.server.ops_port import OpsPort
from remit.server.workers.address import held
from remit.server.workers.child import Child
from remit.server.workers.orders import Orders
from remit.server.workers.slot import Patience, Slot

WORKER: Final = "remit.server.workers"
"""The program that each worker is."""
PATIENT: Final = Patience()

_HURRY_SECONDS: Final = 0.2

_log: Final[Any] = structlog.get_logger("remit.supervisor")

Announce = Callable[[Launched], None]


def supervise(config: Config, announce: Announce, *, new_key: bool = False) -> None:
    """Serve with `config.workers` processes until SIGTERM or SIGINT.

    Args:
        config: all settings.
        announce: called once all workers take calls.
        new_key: whether administrators get fresh keys though they have some.

    Raises:
        ConfigError: when the settings do not allow several workers, or the address cannot be had.
        WorkersFailedError: when workers cannot be kept running.
    """
    require_shared(config)
    log_line.configure(config)
    asyncio.run(Supervisor(config, worker_command(), announce=announce, new_key=new_key).run())


def require_shared(config: Config) -> None:
    """Refuse several workers that would have no common truth.

    Raises:
        ConfigError: without PostgreSQL, or without Redis.
    """
    several = f"REMIT_WORKERS={config.workers}"
    if config.database_url is None:
        raise ConfigError(
            f"{several} needs PostgreSQL: SQLite serves one process. Set REMIT_DATABASE_URL=postgresql://…,"
            " or leave REMIT_WORKERS at 1"
        )
    if config.redis_url is None:
        raise ConfigError(
            f"{several} needs Redis: without it each worker would count rates by itself. Set"
            " REMIT_REDIS_URL=redis://…, or leave REMIT_WORKERS at 1"
        )


def worker_command() -> tuple[str, ...]:
    """Return the command line of a worker, without its number."""
    # Whoever started us by an installed script does not expect modules of the current folder to be loaded.
    here = sys.path[:1] == [str(Path.cwd())]
    return (sys.executable, *(() if here else ("-P",)), "-m", WORKER)


class Supervisor:
    """Runs the workers. Make and use it within one running event loop."""

    def __init__(
        self,
        config: Config,
        command: Sequence[str],
        *,
        announce: Announce,
        new_key: bool = False,
        patience: Patience = PATIENT,
    ) -> None:
        """Take what to run; nothing is started yet. `command` gets the worker's number at its end."""
        self._config = config
        self._command = command
        self._announce = announce
        self._new_key = new_key
        self._patience = patience
        self._settings = config.settings()
        self._folder = ""
        self._births = count(1)
        self._expected: set[asyncio.Task[Child]] = set()
        self._children: set[Child] = set()
        self._slots = [
            Slot(number, self._spawn, patience=patience, others_serve=self._others_serve)
            for number in range(1, config.workers + 1)
        ]

    async def run(self) -> None:
        """Serve until told to stop, and return when the last worker has left.

        Raises:
            ConfigError: when an address cannot be had.
            WorkersFailedError: when workers cannot be kept running; those that ran have left.
        """
        with held(self._config.listen) as address, tempfile.TemporaryDirectory(prefix="remit-") as folder:
            self._folder = folder
            self._settings["listen"] = address
            told, again, replace_all = _signals()
            async with self._numbers():
                work = asyncio.create_task(self._work(address, replace_all))
                stop = asyncio.create_task(told.wait())
                try:
                    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    work.cancel()
                    stop.cancel()
                    await asyncio.wait({work})
                    await self._drain(again)
            if not work.cancelled():
                work.result()

    async def _work(self, address: str, replace_all: asyncio.Event) -> None:
        first, *others = self._slots
        # Alone, for it may have to make tables and keys; one alone can tell them.
        report = await first.fill(install=True)
        await _together(*(slot.fill() for slot in others))
        if report.launched is not None:
            self._announce(replace(report.launched, address=address))
        await _together(*(slot.keep() for slot in self._slots), self._replace_when(replace_all))

    async def _replace_when(self, wanted: asyncio.Event) -> None:
        while True:
            await wanted.wait()
            wanted.clear()
            _log.info("replacing the workers one by one")
            for slot in self._slots:
                if not await slot.replace(self._config.drain_seconds):
                    break
            else:
                _log.info("all workers replaced")

    async def _spawn(self, number: int, install: bool) -> Child:  # noqa: FBT001  as Slot calls it
        settings = dict(self._settings)
        if self._config.metrics_listen is not None:
            settings["metrics_listen"] = f"{UNIX_PREFIX}{self._folder}/{next(self._births)}.sock"
        orders = Orders(settings, install=install, new_key=install and self._new_key)
        birth = asyncio.create_task(self._bear(number, orders))
        self._expected.add(birth)
        birth.add_done_callback(self._expected.discard)
        # Shielded: no process is born of which nobody knows when this is cancelled meanwhile.
        return await asyncio.shield(birth)

    async def _bear(self, number: int, orders: Orders) -> Child:
        child = await Child.start((*self._command, str(number)), orders)
        self._children.add(child)
        child.exited.add_done_callback(lambda _: self._children.discard(child))
        return child

    def _others_serve(self, slot: Slot) -> bool:
        return any(other.serving for other in self._slots if other is not slot)

    def _sockets(self) -> Sequence[str]:
        """Where those that serve tell their numbers."""
        return [child.metrics for child in self._children if child.serving]

    @asynccontextmanager
    async def _numbers(self) -> AsyncIterator[None]:
        """Serve the page of metrics of all workers together, if there is to be one."""
        if self._config.metrics_listen is None:
            yield
            return
        fleet = Fleet(self._sockets, workers=self._config.workers)
        port = OpsPort(self._config.metrics_listen, fleet)
        await port.start()
        try:
            yield
        finally:
            await port.close()

    async def _drain(self, again: asyncio.Event) -> None:
        """Let all workers leave at once, each after its calls."""
        if self._expected:
            await asyncio.wait(self._expected)
        if self._children:
            leaving = [asyncio.create_task(self._leave(child)) for child in tuple(self._children)]
            hurry = asyncio.create_task(self._hurry(again))
            await asyncio.wait(leaving)
            hurry.cancel()

    async def _leave(self, child: Child) -> None:
        if not await child.leave(self._config.drain_seconds + self._patience.drain_margin):
            _log.warning("worker killed: it did not leave in time", pid=child.pid)

    async def _hurry(self, again: asyncio.Event) -> None:
        await again.wait()
        while True:
            for child in tuple(self._children):
                child.terminate()
            # Two signals at once are one to a process; it takes a second one to hurry it.
            await asyncio.sleep(_HURRY_SECONDS)


async def _together(*works: Awaitable[object]) -> None:
    """Wait for all; the first that fails ends the others, and is what is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _signals() -> tuple[asyncio.Event, asyncio.Event, asyncio.Event]:
    """Return what the first and the second SIGTERM or SIGINT set, and what SIGHUP sets.

    They are taken also where they were inherited as ignored, as SIGINT is by what a script starts in the background.
    Only a SIGHUP that tells of a lost terminal stays ignored then: that is what `nohup` is for.
    """
    told, again, renew = asyncio.Event(), asyncio.Event(), asyncio.Event()
    had_terminal, ignored = _has_terminal(), signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def stop() -> None:
        (again if told.is_set() else told).set()

    def hang_up() -> None:
        if not had_terminal or _has_terminal():
            renew.set()
        elif not ignored:
            stop()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    loop.add_signal_handler(signal.SIGHUP, hang_up)
    return told, again, renew


def _has_terminal() -> bool:
    """Tell whether this process is controlled by a terminal that still exists."""
    with contextlib.suppress(OSError):
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return True
    return False
