"""Faults of a Valkey, each made for real, and found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from remit.doctor import Verdict
from tests.backends.port import free_port
from tests.backends.proxy import Delay, proxy_before
from tests.backends.valkey import Valkey, valkey
from tests.doctor.patient import Findings, config, examined

PASSWORD = "pass-word-of-the-pace"


async def look(folder: Path, url: str, **settings: Any) -> Findings:
    return await examined(config(folder, redis_url=url, **settings))


async def command(server: Valkey, *words: Any) -> Any:
    client = Redis(port=server.port, protocol=2)
    try:
        return await client.execute_command(*words)  # type: ignore[no-untyped-call]
    finally:
        await client.aclose()


async def test_a_sound_one_is_left_as_it_is(one_valkey: Valkey, tmp_path: Path) -> None:
    await command(one_valkey, "CONFIG", "RESETSTAT")
    found = await look(tmp_path, one_valkey.url)
    assert set(found.bad) == {"settings"}
    stats = await command(one_valkey, "INFO", "commandstats")
    ran = {name.removeprefix("cmdstat_").partition("|")[0] for name in stats}
    assert {"ping", "info", "time", "evalsha"} <= ran
    assert ran <= {"ping", "info", "time", "evalsha", "client", "hello", "select", "config"}
    assert await command(one_valkey, "DBSIZE") == 0


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        (("--maxmemory", "64mb", "--maxmemory-policy", "noeviction"), Verdict.OK),
        (("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"), Verdict.WARN),
        (("--maxmemory", "1mb", "--maxmemory-policy", "noeviction"), Verdict.WRONG),
    ],
)
async def test_memory(tmp_path: Path, options: tuple[str, ...], verdict: Verdict) -> None:
    with valkey(tmp_path / "valkey", *options) as server:
        assert (await look(tmp_path, server.url)).verdict("redis.memory") is verdict


async def test_a_replica(one_valkey: Valkey, tmp_path: Path) -> None:
    with valkey(tmp_path / "replica", "--replicaof", f"127.0.0.1 {one_valkey.port}") as replica:
        found = await look(tmp_path, replica.url)
    assert found.verdict("redis.writable") is Verdict.WRONG
    assert "replica" in found.said("redis.writable")


async def test_a_user_who_may_too_little(one_valkey: Valkey, tmp_path: Path) -> None:
    await command(
        one_valkey, "ACL", "SETUSER", "clerk", "on", f">{PASSWORD}", "~*", "&*", "+@all", "-@scripting"
    )
    url = f"redis://clerk:{PASSWORD}@127.0.0.1:{one_valkey.port}"
    found = await look(tmp_path, url)
    assert found.verdict("redis.writable") is Verdict.WRONG
    assert "scripts" in found.said("redis.writable")
    await command(one_valkey, "ACL", "SETUSER", "clerk", "+@scripting", "-info")
    found = await look(tmp_path, url)
    assert found.verdict("redis") is Verdict.WRONG
    found = await look(tmp_path, url.replace(PASSWORD, "not-the-password"))
    assert "password" in found.said("redis")


async def test_nobody_there(tmp_path: Path) -> None:
    found = await look(tmp_path, f"redis://:{PASSWORD}@127.0.0.1:{free_port()}")
    assert found.verdict("redis") is Verdict.WRONG


@pytest.mark.fault
async def test_silence_is_not_waited_for(tmp_path: Path) -> None:
    with valkey(tmp_path / "valkey") as server:
        server.stall()
        found = await look(tmp_path, server.url)
        server.resume()
    assert found.verdict("redis") is Verdict.WRONG
    assert "in time" in found.said("redis")


@pytest.mark.fault
async def test_one_that_is_far_away(one_valkey: Valkey, tmp_path: Path) -> None:
    with proxy_before(one_valkey.port) as between:
        between.set(replies=Delay(0.06))
        url = f"redis://127.0.0.1:{between.port}"
        assert (await look(tmp_path, url)).verdict("redis.latency") is Verdict.WARN
        found = await look(tmp_path, url, redis_timeout_seconds=0.05)
        assert found.verdict("redis.latency") is Verdict.WRONG


async def test_another_clock(one_valkey: Valkey, tmp_path: Path) -> None:
    async with moved_clock(one_valkey, seconds=7) as port:
        found = await look(tmp_path, f"redis://127.0.0.1:{port}")
    assert found.verdict("clock.redis") is Verdict.WRONG
    assert (await look(tmp_path, one_valkey.url)).verdict("clock.redis") is Verdict.OK


@asynccontextmanager
async def moved_clock(server: Valkey, seconds: int) -> AsyncIterator[int]:
    """Stand before a server and move the clock that it tells."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", server.port)
        try:
            while question := await reader.read(65_536):
                back.write(question)
                answer = await there.read(65_536)
                if b"TIME" in question.upper():
                    lines = answer.split(b"\r\n")
                    lines[2] = str(int(lines[2]) + seconds).encode()
                    answer = b"\r\n".join(lines)
                writer.write(answer)
        finally:
            writer.close()
            back.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
