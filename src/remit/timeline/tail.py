"""What is newest of each scope that is followed here, read once for all who follow it. Never knows who they are.

One task for each scope waits for announcements and reads on, from the place that it has come to, into a bounded window.
Whoever has seen everything up to a place in the window goes on from memory; whoever has not reads history for itself.
It reads on only when somebody has nothing left to send, so the quickest leads, and the others share what it needed.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Final

from remit.clock import monotonic
from remit.timeline.access import Grants
from remit.timeline.model import Batch, Scope, Step
from remit.timeline.source import EVERYTHING, Rhythm, Steps, Wakeup, Wakeups
from remit.timeline.window import Window

WINDOWS_BYTES: Final = 64 * 1024 * 1024
"""Bytes of all windows of a process together, about; each scope has an equal share. It bounds what clients that do not
read can make a server hold: with 30 scopes the whole window of each, with 1,000 some 32 usual steps."""

AT_ONCE: Final = 32
"""Followers woken before others have their turn: each sends at once, some 50 µs, and calls must not wait for a thousand."""

Waiter = asyncio.Future[Exception | None]


class Tail:
    """The newest of one scope."""

    def __init__(
        self, scope: Scope, steps: Steps, *, ear: Wakeup, rhythm: Rhythm, share: Callable[[], int]
    ) -> None:
        """Read `steps` of `scope`, woken by `ear`; keep at most `share` bytes of them."""
        self._scope = scope
        self._steps = steps
        self._ear = ear
        self._rhythm = rhythm
        self._share = share
        self._window = Window()
        self._waiting: dict[Waiter, float] = {}
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._followers = 0
        self.grants = Grants()

    @contextmanager
    def joined(self, position: int) -> Iterator[None]:
        """Be read for, from now on, as one who has seen everything up to `position`."""
        if not self._followers:
            self._window.restart(position)
        self._followers += 1
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
        """Wait for a step after `through` or a lost grant; at most until an instant of `monotonic`, or `poll` longer.

        Raises what storage raised when it was read.
        """
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = until
        self._wanted.set()
        if self._task is None or self._task.done():
            # Whoever happens to come first is not whom this is for: it takes no trace and no names along.
            self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())
        try:
            error = await waiter
        finally:
            self._waiting.pop(waiter, None)
        if error is not None:
            raise error.with_traceback(None)

    async def _run(self) -> None:
        try:
            # The first read waits for nothing: what came before it may have been announced before, too.
            more = True
            while True:
                if not more:
                    await self._ear.wait(self._rhythm.poll)
                await self._until_wanted()
                before = self.through
                batch = await self._read()
                more = batch.more
                # After the read: whoever has lost access before a step was committed is not woken for it.
                lost = await self.grants.check()
                news = bool(batch.steps) or not self.covers(before)
                await self._wake(everyone=lost or news)
        except Exception as error:  # noqa: BLE001  theirs who wait for it
            for waiter in self._take(everyone=True):
                waiter.set_result(error)

    async def _until_wanted(self) -> None:
        """Wait until somebody has nothing left to send; once nobody has anything, nothing needs to be kept."""
        if len(self._waiting) == self._followers:
            self._window.forget()
        while not self._waiting:
            self._wanted.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._rhythm.keep):
                    await self._wanted.wait()
            self._trim()

    async def _read(self) -> Batch:
        """Read what comes next into the window."""
        before = self.through
        batch = await self._steps.read_after(
            self._scope, EVERYTHING, position=before, limit=self._rhythm.limit
        )
        # Asked after the read: what retention removed while it ran may be missing from the batch. Then everybody
        # reads for itself, and is told there.
        if await self._steps.removed(self._scope) > before:
            self._window.restart(max(before, batch.through))
        else:
            self._window.extend(batch, monotonic())
            self._trim()
        return batch

    def _trim(self) -> None:
        born_after = monotonic() - self._rhythm.keep
        self._window.trim(most_steps=self._rhythm.window, most_bytes=self._share(), born_after=born_after)

    async def _wake(self, *, everyone: bool) -> None:
        for number, waiter in enumerate(self._take(everyone=everyone), start=1):
            if not waiter.done():
                waiter.set_result(None)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _take(self, *, everyone: bool) -> list[Waiter]:
        """Return those who wait and shall be woken: everyone, or whose time has come."""
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
        self._open: dict[Scope, _Open] = {}

    @contextmanager
    def of(self, scope: Scope) -> Iterator[Tail]:
        """Share the tail of a scope. It listens from before the first who shares it reads anything."""
        shared = self._open.get(scope)
        if shared is None:
            shared = self._open[scope] = self._begin(scope)
        shared.users += 1
        try:
            yield shared.tail
        finally:
            shared.users -= 1
            if not shared.users:
                del self._open[scope]
                shared.listening.close()

    def _begin(self, scope: Scope) -> "_Open":
        listening = ExitStack()
        ear = listening.enter_context(self._wakeups.watch(scope.key))
        tail = Tail(scope, self._steps, ear=ear, rhythm=self._rhythm, share=self._share)
        return _Open(tail, listening)

    def _share(self) -> int:
        return WINDOWS_BYTES // max(1, len(self._open))


@dataclass(slots=True)
class _Open:
    """A tail, and how many share it."""

    tail: Tail
    listening: ExitStack
    users: int = 0
