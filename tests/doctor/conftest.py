"""Backends for examinations: a sound Postgres and a careless one, each with databases of a test's own, and a Valkey."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from remit.doctor import prices
from tests.backends.postgres import RunningPostgres, running_postgres
from tests.backends.valkey import Valkey, valkey


@pytest.fixture(scope="session")
def sound_postgres() -> Iterator[RunningPostgres]:
    """A Postgres as production has it: the session's own does not sync, which is a fault here."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def careless_postgres() -> Iterator[RunningPostgres]:
    """A Postgres that loses what was answered, and takes few connections."""
    with running_postgres(
        fsync="off", full_page_writes="off", autovacuum="off", max_connections="12", max_wal_senders="0"
    ) as server:
        yield server


@pytest.fixture(scope="session")
def one_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A Valkey for tests that leave it as it is."""
    with valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(autouse=True)
def list_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the list of prices be new: on whatever day the tests run, an old one is none of their findings."""
    monkeypatch.setattr(prices, "RELEASED", datetime.now(UTC).date())
