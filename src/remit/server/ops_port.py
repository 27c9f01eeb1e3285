"""The HTTP port for those who run a server: /metrics, /healthz, /readyz; and /.well-known/ for who verifies tokens.

Knows GET and HEAD, and nothing of calls. No answer depends on a header but the format of /metrics on Accept.

A hand-made handler on purpose (docs/decisions): every request is a line and some headers that are thrown away, every
answer has a length and ends the connection. What is longer, slower or stranger is refused.
"""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import orjson
import structlog

from remit.config import UNIX_PREFIX, ConfigError, is_loopback, split_address
from remit.server.metrics import Snapshot, render
from remit.server.readiness import Report
from remit.server.well_known import MAX_AGE_SECONDS, is_path

MAX_HEAD_BYTES: Final = 8_192
"""Request line and headers together."""
READ_SECONDS: Final = 5.0
"""From connecting to the end of the headers."""
WRITE_SECONDS: Final = 10.0
MAX_CONNECTIONS: Final = 64
"""Open at once; one more is closed without a word."""
SNAPSHOT_PATH: Final = "/snapshot"
"""Numbers as JSON, for who sums several processes; on Unix sockets alone."""
TEXT: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json"

_END: Final = b"\r\n\r\n"
_REASONS: Final = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

_log: Final[Any] = structlog.get_logger("remit.server")


class Watched(Protocol):
    """A server, or several processes of one, as those who run it see it."""

    async def snapshot(self) -> Snapshot:
        """Return all numbers."""
        ...

    async def readiness(self) -> Report:
        """Say whether it should get calls."""
        ...

    async def health(self) -> Report:
        """Say whether it is alive: whether its event loops turn."""
        ...

    async def document(self, path: str) -> bytes | None:
        """Return what is published as JSON at a path, for anybody; None when nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    code: int
    body: bytes
    content_type: str = TEXT
    cache: str = "no-store"


class _RefusedError(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class OpsPort:
    """Listens and answers."""

    def __init__(self, listen: str, watched: Watched) -> None:
        """Answer at `listen`, which is `host:port` or `unix:/path`; nothing listens yet."""
        self._listen = listen
        self._watched = watched
        self._pages: dict[str, Callable[[str], Awaitable[Answer]]] = {
            "/metrics": lambda accept: _metrics(watched, accept),
            "/healthz": lambda _: _report(watched.health),
            "/readyz": lambda _: _report(watched.readiness),
        }
        if listen.startswith(UNIX_PREFIX):
            self._pages[SNAPSHOT_PATH] = lambda _: _snapshot(watched)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[Any]] = set()
        self.address = ""
        """Where it listens, port included; empty before `start`."""

    async def start(self) -> None:
        """Bind and begin to answer.

        Raises:
            ConfigError: when the address cannot be bound.
        """
        try:
            self._server = await self._bind()
        except OSError:
            raise ConfigError(
                f"cannot listen on {self._listen} (REMIT_METRICS_LISTEN): in use, or not an address of this machine"
            ) from None

    async def _bind(self) -> asyncio.Server:
        if self._listen.startswith(UNIX_PREFIX):
            self.address = self._listen
            # Whatever stands there is left from a process that was killed: a folder belongs to one server.
            _remove(self._listen)
            path = self._listen.removeprefix(UNIX_PREFIX)
            server = await asyncio.start_unix_server(self._serve, path, limit=MAX_HEAD_BYTES)
            os.chmod(path, 0o600)  # noqa: PTH101  one call, which cannot block
            return server
        host, port = split_address(self._listen)
        server = await asyncio.start_server(self._serve, host, int(port), limit=MAX_HEAD_BYTES)
        bound = server.sockets[0].getsockname()
        self.address = f"{self._listen.rpartition(':')[0]}:{bound[1]}"
        _log.info("metrics", listen=self.address)
        if not is_loopback(host):
            _log.warning(
                "metrics are readable beyond loopback by whoever reaches the port", listen=self.address
            )
        return server

    async def close(self) -> None:
        """Answer nobody any more."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        if self._listen.startswith(UNIX_PREFIX):
            _remove(self._listen)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._open) >= MAX_CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, TimeoutError):
                await self._converse(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head_only = False
        try:
            method, path, accept = await _request(reader)
            head_only = method == "HEAD"
            answer = await self._answer(method, path, accept=accept)
        except _RefusedError as refused:
            answer = Answer(refused.code, f"{refused}\n".encode())
        async with asyncio.timeout(WRITE_SECONDS):
            writer.write(_head(answer) + (b"" if head_only else answer.body))
            await writer.drain()

    async def _answer(self, method: str, path: str, *, accept: str) -> Answer:
        if method not in {"GET", "HEAD"}:
            raise _RefusedError(405, "only GET and HEAD")
        place = path.partition("?")[0]
        page = self._pages.get(place)
        if page is None and not is_path(place):
            raise _RefusedError(404, "here are /metrics, /healthz and /readyz")
        try:
            return await page(accept) if page is not None else await _published(self._watched, place)
        except _RefusedError:
            raise
        except Exception:  # noqa: BLE001  the log has the truth, the page must not
            _log.exception("an ops page failed", path=path.partition("?")[0])
            raise _RefusedError(500, "failed; the log has the details") from None


def _remove(listen: str) -> None:
    Path(listen.removeprefix(UNIX_PREFIX)).unlink(missing_ok=True)


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, str]:
    """Return method, target and the Accept header."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            head = await reader.readuntil(_END)
    except TimeoutError:
        raise _RefusedError(408, "too slow") from None
    except asyncio.LimitOverrunError:
        raise _RefusedError(431, "too long") from None
    except asyncio.IncompleteReadError:
        raise ConnectionResetError from None
    first, *rest = head[: -len(_END)].decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != len(("method", "target", "version")) or not words[2].startswith("HTTP/1."):
        raise _RefusedError(400, "not a request of HTTP/1")
    accepts = (line.partition(":")[2].strip() for line in rest if line[:7].lower() == "accept:")
    return words[0], words[1], next(accepts, "")


def _head(answer: Answer) -> bytes:
    lines = (
        f"HTTP/1.1 {answer.code} {_REASONS[answer.code]}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        f"Cache-Control: {answer.cache}",
        "X-Content-Type-Options: nosniff",
        *(("Allow: GET, HEAD",) if answer.code == 405 else ()),  # noqa: PLR2004  as in _REASONS
        "Connection: close",
    )
    return "\r\n".join(lines).encode() + _END


async def _metrics(watched: Watched, accept: str) -> Answer:
    body, content_type = render(await watched.snapshot(), accept)
    return Answer(200, body, content_type)


async def _snapshot(watched: Watched) -> Answer:
    return Answer(200, (await watched.snapshot()).to_json(), JSON)


async def _published(watched: Watched, path: str) -> Answer:
    body = await watched.document(path)
    if body is None:
        raise _RefusedError(404, "nothing is published at this path")
    return Answer(200, body, JSON, f"public, max-age={MAX_AGE_SECONDS}")


async def _report(look: Callable[[], Awaitable[Report]]) -> Answer:
    report = await look()
    return Answer(200 if report.ready else 503, orjson.dumps(report.body()) + b"\n", JSON)
