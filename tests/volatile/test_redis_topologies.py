"""The same promises in a Cluster, behind Sentinel, and over TLS with a password."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.crc import key_slot

from remit.clock import SECOND, monotonic
from remit.decision.pace import KeyedWindow, PaceAnswer, PaceAsk, pace_key
from remit.errors import BackendUnavailableError
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.redis import Address, BatchedPace, Link, RedisAnnouncements, RedisPace
from remit.volatile.redis.servers import CLIENT
from tests.backends.valkey import Valkey, valkey
from tests.backends.valkey_group import SLOTS, Cluster, Watched, valkey_cluster, valkey_sentinel
from tests.server.certificates import write_certificate
from tests.volatile.conftest import PATIENT
from tests.volatile.contract import PaceContract
from tests.volatile.test_redis_contract import RedisBackend

LASTING = Window.compile(RateWindow(limit=1, period=14 * 86_400 * SECOND, burst=5))
BACK_SECONDS = 45.0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with valkey_cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with valkey_sentinel(tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def cluster_link(cluster: Cluster) -> AsyncIterator[Link]:
    async with linked(cluster.url) as link:
        yield link


@asynccontextmanager
async def linked(url: str) -> AsyncIterator[Link]:
    link = Link(Address.parse(url), timeout=PATIENT)
    yield link
    await link.close()


def ask(tenant: str, name: str = "one") -> PaceAsk:
    return PaceAsk(tenant, (KeyedWindow(pace_key(tenant, "rate", name), LASTING),))


def tenant_of(node: int) -> str:
    """A tenant whose keys live on that node."""
    names = (f"tenant-{n}" for n in range(1_000))
    return next(name for name in names if key_slot(name.encode()) * 3 // SLOTS == node)


async def back(pace: RedisPace, wanted: PaceAsk) -> PaceAnswer:
    until = monotonic() + BACK_SECONDS
    while True:
        try:
            return (await pace.take([wanted]))[0]
        except BackendUnavailableError:
            assert monotonic() < until, "it did not come back"
            await asyncio.sleep(0.05)


async def connections(node: Valkey) -> int:
    """Return how many there are whose name says that they are Remit's."""
    async with Redis(port=node.port) as client:
        return sum(one["name"] == CLIENT for one in await client.client_list())


async def replicated(watched: Watched) -> None:
    """Wait until the replica has the one key that there is."""
    async with asyncio.timeout(BACK_SECONDS), Redis(port=watched.replica.port) as replica:
        while not await replica.dbsize():
            await asyncio.sleep(0.02)


async def until_connected(announcements: RedisAnnouncements) -> None:
    async with asyncio.timeout(BACK_SECONDS):
        while not announcements.connected:
            await asyncio.sleep(0.01)


class TestPaceInACluster(PaceContract):
    """Every promise of `Pace`."""

    @pytest.fixture
    def backend(self, cluster_link: Link, namespace: str) -> RedisBackend:
        return RedisBackend(cluster_link, namespace)


async def test_once_opened_every_server_has_a_connection(cluster: Cluster) -> None:
    async with linked(cluster.url) as link:
        before = [await connections(node) for node in cluster.nodes]
        await link.open()
        opened = [await connections(node) for node in cluster.nodes]
        assert all(after > first for first, after in zip(before, opened, strict=True))
        await RedisPace(link).take([ask(tenant_of(n), "opened") for n in range(3)])
        assert [await connections(node) for node in cluster.nodes] == opened


async def test_a_batch_over_all_slots_is_answered_in_its_order(cluster_link: Link, namespace: str) -> None:
    pace = RedisPace(cluster_link, namespace=namespace)
    asks = [ask(tenant_of(n % 3)) for n in range(30)]
    answers = await pace.take(asks)
    assert [one.admitted for one in answers] == [True] * 15 + [False] * 15
    assert [one.rates[0].key for one in answers] == [one.windows[0].key for one in asks]
    await pace.give_back(asks[:15])
    assert [one.admitted for one in await pace.take(asks)] == [True] * 15 + [False] * 15


async def test_announcements_cross_a_cluster(cluster: Cluster, cluster_link: Link) -> None:
    async with linked(cluster.url) as other:
        here, there = RedisAnnouncements(cluster_link), RedisAnnouncements(other)
        for one in (here, there):
            await one.open()
            await until_connected(one)
        for n in range(5):
            seen = there.position(f"run_{n}")
            await here.publish([f"run_{n}"])
            assert await there.wait(f"run_{n}", seen, within=BACK_SECONDS) > seen
        for one in (here, there):
            await one.close()


@pytest.mark.slow
async def test_a_node_that_dies_fails_its_own_tenants_alone(tmp_path: Path) -> None:
    with valkey_cluster(tmp_path) as cluster:
        async with linked(cluster.url) as link:
            pace = RedisPace(link)
            batched = BatchedPace(pace)
            tenants = [tenant_of(n) for n in range(3)]
            assert all(one.admitted for one in await pace.take([ask(tenant) for tenant in tenants]))
            cluster.nodes[2].kill()
            for n in range(10):
                wanted = [ask(tenant, f"bucket-{n}") for tenant in tenants]
                answers = await asyncio.gather(
                    *(batched.take([one]) for one in wanted), return_exceptions=True
                )
                assert [isinstance(one, BackendUnavailableError) for one in answers] == [False, False, True]
            cluster.nodes[2].start()
            assert (await back(pace, ask(tenants[2], "afterwards"))).admitted


async def test_after_a_failover_the_new_primary_is_found(watched: Watched) -> None:
    async with linked(watched.url) as link:
        pace = RedisPace(link)
        news = RedisAnnouncements(link)
        await news.open()
        await until_connected(news)
        assert (await pace.take([ask("acme")]))[0].rates[0].remaining == 4
        # What was replicated is not forgotten.
        await replicated(watched)
        watched.primary.kill()
        answer = await back(pace, ask("acme"))
        assert answer.rates[0].remaining == 3
        await until_connected(news)
        await news.close()


async def relay(port: int, context: ssl.SSLContext) -> asyncio.Server:
    """Stand before a server and speak TLS for it."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            try:
                while data := await source.read(65_536):
                    target.write(data)
                    await target.drain()
            except OSError:
                pass
            finally:
                target.close()

        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    return await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)


async def test_over_tls_with_a_password(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path, "ec")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with valkey(tmp_path, "--requirepass", "p@ss/word") as server:
        relaying = await relay(server.port, context)
        port = relaying.sockets[0].getsockname()[1]
        head = f"rediss://:p%40ss%2Fword@localhost:{port}/3"
        async with linked(f"{head}?ssl_ca_certs={certificate}") as link:
            assert (await RedisPace(link).take([ask("acme")]))[0].admitted
        async with linked(head) as stranger:
            with pytest.raises(BackendUnavailableError):
                await RedisPace(stranger).take([ask("acme")])
        relaying.close()
        await relaying.wait_closed()
