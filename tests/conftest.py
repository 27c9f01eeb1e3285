"""What tests of several rooms ask for: a real server, its client, tenants of their own."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import settings

from remit.client import Client, entity
from remit.client import messages as m
from tests.backends.postgres import GivenPostgres, RunningPostgres, running_postgres
from tests.effort import FULL, examples
from tests.running import RunningServer, running
from tests.secrecy import pytest_configure, pytest_runtest_makereport

__all__ = ["pytest_configure", "pytest_runtest_makereport"]

# How long an example takes says more of the machine than of the code: benchmarks measure that.
settings.register_profile("remit", deadline=None, max_examples=examples(100))
settings.load_profile("remit")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest tests come first; side by side, one process has them all, and starts once what they share.

    Those that are worth their time in full form alone are left out of the short one.
    """
    left_out = [item for item in items if item.get_closest_marker("full") and not FULL]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("fault") is None)


@dataclass(frozen=True, slots=True)
class OwnTenant:
    """A tenant that one test has for itself."""

    tenant_id: str
    key: str
    """Of its administrator, `user:ann`."""
    client: Client
    """With that key."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One real server for the whole session, as its own process. Whoever must kill one starts another."""
    with running(tmp_path_factory.mktemp("server") / "data") as started:
        yield started


@pytest.fixture(scope="session")
def admin(server: RunningServer) -> Iterator[Client]:
    """A client with the key of the administrator of the tenant `default`."""
    with server.client() as client:
        yield client


@pytest.fixture(scope="session")
def operator(server: RunningServer) -> Iterator[Client]:
    """A client with the key of an operator of the platform."""
    with server.client(server.operator_key) as client:
        yield client


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres | GivenPostgres]:
    """One Postgres for the whole session, for databases of one's own; whoever must kill one starts another.

    `REMIT_TEST_POSTGRES_URL` names one that is there already, and a user of it who may make databases.
    """
    url = os.environ.get("REMIT_TEST_POSTGRES_URL", "")
    if not url:
        # Its databases outlive any process, but not the machine: dropping one takes a tenth of the time.
        with running_postgres(fsync="off") as started:
            yield started
        return
    given = GivenPostgres(url)
    yield given
    given.drop_all()


_numbers = itertools.count(1)


@pytest.fixture
def make_tenant(server: RunningServer, operator: Client) -> Iterator[Callable[[], OwnTenant]]:
    """Makes tenants on the session's server, each with an administrator and a client."""
    opened: list[Client] = []

    def make() -> OwnTenant:
        name = f"tenant-{next(_numbers)}"
        answer = operator.create_tenant(tenant=m.Tenant(tenant_id=name), administrator=entity("user:ann"))
        client = server.client(answer.administrator_key)
        opened.append(client)
        return OwnTenant(name, answer.administrator_key, client)

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def tenant(make_tenant: Callable[[], OwnTenant]) -> OwnTenant:
    """A tenant of the test's own on the session's server."""
    return make_tenant()
