"""Announcements over a real Redis: heard everywhere, never in the way, and nobody sleeps through an outage."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import orjson
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from remit.clock import monotonic
from remit.volatile.redis import Address, Link, RedisAnnouncements
from remit.volatile.redis.announcements import APART, CHANNEL, MOST_PENDING
from tests.backends.proxy import Hold, Proxy, proxy_before
from tests.backends.valkey import Valkey, valkey

TIMEOUT = 1.0
"""Seconds that the link waits, which nobody who announces does."""
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


async def linked(url: str) -> AsyncIterator[RedisAnnouncements]:
    link = Link(Address.parse(url), timeout=TIMEOUT)
    announcements = RedisAnnouncements(link)
    await announcements.open()
    await until_connected(announcements)
    yield announcements
    await announcements.close()
    await link.close()


@pytest_asyncio.fixture
async def here(server: Valkey) -> AsyncIterator[RedisAnnouncements]:
    async for one in linked(server.url):
        yield one


@pytest_asyncio.fixture
async def there(server: Valkey, proxy: Proxy) -> AsyncIterator[RedisAnnouncements]:
    """Another server's, behind the proxy."""
    async for one in linked(proxy.before(server.url)):
        yield one


async def until_connected(announcements: RedisAnnouncements) -> None:
    async with asyncio.timeout(BACK_SECONDS):
        while not announcements.connected:
            await asyncio.sleep(0.01)


async def heard(announcements: RedisAnnouncements, topic: str, seen: int) -> None:
    async with asyncio.timeout(BACK_SECONDS):
        assert await announcements.wait(topic, seen, within=BACK_SECONDS) > seen


class Ear:
    def __init__(self, announcements: RedisAnnouncements, prefix: str) -> None:
        self.told: list[str | None] = []
        announcements.listen(prefix, self.told.append)

    async def hears(self, topic: str | None) -> None:
        async with asyncio.timeout(BACK_SECONDS):
            while topic not in self.told:
                await asyncio.sleep(0.01)


async def test_an_ear_hears_what_others_announce_under_its_prefix(
    here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    ear, own = Ear(there, "revision|"), Ear(here, "revision|")
    await here.publish(["revision|acme", "revisionist", "run_1", "revision|zeta"])
    await ear.hears("revision|zeta")
    assert ear.told == ["revision|acme", "revision|zeta"]
    assert own.told == []


async def test_an_ear_that_fails_does_not_deafen_the_others(
    here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    def fail(topic: str | None) -> None:
        raise ValueError(topic)

    there.listen("", fail)
    ear = Ear(there, "")
    await here.publish(["one"])
    await ear.hears("one")


async def test_a_change_is_felt_elsewhere_in_far_under_a_second(
    here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    waits = []
    for n in range(50):
        seen = there.position(f"run_{n}")
        began = monotonic()
        await here.publish([f"run_{n}"])
        await heard(there, f"run_{n}", seen)
        waits.append(monotonic() - began)
    # A busy machine may hold up one or the other.
    assert statistics.median(waits) < 0.25


async def test_what_is_announced_while_redis_is_away_is_heard_afterwards(
    server: Valkey, here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    server.kill()
    ear = Ear(there, "run_")
    began = monotonic()
    for n in range(100):
        await here.publish([f"run_{n}"])
    assert monotonic() - began < TIMEOUT / 2
    local = here.position("run_5")
    assert await here.wait("run_5", local - 1, within=0) > local - 1
    server.start()
    await ear.hears(None)
    await until_connected(here)


async def test_what_could_not_be_sent_is_sent_later(
    here: RedisAnnouncements, proxy: Proxy, there: RedisAnnouncements
) -> None:
    ear = Ear(here, "run_")
    proxy.refuse()
    for n in range(3):
        await there.publish([f"run_{n}"])
        await asyncio.sleep(0.1)
    assert ear.told == []
    proxy.heal()
    await ear.hears("run_2")
    assert ear.told == ["run_0", "run_1", "run_2"]


async def test_who_waits_is_woken_after_an_outage_for_something_may_have_been_missed(
    server: Valkey, here: RedisAnnouncements, proxy: Proxy, there: RedisAnnouncements
) -> None:
    ear = Ear(there, "revision|")
    waits = [(topic, there.position(topic)) for topic in ("run_1", "run_2")]
    waiters = [asyncio.create_task(heard(there, *wait)) for wait in waits]
    proxy.refuse()
    await here.publish(["run_1"])
    await asyncio.sleep(0.3)
    assert not any(waiter.done() for waiter in waiters)
    proxy.heal()
    await asyncio.gather(*waiters)
    await ear.hears(None)
    await until_connected(there)
    seen = there.position("run_3")
    await here.publish(["run_3"])
    await heard(there, "run_3", seen)


async def test_a_connection_that_went_dead_silently_is_noticed(
    proxy: Proxy, here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    proxy.set(requests=Hold(), replies=Hold())
    async with asyncio.timeout(BACK_SECONDS):
        while there.connected:
            await asyncio.sleep(0.05)
    proxy.heal()
    await until_connected(there)
    seen = there.position("run_1")
    await here.publish(["run_1"])
    await heard(there, "run_1", seen)


async def test_a_stalled_redis_holds_nobody_up(server: Valkey, here: RedisAnnouncements) -> None:
    server.stall()
    began = monotonic()
    for n in range(1_000):
        await here.publish([f"run_{n}"])
    assert monotonic() - began < TIMEOUT / 2
    server.resume()


async def test_too_many_to_remember_become_look_at_everything(
    server: Valkey, here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    ear = Ear(there, "run_")
    await here.publish([f"run_{n}" for n in range(MOST_PENDING + 1)])
    await ear.hears(None)
    assert ear.told == [None]


@pytest.mark.parametrize(
    "payload", [b"", b"nonsense", b"{}", b"[1]", b'["x"]', b'["x", 7]', b"7", b"[[],[],[]]"]
)
async def test_strange_words_on_the_channel_wake_everybody_and_harm_nobody(
    server: Valkey, there: RedisAnnouncements, payload: bytes
) -> None:
    seen = there.position("run_1")
    async with Redis.from_url(server.url) as client:
        await client.publish(CHANNEL, payload)
        await heard(there, "run_1", seen)
        seen = there.position("run_1")
        await client.publish(CHANNEL, orjson.dumps(["x", ["run_1", 7]]))
        await heard(there, "run_1", seen)


async def test_one_process_has_one_connection_that_listens(
    server: Valkey, here: RedisAnnouncements, there: RedisAnnouncements
) -> None:
    waits = [asyncio.create_task(here.wait(f"run_{n}", 0, within=BACK_SECONDS)) for n in range(100)]
    await asyncio.sleep(0.05)
    async with Redis.from_url(server.url) as client:
        assert dict(await client.pubsub_numsub(CHANNEL)) == {CHANNEL.encode(): 2}
        assert len([one for one in await client.client_list() if int(one["sub"])]) == 2
    await here.publish([f"run_{n}" for n in range(100)])
    await asyncio.gather(*waits)


async def test_closed_it_still_wakes_who_is_here(server: Valkey) -> None:
    link = Link(Address.parse(server.url))
    announcements = RedisAnnouncements(link)
    seen = announcements.position("run_1")
    await announcements.publish(["run_1"])
    assert await announcements.wait("run_1", seen, within=0) > seen
    await link.close()


async def test_a_burst_is_carried_by_few_messages_and_heard_whole(
    here: RedisAnnouncements, there: RedisAnnouncements, server: Valkey
) -> None:
    ear = Ear(there, "revision|")
    began = monotonic()
    async with Redis.from_url(server.url) as redis, redis.pubsub() as counting:
        await counting.subscribe(CHANNEL)
        assert (await counting.get_message(timeout=BACK_SECONDS))["type"] == "subscribe"
        for number in range(200):
            await here.publish([f"revision|{number}"])
            await asyncio.sleep(0.001)
        await ear.hears("revision|199")
        took = monotonic() - began
        messages = 0
        while await counting.get_message(timeout=0.2) is not None:
            messages += 1
    assert ear.told == [f"revision|{number}" for number in range(200)]
    assert messages <= took / APART + 1
