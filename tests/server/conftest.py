"""A server in this process, and servers as processes of their own."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import grpc
import pytest

from remit.config import load
from remit.server.serve import Offer, Server
from tests.server.offering import Decisions, Identity, authenticate

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture
def decisions() -> Decisions:
    return Decisions()


@pytest.fixture
def permissions() -> list[str]:
    """Every permission that was asked for."""
    return []


@pytest.fixture(params=["grpc", "loop"])
def http2(request: pytest.FixtureRequest) -> Any:
    """What speaks HTTP/2: whoever calls must not be able to tell them apart."""
    return request.param


@pytest.fixture
async def server(http2: Any, decisions: Decisions, permissions: list[str]) -> AsyncIterator[Server]:
    services = {"remit.v1.PolicyDecisionService": decisions, "remit.v1.IdentityService": Identity()}
    offer = Offer(services, authenticate, lambda _principal, permission: permissions.append(permission))
    config = load(
        listen="127.0.0.1:0",
        http2=http2,
        drain_seconds=30,
        max_concurrent_calls=3,
        max_watchers=3,
        max_watchers_per_tenant=2,
    )
    served = Server(config, offer)
    await served.start()
    yield served
    await leave(served)


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(server.address) as channel:
        yield channel


async def leave(server: Server) -> None:
    """Stop a server without its farewell of half a second: there is nobody to hear it."""
    hurry = asyncio.Event()
    hurry.set()
    await server.stop(hurry)


@contextmanager
def server_process(**settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start a server with these settings; gives the process and its address."""
    paths = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
    environment = {**os.environ, "PYTHONPATH": paths, **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.server.offering"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.communicate()[1]
        yield process, address
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.fixture
def start_server() -> Callable[..., object]:
    return server_process
