"""Messages as JSON: protobuf's mapping, with the field names of the contract. Never shortens anything."""

import json
from typing import Any, TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message

MessageT = TypeVar("MessageT", bound=Message)


def to_plain(message: Message) -> dict[str, Any]:
    """Return a message as JSON values: 64-bit integers as text, bytes as base64, times as RFC 3339.

    What is absent is left out, but empty lists are there: a program can iterate without asking.
    """
    plain: dict[str, Any] = json_format.MessageToDict(message, preserving_proto_field_name=True)
    for field in message.DESCRIPTOR.fields:
        if field.is_repeated:
            plain.setdefault(field.name, {} if _is_map(field) else [])
    return plain


def to_json(message: Message, *, indent: int | None = None) -> str:
    """Return a message as JSON text, on one line unless `indent` is given."""
    return json.dumps(to_plain(message), indent=indent, ensure_ascii=False)


def from_plain(kind: type[MessageT], value: Any) -> MessageT:  # noqa: ANN401  whatever a document held; it is checked here
    """Return the message that JSON values stand for.

    Raises:
        ValueError: when they do not fit `kind`; the text says where.
    """
    if not isinstance(value, dict):
        raise ValueError(f"must be an object with the fields of {kind.DESCRIPTOR.name}")  # noqa: TRY004  one error for whoever reads documents
    try:
        return json_format.ParseDict(value, kind())
    except json_format.ParseError as error:
        raise ValueError(str(error)) from None


def _is_map(field: Any) -> bool:  # noqa: ANN401  a field descriptor, whose two implementations share no type
    return bool(field.message_type and field.message_type.GetOptions().map_entry)
