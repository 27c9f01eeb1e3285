"""Sites that the proofs share, each with crashes behind it: a tenant of one's own is all that a proof needs to be alone."""

from collections.abc import Iterator

import pytest

from tests.faults.site import Site, embedded_site, replicated_site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, so that it can be chosen, or left out."""
    for item in items:
        if "tests/faults" in item.path.as_posix():
            item.add_marker(pytest.mark.fault)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server on SQLite and memory."""
    with embedded_site(tmp_path_factory.mktemp("embedded")) as site:
        yield site


@pytest.fixture(scope="session")
def replicated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two replicas on Postgres and Valkey."""
    with replicated_site(tmp_path_factory.mktemp("replicated")) as site:
        yield site


@pytest.fixture(scope="session")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two replicas that reach Postgres and Valkey through proxies."""
    with replicated_site(tmp_path_factory.mktemp("proxied"), proxies=True) as site:
        yield site


@pytest.fixture(params=["embedded", "replicated"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each kind of installation in turn."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture(autouse=True)
def nothing_unforeseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever is killed, no server meets a failure that it did not foresee."""
    names = {"embedded", "replicated", "proxied", "crowded"} & set(request.fixturenames)
    kind = getattr(request.node, "callspec", None)
    names |= {str(value) for value in kind.params.values()} & {"embedded", "replicated"} if kind else set()
    sites = [request.getfixturevalue(name) for name in sorted(names)]
    before = [len(site.errors()) for site in sites]
    yield
    for site, known in zip(sites, before, strict=True):
        assert not site.errors()[known:]
