"""The servers behind an address: one, the one that sentinels name, or a cluster. Sends commands; never tries one again."""

import contextlib
from collections.abc import Hashable
from typing import Any, Final, Protocol

from redis.asyncio import Connection, ConnectionPool, Redis, RedisCluster, Sentinel, SSLConnection
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import RedisClusterException, RedisError, SlotNotCoveredError

from remit.volatile.redis.address import CLUSTER, SENTINEL, TLS_FILES, Address

CONNECTIONS: Final = 8
"""Connections to one server, at most; beside them one that listens."""
CLIENT: Final = "remit"
"""What `CLIENT LIST` shows."""


class Servers(Protocol):
    """Where commands go."""

    def slot(self, tenant: str) -> Hashable:
        """Return a value that tenants whose keys share a trip have in common."""
        ...

    async def open(self) -> None:
        """Connect to each server."""
        ...

    async def find(self, tenant: str) -> str:
        """Return the name of the server that has a tenant's keys."""
        ...

    async def execute(self, tenant: str, *command: Any) -> Any:  # noqa: ANN401  an answer is whatever the command gives
        """Send a command to the server that has the tenant's keys; any server, if that is empty."""
        ...

    def listener(self) -> AbstractConnection:
        """Return a new connection, not yet open, on which one can hear what is published."""
        ...

    async def drop(self) -> None:
        """Close idle connections, for what comes out of them cannot be trusted."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


def servers_at(address: Address, *, timeout: float) -> Servers:
    """Return the servers at an address, none of them asked yet; `timeout` seconds bound a connection and an answer."""
    return _Cluster(address, timeout) if address.kind == CLUSTER else _One(address, timeout)


class _One:
    """One server: always the same, or whichever the sentinels name."""

    def __init__(self, address: Address, timeout: float) -> None:
        settings = {**_settings(address, timeout), "db": address.database, "max_connections": CONNECTIONS}
        # The link bounds each call as a whole; the library's own bound makes a task of each write.
        settings["socket_timeout"] = None
        self._sentinel: Sentinel | None = None
        if address.kind == SENTINEL:
            self._sentinel = _sentinel(address, timeout)
            self._client: Redis = self._sentinel.master_for(address.service, **settings, **_switch(address))
        else:
            (host, port) = address.nodes[0]
            kind = SSLConnection if address.tls else Connection
            pool = ConnectionPool(host=host, port=port, connection_class=kind, **settings)
            self._client = Redis.from_pool(pool)

    def slot(self, tenant: str) -> Hashable:  # noqa: ARG002  all tenants live together
        return ""

    async def open(self) -> None:
        await self.execute("", "PING")

    async def find(self, tenant: str) -> str:  # noqa: ARG002  as slot
        return ""

    async def execute(self, tenant: str, *command: Any) -> Any:  # noqa: ANN401, ARG002  as Servers
        return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]  # the library has no types

    def listener(self) -> AbstractConnection:
        pool: Any = self._client.connection_pool
        connection: AbstractConnection = pool.make_connection()
        return connection

    async def drop(self) -> None:
        await self._client.connection_pool.disconnect(inuse_connections=False)

    async def close(self) -> None:
        await self._client.aclose(close_connection_pool=True)
        if self._sentinel is not None:
            await self._sentinel.aclose()


class _Cluster:
    """The servers of a cluster, each with some of the slots."""

    def __init__(self, address: Address, timeout: float) -> None:
        # The library looks for the slots anew when its own bound is reached, which must come before the link's.
        self._settings = _settings(address, timeout / 2)
        self._tls = address.tls
        self._known = [ClusterNode(host, port) for host, port in address.nodes]
        self._client = RedisCluster(
            startup_nodes=self._known,
            # A slot that nobody has is the trouble of its tenants alone.
            require_full_coverage=False,
            max_connections=CONNECTIONS,
            **self._settings,
            **_switch(address),
        )
        self._turn = 0

    def slot(self, tenant: str) -> Hashable:
        return key_slot(tenant.encode())

    async def open(self) -> None:
        await self._client.initialize()
        for node in self._client.get_nodes():
            await self._client.execute_command("PING", target_nodes=node)

    async def find(self, tenant: str) -> str:
        await self._client.initialize()
        try:
            return str(self._node(tenant).name)
        except SlotNotCoveredError:
            return f"slot {self.slot(tenant)}"

    async def execute(self, tenant: str, *command: Any) -> Any:  # noqa: ANN401  as Servers
        await self._client.initialize()
        try:
            node = self._node(tenant) if tenant else self._client.get_random_node()
        except SlotNotCoveredError:
            await self._client.nodes_manager.initialize()
            raise
        return await self._client.execute_command(*command, target_nodes=node)

    def listener(self) -> AbstractConnection:
        # What is published anywhere is heard on every node; each attempt asks another.
        self._turn += 1
        nodes = [*self._client.get_nodes(), *self._known]
        node = nodes[self._turn % len(nodes)]
        kind = SSLConnection if self._tls else Connection
        return kind(host=node.host, port=node.port, **self._settings)

    async def drop(self) -> None:
        for node in self._client.get_nodes():
            await node.disconnect_free_connections()

    async def close(self) -> None:
        with contextlib.suppress(RedisError, RedisClusterException, OSError):
            await self._client.aclose()

    def _node(self, tenant: str) -> ClusterNode:
        node = self._client.get_node_from_key(tenant)
        if node is None:
            raise SlotNotCoveredError("no node has the slot")
        return node


def _settings(address: Address, timeout: float) -> dict[str, Any]:
    """Return what all connections have in common."""
    settings: dict[str, Any] = {
        "username": address.username or None,
        "password": address.password or None,
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "socket_keepalive": True,
        "client_name": CLIENT,
        "driver_info": None,
        "protocol": 2,
        # What a command did whose answer was lost is unknown. Whoever sent it decides what follows.
        "retry": Retry(NoBackoff(), 0),
    }
    return settings | {name: value for name, value in address.options if name in TLS_FILES}


def _switch(address: Address) -> dict[str, Any]:
    """Return what turns on TLS where a client is made, and not a connection."""
    return {"ssl": True} if address.tls else {}


def _sentinel(address: Address, timeout: float) -> Sentinel:
    options = dict(address.options)
    # They are asked one after the other: all together may take as long as one server.
    each = timeout / (2 * len(address.nodes))
    settings = _settings(address, each) | {
        "username": options.get("sentinel_username"),
        "password": options.get("sentinel_password"),
        "ssl": address.tls,
        "max_connections": CONNECTIONS,
    }
    return Sentinel(address.nodes, sentinel_kwargs=settings)  # type: ignore[no-untyped-call]  # the library has no types
