"""What the tests of this room stand on."""

from collections.abc import AsyncIterator

import pytest

from remit.outside.discovery import Directory
from remit.outside.http import Web
from remit.outside.jwks import KeySets
from remit.outside.oidc import SignInProviders
from tests.outside.issuer import TestIssuer
from tests.outside.neighbour import Neighbour, neighbour


class Elapsed:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
async def other() -> AsyncIterator[Neighbour]:
    """A server that a document may point to."""
    async with neighbour() as running:
        yield running


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with neighbour() as running:
        made = TestIssuer(running)
        made.publish("one")
        yield made


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def directory(web: Web, elapsed: Elapsed) -> Directory:
    return Directory(web, elapsed)


@pytest.fixture
def keys(web: Web, directory: Directory, elapsed: Elapsed) -> KeySets:
    return KeySets(web, directory, elapsed=elapsed)


@pytest.fixture
def sign_in(web: Web, directory: Directory, keys: KeySets) -> SignInProviders:
    return SignInProviders(web, directory, keys=keys)
