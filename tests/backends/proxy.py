"""A TCP proxy before a backend, for tests: what it does to each direction is switched while it runs.

It has a thread and an event loop of its own, so that tests that block do not block it. It never looks into what it passes.
"""

import asyncio
import contextlib
import math
import random
import socket
import struct
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit

from tests.backends.port import free_port

T = TypeVar("T")

CHUNK: Final = 64 * 1024
SWITCH_SECONDS: Final = 10.0
ACCEPTING_ROUNDS: Final = 4
"""Rounds of the event loop until what was accepted is served."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Pass everything on."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Pass each piece on after a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Pass so many bytes on, of each connection since this was set, then reset the connection."""

    after: int


@dataclass(frozen=True, slots=True)
class Garbage:
    """Pass as many bytes on as came, but others."""


@dataclass(frozen=True, slots=True)
class Forge:
    """Pass this on instead of each piece, again and again until it is as long at least."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Hold:
    """Pass nothing on and close nothing; what came meanwhile is passed on when something else is set."""


Behaviour = Pass | Delay | Cut | Garbage | Forge | Hold


@dataclass(slots=True)
class _Direction:
    """What is done to the bytes that go one way, in all connections."""

    behaviour: Behaviour = field(default_factory=Pass)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.changed.set()
        self.changed = asyncio.Event()

    async def altered(self, data: bytes, passed: dict[Behaviour, int]) -> bytes:
        """Return what is passed on for a piece, when it is time; `passed` counts bytes of the connection."""
        while True:
            behaviour, changed = self.behaviour, self.changed
            match behaviour:
                case Hold():
                    await changed.wait()
                    continue
                case Delay(seconds):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), seconds)
                        continue
                case Garbage():
                    return random.randbytes(len(data))
                case Forge(forged):
                    return forged * math.ceil(len(data) / len(forged))
                case Cut(after):
                    left = max(0, after - passed.get(behaviour, 0))
                    passed[behaviour] = passed.get(behaviour, 0) + len(data)
                    return data[:left]
                case Pass():
                    pass
            return data


@dataclass(slots=True)
class Proxy:
    """Stands on a free port of loopback before a port of loopback."""

    backend: int
    """The port that connections go to."""
    port: int = 0
    """Stays the same when it refuses and listens again."""
    accepted: int = 0
    """Connections that it took so far."""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: Thread | None = None
    _server: asyncio.Server | None = None
    _directions: tuple[_Direction, _Direction] = field(default_factory=lambda: (_Direction(), _Direction()))
    """Of connections taken from now on; those taken before `freeze` keep the ones of their time."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _pumps: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> "Proxy":
        """Begin to listen."""
        self._thread = Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self.port = self.port or free_port()
        self._run(self._listen())
        return self

    def close(self) -> None:
        """End all connections, and listen no more."""
        assert self._thread is not None
        self._run(self._refuse())
        self._run(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def set(self, *, requests: Behaviour | None = None, replies: Behaviour | None = None) -> None:
        """Say what is done from now on to what goes to the backend and to what comes back; None: as before."""

        async def switch() -> None:
            for direction, behaviour in zip(self._directions, (requests, replies), strict=True):
                if behaviour is not None:
                    direction.set(behaviour)

        self._run(switch())

    def black_hole(self) -> None:
        """Pass nothing on in either direction, closing nothing: a network that lost its way."""
        self.set(requests=Hold(), replies=Hold())

    def freeze(self) -> None:
        """Pass nothing on in connections that are open, now or ever, closing nothing; new ones are as any.

        So does a firewall that forgot them: whoever has one hears nothing any more.
        """

        async def freeze() -> None:
            for direction in self._directions:
                direction.set(Hold())
            self._directions = (_Direction(), _Direction())

        self._run(freeze())

    def refuse(self) -> None:
        """Reset all connections and take no new ones: a backend that is gone."""
        self._run(self._refuse())

    def drop_connections(self) -> None:
        """Reset all connections, but take new ones."""
        self._run(self._reset())

    def heal(self) -> None:
        """Pass everything on again, and listen again after `refuse`."""
        self.set(requests=Pass(), replies=Pass())
        if self._server is None:
            self._run(self._listen())

    def before(self, url: str) -> str:
        """Return a URL that goes to the same backend, but through this."""
        parts = urlsplit(url)
        login = parts.netloc.rpartition("@")[0]
        netloc = f"{login}@127.0.0.1:{self.port}" if login else f"127.0.0.1:{self.port}"
        return urlunsplit(parts._replace(netloc=netloc))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SWITCH_SECONDS)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._server is not None:
            server, self._server = self._server, None
            # What was accepted already is served first: asyncio forgets, open, what it accepts of a server that is closed.
            for listening in server.sockets:
                self._loop.remove_reader(listening.fileno())
            for _ in range(ACCEPTING_ROUNDS):
                await asyncio.sleep(0)
            server.close()
        await self._reset()

    async def _reset(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _finish(self) -> None:
        for pump in list(self._pumps):
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.backend)
        except OSError:
            _reset(writer)
            return
        ends = (writer, far_writer)
        self._open.update(ends)
        requests, replies = self._directions
        self._begin(_pump(reader, far_writer, requests), ends)
        self._begin(_pump(far_reader, writer, replies), ends)

    def _begin(self, work: Coroutine[Any, Any, bool], ends: tuple[asyncio.StreamWriter, ...]) -> None:
        async def pump() -> None:
            whole = False
            with contextlib.suppress(OSError):
                whole = await work
            end: Callable[[asyncio.StreamWriter], None] = asyncio.StreamWriter.close if whole else _reset
            for writer in ends:
                self._open.discard(writer)
                end(writer)

        task = self._loop.create_task(pump())
        self._pumps.add(task)
        task.add_done_callback(self._pumps.discard)


@contextmanager
def proxy_before(port: int) -> Iterator[Proxy]:
    """Stand before a port of loopback for the length of a block."""
    proxy = Proxy(port).start()
    try:
        yield proxy
    finally:
        proxy.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: _Direction) -> bool:
    """Pass on until one side ends; returns whether it ended by itself, and was not cut."""
    passed: dict[Behaviour, int] = {}
    while data := await reader.read(CHUNK):
        altered = await direction.altered(data, passed)
        writer.write(altered)
        await writer.drain()
        if len(altered) < len(data):
            return False
    return True


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a crash does: with RST, and what was not sent is lost."""
    sock = writer.get_extra_info("socket")
    if sock is not None and not writer.is_closing():
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
