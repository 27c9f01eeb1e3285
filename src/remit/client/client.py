"""The two clients, alike but for waiting: `Client` blocks, `AsyncClient` is awaited. Neither knows an RPC."""

import dataclasses
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar, Unpack

from remit.client.act import AuthorizeFields
from remit.client.calls import Calls
from remit.client.credentials import Key, Tls, choose_tls
from remit.client.guard import AsyncGuard, AwaitedAct, BlockingAct, Guard, async_guarded, guarded
from remit.client.transport import AsyncTransport, Settings, SyncTransport, open_async, open_sync
from remit.client.values import EntityLike

P = ParamSpec("P")
R = TypeVar("R")

LOCAL_ADDRESS = "127.0.0.1:7448"
"""Where a server listens unless it is told otherwise."""
HEALTH_TIMEOUT = 5.0
"""Seconds that a probe waits by default."""


class Client(Calls):
    """Talks to one server, blocking; safe to share between threads.

    with Client.connect("127.0.0.1:7448", key) as client:
        answer = client.authorize(action="tool:execute", resource=entity("tool:web-search"))
    """

    def __init__(self, transport: SyncTransport, *, owner: bool = True) -> None:
        """Use a transport; `connect` makes one. Only its owner closes it."""
        self.transport = transport
        self._owner = owner

    @classmethod
    def connect(
        cls,
        address: str = LOCAL_ADDRESS,
        key: Key = "",
        *,
        tls: Tls | None = None,
        insecure: bool = False,
        settings: Settings | None = None,
    ) -> Self:
        """Return a client of the server at an address; the connection is made by the first call.

        Args:
            address: `host:port`, `[ipv6]:port` or `unix:/path`.
            key: API key or token, or what returns the present one. Empty: only calls that need none will do.
            tls: how to encrypt. None: with the usual authorities, or not at all on loopback.
            insecure: no TLS even beyond loopback; whoever is in between can then read and replay the key.
            settings: tenant, deadline and patience; address and key of it are replaced.

        Raises:
            ValueError: when TLS and `insecure` are both asked for, or the key cannot be one.
        """
        own = settings_of(settings, address, key=key)
        return cls(open_sync(own, choose_tls(address, tls, insecure=insecure)))

    def using(
        self, *, key: Key | None = None, tenant: str | None = None, timeout: float | None = None
    ) -> Self:
        """Return a client on the same connection with another key, tenant or deadline; None: as here."""
        settings = changed(self.transport.settings, key=key, tenant=tenant, timeout=timeout)
        return type(self)(self.transport.with_settings(settings), owner=False)

    def guard(self, action: str, resource: EntityLike, **fields: Unpack[AuthorizeFields]) -> Guard:
        """Return what governs one act: it asks on entering its block and reports on leaving."""
        return Guard(self.transport, action, resource=resource, fields=fields)

    def guarded(
        self, action: str, resource: EntityLike, **fields: Unpack[AuthorizeFields]
    ) -> Callable[[Callable[Concatenate[BlockingAct, P], R]], Callable[P, R]]:
        """Return a decorator that governs each call of a function, which gets the act first."""
        return guarded(lambda: self.guard(action, resource, **fields))

    def healthy(self, timeout: float = HEALTH_TIMEOUT) -> bool:
        """Tell whether the server says that it takes calls; `CallError` when it says nothing."""
        return self.transport.healthy(timeout)

    def close(self) -> None:
        """Close the connection; calls under way fail."""
        if self._owner:
            self.transport.close()
            self.transport.channel.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class AsyncClient(Calls):
    """Talks to one server from one event loop; its calls are awaited.

    async with AsyncClient.connect("127.0.0.1:7448", key) as client:
        answer = await client.authorize(action="tool:execute", resource=entity("tool:web-search"))
    """

    def __init__(self, transport: AsyncTransport, *, owner: bool = True) -> None:
        """Do as `Client`."""
        self.transport = transport
        self._owner = owner

    @classmethod
    def connect(
        cls,
        address: str = LOCAL_ADDRESS,
        key: Key = "",
        *,
        tls: Tls | None = None,
        insecure: bool = False,
        settings: Settings | None = None,
    ) -> Self:
        """Do as `Client.connect`, within a running event loop."""
        own = settings_of(settings, address, key=key)
        return cls(open_async(own, choose_tls(address, tls, insecure=insecure)))

    def using(
        self, *, key: Key | None = None, tenant: str | None = None, timeout: float | None = None
    ) -> Self:
        """Do as `Client.using`."""
        settings = changed(self.transport.settings, key=key, tenant=tenant, timeout=timeout)
        return type(self)(self.transport.with_settings(settings), owner=False)

    def guard(self, action: str, resource: EntityLike, **fields: Unpack[AuthorizeFields]) -> AsyncGuard:
        """Do as `Client.guard`, for `async with`."""
        return AsyncGuard(self.transport, action, resource=resource, fields=fields)

    def guarded(
        self, action: str, resource: EntityLike, **fields: Unpack[AuthorizeFields]
    ) -> Callable[[Callable[Concatenate[AwaitedAct, P], Awaitable[R]]], Callable[P, Awaitable[R]]]:
        """Do as `Client.guarded`, for coroutine functions."""
        return async_guarded(lambda: self.guard(action, resource, **fields))

    async def healthy(self, timeout: float = HEALTH_TIMEOUT) -> bool:  # noqa: ASYNC109  passed on, as with every call
        """Do as `Client.healthy`."""
        return await self.transport.healthy(timeout)

    async def close(self) -> None:
        """Do as `Client.close`."""
        if self._owner:
            self.transport.close()
            await self.transport.channel.close()

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        await self.close()


def settings_of(given: Settings | None, address: str, *, key: Key) -> Settings:
    """Return the settings of a new client.

    Raises:
        ValueError: when the key cannot be one; better now than at the first call.
    """
    own = dataclasses.replace(given or Settings(""), address=address, key=key)
    if isinstance(key, str):
        own.metadata()
    return own


def changed(settings: Settings, *, key: Key | None, tenant: str | None, timeout: float | None) -> Settings:
    """Return settings with what is not None replaced."""
    return dataclasses.replace(
        settings,
        key=settings.key if key is None else key,
        tenant=settings.tenant if tenant is None else tenant,
        timeout=settings.timeout if timeout is None else timeout,
    )
