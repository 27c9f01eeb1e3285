"""Redis killed, stalled, cut off, ill or talking nonsense: never admitted without an answer, at once, and back by itself."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from remit.clock import SECOND, monotonic
from remit.decision.breaker import PATIENCE
from remit.decision.pace import KeyedWindow, Lease, PaceAnswer, PaceAsk, pace_key
from remit.errors import BackendUnavailableError
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.redis import Address, BatchedPace, Link, RedisPace
from remit.volatile.redis.link import FIRST
from tests.backends.proxy import Cut, Delay, Garbage, Hold, Proxy, proxy_before
from tests.backends.valkey import Valkey, valkey
from tests.volatile.canned import CannedServer, canned_server
from tests.volatile.conftest import PATIENT

N = 20
LASTING = Window.compile(RateWindow(limit=1, period=14 * 86_400 * SECOND, burst=N))
ASK = PaceAsk("acme", (KeyedWindow(pace_key("acme", "rate", "lasting"), LASTING),))
TIMEOUT = 1.0
"""Seconds that a link waits which will wait in vain; one that a busy machine keeps for so long would fail by mistake."""
AT_ONCE = TIMEOUT / 2
BACK_SECONDS = 30.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Valkey]:
    """A server that this test may hurt."""
    with valkey(tmp_path) as started:
        yield started


@pytest.fixture
def proxy(server: Valkey) -> Iterator[Proxy]:
    with proxy_before(server.port) as started:
        yield started


async def linked(url: str, *, patience: float = PATIENT) -> AsyncIterator[RedisPace]:
    link = Link(Address.parse(url), timeout=patience)
    yield RedisPace(link)
    await link.close()


@pytest_asyncio.fixture
async def pace(server: Valkey) -> AsyncIterator[RedisPace]:
    async for one in linked(server.url):
        yield one


@pytest_asyncio.fixture
async def hasty(server: Valkey) -> AsyncIterator[RedisPace]:
    """Pace that waits for `TIMEOUT`, and is connected."""
    async for one in linked(server.url, patience=TIMEOUT):
        await back(one)
        yield one


@pytest_asyncio.fixture
async def cut_off(server: Valkey, proxy: Proxy) -> AsyncIterator[RedisPace]:
    """Pace behind the proxy; waits for `TIMEOUT`, and is connected."""
    async for one in linked(proxy.before(server.url), patience=TIMEOUT):
        await back(one)
        yield one


@pytest_asyncio.fixture
async def canned() -> AsyncIterator[CannedServer]:
    async with canned_server() as started:
        yield started


async def take(pace: RedisPace | BatchedPace) -> PaceAnswer:
    (answer,) = await pace.take([ASK])
    return answer


async def refused(pace: RedisPace | BatchedPace) -> BackendUnavailableError:
    with pytest.raises(BackendUnavailableError) as caught:
        await pace.take([ASK])
    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after < 5
    return caught.value


async def back(pace: RedisPace | BatchedPace) -> PaceAnswer:
    """Ask as a client would, until there is an answer."""
    until = monotonic() + BACK_SECONDS
    while True:
        try:
            return await take(pace)
        except BackendUnavailableError as error:
            assert monotonic() < until, "it did not come back"
            await asyncio.sleep(min(error.retry_after or 0, 0.1))


async def test_the_first_connection_may_take_longer_than_an_answer(server: Valkey, proxy: Proxy) -> None:
    proxy.set(requests=Delay(2 * TIMEOUT))
    link = Link(Address.parse(proxy.before(server.url)), timeout=TIMEOUT)
    await link.open()
    proxy.heal()
    assert (await back(RedisPace(link))).admitted
    assert proxy.accepted == 1
    await link.close()


async def test_who_connects_to_nobody_does_not_wait(server: Valkey) -> None:
    server.kill()
    link = Link(Address.parse(server.url))
    began = monotonic()
    await link.open()
    assert monotonic() - began < FIRST / 2
    await link.close()


async def test_killed_and_started_again(server: Valkey, pace: RedisPace) -> None:
    assert (await take(pace)).rates[0].remaining == N - 1
    server.kill()
    for _ in range(PATIENCE):
        await refused(pace)
    began = monotonic()
    await refused(pace)
    assert monotonic() - began < AT_ONCE
    server.start()
    # It has forgotten all scripts and all buckets.
    assert (await back(pace)).rates[0].remaining == N - 1


async def test_a_restart_between_two_calls_is_not_felt(server: Valkey, pace: RedisPace) -> None:
    assert (await take(pace)).admitted
    server.restart()
    await asyncio.sleep(0.05)
    assert (await take(pace)).admitted


@pytest.mark.slow
async def test_a_stall_is_felt_once_for_as_long_as_one_waits_and_then_at_once(
    server: Valkey, hasty: RedisPace
) -> None:
    batched = BatchedPace(hasty)
    before_all = (await back(batched)).rates[0].remaining
    server.stall()
    began = monotonic()
    answers = await asyncio.gather(*(take(batched) for _ in range(50)), return_exceptions=True)
    # Once for all fifty.
    assert monotonic() - began < 3 * TIMEOUT
    assert all(isinstance(one, BackendUnavailableError) for one in answers)
    began_again = monotonic()
    await refused(batched)
    assert monotonic() - began_again < AT_ONCE
    waits = []
    while monotonic() < began_again + 3:
        before = monotonic()
        await refused(batched)
        waits.append(monotonic() - before)
        await asyncio.sleep(0.05)
    # A probe now and then waits; the others do not.
    assert statistics.median(waits) < AT_ONCE
    assert sum(one >= TIMEOUT for one in waits) <= 4
    server.resume()
    left = (await back(batched)).rates[0].remaining
    # What was under way may have been done or not; nobody was told that it was.
    assert left <= before_all - 1


async def test_many_callers_make_no_storm(server: Valkey, proxy: Proxy, cut_off: RedisPace) -> None:
    proxy.set(requests=Cut(0))
    before = proxy.accepted
    ended = monotonic() + 2

    async def call() -> int:
        calls = 0
        while monotonic() < ended:
            await refused(cut_off)
            calls += 1
            await asyncio.sleep(0.01)
        return calls

    calls = sum(await asyncio.gather(*(call() for _ in range(50))))
    # The first at once, as many as there are connections; then the probes.
    assert proxy.accepted - before <= 8 + PATIENCE + 8
    assert calls > 10 * (proxy.accepted - before)


async def test_garbage_and_cuts_and_silence_admit_nobody(proxy: Proxy, cut_off: RedisPace) -> None:
    # One in the fixture.
    admitted = 1
    for replies in (Garbage(), Cut(0), Cut(1), Cut(7), Cut(15), Hold()):
        proxy.set(replies=replies)
        for _ in range(2):
            await refused(cut_off)
        proxy.heal()
        admitted += (await back(cut_off)).admitted
    # As no answer is remembered wrongly, what was lost is lost to those who ask, never the other way round.
    while (await back(cut_off)).admitted:
        admitted += 1
    assert admitted <= N


async def test_a_late_answer_is_nobody_elses(proxy: Proxy, cut_off: RedisPace) -> None:
    other = PaceAsk("acme", (KeyedWindow(pace_key("acme", "rate", "other"), LASTING),))
    while (await back(cut_off)).admitted:
        pass
    proxy.set(replies=Hold())
    with pytest.raises(BackendUnavailableError):
        await cut_off.take([other])
    proxy.heal()
    assert not (await back(cut_off)).admitted


@pytest.mark.parametrize(
    "answer",
    [
        b"+OK\r\n",
        b":0\r\n",
        b"$-1\r\n",
        b"*0\r\n",
        b"*2\r\n:{number}\r\n:1790000000000000\r\n",
        b"*6\r\n:1\r\n:1790000000000000\r\n:0\r\n:-1\r\n:19\r\n:5\r\n",
        b"*6\r\n:{number}\r\n:1790000000000000\r\n$1\r\n0\r\n:-1\r\n:19\r\n:5\r\n",
        b"*6\r\n:{number}\r\n:1790000000000000\r\n:0\r\n:-1\r\n:19\r\n*0\r\n",
        b"-ERR something else\r\n",
        b"-LOADING Redis is loading the dataset in memory\r\n",
        b"-READONLY You can't write against a read only replica.\r\n",
        b"-OOM command not allowed when used memory > 'maxmemory'.\r\n",
        b"-MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.\r\n",
        b"-BUSY Redis is busy running a script.\r\n",
        b"-NOSCRIPT No matching script.\r\n",
        b"-CLUSTERDOWN The cluster is down\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
async def test_what_is_no_answer_admits_nobody(canned: CannedServer, answer: bytes) -> None:
    async for pace in linked(canned.url):
        canned.answer = answer
        await refused(pace)
        canned.answer = b"*6\r\n:{number}\r\n:1790000000000000\r\n:0\r\n:-1\r\n:19\r\n:5\r\n"
        assert (await back(pace)).admitted


async def test_an_error_about_one_command_does_not_stop_the_others(canned: CannedServer) -> None:
    async for pace in linked(canned.url):
        canned.answer = b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
        for _ in range(3 * PATIENCE):
            await refused(pace)
        assert canned.scripts == 3 * PATIENCE


async def test_without_memory_it_admits_nobody(server: Valkey, pace: RedisPace) -> None:
    assert (await take(pace)).admitted
    async with Redis.from_url(server.url) as client:
        await client.config_set("maxmemory", "1")
        await refused(pace)
        await client.config_set("maxmemory", "0")
    assert (await back(pace)).rates[0].remaining == N - 2


async def test_a_server_that_became_a_replica_admits_nobody(server: Valkey, pace: RedisPace) -> None:
    assert (await take(pace)).admitted
    async with Redis.from_url(server.url) as client:
        await client.replicaof("127.0.0.1", "1")
        await refused(pace)
        await client.replicaof("NO", "ONE")
    assert (await back(pace)).admitted


async def test_giving_back_releasing_and_extending_fail_aloud_too(server: Valkey, pace: RedisPace) -> None:
    server.kill()
    for work in (
        pace.give_back([ASK]),
        pace.release([Lease("acme", "one")]),
        pace.extend([Lease("acme", "one")], SECOND),
    ):
        with pytest.raises(BackendUnavailableError):
            await work
