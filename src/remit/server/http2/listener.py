"""Where connections come in, and how they are left: one address, on the event loop. Knows no RPC."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from remit.clock import monotonic
from remit.config import split_address
from remit.server.call import Handler
from remit.server.http2.connection import Connection
from remit.server.http2.limits import Limits, Shared
from remit.server.http2.stream import Served

BACKLOG: Final = 1_024
"""Connections that may wait to be taken."""
LAST_SECONDS: Final = 0.5
"""For what was cut off to end, and for its last bytes to leave."""
ROUND_SECONDS: Final = 5.0
"""Between two looks at all connections."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where connections come in."""

    listen: str
    """`127.0.0.1:7448`; port 0 means any free one."""
    shares: bool = False
    """Whether other processes may listen there too, and get their part of the connections."""
    secure: Callable[[], ssl.SSLContext] | None = None
    """Makes what TLS needs when it starts; None: connections are not encrypted."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long a peer may be silent, in seconds."""

    silence: float
    """After so long it is asked whether it is alive."""
    answer: float
    """So long it has to answer."""
    patience: float
    """So long a new one has to show that it speaks HTTP/2."""


class Http2Listener:
    """Serves gRPC on one address."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        unknown: Handler,
        door: Door,
        limits: Limits,
        times: Times,
    ) -> None:
        """Serve `handlers`; nothing listens yet.

        Args:
            handlers: by path.
            unknown: answers all other paths.
            door: where connections come in.
            limits: what connections may hold.
            times: how long a peer may be silent.
        """
        paths = {path.encode(): Served.of(handler) for path, handler in handlers.items()}
        self._shared: Shared[Connection] = Shared(paths, Served.of(unknown), limits)
        self._door = door
        self._times = times
        self._server: asyncio.Server | None = None
        self._rounds: asyncio.Task[None] | None = None
        self._until = 0.0
        self._news = asyncio.Event()
        self._stopped = asyncio.Event()

    async def start(self) -> int:
        """Bind, begin to serve, and return the port.

        Raises:
            RuntimeError: when the address cannot be bound.
            ConfigError: when the certificate cannot be used.
        """
        door = self._door
        context = door.secure() if door.secure is not None else None
        host, port = split_address(door.listen)
        try:
            bound = _bound(host, int(port), shared=door.shares)
        except OSError as error:
            raise RuntimeError("cannot bind") from error
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._shared),
            sock=bound,
            backlog=BACKLOG,
            ssl=context,
            ssl_handshake_timeout=self._times.patience if context is not None else None,
        )
        self._rounds = loop.create_task(self._look())
        return int(bound.getsockname()[1])

    async def stop(self, grace: float | None) -> None:
        """Begin no new call, let those under way finish for `grace` seconds, and close; None: at once.

        May be called again, to be quicker.
        """
        shared = self._shared
        self._until = monotonic() + (grace or 0.0)
        self._news.set()
        if shared.leaving:
            await self._stopped.wait()
            return
        shared.leaving, shared.emptied = True, self._news.set
        if self._server is not None:
            self._server.close()
        for connection in list(shared.connections):
            connection.say_goodbye()
        await self._emptied()
        await self._cut_off()
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.wait({self._rounds})
        self._stopped.set()

    async def _cut_off(self) -> None:
        """End what is under way, and close every connection."""
        connections = self._shared.connections
        streams = [stream for one in connections for stream in one.streams.values()]
        for stream in streams:
            stream.cancel()
        if tasks := [stream.task for stream in streams if stream.task is not None]:
            await asyncio.wait(tasks, timeout=LAST_SECONDS)
        for connection in list(connections):
            connection.close()
        self._until = monotonic() + LAST_SECONDS
        await self._emptied()
        for connection in list(connections):
            connection.abort()
        # The loop tells a transport of its end in its next round.
        await asyncio.sleep(0)

    async def _emptied(self) -> None:
        """Wait until every connection has answered its last call and closed, or the time is over."""
        shared = self._shared
        while shared.connections and (left := self._until - monotonic()) > 0:
            self._news.clear()
            for connection in list(shared.connections):
                connection.close_if_idle()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._news.wait()

    async def _look(self) -> None:
        """Ask who was silent for long, and close who does not answer or never spoke."""
        while True:
            await asyncio.sleep(min(ROUND_SECONDS, self._times.silence / 2, self._times.patience / 2))
            now = monotonic()
            for connection in list(self._shared.connections):
                self._look_at(connection, now)

    def _look_at(self, connection: Connection, now: float) -> None:
        times = self._times
        connection.look()
        silent = now - connection.heard
        if not connection.greeted:
            # However little came, and when: whoever sends a byte now and then has not spoken.
            if now - connection.since > times.patience:
                connection.abort()
        elif connection.pinged:
            if silent > times.silence + times.answer:
                connection.abort()
        elif silent > times.silence:
            connection.ask()


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.settimeout(0)
    except BaseException:
        bound.close()
        raise
    return bound
