"""Puts messages together from parts that are bytes already. Never reads one.

Protobuf merges messages that follow each other, so a part that was written once need not be built again.
"""

from typing import Final

from google.protobuf.descriptor import Descriptor

_DELIMITED: Final = 2
"""Wire type of messages, text and bytes: their length comes first."""
_SEVEN_BITS: Final = 0x7F


def tag_of(message: Descriptor, field: str) -> bytes:
    """Return what stands before a message, text or bytes in a field."""
    return _varint(message.fields_by_name[field].number << 3 | _DELIMITED)


def nested(tag: bytes, body: bytes) -> bytes:
    """Return a message as the field of another."""
    length = len(body)
    return tag + (_LENGTHS[length] if length < _KNOWN_LENGTHS else _varint(length)) + body


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > _SEVEN_BITS:
        written.append(number & _SEVEN_BITS | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


_KNOWN_LENGTHS: Final = 1_024
_LENGTHS: Final = tuple(_varint(length) for length in range(_KNOWN_LENGTHS))
