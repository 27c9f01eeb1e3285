"""What is newest of each scope that is followed here, read once for all who follow it. Never knows who they are.

One task for each scope waits for announcements and reads on, from the place that it has come to, into a bounded window.
Whoever has seen everything up to a place in the window goes on from memory; whoever has not reads history for itself.
It reads on only when somebody has nothing left to send, so the quickest leads, and the others share what it needed.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Final

from remit.clock import monotonic
from remit.timeline.access import Grants
from remit.timeline.model import Scope, Step
from remit.timeline.source import EVERYTHING, Rhythm, Steps, Wakeup, Wakeups
from remit.timeline.window import Window

WINDOWS_BYTES: Final = 64 * 1024 * 1024
"""Bytes of all windows of a process together, about; each scope has an equal share. It bounds what clients that do not
read can make a server hold; with one scope that many watch it is 30,000 steps, and with 1,000 it is 32 of each."""

AT_ONCE: Final = 32
"""Followers woken before others have their turn: each sends at once, some 50 µs, and calls must not wait for a thousand."""

Waiter = asyncio.Future[Exception | None]


class Tail:
    """The newest of one scope."""

    def __init__(
        self, scope: Scope, ear: Wakeup, *, steps: Steps, rhythm: Rhythm, share: Callable[[], int]
    ) -> None:
        """Read `steps` of `scope`, woken by `ear`; keep at most `share` bytes of them."""
        self._scope = scope
        self._ear = ear
        self._steps = steps
        self._rhythm = rhythm
        self._share = share
        self._window = Window()
        self._waiting: dict[Waiter, float] = {}
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._followers = 0
        self.grants = Grants()
        self.users = 0

    @contextmanager
    def joined(self, position: int) -> Iterator[None]:
        """Be read for, from now on, by one who has seen everything up to `position`."""
        if not self._followers:
            self._window.restart(position)
        self._followers += 1
        self._go_on()
        try:
            yield
        finally:
            self._followers -= 1
            if not self._followers and self._task is not None:
                self._task.cancel()
                self._task = None

    @property
    def through(self) -> int:
        """The place up to which everything was read."""
        return self._window.through

    def covers(self, position: int) -> bool:
        """Tell whether who has seen everything up to `position` may go on from here."""
        return self._window.covers(position)

    def after(self, position: int) -> Step | None:
        """Return the oldest step after a position that is covered; None when there is none yet."""
        return self._window.after(position)

    async def wait(self, until: float) -> None:
        """Wait for a step after `through`, a lost grant, or until an instant of `monotonic`, and `poll` longer.

        Raises what storage raised when it was read.
        """
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = until
        self._wanted.set()
        self._go_on()
        try:
            error = await waiter
        finally:
            self._waiting.pop(waiter, None)
        if error is not None:
            raise error.with_traceback(None)

    def _go_on(self) -> None:
        """Begin to read, or begin again after a failure."""
        if self._task is None or self._task.done():
            # Whoever happens to come first must not be taken for the cause: no trace, no names of its own.
            self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())

    async def _run(self) -> None:
        try:
            # The first read waits for nothing: what was committed before may have been announced before.
            more = True
            while True:
                if not more:
                    await self._ear.wait(self._rhythm.poll)
                await self._until_wanted()
                lost = await self.grants.check(self._rhythm.recheck)
                before = self.through
                more = await self._read()
                await self._wake(everyone=lost or self.after(before) is not None)
        except Exception as error:  # noqa: BLE001  it is theirs who wait for it
            for waiter in self._taken(everyone=True):
                waiter.set_result(error)

    async def _until_wanted(self) -> None:
        """Wait until somebody has nothing left to send; when all have, nothing needs to be kept."""
        if len(self._waiting) == self._followers:
            self._window.restart(self.through)
        while not self._waiting:
            self._wanted.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._rhythm.keep):
                    await self._wanted.wait()
            self._trim()

    async def _read(self) -> bool:
        """Read what comes next into the window; tell whether there may be more."""
        before = self.through
        batch = await self._steps.read_after(
            self._scope, EVERYTHING, position=before, limit=self._rhythm.limit
        )
        # Asked after the read: what retention removed while it ran may be missing from the batch. Then everybody
        # reads for itself, and is told there.
        if await self._steps.removed(self._scope) > before:
            self._window.restart(max(before, batch.through))
            await self._wake(everyone=True)
            return batch.more
        self._window.extend(batch, monotonic())
        self._trim()
        return batch.more

    def _trim(self) -> None:
        rhythm = self._rhythm
        self._window.trim(
            most_steps=rhythm.window, most_bytes=self._share(), born_after=monotonic() - rhythm.keep
        )

    async def _wake(self, *, everyone: bool) -> None:
        """Wake those who wait, or those alone whose time has come; a few at once."""
        for number, waiter in enumerate(self._taken(everyone=everyone), start=1):
            if not waiter.done():
                waiter.set_result(None)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _taken(self, *, everyone: bool) -> list[Waiter]:
        now = monotonic()
        due = [waiter for waiter, until in self._waiting.items() if everyone or until <= now]
        for waiter in due:
            del self._waiting[waiter]
        return [waiter for waiter in due if not waiter.done()]


class Tails:
    """Those of all scopes that are followed here."""

    def __init__(self, steps: Steps, wakeups: Wakeups, *, rhythm: Rhythm) -> None:
        """Read from `steps`, woken by `wakeups`."""
        self._steps = steps
        self._wakeups = wakeups
        self._rhythm = rhythm
        self._tails: dict[Scope, Tail] = {}

    @contextmanager
    def of(self, scope: Scope) -> Iterator[Tail]:
        """Share the tail of a scope; it listens from before the first of those who share it reads anything."""
        tail = self._tails.get(scope)
        if tail is None:
            with self._wakeups.watch(scope.key) as ear:
                ...
        yield tail

    def _share(self) -> int:
        return WINDOWS_BYTES // max(1, len(self._tails))
