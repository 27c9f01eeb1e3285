"""Several real Valkeys that belong together, for tests: a cluster of three, and a primary with a replica and a sentinel."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from tests.backends.valkey import Valkey

SLOTS = 16_384
READY_SECONDS = 30.0
SERVICE = "remit-test"


@dataclass(slots=True)
class Cluster:
    """Three nodes, each with a third of the slots; none has a replica."""

    nodes: list[Valkey]

    @property
    def url(self) -> str:
        """Its address; names two of the three."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes[:2])


@dataclass(slots=True)
class Watched:
    """A primary and its replica, and the sentinel that watches them."""

    primary: Valkey
    replica: Valkey
    sentinel: Valkey

    @property
    def url(self) -> str:
        """Its address; the first of the two sentinels does not exist."""
        return f"redis+sentinel://127.0.0.1:1,127.0.0.1:{self.sentinel.port}/{SERVICE}"


@contextmanager
def valkey_cluster(folder: Path) -> Iterator[Cluster]:
    """Run a cluster for the length of a block."""
    options = (
        "--cluster-enabled",
        "yes",
        # A node that a busy machine lets wait for a second must not be given up by the others.
        "--cluster-node-timeout",
        "15000",
        "--cluster-require-full-coverage",
        "no",
    )
    nodes = [Valkey(folder / f"node-{n}", options) for n in range(3)]
    try:
        for node in nodes:
            node.start()
        for place, node in enumerate(nodes):
            first, last = (SLOTS * at // len(nodes) for at in (place, place + 1))
            _ask(node, "CLUSTER", "ADDSLOTSRANGE", str(first), str(last - 1))
            _ask(node, "CLUSTER", "MEET", "127.0.0.1", str(nodes[0].port))
        _until(lambda: all(_is_ready(node) for node in nodes))
        yield Cluster(nodes)
    finally:
        for node in nodes:
            node.kill()


@contextmanager
def valkey_sentinel(folder: Path, *, patience: float = 1.0) -> Iterator[Watched]:
    """Run a primary, a replica and a sentinel for the length of a block.

    Args:
        folder: for their files.
        patience: seconds of silence after which the sentinel has the replica take over. So long a busy machine may well
            keep a primary that nobody killed; where none is to die, it is to be longer.
    """
    primary = Valkey(folder / "primary", ("--repl-diskless-sync-delay", "0"))
    servers = [primary]
    try:
        primary.start()
        replica = Valkey(folder / "replica", ("--replicaof", f"127.0.0.1 {primary.port}"))
        servers.append(replica)
        replica.start()
        _until(lambda: _is_replicating(replica))
        sentinel = Sentinel(folder / "sentinel", watches=primary.port, patience=patience)
        servers.append(sentinel)
        sentinel.start()
        _until(lambda: bool(_ask(sentinel, "SENTINEL", "REPLICAS", SERVICE)))
        yield Watched(primary, replica, sentinel)
    finally:
        for server in servers:
            server.kill()


class Sentinel(Valkey):
    """One sentinel, which alone decides that the primary is gone."""

    def __init__(self, folder: Path, *, watches: int, patience: float) -> None:
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sentinel.conf").write_text(
            "bind 127.0.0.1\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {watches} 1\n"
            f"sentinel down-after-milliseconds {SERVICE} {round(patience * 1_000)}\n"
            f"sentinel failover-timeout {SERVICE} 6000\n"
        )

    def _first_options(self) -> list[str]:
        return [str(self.folder / "sentinel.conf"), "--sentinel", "--port", str(self.port)]


def _ask(server: Valkey, *command: str) -> Any:
    with Redis(port=server.port, decode_responses=True) as client:
        return client.execute_command(*command)


def _is_ready(node: Valkey) -> bool:
    """Whether a node knows where all slots are, and serves its own."""
    with Redis(port=node.port, decode_responses=True) as client:
        told = client.execute_command("CLUSTER INFO")
    return told["cluster_state"] == "ok" and int(told["cluster_slots_ok"]) == SLOTS


def _is_replicating(server: Valkey) -> bool:
    with Redis(port=server.port) as client:
        return bool(client.info("replication").get("master_link_status") == "up")


def _until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            if done():
                return
        except RedisError:
            pass
        assert time.monotonic() < until, "the servers did not find each other in time"
        time.sleep(0.05)
