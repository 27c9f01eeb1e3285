"""What the tests of sign-in stand on."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.backends.oidc import Provider, oidc_provider
from tests.server.sign_in.site import Site, open_site


@pytest.fixture(scope="session")
def oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One provider for all tests here."""
    with oidc_provider(tmp_path_factory.mktemp("oidc")) as started:
        yield started


@pytest_asyncio.fixture
async def site(tmp_path: Path, oidc: Provider) -> AsyncIterator[Site]:
    """A server that trusts it, on a fresh store."""
    async with open_site(tmp_path, oidc) as opened:
        yield opened
