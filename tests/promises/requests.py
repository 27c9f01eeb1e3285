"""Requests of any RPC, made from its descriptor, in which all that names something names what a test wants.

Nothing here knows an RPC: one that is added is covered by its fields' names. Never sends anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor, OneofDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from remit.client import entity
from remitpb.v1 import bounds_pb2

DEEPEST: Final = 4
ENTITY: Final = "remit.v1.Entity"

_ENDINGS: Final = ("_id", "_ids", "_token", "cursor", "etag", "_hash", "secret", "inherits")
_SHOWN: Final = frozenset({"token", "state", "code"})
"""What somebody else was given, and shows."""

_NO_NAMES: Final = frozenset({"trace_id", "span_id"})
"""A caller's own numbers, which Remit never looks up."""

_ONCE: Final = frozenset({"request_id", "usage_id"})
"""What makes a call idempotent: a new one each time, else the answer to the first would be all that a test sees."""

_numbers = count()

_FORMED: Final = {
    bounds_pb2.Bounds.FORMAT_ACTION: "tool:execute",
    bounds_pb2.Bounds.FORMAT_JSON: "{}",
    bounds_pb2.Bounds.FORMAT_DECIMAL: "1",
    bounds_pb2.Bounds.FORMAT_CURRENCY: "USD",
    bounds_pb2.Bounds.FORMAT_TIME_ZONE: "UTC",
}
_PLAIN: Final[dict[str, Any]] = {
    "document": "roles: []", "action": "tool:execute", "unit": "request", "provider": "acme", "model": "any",
    "code_challenge": "a" * 43, "code_verifier": "a" * 43, "redirect_uri": "http://127.0.0.1:49152/",
    "action_digest": b"x" * 32,
}  # fmt: skip
"""What must be said and names nothing."""

_PARTS: Final[dict[str, dict[str, Any]]] = {
    "google.type.Money": {"currency_code": "USD", "units": 1},
    "google.protobuf.Duration": {"seconds": 60},
    "google.protobuf.Timestamp": {"seconds": 1_790_000_000},
}

Path = tuple[str, ...]
"""Names of fields, from the request down."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the fields of requests name."""

    values: Mapping[str, str | bytes]
    """By the field's name, or by `<RPC>.<field>` where that RPC's is another; the longer one counts."""
    entities: Mapping[str, str]
    """References, by the field's name; the empty name for all others."""

    def value(self, method: str, name: str) -> str | bytes:
        """Return what a field names; one that nobody thought of is an error, so that the test is made complete."""
        found = self.values.get(f"{method}.{name}", self.values.get(name))
        assert found is not None, f"say what {name} of {method} is to name"
        return found


def is_name(one: FieldDescriptor) -> bool:
    """Tell whether a field names something that exists somewhere, as far as its own name tells."""
    text = one.cpp_type == FieldDescriptor.CPPTYPE_STRING
    return text and (one.name in _SHOWN or (one.name.endswith(_ENDINGS) and one.name not in _NO_NAMES))


def name_paths(of: Descriptor, path: Path = ()) -> Iterator[Path]:
    """Yield the places of all that names something in a message."""
    for one in of.fields:
        inner = one.message_type
        if is_name(one) or (inner is not None and inner.full_name == ENTITY):
            yield (*path, one.name)
        elif inner is not None and is_ours(inner) and len(path) < DEEPEST:
            yield from name_paths(inner, (*path, one.name))


def request_of(method: MethodDescriptor, names: Names, *, only: Path | None = None, turn: int = 0) -> Message:
    """Return a request in which all that names something names what is given, and what must be said is said.

    Args:
        method: the RPC.
        names: what to name.
        only: name this alone beside what must be named; None names all that can be.
        turn: which of alternatives (`oneof`) to take, when all are as good.
    """
    request = GetMessageClass(method.input_type)()
    _Filler(names, method.name, only, turn).fill(request, ())
    return request


@dataclass(frozen=True, slots=True)
class _Filler:
    names: Names
    method: str
    only: Path | None
    turn: int

    def fill(self, message: Any, path: Path) -> None:
        for one in message.DESCRIPTOR.fields:
            at = (*path, one.name)
            alternatives = _oneof(one)
            if alternatives is not None and self._chosen(alternatives, path) is not one:
                continue
            if alternatives is not None or _needed(one) or self._on_the_way(at):
                self._set(message, one, at)

    def _set(self, message: Any, one: FieldDescriptor, at: Path) -> None:
        inner = one.message_type
        if inner is not None and inner.GetOptions().map_entry:
            return
        if one.name in _ONCE and at != self.only:
            self._put(message, one, f"mine-{next(_numbers)}")
        elif is_name(one):
            self._put(message, one, self.names.value(self.method, one.name))
        elif inner is None:
            if _needed(one) or _oneof(one) is not None:
                self._put(message, one, _plausible(one))
        elif inner.full_name == ENTITY:
            ref = self.names.entities.get(one.name, self.names.entities[""])
            self._part(message, one).CopyFrom(entity(ref))
        elif inner.full_name in _PARTS:
            if _needed(one) or _oneof(one) is not None:
                self._part(message, one).CopyFrom(GetMessageClass(inner)(**_PARTS[inner.full_name]))
        elif (
            is_ours(inner)
            and len(at) <= DEEPEST
            and (_needed(one) or _oneof(one) is not None or _names_any(inner))
        ):
            part = self._part(message, one)
            part.SetInParent()
            self.fill(part, at)

    def _put(self, message: Any, one: FieldDescriptor, value: Any) -> None:
        if one.type == FieldDescriptor.TYPE_BYTES and isinstance(value, str):
            value = value.encode()
        if one.is_repeated:
            getattr(message, one.name).append(value)
        else:
            setattr(message, one.name, value)

    def _part(self, message: Any, one: FieldDescriptor) -> Any:
        many = getattr(message, one.name)
        return many.add() if one.is_repeated else many

    def _on_the_way(self, at: Path) -> bool:
        return self.only is None or self.only[: len(at)] == at[: len(self.only)]

    def _chosen(self, oneof: OneofDescriptor, path: Path) -> FieldDescriptor | None:
        fields = list(oneof.fields)
        if self.only is None:
            return fields[self.turn % len(fields)]
        wanted = [one for one in fields if self.only[: len(path) + 1] == (*path, one.name)]
        must = oneof.GetOptions().Extensions[bounds_pb2.one_required]
        return wanted[0] if wanted else fields[0] if must else None


def _names_any(of: Descriptor) -> bool:
    return next(name_paths(of), None) is not None


def is_ours(of: Descriptor) -> bool:
    """Tell whether a message is of the contract itself, and no entry of a map."""
    return of.full_name.startswith("remit.") and not of.GetOptions().map_entry


def _needed(one: FieldDescriptor) -> bool:
    bounds = one.GetOptions().Extensions[bounds_pb2.bounds]
    return bool(bounds.required or bounds.min_items)


def _oneof(one: FieldDescriptor) -> OneofDescriptor | None:
    """The alternatives that a field is one of; `optional` alone makes none."""
    found = one.containing_oneof
    return None if found is None or found.name.startswith("_") else found


def _plausible(one: FieldDescriptor) -> Any:
    bounds = one.GetOptions().Extensions[bounds_pb2.bounds]
    if one.enum_type is not None:
        return one.enum_type.values[1].number
    if one.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return _PLAIN.get(one.name, _FORMED.get(bounds.format, "mine"))
    if one.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return True
    return max(1, int(bounds.minimum))
