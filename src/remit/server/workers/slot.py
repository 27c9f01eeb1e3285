"""One place among the workers: a process serves in it, and another after that one died or was replaced.

Knows nothing of the other places but what it is given, and nothing of signals.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog

from remit.clock import monotonic
from remit.server.workers.child import Child
from remit.server.workers.orders import Report

_log: Final[Any] = structlog.get_logger("remit.supervisor")


class WorkersFailedError(Exception):
    """No worker can be kept running; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long something is tried, in seconds where it is no count."""

    failed_starts: int = 5
    """Starts in a row that fail before it gives up."""
    first_pause: float = 0.5
    """After the first failure; twice as long after each other, less up to a half by chance."""
    longest_pause: float = 15.0
    steady: float = 10.0
    """A worker that served so long did not fail at start: its place begins anew."""
    drain_margin: float = 5.0
    """Beyond `drain_seconds`, before a worker that should leave is killed."""

    def pause(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row; nothing after none."""
        if not failures:
            return 0.0
        longest = min(self.longest_pause, self.first_pause * 2.0 ** min(failures - 1, 32))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  spreads load; no secret


class Slot:
    """Keeps one process serving."""

    def __init__(
        self,
        number: int,
        spawn: Callable[[int, bool], Awaitable[Child]],
        *,
        patience: Patience,
        others_serve: Callable[["Slot"], bool],
    ) -> None:
        """Begin empty.

        Args:
            number: of the worker, from 1.
            spawn: starts a process for a worker's number; True lets it make the first keys.
            patience: how often and how long something is tried.
            others_serve: whether any other slot has a process that serves.
        """
        self.number = number
        self._spawn = spawn
        self._patience = patience
        self._others_serve = others_serve
        self._failures = 0
        self._since = 0.0
        self._change = asyncio.Lock()
        self._changed = asyncio.Event()
        self.child: Child | None = None
        """The process that serves here, or served last."""

    @property
    def serving(self) -> bool:
        """Whether a process serves here."""
        return self.child is not None and self.child.serving

    async def fill(self, *, install: bool = False) -> Report:
        """Start the first process, again if that fails; returns what it said once it serves.

        Raises:
            WorkersFailedError: when it cannot be started.
        """
        while True:
            report = await self._try(install=install)
            if report.launched is not None:
                return report
            if report.hopeless or self._failures >= self._patience.failed_starts:
                raise self._failed(report)
            await self._pause(report)

    async def keep(self) -> None:
        """Replace every process that ends without having been told to, for ever.

        Raises:
            WorkersFailedError: when its successors cannot be started, and no other worker serves.
        """
        while True:
            child = self.child
            assert child is not None  # noqa: S101  it is filled first
            self._changed.clear()
            changed = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait({child.exited, changed}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            async with self._change:
                if self.child is child and not child.alive:
                    await self._revive(child)

    async def replace(self, drain: float) -> bool:
        """Start a successor, and let the process leave once that serves; returns whether it did.

        Args:
            drain: seconds that the process gets to finish its calls.
        """
        async with self._change:
            before = self.child
            report = await self._try()
        if report.launched is None:
            _log.error("no successor; the worker goes on", worker=self.number, why=report.failure)
            self._failures = 0
            return False
        if before is not None and not await before.leave(drain + self._patience.drain_margin):
            _log.warning("worker killed: it did not leave in time", worker=self.number, pid=before.pid)
        return True

    async def _revive(self, dead: Child) -> None:
        if monotonic() - self._since >= self._patience.steady:
            self._failures = 0
        _log.error("worker died", worker=self.number, pid=dead.pid, how=dead.how_it_ended())
        report = Report(failure=f"it died soon ({dead.how_it_ended()}); its log says why")
        while True:
            if self._failures >= self._patience.failed_starts and not self._others_serve(self):
                raise self._failed(report)
            await self._pause(report)
            report = await self._try()
            if report.launched is not None:
                # Until it has lived for a while, its own death counts as a failure to start.
                self._failures += 1
                return

    async def _try(self, *, install: bool = False) -> Report:
        """Start a process and wait for what it says; it takes the place once it serves."""
        try:
            child = await self._spawn(self.number, install)
        except OSError as error:
            self._failures += 1
            return Report(failure=f"it cannot be started: {error.strerror}")
        report = await asyncio.shield(child.report)
        if report.launched is None:
            self._failures += 1
            return report
        self.child = child
        self._since = monotonic()
        self._changed.set()
        _log.info("worker serves", worker=self.number, pid=child.pid)
        return report

    async def _pause(self, report: Report) -> None:
        seconds = self._patience.pause(self._failures)
        if not seconds:
            return
        _log.error(
            "worker does not start",
            worker=self.number,
            why=report.failure,
            failures=self._failures,
            again_in=round(seconds, 2),
        )
        await asyncio.sleep(seconds)

    def _failed(self, report: Report) -> WorkersFailedError:
        if report.hopeless:
            return WorkersFailedError(report.failure)
        return WorkersFailedError(
            f"worker {self.number} failed to start {self._failures} times in a row; the last time: {report.failure}"
        )
