"""What gRPC puts into HTTP/2: prefixed messages, metadata, timeouts, statuses. Pure; source: gRPC's PROTOCOL-HTTP2.

Never trusts a length before it is compared with a limit.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

import grpc

PREFIX_BYTES: Final = 5
"""Before each message: whether it is compressed, and its length in four bytes."""

Headers = list[tuple[bytes, bytes]]
Metadata = Sequence[tuple[str, str | bytes]]

CONTENT_TYPE: Final = b"application/grpc"
_BINARY: Final = "-bin"
_RESERVED: Final = frozenset(
    {b"content-type", b"host", b"te", b"grpc-timeout", b"grpc-encoding", b"grpc-accept-encoding"}
)
_TIMEOUT: Final = re.compile(rb"([0-9]{1,8})([HMSmun])").fullmatch
_SECONDS: Final = {b"H": 3_600.0, b"M": 60.0, b"S": 1.0, b"m": 1e-3, b"u": 1e-6, b"n": 1e-9}
_PLAIN: Final = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
_GZIP: Final = 16 + zlib.MAX_WBITS


class MalformedError(Exception):
    """What came is not gRPC; the text says what, for the peer."""


class TooLargeError(Exception):
    """A message is larger than any that is taken."""


def metadata_of(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str | bytes]]:
    """Return what a caller sent beside its message, but for what is the protocol's own.

    Raises:
        MalformedError: when a value is not ASCII, or a binary one is not base64.
    """
    found: list[tuple[str, str | bytes]] = []
    for name, value in headers:
        if name in _RESERVED:
            continue
        try:
            key, text = name.decode("ascii"), value.decode("ascii")
        except UnicodeDecodeError:
            raise MalformedError("metadata must be ASCII") from None
        if not key.endswith(_BINARY):
            found.append((key, text))
            continue
        # Several values of one name may have been joined on their way.
        found += [(key, _from_base64(part.strip(" "))) for part in text.split(",")]
    return found


def is_grpc(content_type: bytes) -> bool:
    """Tell whether a content type is gRPC's own: `application/grpc`, or with a suffix, but not gRPC-Web's."""
    return content_type == CONTENT_TYPE or content_type.startswith((CONTENT_TYPE + b"+", CONTENT_TYPE + b";"))


def header_of(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """Return the first value of a header; empty when there is none."""
    for name, value in headers:
        if name == wanted:
            return value
    return b""


def timeout_of(value: bytes) -> float:
    """Return the seconds that `grpc-timeout` gives: `299m` is 0.299.

    Raises:
        MalformedError: when it is not of that form.
    """
    match = _TIMEOUT(value)
    if match is None:
        raise MalformedError("grpc-timeout must be up to eight digits and a unit, such as 500m")
    return int(match[1]) * _SECONDS[match[2]]


def framed(message: bytes) -> bytes:
    """Return a message with its prefix, not compressed."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def taken(body: bytes | bytearray, *, limit: int, encoding: bytes) -> tuple[bytes, int] | None:
    """Return the first message of a body and how many bytes it took; None while it is not whole.

    Args:
        body: what has come so far.
        limit: bytes that a message may have, unpacked.
        encoding: `grpc-encoding` of the call: empty, `identity` or `gzip`.

    Raises:
        TooLargeError: as soon as its length is known to be beyond `limit`.
        MalformedError: when it is compressed otherwise than it says.
    """
    if len(body) < PREFIX_BYTES:
        return None
    length = int.from_bytes(body[1:PREFIX_BYTES], "big")
    if length > limit:
        raise TooLargeError
    end = PREFIX_BYTES + length
    if len(body) < end:
        return None
    message = bytes(body[PREFIX_BYTES:end])
    if body[0] == 0:
        return message, end
    if body[0] != 1 or encoding != b"gzip":
        raise MalformedError("the message is compressed otherwise than grpc-encoding says")
    return _unpacked(message, limit), end


def status_trailers(code: grpc.StatusCode, details: str, *, metadata: Metadata) -> Headers:
    """Return what ends a call: its status, and what goes beside it."""
    number: int = code.value[0]
    trailers: Headers = [(b"grpc-status", str(number).encode())]
    if details:
        trailers.append((b"grpc-message", quote(details, safe=_PLAIN).encode()))
    return trailers + encoded(metadata)


def encoded(metadata: Metadata) -> Headers:
    """Return metadata as headers."""
    return [
        (key.encode(), _to_base64(value) if key.endswith(_BINARY) else _text(value).encode())
        for key, value in metadata
    ]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("ascii")


def _to_base64(value: str | bytes) -> bytes:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).rstrip(b"=")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except binascii.Error:
        raise MalformedError("binary metadata must be base64") from None


def _unpacked(message: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(message, limit + 1)
    except zlib.error:
        raise MalformedError("the message is not gzip") from None
    if len(plain) > limit:
        raise TooLargeError
    if not unpacker.eof:
        raise MalformedError("the message is cut off")
    return plain
