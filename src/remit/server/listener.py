"""What takes connections: gRPC's own server, or ours on the event loop. Knows no RPC.

Both serve the same handlers, and whoever calls cannot tell them apart but by their speed (docs/decisions).
"""

from collections.abc import Mapping
from functools import partial
from typing import Final, Protocol

import grpc

from remit.config import Config
from remit.server import tls
from remit.server.call import Handler
from remit.server.http2.limits import Limits
from remit.server.http2.listener import Door, Http2Listener, Times
from remit.server.interceptors import Unknown

RECEIVE_FACTOR: Final = 4
"""A message up to so many times too large is received, to get its documented error. Beyond, gRPC itself cuts
it off with a bare RESOURCE_EXHAUSTED, so that nobody fills the memory."""
MAX_METADATA_BYTES: Final = 16_384
"""Bytes of the metadata of a call: a signed token with many claims, and room beside it."""
MILLIS: Final = 1_000
KEEPALIVE_MS: Final = 60_000
"""Milliseconds after which a silent connection is asked whether it is alive: watchers may have vanished."""
KEEPALIVE_TIMEOUT_MS: Final = 20_000
MIN_PING_INTERVAL_MS: Final = 10_000
"""Milliseconds between the pings that a client may send."""
HANDSHAKE_TIMEOUT_MS: Final = 10_000
"""Milliseconds for a connection's first steps; in gRPC's two minutes idle strangers would hold sockets."""
HELD_BYTES: Final = 256 * 1024 * 1024
"""Bytes of messages that are not whole yet, or not read, on all connections together: beyond, who holds the most loses
its largest call."""
UNREAD_BYTES: Final = 64 * 1024 * 1024
"""Bytes of answers that wait until one connection's peer permits them; one that lets more wait is closed."""


class Listener(Protocol):
    """One listening address."""

    async def start(self) -> int:
        """Bind, begin to serve, and return the port.

        Raises:
            RuntimeError: when the address cannot be bound.
            ConfigError: when the certificate cannot be used.
        """
        ...

    async def stop(self, grace: float | None) -> None:
        """Begin no new call, let those under way finish for `grace` seconds, and close; None: at once."""
        ...


def listener_of(config: Config, handlers: Mapping[str, Handler]) -> Listener:
    """Return what listens as the settings say, with `handlers` by path."""
    unknown = Unknown().handler()
    if config.on_event_loop:
        limits = Limits(
            message=config.max_message_bytes * RECEIVE_FACTOR,
            metadata=MAX_METADATA_BYTES,
            held=HELD_BYTES,
            unread=UNREAD_BYTES,
        )
        return Http2Listener(
            handlers,
            unknown=unknown,
            door=Door(
                config.listen,
                shares=config.workers > 1,
                secure=partial(tls.context, config) if config.tls else None,
            ),
            limits=limits,
            times=Times(KEEPALIVE_MS / MILLIS, KEEPALIVE_TIMEOUT_MS / MILLIS, HANDSHAKE_TIMEOUT_MS / MILLIS),
        )
    return GrpcListener(config, _Handlers(handlers, unknown))


class GrpcListener:
    """gRPC's own server, with a thread and a queue of its own."""

    def __init__(self, config: Config, handlers: grpc.GenericRpcHandler) -> None:
        """Serve `handlers`; nothing listens yet."""
        self._config = config
        self._server = grpc.aio.server(options=_options(config))
        self._server.add_generic_rpc_handlers((handlers,))

    async def start(self) -> int:
        """Bind, begin to serve, and return the port; raises as `Listener.start`."""
        config = self._config
        if config.tls:
            port = self._server.add_secure_port(config.listen, tls.credentials(config))
        else:
            port = self._server.add_insecure_port(config.listen)
        await self._server.start()
        return port

    async def stop(self, grace: float | None) -> None:
        """Begin no new call, let those under way finish for `grace` seconds, and close; None: at once."""
        await self._server.stop(grace)


class _Handlers(grpc.GenericRpcHandler):
    """Finds the handler of a call by its path."""

    def __init__(self, handlers: Mapping[str, Handler], unknown: Handler) -> None:
        self._handlers = handlers
        self._unknown = unknown

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler:
        return self._handlers.get(handler_call_details.method, self._unknown)


def _options(config: Config) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", config.max_message_bytes * RECEIVE_FACTOR),
        ("grpc.max_metadata_size", MAX_METADATA_BYTES),
        # Measured: gRPC takes calls in their order from one queue of about a thousand, and resets at random what comes
        # beyond. Without this a flood over one connection filled it, and half of another tenant's few calls was lost.
        ("grpc.max_concurrent_streams", config.max_streams_per_connection),
        # Workers of one supervisor share the port that it holds; a second server on it must fail to start, not take
        # half of the calls.
        ("grpc.so_reuseport", int(config.workers > 1)),
        ("grpc.keepalive_time_ms", KEEPALIVE_MS),
        ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", MIN_PING_INTERVAL_MS),
        ("grpc.server_handshake_timeout_ms", HANDSHAKE_TIMEOUT_MS),
    ]
