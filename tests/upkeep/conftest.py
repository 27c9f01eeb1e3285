"""A house for each test, on the engine that it runs on."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.decision.house import House, open_house
from tests.stores import each_engine, on_engine


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    each_engine(metafunc)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs each test that opens storage on each engine."""
    with on_engine(request) as name:
        yield name
