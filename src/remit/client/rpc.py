"""One line declares one RPC for both clients, typed by the stubs' own constructors. Never waits.

`create_role = Rpc(m.CreateRoleRequest, m.CreateRoleResponse)` in a class of calls gives `Client` a method
`create_role(*, role: Role, request_id: str) -> CreateRoleResponse`, and `AsyncClient` the same to await.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, ParamSpec, Protocol, Self, overload

from google.protobuf.message import Message

from remit.client.method import Method, RequestT, ResponseT
from remit.client.transport import AsyncTransport, SyncTransport

P = ParamSpec("P")


class Blocking(Protocol):
    """A client whose calls block."""

    @property
    def transport(self) -> SyncTransport:
        """Its way to the wire."""
        ...


class Awaiting(Protocol):
    """A client whose calls are awaited."""

    @property
    def transport(self) -> AsyncTransport:
        """Its way to the wire."""
        ...


class Call(Generic[P, RequestT, ResponseT]):
    """A call that blocks."""

    __slots__ = ("_declared", "_transport")

    def __init__(self, transport: SyncTransport, declared: "_Declared[P, RequestT, ResponseT]") -> None:
        """Bind what was declared to a client's way to the wire."""
        self._transport = transport
        self._declared = declared

    def __call__(self, *args: P.args, **fields: P.kwargs) -> ResponseT:
        """Ask with these fields of the request; returns the answer or raises `CallError`."""
        return self.send(self._declared.request(*args, **fields))

    def send(self, request: RequestT) -> ResponseT:
        """Ask with a request that is made already; it is not changed."""
        return self._transport.unary(self._declared.method, request)

    def pages(self, *args: P.args, **fields: P.kwargs) -> Iterator[ResponseT]:
        """Yield every page of a list, one after the other, each asked for when it is wanted."""
        return self.pages_of(self._declared.request(*args, **fields))

    def pages_of(self, request: RequestT) -> Iterator[ResponseT]:
        """Do as `pages` with a request that is made already; its `page_token` moves on."""
        while True:
            page = self.send(request)
            yield page
            if not turn(request, page):
                return


class AsyncCall(Generic[P, RequestT, ResponseT]):
    """A call that is awaited."""

    __slots__ = ("_declared", "_transport")

    def __init__(self, transport: AsyncTransport, declared: "_Declared[P, RequestT, ResponseT]") -> None:
        """Do as `Call`."""
        self._transport = transport
        self._declared = declared

    async def __call__(self, *args: P.args, **fields: P.kwargs) -> ResponseT:
        """Do as `Call`."""
        return await self.send(self._declared.request(*args, **fields))

    async def send(self, request: RequestT) -> ResponseT:
        """Do as `Call.send`."""
        return await self._transport.unary(self._declared.method, request)

    def pages(self, *args: P.args, **fields: P.kwargs) -> AsyncIterator[ResponseT]:
        """Do as `Call.pages`."""
        return self.pages_of(self._declared.request(*args, **fields))

    async def pages_of(self, request: RequestT) -> AsyncIterator[ResponseT]:
        """Do as `Call.pages_of`."""
        while True:
            page = await self.send(request)
            yield page
            if not turn(request, page):
                return


class Watch(Generic[P, RequestT, ResponseT]):
    """A stream to iterate."""

    __slots__ = ("_declared", "_transport")

    def __init__(self, transport: SyncTransport, declared: "_Declared[P, RequestT, ResponseT]") -> None:
        """Do as `Call`."""
        self._transport = transport
        self._declared = declared

    def __call__(self, *args: P.args, **fields: P.kwargs) -> Iterator[ResponseT]:
        """Yield what comes; after a cut it goes on where it was, where the stream has a cursor.

        Signs of life and unknown events are left out. Raises `CallError` when it cannot go on.
        """
        return self.send(self._declared.request(*args, **fields))

    def send(self, request: RequestT) -> Iterator[ResponseT]:
        """Do the same with a request that is made already."""
        return self._transport.stream(self._declared.method, request)


class AsyncWatch(Generic[P, RequestT, ResponseT]):
    """A stream to iterate with `async for`."""

    __slots__ = ("_declared", "_transport")

    def __init__(self, transport: AsyncTransport, declared: "_Declared[P, RequestT, ResponseT]") -> None:
        """Do as `Call`."""
        self._transport = transport
        self._declared = declared

    def __call__(self, *args: P.args, **fields: P.kwargs) -> AsyncIterator[ResponseT]:
        """Do as `Watch`."""
        return self.send(self._declared.request(*args, **fields))

    def send(self, request: RequestT) -> AsyncIterator[ResponseT]:
        """Do the same with a request that is made already."""
        return self._transport.stream(self._declared.method, request)


class _Declared(Generic[P, RequestT, ResponseT]):
    """What one line of the table says."""

    def __init__(self, request: Callable[P, RequestT], response: type[ResponseT]) -> None:
        """Declare the RPC that takes `request`, a message class, and answers `response`."""
        self.request = request
        self.response = response
        descriptor = request.DESCRIPTOR  # type: ignore[attr-defined]  # a message class, seen as its constructor
        self.method: Method[RequestT, ResponseT] = Method(descriptor, response.FromString)


class Rpc(_Declared[P, RequestT, ResponseT]):
    """An RPC with one answer."""

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Call[P, RequestT, ResponseT]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> AsyncCall[P, RequestT, ResponseT]: ...
    def __get__(
        self, client: Blocking | Awaiting | None, owner: type
    ) -> Self | Call[P, RequestT, ResponseT] | AsyncCall[P, RequestT, ResponseT]:
        """Bind it to a client; on the class itself it is the declaration."""
        if client is None:
            return self
        if isinstance(client.transport, SyncTransport):
            return Call(client.transport, self)
        return AsyncCall(client.transport, self)


class Stream(_Declared[P, RequestT, ResponseT]):
    """An RPC with a stream of answers."""

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Watch[P, RequestT, ResponseT]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> AsyncWatch[P, RequestT, ResponseT]: ...
    def __get__(
        self, client: Blocking | Awaiting | None, owner: type
    ) -> Self | Watch[P, RequestT, ResponseT] | AsyncWatch[P, RequestT, ResponseT]:
        """Bind it to a client; on the class itself it is the declaration."""
        if client is None:
            return self
        if isinstance(client.transport, SyncTransport):
            return Watch(client.transport, self)
        return AsyncWatch(client.transport, self)


def turn(request: Message, page: Message) -> bool:
    """Make a request ask for the page after `page`; tells whether there is one."""
    token = getattr(page, "next_page_token", "")
    if not token:
        return False
    setattr(request, "page_token", token)  # noqa: B010  only requests of lists have it, which the type does not say
    return True
