"""Servers of their own for tests that kill them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningServer, running


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[RunningServer]:
    """A server that the test may kill and start again."""
    with running(tmp_path / "data") as server:
        yield server
