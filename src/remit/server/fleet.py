"""Several processes of one server, seen through one port: their numbers summed, their health together. Starts none.

Each worker listens on a Unix socket of its own (`metrics_listen=unix:/…`). The supervisor serves what is found there at
the address of the setting: `OpsPort(listen, Fleet(sockets, workers=N))`.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import orjson

from remit.config import UNIX_PREFIX
from remit.server.metric_families import WORKERS_CONFIGURED
from remit.server.metrics import Snapshot
from remit.server.metrics_merge import Merger
from remit.server.ops_port import SNAPSHOT_PATH
from remit.server.readiness import OK, Report

WORKER_SECONDS: Final = 4.0
"""How long a worker may take to answer: longer than its own look at its backends."""
MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
SILENT: Final = "no answer"


class Fleet:
    """The workers of one server."""

    def __init__(self, sockets: Callable[[], Sequence[str]], *, workers: int) -> None:
        """Ask those that `sockets` names at that moment, as `unix:/path`; there should be `workers` of them."""
        self._sockets = sockets
        self._workers = workers
        self._merger = Merger()

    async def snapshot(self) -> Snapshot:
        """Return the numbers of all workers together."""
        answers = await self._ask(SNAPSHOT_PATH)
        living = [Snapshot.from_json(body) for code, body in answers if code == 200]  # noqa: PLR2004  HTTP's OK
        merged = self._merger.merge(living)
        merged.values[WORKERS_CONFIGURED.name] = {(): self._workers}
        return merged

    async def readiness(self) -> Report:
        """Say whether every worker is ready, and there is one."""
        return self._together(await self._ask("/readyz"))

    async def health(self) -> Report:
        """Say whether every worker is alive, and there is one."""
        return self._together(await self._ask("/healthz"))

    async def document(self, path: str) -> bytes | None:
        """Return what one of the workers publishes at a path: all publish the same; None when none does."""
        for socket in self._sockets():
            code, body = await _get(socket, path)
            if code == 200:  # noqa: PLR2004  HTTP's OK
                return body
        return None

    def _together(self, answers: Sequence[tuple[int, bytes]]) -> Report:
        found: dict[str, str] = {}
        for code, body in answers:
            checks = orjson.loads(body).get("checks", {}) if code else {"workers": SILENT}
            found |= {name: word for name, word in checks.items() if found.get(name, OK) == OK}
        ready = bool(answers) and all(code == 200 for code, _ in answers)  # noqa: PLR2004  HTTP's OK
        return Report(ready, found or {"workers": SILENT})

    async def _ask(self, path: str) -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(_get(socket, path) for socket in self._sockets()))


async def _get(socket: str, path: str) -> tuple[int, bytes]:
    """Return code and body of a page of a worker; code 0 when it does not answer."""
    try:
        async with asyncio.timeout(WORKER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(socket.removeprefix(UNIX_PREFIX))
            try:
                writer.write(f"GET {path} HTTP/1.1\r\n\r\n".encode())
                head, _, body = (await _all(reader)).partition(b"\r\n\r\n")
            finally:
                writer.close()
        return int(head.split(b" ", 2)[1]), body
    except (OSError, TimeoutError, ValueError, IndexError):
        return 0, b""


async def _all(reader: asyncio.StreamReader) -> bytes:
    parts = bytearray()
    while part := await reader.read(65_536):
        parts += part
        if len(parts) > MAX_ANSWER_BYTES:
            raise ValueError("a worker answered too much")
    return bytes(parts)
