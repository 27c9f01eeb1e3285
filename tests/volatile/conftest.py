"""A Valkey for the tests of this room, and connections to it that are closed in the end."""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from remit.volatile.redis import Address, Link
from tests.backends.valkey import Valkey, given_url, valkey

PATIENT = 15.0
"""Seconds that a link waits where a test is not about waiting; a busy machine may keep it for seconds."""


@pytest.fixture(scope="session")
def own_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """One real server for the whole session. Whoever must kill one starts another."""
    with valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """The server that the contract is held against."""
    if url := given_url():
        return url
    server: Valkey = request.getfixturevalue("own_valkey")
    return server.url


@pytest_asyncio.fixture
async def link(redis_url: str) -> AsyncIterator[Link]:
    """Connections to that server."""
    opened = Link(Address.parse(redis_url), timeout=PATIENT)
    yield opened
    await opened.close()


@pytest.fixture
def namespace() -> str:
    """What the keys of one test begin with."""
    return f"test-{secrets.token_hex(4)}:"
