"""Rates and leases in a real Redis: several processes, a holder that crashes, keys that go by themselves, few trips."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from remit.clock import MINUTE, SECOND
from remit.decision.pace import KeyedWindow, Lease, LeaseLimit, PaceAsk, pace_key
from remit.errors import BackendUnavailableError
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.redis import Address, BatchedPace, Link, RedisPace
from tests.volatile import takers
from tests.volatile.conftest import PATIENT

ROOT = Path(__file__).parents[2]
SHORTLY = Window.compile(RateWindow(limit=1, period=2 * SECOND))
"""A bucket is full again after two seconds: time enough to count its key before."""
MINUTELY = Window.compile(RateWindow(limit=5, period=MINUTE))


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.volatile.takers", *arguments]
    path = os.pathsep.join(str(ROOT / folder) for folder in (".", "src"))
    started = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait(10)
        for stream in (started.stdin, started.stdout):
            assert stream is not None
            stream.close()


def told_by(started: "subprocess.Popen[str]") -> Any:
    assert started.stdout is not None
    return json.loads(started.stdout.readline())


@pytest.fixture
def pace(link: Link, namespace: str) -> RedisPace:
    return RedisPace(link, namespace=namespace)


def rate(window: Window, name: str = "one") -> PaceAsk:
    return PaceAsk("acme", (KeyedWindow(pace_key("acme", "rate", name), window),))


def lease(lease_id: str, *sets: str, ttl: int) -> PaceAsk:
    limits = tuple(LeaseLimit(pace_key("acme", "lease", one), 100) for one in sets)
    return PaceAsk("acme", leases=limits, lease_id=lease_id, lease_ttl=ttl)


async def keys_of(url: str, namespace: str) -> list[bytes]:
    async with Redis.from_url(url) as client:
        return [key async for key in client.scan_iter(f"{namespace}*")]


async def test_callers_in_two_processes_get_exactly_what_there_is(redis_url: str, namespace: str) -> None:
    with (
        process(redis_url, namespace, "race", "32") as one,
        process(redis_url, namespace, "race", "32") as two,
    ):
        for started in (one, two):
            assert await asyncio.to_thread(told_by, started) == "ready"
        for started in (one, two):
            assert started.stdin is not None
            started.stdin.write("go\n")
            started.stdin.flush()
        told = [await asyncio.to_thread(told_by, started) for started in (one, two)]
    assert told[0] + told[1] == takers.N
    # That they really raced.
    assert min(told) > 0


async def test_a_holder_that_crashes_loses_its_lease_by_itself(
    pace: RedisPace, redis_url: str, namespace: str
) -> None:
    with process(redis_url, namespace, "hold", "crashing", "60000") as holder:
        assert await asyncio.to_thread(told_by, holder) is True
        assert not (await pace.take([takers.lease_ask("next", 1_000)]))[0].admitted
        holder.send_signal(signal.SIGKILL)
    assert not (await pace.take([takers.lease_ask("next", 1_000)]))[0].admitted
    pace.offset += MINUTE
    assert (await pace.take([takers.lease_ask("next", 1_000)]))[0].admitted


async def test_nothing_stays_behind(pace: RedisPace, redis_url: str, namespace: str) -> None:
    asks = [rate(SHORTLY, f"bucket-{n}") for n in range(50)]
    asks += [lease(f"lease-{n}", "one", f"set-{n}", ttl=2 * SECOND) for n in range(50)]
    assert all(one.admitted for one in await pace.take(asks))
    await pace.extend([Lease("acme", f"lease-{n}") for n in range(20)], 3 * SECOND)
    assert len(await keys_of(redis_url, namespace)) == 50 + 1 + 50 + 50
    async with asyncio.timeout(PATIENT):
        while await keys_of(redis_url, namespace):
            await asyncio.sleep(0.1)


async def test_what_is_given_back_or_released_is_gone_at_once(
    pace: RedisPace, redis_url: str, namespace: str
) -> None:
    asks = [rate(MINUTELY), lease("one", "a", "b", ttl=MINUTE), lease("two", "b", ttl=MINUTE)]
    assert all(one.admitted for one in await pace.take(asks))
    await pace.give_back(asks[:2])
    await pace.release([Lease("acme", "two")])
    assert await keys_of(redis_url, namespace) == []


async def test_a_large_batch_is_one_trip(pace: RedisPace) -> None:
    asks = [rate(MINUTELY, f"bucket-{n}") for n in range(3_000)]
    answers = await pace.take(asks + asks)
    assert {one.rates[0].remaining for one in answers[:3_000]} == {4}
    assert {one.rates[0].remaining for one in answers[3_000:]} == {3}


async def test_calls_that_arrive_together_share_trips(redis_url: str, pace: RedisPace) -> None:
    async def scripts_run(client: Redis) -> int:
        stats = await client.info("commandstats")
        return sum(int(stats.get(f"cmdstat_{name}", {}).get("calls", 0)) for name in ("evalsha", "eval"))

    batched = BatchedPace(pace)
    async with Redis.from_url(redis_url) as client:
        before = await scripts_run(client)
        answers = await asyncio.gather(*(batched.take([rate(MINUTELY)]) for _ in range(500)))
        after = await scripts_run(client)
    assert sum(answer[0].admitted for answer in answers) == 5
    assert after - before <= 4


async def test_one_caller_that_gives_up_takes_nobody_along(pace: RedisPace) -> None:
    batched = BatchedPace(pace)
    tasks = [asyncio.create_task(batched.take([rate(MINUTELY)])) for _ in range(5)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(ended[2], asyncio.CancelledError)
    assert all(one[0].admitted for n, one in enumerate(ended) if n != 2 and isinstance(one, list))
    await batched.drain()


async def test_redis_tells_its_time(link: Link, pace: RedisPace) -> None:
    async with Redis.from_url(f"redis://{_host_of(link)}") as client:
        seconds, microseconds = await client.time()
    await pace.take([rate(MINUTELY)])
    assert abs(link.instant - (seconds * SECOND + microseconds)) < 5 * SECOND


def _host_of(link: Link) -> str:
    (host, port) = link.address.nodes[0]
    return f"{host}:{port}"


async def test_a_wrong_password_is_an_outage_and_not_an_answer(redis_url: str) -> None:
    address = Address.parse(redis_url)
    link = Link(Address("", address.nodes, username="nobody", password="wrong"), timeout=PATIENT)
    try:
        with pytest.raises(BackendUnavailableError) as caught:
            await RedisPace(link).take([rate(MINUTELY)])
        assert "wrong" not in str(caught.value)
    finally:
        await link.close()
