"""Somebody else's server on loopback, for tests: it answers over real sockets, as well or as badly as a test wants.

Written by hand where no real server would do such things; providers that behave are in `tests/backends/oidc.py`.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from remit.outside.http import MOST_BYTES

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    """With its query."""
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    body: bytes = b"{}"
    status: int = 200
    kind: str = JSON
    headers: tuple[str, ...] = ()
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    before: float = 0.0
    """Seconds until the answer begins."""


def said(document: object, **more: Any) -> Reply:
    """Return a JSON answer."""
    return Reply(json.dumps(document).encode(), **more)


@dataclass(slots=True)
class Neighbour:
    """A server that runs."""

    url: str = ""
    """`http://127.0.0.1:49152`."""
    replies: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    """By path, without query; 404 for others."""
    asked: list[Asked] = field(default_factory=list)

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(one.path.partition("?")[0] == path for one in self.asked)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            asked = await _read(reader)
            self.asked.append(asked)
            await _write(writer, self._reply(asked))
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone, or the test is over
        finally:
            writer.close()

    def _reply(self, asked: Asked) -> Reply:
        reply = self.replies.get(asked.path.partition("?")[0], Reply(status=404))
        return reply(asked) if callable(reply) else reply


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:]) if name
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body.decode())


async def _write(writer: asyncio.StreamWriter, reply: Reply) -> None:
    await asyncio.sleep(reply.before)
    lines = (
        f"HTTP/1.1 {reply.status} So",
        f"Content-Type: {reply.kind}",
        "Connection: close",
        *reply.headers,
    )
    writer.write("\r\n".join((*lines, "", "")).encode())
    step = 1 if reply.drip else MOST_BYTES
    for place in range(0, len(reply.body), step):
        writer.write(reply.body[place : place + step])
        await writer.drain()
        await asyncio.sleep(reply.drip)


@asynccontextmanager
async def neighbour(context: ssl.SSLContext | None = None) -> AsyncIterator[Neighbour]:
    """Run a server for the length of a block, over TLS if a context is given."""
    here = Neighbour()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(here.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    scheme = "http" if context is None else "https"
    here.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield here
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
