"""One call on a connection, as the wrappers of `interceptors.py` know it from gRPC: a context. Knows no frame."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

import grpc
import structlog
import zttp

from remit.clock import monotonic
from remit.server.call import Handler
from remit.server.http2.messages import Headers, Metadata, framed, status_trailers

HEADERS: Final[Headers] = [(b"content-type", b"application/grpc")]
"""Begins each answer."""
_ENDED_WELL: Final[Headers] = [(b"grpc-status", b"0")]
HIGH_WATER: Final = 65_536
"""Bytes of one stream that may wait for its reader before the service waits with them."""
MESSAGE_COST: Final = 64
"""Bytes that a message counts beside its own: many empty ones fill memory, too."""
NO_ERROR: Final = 0x0

_log: Final[Any] = structlog.get_logger("remit.server")


class Wire(Protocol):
    """The connection of a stream."""

    peer: str
    """`ipv4:127.0.0.1:5000`."""

    def flush(self) -> None:
        """Send soon what was written."""
        ...

    def hold(self, size: int) -> None:
        """Take note of bytes that came and wait to be read; less than 0 when they were."""
        ...

    def forget(self, stream: "Stream") -> None:
        """Take note that a call has ended."""
        ...

    async def writable(self, stream: "Stream") -> None:
        """Wait until the peer has read most of what was written on a stream."""
        ...

    @property
    def security(self) -> Mapping[str, Sequence[bytes]]:
        """The client's certificate as gRPC's own context has it, in PEM; nothing without one."""
        ...


@dataclass(frozen=True, slots=True)
class Served:
    """What answers a call, and what it is given."""

    run: Callable[[Any, Any], Awaitable[bytes | None]]
    """Given the one message, or None, and the call; returns the one answer, or None when it wrote its answers."""
    unary: bool
    """Whether it takes one message, whole, before it begins."""

    @staticmethod
    def of(handler: Handler) -> "Served":
        """Return a handler as gRPC knows it."""
        run = handler.stream_stream or handler.unary_stream or handler.unary_unary
        return Served(cast("Any", run), not handler.request_streaming)


class Stream:
    """A call under way: it has its message, or goes on getting some."""

    __slots__ = (
        "_arrived", "_cancelled", "_code", "_deadline", "_details", "_done", "_gone", "_handle", "_messages", "_metadata",
        "_over", "_sent", "_started", "_task", "_timer", "_trailing", "_unread", "_wire", "body", "encoding", "id", "served",
    )  # fmt: skip

    def __init__(
        self, wire: Wire, handle: zttp.Stream, *, served: Served, metadata: Metadata, timeout: float | None
    ) -> None:
        """Begin a call that has not been handed over yet; `timeout` is in seconds, None for ever."""
        self.id = handle.stream_id
        self.served = served
        self.body = bytearray()
        """What has come and is no whole message yet."""
        self.encoding = b""
        self._wire = wire
        self._handle = handle
        self._metadata = metadata
        self._deadline = None if timeout is None else monotonic() + timeout
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._code: grpc.StatusCode | None = None
        self._details = ""
        self._trailing: Metadata = ()
        self._sent = False
        self._started = False
        self._cancelled = False
        self._done = False
        self._gone = False
        self._messages: deque[bytes] = deque()
        self._unread = 0
        self._over = False
        self._arrived: asyncio.Event | None = None

    def begin(self, raw: bytes | None) -> None:
        """Hand the call over: with its message, or None when it goes on getting some."""
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(self._run(raw))
        if self._deadline is not None:
            self._timer = loop.call_later(max(0.0, self._deadline - monotonic()), self._expire)

    @property
    def begun(self) -> bool:
        """Whether it was handed over."""
        return self._task is not None

    @property
    def task(self) -> "asyncio.Task[None] | None":
        """What runs it; None before it begins."""
        return self._task

    @property
    def parked(self) -> int:
        """Bytes that wait for the peer's permission."""
        return self._handle.pending_bytes or 0

    @property
    def held(self) -> int:
        """Bytes that came and were not handed over yet."""
        return len(self.body) + self._unread

    def feed(self, message: bytes) -> None:
        """Take one more message of a call that gets several."""
        self._messages.append(message)
        self._unread += len(message) + MESSAGE_COST
        self._wire.hold(len(message) + MESSAGE_COST)
        if self._arrived is not None:
            self._arrived.set()

    def close_input(self) -> None:
        """Take note that its caller sends nothing more."""
        self._over = True
        if self._arrived is not None:
            self._arrived.set()

    def vanish(self) -> None:
        """End it: its caller is gone, and must hear nothing more of it."""
        self._gone = True
        self._wire.hold(-self.held)
        self.body.clear()
        self._messages.clear()
        self._unread = 0
        self.cancel()

    def cancel(self) -> None:
        """End it: nobody waits for it any more."""
        if self._cancelled or self._done:
            return
        self._cancelled = True
        if self._task is not None:
            self._task.cancel()
            if not self._started:
                # asyncio ends a task that has not begun without running a line of it.
                self._finish(None)

    def refuse(self, code: grpc.StatusCode, details: str) -> None:
        """Answer with a status that no service gave."""
        self._code, self._details = code, details
        self._finish(None)

    def _expire(self) -> None:
        self._code, self._details = grpc.StatusCode.DEADLINE_EXCEEDED, "the deadline has passed"
        self.cancel()

    async def _run(self, raw: bytes | None) -> None:
        self._started = True
        answer = None
        try:
            answer = await self.served.run(raw, self)
        except asyncio.CancelledError:
            self._cancelled = True
        except Exception:  # noqa: BLE001  whatever it is, its caller must hear an end
            # Wrappers turn every error into a status; one that did not must still end the call.
            _log.exception("a call failed outside its service")
            self._code, self._details = grpc.StatusCode.INTERNAL, "internal error"
        finally:
            self._finish(answer)

    def _finish(self, answer: bytes | None) -> None:
        self._done = True
        if self._timer is not None:
            self._timer.cancel()
        if self._cancelled and answer is None and self._code is None:
            # A service may end without a word when it is cancelled: that is no end of its own.
            self._code = grpc.StatusCode.CANCELLED
        if not self._gone:
            with suppress(zttp.LocalProtocolError):  # the connection is gone: nobody hears the answer
                self._end(answer)
        self._wire.forget(self)
        self._wire.flush()

    def _end(self, answer: bytes | None) -> None:
        handle, code = self._handle, self._code
        if code is None or code is grpc.StatusCode.OK:
            if not self._sent:
                handle.send_response(200, HEADERS)
            if answer is not None:
                handle.send_data(framed(answer))
            handle.end_message([*_ENDED_WELL, *_extra(self._trailing)] if self._trailing else _ENDED_WELL)
        else:
            trailers = status_trailers(code, self._details, metadata=self._trailing)
            if self._sent:
                handle.end_message(trailers)
            else:
                handle.send_response(200, HEADERS + trailers, end_stream=True)
        if not self._over and not handle.pending_bytes:
            # Nothing that it still sends is read; without a word it might wait for permission to send it.
            handle.reset(NO_ERROR)

    # What follows is what wrappers and services use of gRPC's own context.

    def invocation_metadata(self) -> Metadata:
        """Return what the caller sent beside its message."""
        return self._metadata

    def peer(self) -> str:
        """Return the caller's address, `ipv4:127.0.0.1:5000`."""
        return self._wire.peer

    def auth_context(self) -> Mapping[str, Sequence[bytes]]:
        """Return the client's certificate as gRPC's own context has it, in PEM; nothing without one."""
        return self._wire.security

    def time_remaining(self) -> float | None:
        """Return seconds until the caller stops waiting, 0 or more; None when the call has no deadline."""
        return None if self._deadline is None else max(0.0, self._deadline - monotonic())

    def cancelled(self) -> bool:
        """Tell whether the caller is gone, or waits no more."""
        return self._cancelled

    def code(self) -> grpc.StatusCode | None:
        """Return how the call ends, as it was said; None as long as nobody said it."""
        return self._code

    def trailing_metadata(self) -> Metadata:
        """Return what goes beside the status."""
        return self._trailing

    def set_code(self, code: grpc.StatusCode) -> None:
        """Say how the call ends."""
        self._code = code

    def set_details(self, details: str) -> None:
        """Say why, for a human."""
        self._details = details

    def set_trailing_metadata(self, metadata: Sequence[tuple[str, str | bytes]]) -> None:
        """Say what goes beside the status."""
        self._trailing = metadata

    async def write(self, message: bytes) -> None:
        """Send one message of a stream; waits while its reader is far behind."""
        if self._cancelled:
            raise asyncio.CancelledError
        try:
            if not self._sent:
                self._sent = True
                self._handle.send_response(200, HEADERS)
            self._handle.send_data(framed(message))
        except zttp.LocalProtocolError:
            self._cancelled = True
            raise asyncio.CancelledError from None
        self._wire.flush()
        await self._wire.writable(self)

    async def read(self) -> Any:  # noqa: ANN401  bytes, or gRPC's own mark of the end
        """Return the next message of a call that gets several; `grpc.aio.EOF` when none follows."""
        while not self._messages:
            if self._over:
                return grpc.aio.EOF
            self._arrived = self._arrived or asyncio.Event()
            self._arrived.clear()
            await self._arrived.wait()
        message = self._messages.popleft()
        self._unread -= len(message) + MESSAGE_COST
        self._wire.hold(-len(message) - MESSAGE_COST)
        return message


def _extra(metadata: Metadata) -> Headers:
    return status_trailers(grpc.StatusCode.OK, "", metadata=metadata)[1:]
