"""How a Redis or Valkey stands: for who examines it. Asks alone: no key is read, made or changed; judges nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    MaxConnectionsError,
    NoPermissionError,
    NoScriptError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

from remit.clock import SECOND, Clock, monotonic
from remit.volatile.redis.address import CLUSTER, Address
from remit.volatile.redis.servers import Servers, servers_at

PINGS: Final = 5
"""Questions of which the quickest answer tells how far away it is."""
NO_SCRIPT: Final = "0" * 40
"""The digest of no script: who may run scripts hears that there is none, who may not hears that."""


class RedisUnreachableError(Exception):
    """There was no answer that says how it stands; the text says why, and shows no secret."""


@dataclass(frozen=True, slots=True)
class RedisCondition:
    """How one server stands: the only one, the primary that sentinels name, or any of a cluster."""

    product: str
    """`Redis` or `Valkey`."""
    version: str
    """Of the product, `9.0.0`."""
    speaks: str
    """The version of Redis whose commands it has; a Valkey says 7.2."""
    primary: bool
    scripts: bool
    """Whether this user may run scripts."""
    policy: str
    """`maxmemory-policy`."""
    memory_limit: int
    """Bytes; 0 without one."""
    memory_used: int
    now: int
    """Its clock, in microseconds since the epoch."""
    asked: int
    """This machine's clock when that one was asked for."""
    answered: int
    """This machine's clock when it had answered."""
    latency: float
    """Seconds of the quickest answer."""
    slots_missing: int
    """Of a cluster: slots that no server answers for; else 0."""


async def condition(address: Address, clock: Clock, *, seconds: float) -> RedisCondition:
    """Return how a server stands, and what `clock` said meanwhile; give up after so many seconds.

    Raises:
        RedisUnreachableError: saying why there is no answer.
    """
    servers = servers_at(address, timeout=seconds)
    try:
        async with asyncio.timeout(seconds):
            return await _look(servers, clock, clustered=address.kind == CLUSTER)
    except (RedisError, RedisClusterException, OSError, RuntimeError) as error:
        raise RedisUnreachableError(why(error)) from None
    finally:
        await servers.close()


async def _look(servers: Servers, clock: Clock, *, clustered: bool) -> RedisCondition:
    latency = await _latency(servers)
    info = _info(await servers.execute("", "INFO"))
    asked = clock.now()
    seconds, microseconds = await servers.execute("", "TIME")
    answered = clock.now()
    valkey = info.get("valkey_version")
    return RedisCondition(
        product="Valkey" if valkey else "Redis",
        version=str(valkey or info.get("redis_version", "")),
        speaks=str(info.get("redis_version", "")),
        primary=info.get("role") == "master" or clustered,
        scripts=await _may_run_scripts(servers),
        policy=str(info.get("maxmemory_policy", "")),
        memory_limit=int(info.get("maxmemory", 0)),
        memory_used=int(info.get("used_memory", 0)),
        now=int(seconds) * SECOND + int(microseconds),
        asked=asked,
        answered=answered,
        latency=latency,
        slots_missing=await _slots_missing(servers) if clustered else 0,
    )


def why(error: BaseException) -> str:
    """Return in plain words why there is no answer; never a text of the library, which may show the address."""
    for kind, words in _WHY:
        if isinstance(error, kind):
            return words
    return "nothing answers at its address"


async def _latency(servers: Servers) -> float:
    taken = []
    for _ in range(PINGS):
        asked = monotonic()
        await servers.execute("", "PING")
        taken.append(monotonic() - asked)
    return min(taken)


async def _may_run_scripts(servers: Servers) -> bool:
    try:
        await servers.execute("", "EVALSHA", NO_SCRIPT, 0)
    except NoScriptError:
        return True
    except ResponseError:
        return False
    return True


async def _slots_missing(servers: Servers) -> int:
    info = _info(await servers.execute("", "CLUSTER INFO"))
    return 16_384 - int(info.get("cluster_slots_ok", 0))


def _info(answer: Any) -> Mapping[str, Any]:  # noqa: ANN401  text, or what the library makes of it
    if isinstance(answer, dict):
        return answer
    text = answer.decode() if isinstance(answer, bytes) else str(answer)
    lines = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name: value for name, _, value in lines}


_WHY: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (TimeoutError, "it did not answer in time"),
    (RedisTimeoutError, "it did not answer in time"),
    (AuthenticationError, "it refused the user or the password"),
    (NoPermissionError, "it does not let this user ask INFO, TIME and PING"),
    (BusyLoadingError, "it is starting"),
    (MaxConnectionsError, "it takes no more connections"),
)
