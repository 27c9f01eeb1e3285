"""One HTTP/2 connection: frames to calls, answers to frames, nothing without a limit. Knows no service."""

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import grpc
import structlog
import zttp

from remit.clock import monotonic
from remit.server.http2.limits import Shared
from remit.server.http2.messages import (
    Headers,
    MalformedError,
    TooLargeError,
    header_of,
    is_grpc,
    metadata_of,
    taken,
    timeout_of,
)
from remit.server.http2.stream import HIGH_WATER, NO_ERROR, Stream
from remit.server.http2.wear import Wear
from remit.server.tls import HTTP2

GOODBYE: Final = bytes.fromhex("0000080700000000007fffffff00000000")
"""GOAWAY with the highest stream there can be: begin nothing here any more; what is on its way is still answered."""
_PING: Final = bytes.fromhex("000008060000000000")
PING: Final = _PING + b"are you?"
_HEARD: Final = b"heard it"
HEARD: Final = _PING + _HEARD
"""After GOODBYE: once it is answered, nothing is on its way from a peer that had not heard the goodbye."""
HEARD_SECONDS: Final = 1.0
"""How long a peer has to answer it."""
ENCODINGS: Final = frozenset({b"", b"identity", b"gzip"})
_STREAM_CLOSED: Final = 0x5
_REFUSED_STREAM: Final = 0x7
_ENHANCE_YOUR_CALM: Final = 0xB

_log: Final[Any] = structlog.get_logger("remit.server")


class Connection(asyncio.Protocol):
    """One of them; used from one event loop alone."""

    def __init__(self, shared: "Shared[Connection]") -> None:
        """Be nobody's yet."""
        self._shared = shared
        self._loop = asyncio.get_running_loop()
        self._frames = zttp.Connection(zttp.SERVER, zttp.HTTP2)
        self._transport: asyncio.Transport = cast("asyncio.Transport", None)
        self._scheduled = False
        self._paused = False
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._unread: dict[int, Stream] = {}
        self._wear = Wear()
        self._going = False
        self._told = False
        self.held = 0
        """Bytes of messages that are not whole yet, or that no service has read."""
        self.streams: dict[int, Stream] = {}
        """Calls under way, and those whose message is not whole yet."""
        self.peer = ""
        self.security: Mapping[str, Sequence[bytes]] = {}
        """The client's certificate as gRPC's own context has it, in PEM; nothing without one."""
        self.since = self.heard = monotonic()
        """When it began, and when something came last."""
        self.greeted = False
        """Whether the peer has shown that it speaks HTTP/2."""
        self.pinged = False
        """Whether it was asked whether it is alive, and has not answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)
        self.peer = _peer_of(transport.get_extra_info("peername"))
        secured = transport.get_extra_info("ssl_object")
        if secured is not None:
            if secured.selected_alpn_protocol() != HTTP2:
                self._transport.abort()
                return
            self.security = _security_of(secured)
        self._shared.connections.add(self)
        self._frames.initiate_connection()
        self._send()
        if self._shared.leaving:
            self.say_goodbye()

    def connection_lost(self, error: Exception | None) -> None:
        """End all calls: nobody hears their answers."""
        del error
        self._shared.connections.discard(self)
        for stream in list(self.streams.values()):
            self._drop(stream)
        self._wake()
        self._shared.emptied()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self.heard, self.pinged = monotonic(), False
        frames = self._frames
        try:
            frames.receive_data(data)
            while (event := frames.next_event()) is not zttp.NEED_DATA:
                if event is zttp.CONNECTION_CLOSED:
                    self._end()
                    return
                take = _TAKE.get(type(event))
                if take is not None:
                    take(self, event)
        except zttp.ProtocolError as error:
            _log.debug("connection closed for what it sent", peer=self.peer, why=str(error))
            self._end()
            return
        self.flush()

    def eof_received(self) -> bool:
        """Close with the peer: gRPC knows no half-closed connection."""
        return False

    def pause_writing(self) -> None:
        """Let streams wait: the socket takes no more. Nor is anything taken from one that reads no answers."""
        self._paused = True
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Let streams go on."""
        self._paused = False
        if not self._transport.is_closing():
            self._transport.resume_reading()
        self._wake()

    def flush(self) -> None:
        """Send what was written, once for all that is written in this round of the loop."""
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._send)

    def _send(self) -> None:
        self._scheduled = False
        data = self._frames.data_to_send()
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def close(self, code: int = NO_ERROR) -> None:
        """Send what was written, tell which call was the last, and close."""
        if not self._transport.is_closing():
            self._frames.close(code)
            self._end()

    def _end(self) -> None:
        """Send what was written, in it zttp's own last word, and close."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """Close at once, whatever was written."""
        self._transport.abort()

    def say_goodbye(self) -> None:
        """Tell the peer to begin nothing here any more, and close once it has heard that and nothing is under way."""
        if not self._going and not self._transport.is_closing():
            self._going = True
            self._transport.write(GOODBYE + HEARD)
            self._loop.call_later(HEARD_SECONDS, self._heard)

    def _heard(self) -> None:
        self._told = True
        self.close_if_idle()

    def close_if_idle(self) -> None:
        """Close when the peer knows, nothing is under way, and all that was answered has left."""
        if self._told and not self.streams and not self._frames.has_pending_send():
            self.close()

    def ask(self) -> None:
        """Ask the peer whether it is alive."""
        self.pinged = True
        self._transport.write(PING)

    def look(self) -> None:
        """Take note that a new while begins for pings and settings."""
        self._wear.look()

    def hold(self, size: int) -> None:
        """Take note of bytes that came and wait to be read; less than 0 when they were."""
        self.held += size
        self._shared.limits.holding += size

    def forget(self, stream: Stream) -> None:
        """Take note that a call has ended."""
        if self.streams.pop(stream.id, None) is None:
            return
        self.hold(-stream.held)
        if stream.parked:
            self._leave_unread(stream)
        if self._going and not self.streams:
            self._loop.call_soon(self.close_if_idle)
            self._loop.call_soon(self._shared.emptied)

    def _leave_unread(self, stream: Stream) -> None:
        """Keep an answer until its reader permits it; one that asks for ever more and reads nothing is closed."""
        self._unread = {one.id: one for one in (*self._unread.values(), stream) if one.parked}
        if len(self._unread) > 1 and sum(map(_parked, self._unread.values())) > self._shared.limits.unread:
            _log.debug("connection closed for what it does not read", peer=self.peer)
            self._loop.call_soon(self.abort)

    def shed(self) -> None:
        """Give up the call that holds the most."""
        greatest = max(self.streams.values(), key=lambda one: one.held)
        details = "too much is on its way to this server; retry later"
        self._refuse(greatest, grpc.StatusCode.RESOURCE_EXHAUSTED, details=details)

    async def writable(self, stream: Stream) -> None:
        """Wait until the peer has read most of what was written on a stream."""
        while self._paused or stream.parked > HIGH_WATER:
            if self._transport.is_closing():
                raise asyncio.CancelledError
            waiting = self._waiting[stream.id] = self._loop.create_future()
            try:
                await waiting
            finally:
                self._waiting.pop(stream.id, None)

    def _wake(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result(None)

    def _drop(self, stream: Stream) -> None:
        """End a call that nobody waits for."""
        stream.vanish()
        if not stream.begun:
            self.forget(stream)

    def on_settings(self, _: zttp.Settings) -> None:
        """Take note that the peer speaks HTTP/2."""
        self.greeted = True
        self._answer()

    def on_ping(self, ping: zttp.Ping) -> None:
        """Take note of what zttp answers by itself, and of an answer."""
        if not ping.ack:
            self._answer()
        elif self._going and ping.data == _HEARD:
            self._heard()

    def _answer(self) -> None:
        if self._wear.control():
            _log.debug("connection closed for its pings and settings", peer=self.peer)
            self.close(_ENHANCE_YOUR_CALM)

    def on_request(self, request: zttp.Request) -> None:
        """Begin a call, or say why not."""
        handle = self._frames.stream(request.stream_id)
        headers = cast("Headers", request.headers)
        if self._shared.leaving or self._wear.out:
            handle.reset(_REFUSED_STREAM)
            return
        if self._wear.call():
            self.say_goodbye()
        if request.method != b"POST" or not is_grpc(header_of(headers, b"content-type")):
            handle.send_response(405 if request.method != b"POST" else 415, [], end_stream=True)
            if not request.end_stream:
                handle.reset(NO_ERROR)
            return
        stream = self._opened(request, handle, headers=headers)
        if stream is None:
            return
        self.streams[request.stream_id] = stream
        if stream.encoding not in ENCODINGS:
            stream.set_trailing_metadata([("grpc-accept-encoding", "identity,gzip")])
            stream.refuse(grpc.StatusCode.UNIMPLEMENTED, "grpc-encoding must be identity or gzip")
        elif sum(len(name) + len(value) for name, value in headers) > self._shared.limits.metadata:
            stream.refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, "the metadata is too large")
        elif not stream.served.unary:
            stream.begin(None)
        elif request.end_stream:
            stream.refuse(grpc.StatusCode.INTERNAL, "the call has no message")

    def _opened(self, request: zttp.Request, handle: zttp.Stream, *, headers: Headers) -> Stream | None:
        """Return the call that headers begin; None when it was refused for them."""
        served = self._shared.handlers.get(request.path, self._shared.unknown)
        try:
            given = header_of(headers, b"grpc-timeout")
            timeout = timeout_of(given) if given else None
            stream = Stream(self, handle, served=served, metadata=metadata_of(headers), timeout=timeout)
        except MalformedError as error:
            stream = Stream(self, handle, served=served, metadata=(), timeout=None)
            stream.refuse(grpc.StatusCode.INTERNAL, str(error))
            return None
        stream.encoding = header_of(headers, b"grpc-encoding")
        if request.end_stream:
            stream.close_input()
        return stream

    def on_data(self, data: zttp.Data) -> None:
        """Take a part of a call's messages."""
        stream = self.streams.get(data.stream_id)
        # A call that was handed over, or refused, has its message: what comes besides is not kept.
        if stream is None or stream.cancelled() or (stream.begun and stream.served.unary):
            return
        limits = self._shared.limits
        stream.body += data.data
        self.hold(len(data.data))
        if stream.served.unary:
            if len(stream.body) > limits.message:
                self._take(stream)
        else:
            while self._take(stream):
                pass
        if limits.holding > limits.held:
            self._shared.make_room()

    def _take(self, stream: Stream) -> bool:
        """Take one whole message, if there is one."""
        limits = self._shared.limits
        try:
            found = taken(stream.body, limit=limits.message, encoding=stream.encoding)
        except TooLargeError:
            details = f"a message may have {limits.message} bytes at most"
            self._refuse(stream, grpc.StatusCode.RESOURCE_EXHAUSTED, details=details)
            return False
        except MalformedError as error:
            self._refuse(stream, grpc.StatusCode.INTERNAL, details=str(error))
            return False
        if found is None:
            return False
        message, used = found
        del stream.body[:used]
        self.hold(-used)
        if stream.served.unary:
            stream.begin(message)
        else:
            stream.feed(message)
        return True

    def _refuse(self, stream: Stream, code: grpc.StatusCode, *, details: str) -> None:
        if stream.begun:
            stream.set_code(code)
            stream.set_details(details)
            stream.cancel()
        else:
            stream.refuse(code, details)

    def on_end(self, end: zttp.EndOfMessage) -> None:
        """Take note that a call's messages are all there."""
        stream = self.streams.get(end.stream_id)
        if stream is None:
            return
        stream.close_input()
        if stream.served.unary and not stream.begun and not self._take(stream) and stream.id in self.streams:
            self._refuse(stream, grpc.StatusCode.INTERNAL, details="the call has no whole message")

    def on_reset(self, reset: zttp.RstStream) -> None:
        """End a call that its caller gave up."""
        # With these zttp also tells what it rejected itself, which it does not count.
        if reset.error_code not in (_REFUSED_STREAM, _STREAM_CLOSED) and self._wear.reset():
            self.say_goodbye()
        stream = self.streams.get(reset.stream_id)
        if stream is not None:
            self._drop(stream)

    def on_window(self, _: zttp.WindowUpdate) -> None:
        """Go on with what waited for the peer's permission."""
        if self._waiting:
            self._wake()
        if self._going:
            self._loop.call_soon(self.close_if_idle)


_TAKE: Final[dict[type[Any], Callable[[Connection, Any], None]]] = {
    zttp.Request: Connection.on_request,
    zttp.Data: Connection.on_data,
    zttp.EndOfMessage: Connection.on_end,
    zttp.RstStream: Connection.on_reset,
    zttp.WindowUpdate: Connection.on_window,
    zttp.Settings: Connection.on_settings,
    zttp.Ping: Connection.on_ping,
}


def _parked(stream: Stream) -> int:
    return stream.parked


def _security_of(secured: ssl.SSLObject) -> Mapping[str, Sequence[bytes]]:
    der = secured.getpeercert(binary_form=True)
    return {"x509_pem_cert": [ssl.DER_cert_to_PEM_cert(der).encode("ascii")]} if der else {}


def _peer_of(name: object) -> str:
    """Return an address as gRPC writes it: `ipv4:127.0.0.1:5000`, `ipv6:%5B::1%5D:5000`; empty for a Unix socket."""
    if not isinstance(name, tuple):
        return ""
    host, port = str(name[0]), name[1]
    return f"ipv6:%5B{host}%5D:{port}" if ":" in host else f"ipv4:{host}:{port}"
