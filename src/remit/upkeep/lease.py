"""Who runs what runs by itself: each task on one elected process, moved to another within seconds when that one is gone.

Time is told by the database alone; what a process knows of its own lease only ever makes it stop too early. A lease saves
work and no more: a process that stood still may wake in mid-task beside its successor. So each task finds out again what
there is to do, in the transaction that does it and under a lock of its own, and what is done already is left alone.
"""

import asyncio
import contextlib
import math
import os
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from remit.clock import SECOND, monotonic
from remit.errors import RemitError

EMBEDDED_HOLDER: Final = "embedded"
"""The holder of a database that only one process can open: after a crash it need not wait for itself."""

_log: Final[Any] = structlog.get_logger("remit.upkeep")


class LeaseLostError(Exception):
    """Somebody else may run the task by now; nothing more may be written for it here."""


class UpkeepLeases(Protocol):
    """Which process runs which task, in storage, by the database's clock.

    Every method raises `BackendUnavailableError` when the database does not answer.
    """

    async def claim(self, tasks: Sequence[str], *, holder: str, ttl: int) -> Mapping[str, int]:
        """Take the leases that are free or have expired, and renew those that `holder` has.

        Args:
            tasks: the names of the tasks wanted.
            holder: who wants them, another name for each process.
            ttl: microseconds after which others may take them.

        Returns:
            The token of each lease that `holder` has now. It grows whenever a lease changes hands.
        """
        ...

    async def release(self, tasks: Sequence[str], *, holder: str) -> None:
        """Let others take what `holder` has of these at once."""
        ...


@dataclass(frozen=True, slots=True)
class Times:
    """How long leases last, in seconds."""

    ttl: float = 5.0
    """After the last renewal others may take over."""
    renew: float = 1.5
    """Between two renewals, give or take a fifth by chance."""
    margin: float = 0.5
    """So much earlier a process stops trusting its own lease: clocks do not run equally fast."""


EMBEDDED: Final = Times(ttl=60.0, renew=20.0)
"""Where no other process can come: a write now and then, so that the same code costs nothing."""


class Tenure:
    """The time in which this process runs one task."""

    __slots__ = ("_until", "task", "token")

    def __init__(self, task: str, token: int, *, until: float) -> None:
        """Begin, with the lease's token; it lasts `until`, as `monotonic` says it."""
        self.task = task
        self.token = token
        """Tells one tenure from the next; 0 of a task that is not elected."""
        self._until = until

    @property
    def holds(self) -> bool:
        """Whether the lease has surely not expired."""
        return monotonic() < self._until

    def extend(self, until: float) -> None:
        """Last longer."""
        self._until = max(self._until, until)

    def end(self) -> None:
        """Last no longer."""
        self._until = 0.0

    def check(self) -> None:
        """Go on only while the lease holds; called before each step that writes.

        Raises:
            LeaseLostError: when it may have expired, say because this process stood still.
        """
        if not self.holds:
            raise LeaseLostError(self.task)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that runs by itself."""

    name: str
    """Of its lease."""
    work: Callable[[Tenure], Awaitable[int]]
    """One round; returns how much was done. Calls `check` before each step that writes."""
    seconds: float
    """Between two rounds."""
    elected: bool = True
    """Whether it runs on one process alone; else on each, without a lease."""


def new_holder() -> str:
    """Return a name that no other process has or had."""
    return f"{os.getpid()}-{secrets.token_hex(8)}"


class Upkeep:
    """Runs those of its tasks whose leases this process has."""

    def __init__(
        self, tasks: Sequence[Task], leases: UpkeepLeases, *, holder: str, times: Times | None = None
    ) -> None:
        """Run `tasks` in the name of `holder`, which `new_holder` makes; nothing runs yet."""
        self._tasks = {task.name: task for task in tasks}
        self._names = sorted(task.name for task in tasks if task.elected)
        self._leases = leases
        self._holder = holder
        self._times = times or Times()
        self._running: dict[str, tuple[Tenure, asyncio.Task[None]]] = {}
        self._reachable = True

    @property
    def held(self) -> Mapping[str, int]:
        """The token of each elected task that runs here, for metrics."""
        return {
            name: tenure.token for name, (tenure, _) in self._running.items() if tenure.token and tenure.holds
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run for the length of a block; afterwards others take over at once."""
        for task in self._tasks.values():
            if not task.elected:
                self._run(task.name, 0, until=math.inf)
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            await self._stop(list(self._running))
            with contextlib.suppress(RemitError):
                await self._leases.release(self._names, holder=self._holder)

    async def _keep(self) -> None:
        while True:
            await self._claim()
            await asyncio.sleep(self._times.renew * random.uniform(0.8, 1.2))  # noqa: S311  spreads load; no secret

    async def _claim(self) -> None:
        # Before it is sent: by the database's clock it lasts longer than by ours, never shorter.
        until = monotonic() + self._times.ttl - self._times.margin
        try:
            tokens = await self._leases.claim(
                self._names, holder=self._holder, ttl=round(self._times.ttl * SECOND)
            )
        except RemitError as error:
            if self._reachable:
                _log.warning("upkeep cannot renew its leases", why=error.message)
            self._reachable = False
            return
        except Exception:  # noqa: BLE001  upkeep must go on; the log has the truth
            _log.exception("upkeep cannot renew its leases")
            return
        self._reachable = True
        await self._stop(
            [name for name, (one, _) in self._running.items() if one.token and tokens.get(name) != one.token]
        )
        for name, token in tokens.items():
            self._run(name, token, until=until)

    def _run(self, name: str, token: int, *, until: float) -> None:
        if name in self._running:
            self._running[name][0].extend(until)
            return
        _log.debug("upkeep begins here", task=name, token=token)
        tenure = Tenure(name, token, until=until)
        self._running[name] = tenure, asyncio.create_task(_repeat(self._tasks[name], tenure))

    async def _stop(self, names: Sequence[str]) -> None:
        ended = [self._running.pop(name) for name in names if name in self._running]
        for tenure, task in ended:
            tenure.end()
            task.cancel()
        if ended:
            await asyncio.wait([task for _, task in ended])


async def _repeat(task: Task, tenure: Tenure) -> None:
    """Run one task for ever, as long as its lease holds; what fails is told and tried again."""
    while True:
        if tenure.holds:
            try:
                done = await task.work(tenure)
                if done:
                    _log.debug("upkeep", task=task.name, done=done)
            except LeaseLostError:
                tenure.end()
                _log.warning("upkeep stops: its lease may have expired", task=task.name)
            except Exception:  # noqa: BLE001  upkeep must go on; the log has the truth
                _log.exception("upkeep failed", task=task.name)
        await asyncio.sleep(task.seconds)
