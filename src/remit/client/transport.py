"""The two ways to the wire, blocking and asyncio: send, wait, send again. Knows no RPC by name."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Final, Generic, Self, TypeVar

import grpc

from remit.client.credentials import Key, Metadata, Tls, metadata_of
from remit.client.errors import CallError, UnavailableError, error_of_call
from remit.client.follower import Follower
from remit.client.method import Method, RequestT, ResponseT
from remit.client.request_id import RequestIds
from remit.client.retry import Attempts, Retry

ChannelT = TypeVar("ChannelT")

HEALTH_PATH: Final = "/grpc.health.v1.Health/Check"
_SERVING: Final = b"\x08\x01"
"""`HealthCheckResponse{status: SERVING}`; its stubs are a package of their own, for two bytes."""

_CHANNEL_OPTIONS: Final = (
    ("grpc.primary_user_agent", f"remit-python/{metadata.version('remit')}"),
    # Exports and large pages; what the server sends it has bounded itself.
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    # Silent connections are asked whether they live, or a watcher would wait for ever for a lost machine.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    # gRPC's own pauses grow to two minutes; a server that restarts is back in a second.
    ("grpc.initial_reconnect_backoff_ms", 100),
    # In gRPC's core this is no pause, but how long an attempt to connect may take: a far or busy server needs a while.
    ("grpc.min_reconnect_backoff_ms", 10_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # `Retry` tries again. What gRPC 1.85 itself sends again, when a connection is given up or has too many calls, may hang
    # beyond its deadline, for ever.
    ("grpc.enable_retries", 0),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client calls."""

    address: str
    key: Key = field(default="", repr=False)
    tenant: str = ""
    """The tenant that a platform operator names; empty means that of the key."""
    timeout: float | None = 30.0
    """Seconds that a call may take, waits between tries included; None waits for ever."""
    retry: Retry = field(default_factory=Retry)
    stream_retry: Retry = field(default_factory=lambda: Retry(attempts=12))
    """Patience of streams, counted from their last message: about half a minute."""

    def metadata(self) -> Metadata:
        """Return what a call carries."""
        return metadata_of(self.key, self.tenant)


@dataclass(slots=True)
class _Connection(Generic[ChannelT]):
    """A channel, and what all that call over it share."""

    channel: ChannelT
    ids: RequestIds = field(default_factory=RequestIds)
    ready: dict[str, Any] = field(default_factory=dict)
    """Calls made ready on the channel, by their path."""
    closed: bool = False
    """Whether it was closed from here."""


class _Transport(Generic[ChannelT]):
    """What both ways have: a channel, settings, and the calls made ready on the channel."""

    def __init__(self, connection: "_Connection[ChannelT]", settings: Settings) -> None:
        """Use a connection; whoever opened it closes it."""
        self._connection = connection
        self.settings = settings

    @property
    def channel(self) -> ChannelT:
        """Of gRPC."""
        return self._connection.channel

    @property
    def ids(self) -> RequestIds:
        """Makes ids for requests that have none."""
        return self._connection.ids

    def with_settings(self, settings: Settings) -> Self:
        """Return another on the same connection."""
        return type(self)(self._connection, settings)

    def close(self) -> None:
        """Say that the connection is being closed from here, so that no stream tries to go on."""
        self._connection.closed = True

    def _wait_after(self, follower: Follower[Any], error: CallError) -> float:
        if self._connection.closed:
            raise error
        return follower.wait_after(error)

    def _call(self, kind: Callable[..., Any], method: Method[Any, Any]) -> Any:  # noqa: ANN401  grpc's own types differ by kind
        if self._connection.closed:
            raise UnavailableError("this client was closed")
        ready = self._connection.ready.get(method.path)
        if ready is None:
            ready = kind(
                method.path,
                request_serializer=_serialize,
                response_deserializer=method.parse,
                _registered_method=True,
            )
            self._connection.ready[method.path] = ready
        return ready

    def _probe(self, kind: Callable[..., Any]) -> Any:  # noqa: ANN401  as _call
        return kind(HEALTH_PATH)

    def _attempts(self, method: Method[RequestT, Any], request: RequestT) -> Attempts:
        return Attempts(self.settings.retry, self.settings.timeout, repeatable=method.repeatable(request))

    def _error(self, error: grpc.RpcError) -> CallError:
        return error_of_call(error, self.settings.address)


class SyncTransport(_Transport[grpc.Channel]):
    """Calls that block."""

    def unary(self, method: Method[RequestT, ResponseT], request: RequestT) -> ResponseT:
        """Send one request, again where that is safe and may help, and return its answer.

        Raises:
            CallError: when there is no answer.
        """
        request = method.prepare(request, self.ids)
        call, attempts = self._call(self.channel.unary_unary, method), self._attempts(method, request)
        while True:
            try:
                answer: ResponseT = call(request, timeout=attempts.timeout, metadata=self.settings.metadata())
            except grpc.RpcError as error:
                told = self._error(error)
            else:
                return answer
            time.sleep(attempts.wait_after(told))

    def stream(self, method: Method[RequestT, ResponseT], request: RequestT) -> Iterator[ResponseT]:
        """Send one request and yield what comes, going on after cuts where the stream has a cursor.

        Raises:
            CallError: when it cannot go on.
        """
        call, follower = (
            self._call(self.channel.unary_stream, method),
            Follower(request, self.settings.stream_retry),
        )
        while True:
            open_call = call(follower.request(), metadata=self.settings.metadata())
            try:
                yield from filter(follower.take, open_call)
            except grpc.RpcError as error:
                told = self._error(error)
            else:
                return
            finally:
                open_call.cancel()
            time.sleep(self._wait_after(follower, told))

    def healthy(self, timeout: float) -> bool:
        """Tell whether the server says that it takes calls, within so many seconds.

        Raises:
            CallError: when it does not say anything.
        """
        try:
            answer: bytes = self._probe(self.channel.unary_unary)(b"", timeout=timeout)
        except grpc.RpcError as error:
            raise self._error(error) from None
        return answer == _SERVING


class AsyncTransport(_Transport[grpc.aio.Channel]):
    """Calls that are awaited."""

    async def unary(self, method: Method[RequestT, ResponseT], request: RequestT) -> ResponseT:
        """Do as `SyncTransport.unary`."""
        request = method.prepare(request, self.ids)
        call, attempts = self._call(self.channel.unary_unary, method), self._attempts(method, request)
        while True:
            try:
                answer: ResponseT = await call(
                    request, timeout=attempts.timeout, metadata=self.settings.metadata()
                )
            except grpc.RpcError as error:
                told = self._error(error)
            else:
                return answer
            await asyncio.sleep(attempts.wait_after(told))

    async def stream(
        self, method: Method[RequestT, ResponseT], request: RequestT
    ) -> AsyncIterator[ResponseT]:
        """Do as `SyncTransport.stream`."""
        call, follower = (
            self._call(self.channel.unary_stream, method),
            Follower(request, self.settings.stream_retry),
        )
        while True:
            open_call = call(follower.request(), metadata=self.settings.metadata())
            try:
                async for message in open_call:
                    if follower.take(message):
                        yield message
            except grpc.RpcError as error:
                told = self._error(error)
            else:
                return
            finally:
                open_call.cancel()
            await asyncio.sleep(self._wait_after(follower, told))

    async def healthy(self, timeout: float) -> bool:  # noqa: ASYNC109  passed to gRPC, as with every call
        """Do as `SyncTransport.healthy`."""
        try:
            answer: bytes = await self._probe(self.channel.unary_unary)(b"", timeout=timeout)
        except grpc.RpcError as error:
            raise self._error(error) from None
        return answer == _SERVING


def open_sync(settings: Settings, tls: Tls | None) -> SyncTransport:
    """Open a blocking connection, which is made when the first call needs it."""
    if tls is None:
        return SyncTransport(_Connection(grpc.insecure_channel(settings.address, _CHANNEL_OPTIONS)), settings)
    channel = grpc.secure_channel(
        settings.address, tls.channel_credentials(), (*_CHANNEL_OPTIONS, *tls.channel_options())
    )
    return SyncTransport(_Connection(channel), settings)


def open_async(settings: Settings, tls: Tls | None) -> AsyncTransport:
    """Open a connection for the running event loop, which is made when the first call needs it."""
    if tls is None:
        channel = grpc.aio.insecure_channel(settings.address, _CHANNEL_OPTIONS)
        return AsyncTransport(_Connection(channel), settings)
    channel = grpc.aio.secure_channel(
        settings.address, tls.channel_credentials(), (*_CHANNEL_OPTIONS, *tls.channel_options())
    )
    return AsyncTransport(_Connection(channel), settings)


def _serialize(request: Any) -> bytes:  # noqa: ANN401  any message
    encoded: bytes = request.SerializeToString()
    return encoded
