"""What the tests of services stand on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.server.services.house import House, open_house
from tests.server.services.scene import Scene, open_scene
from tests.server.services.shop import Shop, open_shop


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A running server on a fresh store."""
    async with open_house(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running server with everything that is built, on a fresh store, with two tenants."""
    async with open_shop(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def scene(shop: Shop) -> Scene:
    """An agent that asks for approvals, and humans who may answer."""
    return await open_scene(shop)
