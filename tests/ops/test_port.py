"""The HTTP port refuses what is long, slow, strange or too much, and answers what it should."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from remit.config import ConfigError
from remit.server import metric_families as m
from remit.server import ops_port
from remit.server.metrics import Snapshot
from remit.server.ops_port import MAX_CONNECTIONS, MAX_HEAD_BYTES, OpsPort
from remit.server.readiness import Report


class Still:
    """A server that always says the same."""

    def __init__(self, *, ready: bool = True) -> None:
        """Be ready, or not."""
        self.ready = ready
        self.broken = False

    async def snapshot(self) -> Snapshot:
        if self.broken:
            raise RuntimeError("postgresql://user:password@db/remit")
        snapshot = Snapshot("here")
        snapshot.put(m.WORKERS, 1)
        return snapshot

    async def readiness(self) -> Report:
        return Report(self.ready, {"storage": "ok" if self.ready else "failed"})

    async def health(self) -> Report:
        return Report(ready=True)

    async def document(self, path: str) -> bytes | None:
        return b"{}" if path == "/.well-known/jwks.json" else None


@pytest.fixture
def still() -> Still:
    return Still()


@pytest.fixture
async def port(still: Still) -> AsyncIterator[OpsPort]:
    opened = OpsPort("127.0.0.1:0", still)
    await opened.start()
    yield opened
    await opened.close()


async def say(port: OpsPort, text: bytes) -> bytes:
    """Send bytes, and return all that comes until the connection ends."""
    host, _, number = port.address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(number))
    try:
        writer.write(text)
        return await asyncio.wait_for(reader.read(), timeout=10)
    finally:
        writer.close()


async def test_get_and_head(port: OpsPort) -> None:
    answer = await say(port, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"remit_workers 1.0" in body
    assert f"Content-Length: {len(body)}".encode() in head
    only = await say(port, b"HEAD /metrics HTTP/1.1\r\n\r\n")
    assert only == head + b"\r\n\r\n"


async def test_openmetrics_for_who_asks_for_it(port: OpsPort) -> None:
    asked = b"GET /metrics HTTP/1.1\r\naccept: application/openmetrics-text; version=1.0.0\r\n\r\n"
    answer = await say(port, asked)
    assert b"Content-Type: application/openmetrics-text; version=1.0.0" in answer
    assert answer.endswith(b"# EOF\n")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (b"POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 405),
        (b"DELETE /healthz HTTP/1.1\r\n\r\n", 405),
        (b"GET /snapshot HTTP/1.1\r\n\r\n", 404),
        (b"GET /../metrics HTTP/1.1\r\n\r\n", 404),
        (b"GET /metrics\r\n\r\n", 400),
        (b"GET /metrics HTTP/2.0\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b"GET /readyz?probe=1 HTTP/1.1\r\n\r\n", 200),
    ],
)
async def test_the_code_of_a_request(port: OpsPort, asked: bytes, code: int) -> None:
    assert (await say(port, asked)).split(b" ", 2)[1] == str(code).encode()


async def test_a_long_head_is_refused_before_it_is_read(port: OpsPort) -> None:
    answer = await say(port, b"GET /metrics HTTP/1.1\r\nx: " + b"y" * (MAX_HEAD_BYTES + 1))
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_a_slow_head_is_refused(port: OpsPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ops_port, "READ_SECONDS", 0.1)
    assert (await say(port, b"GET /metrics HTTP/1.1\r\n")).startswith(b"HTTP/1.1 408 ")


async def test_too_many_at_once_are_cut_off(port: OpsPort) -> None:
    host, _, number = port.address.rpartition(":")
    idle = [await asyncio.open_connection(host, int(number)) for _ in range(MAX_CONNECTIONS)]
    while len(port._open) < MAX_CONNECTIONS:
        await asyncio.sleep(0.01)
    with contextlib.suppress(ConnectionResetError):
        assert await say(port, b"GET /healthz HTTP/1.1\r\n\r\n") == b""
    for _, writer in idle:
        writer.close()
    while port._open:
        await asyncio.sleep(0.01)
    assert b" 200 OK" in await say(port, b"GET /healthz HTTP/1.1\r\n\r\n")


async def test_not_ready_is_503_and_says_what(port: OpsPort, still: Still) -> None:
    still.ready = False
    answer = await say(port, b"GET /readyz HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable")
    assert answer.endswith(b'{"ready":false,"checks":{"storage":"failed"}}\n')
    assert b" 200 OK" in await say(port, b"GET /healthz HTTP/1.1\r\n\r\n")


async def test_a_failure_tells_nothing(port: OpsPort, still: Still) -> None:
    still.broken = True
    answer = await say(port, b"GET /metrics HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"password" not in answer


async def test_a_unix_socket_is_for_its_owner_alone(tmp_path: Path, still: Still) -> None:
    path = tmp_path / "ops.sock"
    path.write_text("left behind")
    opened = OpsPort(f"unix:{path}", still)
    await opened.start()
    assert path.stat().st_mode & 0o777 == 0o600
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"GET /snapshot HTTP/1.1\r\n\r\n")
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    assert Snapshot.from_json(body).values == (await still.snapshot()).values
    writer.close()
    await opened.close()
    assert not path.exists()


async def test_an_address_of_another_machine_is_refused(still: Still) -> None:
    with pytest.raises(ConfigError, match="REMIT_METRICS_LISTEN"):
        await OpsPort("192.0.2.1:9464", still).start()
