"""One worker process, as its supervisor sees it: started, heard, told to leave. Knows no other worker."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Sequence
from typing import Final, Self

from remit.server.workers.orders import Orders, Report

_STANDARD_ERROR: Final = 2


class Child:
    """A process of our own; it notices our end by the socket that only we hold open."""

    __slots__ = ("_process", "_told", "_writer", "exited", "metrics", "report")

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        *,
        writer: asyncio.StreamWriter,
        metrics: str,
    ) -> None:
        """Listen to a process that was started; `start` makes one."""
        self._process = process
        self._told = False
        self.metrics: Final = metrics
        """Where its own numbers are, `unix:/path`; empty when nowhere."""
        # Closing it would tell the worker that we are gone.
        self._writer = writer
        self.report: Final = asyncio.create_task(self._hear(reader))
        """What it said of its start; once it ended without a word, that."""
        self.exited: Final = asyncio.create_task(self._end())
        """Its exit code, or minus the signal that ended it."""

    @classmethod
    async def start(cls, command: Sequence[str], orders: Orders) -> Self:
        """Start a program and give it its orders; what it prints goes to our standard error.

        Its part of the page of metrics is at `metrics_listen` of the orders, if that is set.

        Raises:
            OSError: when it cannot be started.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=theirs.fileno(),
                    stdout=_STANDARD_ERROR,
                    # A terminal's Ctrl-C reaches a whole group at once; workers hear of it from us alone, once.
                    process_group=0,
                )
        except BaseException:
            ours.close()
            raise
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(orders.to_line())
        return cls(process, reader, writer=writer, metrics=orders.settings.get("metrics_listen", ""))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return not self.exited.done()

    @property
    def serving(self) -> bool:
        """Whether it has begun to serve, has not ended, and was not told to."""
        told = self._told or not self.report.done()
        return self.alive and not told and self.report.result().launched is not None

    def terminate(self) -> None:
        """Tell it to finish its calls and leave; a second time: to leave at once."""
        self._told = True
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it in mid-sentence."""
        self._send(signal.SIGKILL)

    async def leave(self, within: float) -> bool:
        """Tell it to leave and wait until it has; after so many seconds it is killed. Returns whether it went by itself."""
        self.terminate()
        return await self.gone(within)

    async def gone(self, within: float) -> bool:
        """Wait until it has ended; after so many seconds it is killed. Returns whether it went by itself."""
        done, _ = await asyncio.wait({self.exited}, timeout=within)
        if not done:
            self.kill()
            await self.exited
        return bool(done)

    def how_it_ended(self) -> str:
        """Say how it ended, for people."""
        code = self.exited.result()
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"

    def _send(self, number: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _hear(self, reader: asyncio.StreamReader) -> Report:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return Report.from_line(await reader.readline())
        await asyncio.wait({self.exited})
        return Report(failure=f"it ended before it served ({self.how_it_ended()}); its log says why")

    async def _end(self) -> int:
        code = await self._process.wait()
        self._writer.close()
        return code
