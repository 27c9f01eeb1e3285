"""Whether a Redis or Valkey is fit to keep the pace. Judges what was read; asks nothing."""

from collections.abc import Iterator
from typing import Final

from remit.config import MIB, Config
from remit.doctor.finding import Finding, ok, warn, wrong
from remit.volatile.redis.condition import RedisCondition

LEAST: Final = (7, 0)
"""The oldest version of Redis' commands that scripts are written for; Valkey 7.2 has those of 7.2."""
FAR: Final = 0.02
"""Seconds of a question beyond which each decision feels it."""
FULL: Final = 0.9
KEEPS: Final = "noeviction"


def judge(config: Config, found: RedisCondition) -> Iterator[Finding]:
    """Say what a server is fit for."""
    yield _version(found)
    yield _writable(found)
    yield _memory(found)
    yield _latency(config, found)


def _version(found: RedisCondition) -> Finding:
    name, product = "redis.version", f"{found.product} {found.version}"
    parts = found.speaks.split(".")
    numbers = tuple(int(one) for one in parts[:2] if one.isdigit())
    if numbers < LEAST:
        return wrong(name, f"it is {product}", remedy="use Redis 7 or Valkey 7.2, or later")
    return ok(name, product)


def _writable(found: RedisCondition) -> Finding:
    name = "redis.writable"
    if not found.primary:
        remedy = "name the primary, or the sentinels that know it: redis+sentinel://"
        return wrong(name, "it is a replica, which nobody can write to", remedy=remedy)
    if not found.scripts:
        remedy = "let the user run EVAL and EVALSHA (ACL: +@scripting)"
        return wrong(name, "this user may not run scripts", remedy=remedy)
    if found.slots_missing:
        remedy = "give the slots to a node: redis-cli --cluster fix"
        return wrong(name, f"the cluster has nobody for {found.slots_missing:,} of its slots", remedy=remedy)
    return ok(name, "it takes scripts and writes")


def _memory(found: RedisCondition) -> Finding:
    name = "redis.memory"
    used = f"{found.memory_used // MIB:,} MiB used"
    if not found.memory_limit:
        return ok(name, f"{used}, no limit (maxmemory 0)")
    said = f"{used} of {found.memory_limit // MIB:,} MiB, maxmemory-policy {found.policy}"
    if found.memory_used > FULL * found.memory_limit:
        return wrong(
            name, said, remedy="raise maxmemory: when it is full, rates and leases are refused or forgotten"
        )
    if found.policy != KEEPS:
        return warn(
            name,
            f"{said}: rates and leases that are thrown out count from nothing again",
            remedy=f"set maxmemory-policy {KEEPS}; without room calls are then refused, not let through",
        )
    return ok(name, said)


def _latency(config: Config, found: RedisCondition) -> Finding:
    name, said = "redis.latency", f"an answer takes {found.latency * 1_000:.1f} ms"
    if found.latency > config.redis_timeout_seconds:
        remedy = "move it nearer, or raise REMIT_REDIS_TIMEOUT_SECONDS"
        return wrong(name, f"{said}, longer than REMIT_REDIS_TIMEOUT_SECONDS", remedy=remedy)
    if found.latency > FAR:
        return warn(name, said, remedy="move it nearer: each decision waits for it")
    return ok(name, said)
