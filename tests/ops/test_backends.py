"""With Postgres and Redis a server tells of each when it goes, and again when it is back. Real servers, really killed."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from remit.errors import BackendUnavailableError
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.probe import commit_nothing
from remit.storage.schema import head
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1.policy_decision_service_pb2_grpc import PolicyDecisionServiceStub
from tests.backends.postgres import RunningPostgres, ask, running_postgres
from tests.backends.valkey import Valkey, valkey
from tests.ops.scraping import get, ops_address, readiness, scrape
from tests.ops.test_ready import until
from tests.promises.town import Town, people
from tests.running import running

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Site:
    """A server, and what it stands on."""

    town: Town
    postgres: RunningPostgres
    redis: Valkey

    @property
    def address(self) -> str:
        """Of its pages."""
        return ops_address(self.town.server)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("backends")
    with running_postgres() as postgres, valkey(folder / "redis") as redis:
        settings = {
            "REMIT_DATABASE_URL": postgres.url,
            "REMIT_REDIS_URL": redis.url,
            "REMIT_METRICS_LISTEN": "127.0.0.1:0",
        }
        with running(folder / "data", **settings) as server:
            town = people(server)
            with town.admin() as client:
                minute = policy.RateWindow(limit=1_000, period=Duration(seconds=60))
                limit = policy.RateLimit(
                    rate_limit_id="calm", scope=policy.RATE_SCOPE_TENANT, windows=[minute]
                )
                client.create_rate_limit(rate_limit=limit)
            yield Site(town, postgres, redis)


@contextmanager
def set_to(postgres: RunningPostgres, name: str, value: str) -> Iterator[None]:
    """Have a setting of the whole server for the length of a block."""
    ask(postgres.url, f"ALTER SYSTEM SET {name} = '{value}'")
    ask(postgres.url, "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        ask(postgres.url, f"ALTER SYSTEM RESET {name}")
        ask(postgres.url, "SELECT pg_reload_conf()")


@dataclass(frozen=True, slots=True)
class Own:
    """A database beside the server's, on the same Postgres."""

    url: str
    connections: Connections

    def waiting(self) -> list[int]:
        """Return the processes whose commit to it waits for a standby."""
        query = (
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = current_database()"
        )
        return [pid for (pid,) in ask(self.url, query)]


@pytest.fixture
async def own(site: Site) -> AsyncIterator[Own]:
    url = site.postgres.fresh_database()
    ask(url, "CREATE TABLE counter (held bigint)")
    connections = Connections(url)
    yield Own(url, connections)
    await connections.close()


def test_calls_of_each_backend_are_counted(site: Site) -> None:
    before = scrape(site.address)
    with grpc.insecure_channel(site.town.server.address) as channel:
        stub = PolicyDecisionServiceStub(channel)
        for place in range(3):
            answer = stub.Authorize(site.town.ask(f"q{place}"), metadata=site.town.metadata())
            assert answer.rates
    after = scrape(site.address)
    for backend in ("storage", "pace"):
        name = "remit_backend_seconds_count"
        assert after.value(name, backend=backend) - before.value(name, backend=backend) >= 3
    for backend in ("storage", "schema", "clock", "pace", "announcements"):
        assert after.value("remit_backend_up", backend=backend) == 1
    assert after.value("remit_clock_skew_seconds") < 0.1


def test_redis_away_is_told_and_takes_nobody_out_of_service(site: Site) -> None:
    site.redis.kill()
    code, found = until(lambda: readiness(site.address), lambda seen: seen[1]["pace"] != "ok")
    assert (code, found["storage"]) == (200, "ok")
    until(lambda: readiness(site.address), lambda seen: seen[1]["announcements"] != "ok")
    page = scrape(site.address)
    assert page.value("remit_backend_up", backend="pace") == 0
    assert page.value("remit_backend_errors_total", backend="pace") > 0
    site.redis.start()
    until(lambda: readiness(site.address), lambda seen: set(seen[1].values()) == {"ok"})


def test_a_database_that_takes_no_changes_is_not_ready(site: Site) -> None:
    with (
        set_to(site.postgres, "default_transaction_read_only", "on"),
        grpc.insecure_channel(site.town.server.address) as channel,
    ):
        _, found = until(lambda: readiness(site.address), lambda seen: seen[0] == 503)
        assert (found["storage"], found["schema"]) == ("BACKEND_UNAVAILABLE", "ok")
        assert scrape(site.address).value("remit_backend_up", backend="storage") == 0
        with pytest.raises(grpc.RpcError, match="read-only; nothing was decided"):
            PolicyDecisionServiceStub(channel).Authorize(
                site.town.ask("read-only"), metadata=site.town.metadata()
            )
    until(lambda: readiness(site.address), lambda seen: seen[0] == 200)


def test_a_database_whose_commits_wait_for_a_standby_is_not_ready(site: Site) -> None:
    with set_to(site.postgres, "synchronous_standby_names", "absent"):
        _, found = until(lambda: readiness(site.address), lambda seen: seen[0] == 503)
        assert found["storage"] != "ok"
        assert scrape(site.address).value("remit_backend_up", backend="storage") == 0
    until(lambda: readiness(site.address), lambda seen: seen[0] == 200)


async def hangs(own: Own) -> bool:
    """Tell whether a commit of nothing has to be given up."""
    try:
        await commit_nothing(own.connections, seconds=0.2)
    except TimeoutError:
        return True
    return False


async def test_commits_of_nothing_that_wait_do_not_pile_up(site: Site, own: Own) -> None:
    await commit_nothing(own.connections)
    with set_to(site.postgres, "synchronous_standby_names", "absent"):
        # Postgres hears of standbys a moment after it was told.
        while not await hangs(own):
            await asyncio.sleep(0.02)
        for _ in range(2):
            assert await hangs(own)
        # It is cancelled on another connection, behind the answer.
        await asyncio.to_thread(until, own.waiting, lambda waiting: not waiting)


async def test_a_commit_that_did_not_wait_for_its_standby_is_not_good(site: Site, own: Own) -> None:
    with set_to(site.postgres, "synchronous_standby_names", "absent"):
        asking = asyncio.create_task(commit_nothing(own.connections))
        (pid,) = await asyncio.to_thread(until, own.waiting, bool)
        ask(site.postgres.url, "SELECT pg_cancel_backend($1)", pid)
        with pytest.raises(BackendUnavailableError, match="without its standby"):
            await asking


def test_postgres_away_is_not_ready_and_back_is(site: Site) -> None:
    with site.town.admin() as client:
        info = client.get_server_info()
        assert (list(info.features), info.schema) == (["postgres", "redis"], head())
    site.postgres.kill()
    with site.town.admin() as client:
        # What storage had noted may still be fresh.
        until(lambda: client.get_server_info().schema, lambda seen: seen == "")
    _, found = until(lambda: readiness(site.address), lambda seen: seen[0] == 503)
    assert found["storage"] != "ok"
    assert found["pace"] == "ok"
    page = scrape(site.address)
    assert page.value("remit_backend_up", backend="storage") == 0
    assert page.value("remit_backend_errors_total", backend="storage") > 0
    text = get(site.address, "/readyz")[1]
    assert "127.0.0.1" not in text
    assert "postgres" not in text
    site.postgres.start()
    until(lambda: readiness(site.address), lambda seen: seen[0] == 200)
    with site.town.admin() as client:
        until(lambda: client.get_server_info().schema, lambda seen: seen == head())
