"""The other end of a connection, made of bytes: sends any frame, right or wrong, and keeps what comes back."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from tests.server.test_calls import AUTHORIZE, question

DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITIZED = 0x1, 0x1, 0x4, 0x8, 0x20
NO_ERROR, PROTOCOL_ERROR, FLOW_CONTROL_ERROR, STREAM_CLOSED, REFUSED_STREAM, CANCEL, CALM = (
    0,
    1,
    3,
    5,
    7,
    8,
    11,
)
HEADER_TABLE_SIZE, MAX_STREAMS, INITIAL_WINDOW = 1, 3, 4
LARGEST_WINDOW: Final = 2**31 - 1
MAGIC: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PATIENCE: Final = 30.0
"""Seconds for what takes milliseconds on a machine with nothing else to do."""
_STATIC: Final = {8: ":status", 28: "content-length", 31: "content-type"}
"""Names of RFC 7541, appendix A, that answers here have."""
_STATUSES: Final = {8: b"200", 9: b"204", 10: b"206", 11: b"304", 12: b"400", 13: b"404", 14: b"500"}
"""Statuses there."""


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def literal(name: str, value: str | bytes) -> bytes:
    """Return a header without compression."""
    raw = value.encode() if isinstance(value, str) else value
    return b"\0" + _text(name.encode()) + _text(raw)


def _text(raw: bytes) -> bytes:
    return _number(len(raw), 7) + raw


def _number(number: int, bits: int) -> bytes:
    most = (1 << bits) - 1
    if number < most:
        return bytes((number,))
    written, number = bytearray((most,)), number - most
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*written, number))


def block(*more: tuple[str, str | bytes], path: str = AUTHORIZE, **pseudo: str) -> bytes:
    """Return the headers of a call by `agent`, with more behind; `method` and `content_type` may be others."""
    first = [
        (":method", pseudo.get("method", "POST")),
        (":scheme", "http"),
        (":path", path),
        (":authority", "here"),
    ]
    usual = [("content-type", pseudo.get("content_type", "application/grpc")), ("te", "trailers")]
    caller = [("authorization", "Bearer agent")]
    return b"".join(literal(name, value) for name, value in (*first, *usual, *caller, *more))


def message(session: str = "", *, padding: int = 0) -> bytes:
    """Return a question with its prefix: it is answered after `session` milliseconds, or when it is let go."""
    raw = question(session_id=session, labels={}).SerializeToString()
    raw += b"\xfa\x7f" + _varint(padding) + bytes(padding) if padding else b""
    return prefixed(raw)


def _varint(number: int) -> bytes:
    return _number(number, 7) if number < 0x7F else bytes((number & 0x7F | 0x80,)) + _varint(number >> 7)


def prefixed(raw: bytes, *, compressed: bool = False) -> bytes:
    """Return a message with its prefix."""
    return bytes((compressed,)) + len(raw).to_bytes(4, "big") + raw


def call(
    stream: int, body: bytes | None = None, *more: tuple[str, str | bytes], path: str = AUTHORIZE
) -> bytes:
    """Return the frames of a whole call."""
    whole = message() if body is None else body
    parts = [whole[at : at + 16_384] for at in range(0, len(whole), 16_384)] or [b""]
    opened = frame(HEADERS, END_HEADERS, stream, block(*more, path=path))
    middle = b"".join(frame(DATA, 0, stream, part) for part in parts[:-1])
    return opened + middle + frame(DATA, END_STREAM, stream, parts[-1])


def window(size: int, stream: int = 0) -> bytes:
    """Return the permission for so many bytes more."""
    return frame(WINDOW_UPDATE, 0, stream, size.to_bytes(4, "big"))


def reset(stream: int, code: int = CANCEL) -> bytes:
    """Return the end of a call without an answer."""
    return frame(RST, 0, stream, code.to_bytes(4, "big"))


def settings(**values: int) -> bytes:
    """Return settings, by names such as `initial_window`."""
    numbers = {"header_table_size": 1, "max_streams": 3, "initial_window": 4}
    raw = (numbers[name].to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in values.items())
    return frame(SETTINGS, 0, 0, b"".join(raw))


@dataclass
class Answer:
    """What came on one stream."""

    headers: dict[str, bytes] = field(default_factory=dict)
    """The last of each name, trailers too."""
    body: bytearray = field(default_factory=bytearray)
    ended: bool = False
    reset: int | None = None
    """The first code of all: what follows says that the stream is closed."""

    @property
    def status(self) -> int:
        """The status of gRPC; -1 without one."""
        return int(self.headers.get("grpc-status", b"-1"))

    @property
    def messages(self) -> list[bytes]:
        """The messages that are whole."""
        found, at = [], 0
        while at + 5 <= len(self.body):
            end = at + 5 + int.from_bytes(self.body[at + 1 : at + 5], "big")
            if end > len(self.body):
                break
            found.append(bytes(self.body[at + 5 : end]))
            at = end
        return found


class Peer:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Know nothing yet."""
        self._reader, self._writer = reader, writer
        self._news = asyncio.Event()
        self._task = asyncio.ensure_future(self._read())
        self.answers: dict[int, Answer] = {}
        self.settings: dict[int, int] = {}
        self.pongs: list[bytes] = []
        self.pings: list[bytes] = []
        self.goaways: list[tuple[int, int]] = []
        """Last stream and error code of each."""
        self.refills = 0
        self.closed = False
        self.quiet = False
        """Whether to send nothing by oneself."""

    def send(self, *parts: bytes) -> None:
        """Write bytes."""
        self._writer.write(b"".join(parts))

    async def drain(self) -> None:
        """Wait until the socket has taken most of what was written."""
        await self._writer.drain()

    def stop(self) -> None:
        """Read nothing more."""
        self._task.cancel()
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    @property
    def waiting(self) -> int:
        """Bytes that the socket has not taken."""
        return self._writer.transport.get_write_buffer_size()

    def end(self) -> None:
        """Close one's own half."""
        self.quiet = True
        self._writer.write_eof()

    async def until(self, met: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        """Wait for something that must come."""
        async with asyncio.timeout(patience):
            while not met():
                if self._task.done() and not self._task.cancelled():
                    self._task.result()
                    raise EOFError("the connection is closed", self.goaways)
                self._news.clear()
                await self._news.wait()

    async def answer(self, stream: int, *, patience: float = PATIENCE) -> Answer:
        """Wait for the end of a stream, or of the connection."""
        await self.until(lambda: self.closed or self.over(stream), patience=patience)
        return self.answers.setdefault(stream, Answer())

    def over(self, stream: int) -> bool:
        """Tell whether a stream has ended."""
        one = self.answers.get(stream)
        return one is not None and (one.ended or one.reset is not None)

    async def answers_a_call(self, stream: int, *, patience: float = PATIENCE) -> None:
        """Call, and find the answer as it should be."""
        self.send(call(stream))
        await self.finds(stream, patience=patience)

    async def finds(self, stream: int, *, patience: float = PATIENCE) -> None:
        """Find the answer to a question as it should be."""
        found = await self.answer(stream, patience=patience)
        assert (found.headers.get(":status"), found.status) == (b"200", 0), (found, self.goaways)
        assert found.messages == [b"\n\x04acme"]

    async def echoed(self) -> None:
        """Wait until all that was sent was read."""
        mark = len(self.pongs)
        self.send(frame(PING, 0, 0, b"%08d" % mark))
        await self.until(lambda: self.closed or len(self.pongs) > mark)

    async def close(self) -> None:
        """Go."""
        self._task.cancel()
        self._writer.transport.abort()
        await asyncio.wait({self._task})

    def _reply(self, raw: bytes) -> None:
        if not self.quiet:
            self.send(raw)

    async def _read(self) -> None:
        try:
            while True:
                head = await self._reader.readexactly(9)
                payload = await self._reader.readexactly(int.from_bytes(head[:3], "big"))
                self._take(head[3], head[4], int.from_bytes(head[5:], "big"), payload)
                self._news.set()
        except (asyncio.IncompleteReadError, OSError):
            self.closed = True
        finally:
            self._news.set()

    def _take(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        one = self.answers.setdefault(stream, Answer()) if stream else Answer()
        if kind == HEADERS:
            assert flags & END_HEADERS
            one.headers.update(_headers(payload))
        elif kind == DATA:
            one.body += payload
        elif kind == RST:
            one.reset = int.from_bytes(payload, "big") if one.reset is None else one.reset
        elif kind == GOAWAY:
            self.goaways.append((int.from_bytes(payload[:4], "big"), int.from_bytes(payload[4:8], "big")))
        else:
            self._take_more(kind, flags, payload)
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            assert not one.ended, "a stream ended twice"
            one.ended = True

    def _take_more(self, kind: int, flags: int, payload: bytes) -> None:
        if kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                number, value = payload[at : at + 2], payload[at + 2 : at + 6]
                self.settings[int.from_bytes(number, "big")] = int.from_bytes(value, "big")
            self._reply(frame(SETTINGS, ACK, 0))
        elif kind == PING and flags & ACK:
            self.pongs.append(payload)
        elif kind == PING:
            self.pings.append(payload)
            self._reply(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE:
            self.refills += 1
        else:
            assert kind == SETTINGS, kind


def _headers(raw: bytes) -> list[tuple[str, bytes]]:
    """Return headers; values that are written with Huffman's code stay as they are."""
    found, at = [], 0

    def number(bits: int) -> int:
        nonlocal at
        most = (1 << bits) - 1
        value, at = raw[at] & most, at + 1
        if value < most:
            return value
        shift = 0
        while True:
            value += (raw[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not raw[at - 1] & 0x80:
                return value

    def text() -> bytes:
        nonlocal at
        length = number(7)
        at += length
        return raw[at - length : at]

    while at < len(raw):
        if raw[at] & 0x80:
            found.append((":status", _STATUSES[number(7)]))
        elif raw[at] & 0xE0 == 0x20:
            assert number(5) == 0, "a table was asked for, of no size"
        else:
            index = number(6 if raw[at] & 0x40 else 4)
            name = _STATIC[index] if index else text().decode("latin-1")
            found.append((name, text()))
    return found


@asynccontextmanager
async def connected(address: str, *, greeting: bytes | None = None, receives: int = 0) -> AsyncIterator[Peer]:
    """Connect, and greet, by default with settings that ask for headers without a table.

    Args:
        address: `127.0.0.1:5000`.
        greeting: what is sent first.
        receives: bytes of the socket's own buffer, 0 for the system's choice.
    """
    host, _, port = address.rpartition(":")
    plain = socket.socket()
    if receives:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    plain.settimeout(0)
    await asyncio.get_running_loop().sock_connect(plain, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=plain, limit=receives or 65_536)
    peer = Peer(reader, writer)
    peer.send(MAGIC + settings(header_table_size=0) if greeting is None else greeting)
    try:
        yield peer
    finally:
        await peer.close()


def split(raw: bytes, at: Sequence[int]) -> list[bytes]:
    """Return bytes cut at these places."""
    edges = (0, *at, len(raw))
    return [raw[begin:end] for begin, end in pairwise(edges)]
