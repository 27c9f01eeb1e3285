"""Arbitrary messages of any type of the contract, made from its descriptors; half of their values are plausible."""

from collections.abc import Callable
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st

from remitpb.v1 import bounds_pb2

DEEPEST: Final = 5
MOST_ELEMENTS: Final = 3

PLAUSIBLE: Final = (
    "", "a", "r0", "agent", "user", "tool", "agent:r0", "user:ann", "tool:execute", "tool:*", "*", "openai", "gpt-4o",
    "openai/gpt-4o", "USD", "EUR", "0.5", "{}", '{"a": [1, 2.5, null]}', "[[[]]]", '{"a":1,"a":2}', "UTC", "Europe/Paris",
    "tool-user", "tool-user@agent:r0", "run-1", "ses_1", "apr_1", "man_1", "key_1", "dec_" + "0" * 32, "res_" + "0" * 32,
    "roles: [", "roles: []", "x" * 129, "x" * 5_000, "\u0000", "é🦉", "'; DROP TABLE ledger; --", "%", "../../etc/passwd",
)  # fmt: skip
EDGES: Final = (0, 1, 2, 50, 1_000, -1, 10**9, 2**31 - 1, -(2**31))
WIDE_EDGES: Final = (*EDGES, 10**12, 9 * 10**18, 2**63 - 1, -(2**63))

texts = st.sampled_from(PLAUSIBLE) | st.text(max_size=20)
blobs = st.binary(max_size=40) | texts.map(str.encode)

_SCALARS: Final[dict[int, st.SearchStrategy[Any]]] = {
    FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
    FieldDescriptor.CPPTYPE_INT32: st.sampled_from(EDGES) | st.integers(-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: st.sampled_from(WIDE_EDGES) | st.integers(-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: st.integers(0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: st.integers(0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_DOUBLE: st.floats(),
    FieldDescriptor.CPPTYPE_FLOAT: st.floats(width=32),
}


_INTEGERS: Final = frozenset(
    {
        FieldDescriptor.CPPTYPE_INT32,
        FieldDescriptor.CPPTYPE_INT64,
        FieldDescriptor.CPPTYPE_UINT32,
        FieldDescriptor.CPPTYPE_UINT64,
    }
)
_FORMED: Final = {
    bounds_pb2.Bounds.FORMAT_ID: (
        "r0",
        "web-search",
        "run-1",
        "agent:r0",
        "tool-user",
        "day",
        "gpt-4o",
        "openai",
        "q1",
        "q2",
    ),
    bounds_pb2.Bounds.FORMAT_ACTION: ("tool:execute", "tool:list", "model:call", "payment:send"),
    bounds_pb2.Bounds.FORMAT_JSON: ("{}", '{"a": 1}', '{"to": "eve@example.com"}', "[]", "null"),
    bounds_pb2.Bounds.FORMAT_DECIMAL: ("0", "0.5", "12.25"),
    bounds_pb2.Bounds.FORMAT_CURRENCY: ("USD", "EUR"),
    bounds_pb2.Bounds.FORMAT_TIME_ZONE: ("UTC", "Europe/Paris"),
}


_KNOWN: Final[dict[str, tuple[Any, ...]]] = {
    "remit.v1.Entity.type": ("agent", "agent", "user", "service", "tool", "role", "team"),
    "google.type.Money.currency_code": ("USD", "USD", "EUR"),
    "google.type.Money.units": (0, 1, 5),
    "google.type.Money.nanos": (0, 1, 999_999_999),
    "google.protobuf.Duration.seconds": (1, 60, 3_600),
    "google.protobuf.Duration.nanos": (0,),
    "google.protobuf.Timestamp.seconds": (0, 1_795_000_000),
    "google.protobuf.Timestamp.nanos": (0, 1),
}


def scalars(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    """Return values that the wire can carry in a field."""
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return blobs if field.type == FieldDescriptor.TYPE_BYTES else texts
    if field.enum_type is not None:
        return st.integers(0, len(field.enum_type.values)) | st.sampled_from((99, -1, 2**31 - 1))
    return _SCALARS[field.cpp_type]


def well_formed(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    """Return values that the field's declared bounds let pass, most of the time."""
    bounds = field.GetOptions().Extensions[bounds_pb2.bounds]
    if bounds.format in _FORMED:
        formed: st.SearchStrategy[str] = st.sampled_from(_FORMED[bounds.format])
        if bounds.format == bounds_pb2.Bounds.FORMAT_ID:
            formed |= st.uuids().map(str)
        return formed.map(str.encode) if field.type == FieldDescriptor.TYPE_BYTES else formed
    if field.full_name in _KNOWN:
        return st.sampled_from(_KNOWN[field.full_name])
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING and bounds.pattern:
        return st.from_regex(f"\\A(?:{bounds.pattern})\\Z", alphabet=st.characters(max_codepoint=126))
    if field.enum_type is not None:
        return st.integers(1, max(1, len(field.enum_type.values) - 1))
    if field.cpp_type in _INTEGERS:
        least = bounds.minimum if bounds.HasField("minimum") else 0
        most = bounds.maximum if bounds.HasField("maximum") else 1_000
        return st.integers(int(least), int(most))
    return scalars(field)


@st.composite
def messages(draw: st.DrawFn, descriptor: Descriptor, depth: int = 0) -> Message:
    """Draw a message: what must be set and be so formed mostly is, so that many get past the door."""
    message = GetMessageClass(descriptor)()
    formed = draw(st.integers(0, 3)) > 0
    fields = [field for field in descriptor.fields if depth < DEEPEST or field.message_type is None]
    if not fields:
        return message
    chosen = draw(st.lists(st.sampled_from(fields), max_size=6, unique_by=lambda one: one.number))
    if formed:
        chosen += [field for field in fields if _needed(field) and field not in chosen]
    for field in chosen:
        value = well_formed if formed else scalars
        if field.is_repeated:
            _draw_repeated(draw, message, field, depth, value)
        elif field.message_type is not None:
            getattr(message, field.name).CopyFrom(draw(messages(field.message_type, depth + 1)))
        else:
            setattr(message, field.name, draw(value(field)))
    return message


def _needed(field: FieldDescriptor) -> bool:
    """Whether a message is refused without it; of a oneof, its first member."""
    bounds = field.GetOptions().Extensions[bounds_pb2.bounds]
    if bounds.required or bounds.min_items:
        return True
    oneof = field.containing_oneof
    needed = oneof is not None and oneof.GetOptions().Extensions[bounds_pb2.one_required]
    return bool(needed and oneof is not None and oneof.fields[0] is field)


def _draw_repeated(
    draw: st.DrawFn,
    message: Message,
    field: FieldDescriptor,
    depth: int,
    value: Callable[[FieldDescriptor], Any],
) -> None:
    many = getattr(message, field.name)
    for _ in range(draw(st.integers(0, MOST_ELEMENTS))):
        if field.message_type is None:
            many.append(draw(value(field)))
        elif field.message_type.GetOptions().map_entry:
            entry = field.message_type.fields_by_name["value"]
            if entry.message_type is None:
                many[draw(texts)] = draw(scalars(entry))
        else:
            many.add().CopyFrom(draw(messages(field.message_type, depth + 1)))
