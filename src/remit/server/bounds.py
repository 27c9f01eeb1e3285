"""Holds messages against the bounds that the contract declares, compiled once. Reads nothing else.

What a bound means, `protos/remit/v1/bounds.proto` says; what fields mean together, the services check.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message

from remit.errors import BatchTooLargeError, InvalidFieldError, MissingFieldError, RemitError
from remit.server.value_rules import Rule, TextRule, length_of, message_rule, value_rules
from remitpb.v1 import bounds_pb2

Check: TypeAlias = Callable[[Message], None]
Matches: TypeAlias = Callable[[str], object]
"""Returns None for text that its rule refuses."""

_STATUS: Final = "google.rpc.Status"


def request_check(method: MethodDescriptor, max_batch_items: int = 1_000) -> Check:
    """Return what checks a request of `method`.

    Elements of a batch, each of which has an answer or error of its own, are only counted: see `check`.

    Args:
        method: whose requests.
        max_batch_items: what this server takes, where the contract would allow more.

    The returned function raises the errors of `check`, and BatchTooLargeError.
    """
    batches = frozenset(field.name for field in batch_fields(method))
    checker = _Checker(method.input_type)
    checker.compile(batches, max_batch_items)

    def check_request(message: Message) -> None:
        try:
            checker.check(message)
        except RemitError as error:
            raise _placed(error, error.field) from None

    return check_request


def check(message: Message, *, at: str = "") -> None:
    """Check one message, such as an element of a batch; `at` is where it stands, such as `records[3]`.

    Raises:
        MissingFieldError: when a required field or oneof is not set.
        InvalidFieldError: when a field breaks its bounds.
        UnknownEnumValueError: when an enum has a number that this server does not know.
        AmountOutOfRangeError: when money or a 64-bit integer is out of range.
        CurrencyUnknownError: when a currency is not one of ISO 4217.
        JsonInvalidError: when JSON text is malformed, too long or too deep.

    Each names the field by its path from `at`.
    """
    try:
        _checker(message.DESCRIPTOR).check(message)
    except RemitError as error:
        raise _placed(error, f"{at}.{error.field}" if at else error.field) from None


def batch_fields(method: MethodDescriptor) -> tuple[FieldDescriptor, ...]:
    """Return the request's fields whose elements are answered one by one, each with a result or a status."""
    answers = [
        field.message_type for field in method.output_type.fields if field.is_repeated and field.message_type
    ]
    if not any(_has_status(answer) for answer in answers):
        return ()
    return tuple(field for field in method.input_type.fields if field.is_repeated and field.message_type)


def _placed(error: RemitError, path: str) -> RemitError:
    """Return the error with its field's whole path, which its sentence begins with."""
    error.field = path
    error.message = f"{path} {error.message}"
    error.args = (error.message,)
    return error


def _has_status(descriptor: Descriptor) -> bool:
    return any(
        field.message_type is not None and field.message_type.full_name == _STATUS
        for field in descriptor.fields
    )


_ANYTHING: Final[tuple[None, None]] = (None, None)


class _Checker:
    """Checks messages of one type. Made empty and compiled afterwards, since types may contain themselves."""

    __slots__ = (
        "_demands",
        "_descriptor",
        "_never_empty",
        "_oneofs",
        "_required_presence",
        "_required_values",
        "_rules",
    )

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor
        self._rules: dict[FieldDescriptor, tuple[Matches | None, Rule]] = {}
        self._required_presence: tuple[str, ...] = ()
        self._never_empty: tuple[FieldDescriptor, ...] = ()
        self._required_values: tuple[str, ...] = ()
        self._oneofs: tuple[str, ...] = ()
        self._demands = False

    def compile(self, batches: frozenset[str] = frozenset(), max_batch_items: int = 0) -> None:
        """Read the descriptor's bounds."""
        for field in self._descriptor.fields:
            bounds = _bounds_of(field)
            rule = (
                _batch_rule(bounds, max_batch_items) if field.name in batches else _field_rule(field, bounds)
            )
            if rule is not None:
                self._rules[field] = (rule.matches if isinstance(rule, TextRule) else None, rule)
        required = [
            field for field in self._descriptor.fields if _bounds_of(field).required and not field.is_repeated
        ]
        self._never_empty = tuple(field for field in self._descriptor.fields if _bounds_of(field).min_items)
        self._required_presence = tuple(field.name for field in required if field.has_presence)
        self._required_values = tuple(field.name for field in required if not field.has_presence)
        self._oneofs = tuple(
            oneof.name
            for oneof in self._descriptor.oneofs
            if oneof.GetOptions().Extensions[bounds_pb2.one_required]
        )
        self._demands = bool(
            self._required_values or self._required_presence or self._never_empty or self._oneofs
        )

    def check(self, message: Message) -> None:
        """Raise at the first breach: what is missing first, then fields in the order of their numbers."""
        if self._demands:
            self._require(message)
        rules = self._rules
        for field, value in message.ListFields():
            matches, rule = rules.get(field, _ANYTHING)
            if rule is None or (matches is not None and matches(value) is not None):
                continue
            try:
                rule(value)
            except RemitError as error:
                error.field = _joined(field.name, error.field)
                raise

    def _require(self, message: Message) -> None:
        for name in self._required_values:
            if not getattr(message, name):
                raise MissingFieldError("must be set", field=name)
        for name in self._required_presence:
            if not message.HasField(name):
                raise MissingFieldError("must be set", field=name)
        for name in self._oneofs:
            if message.WhichOneof(name) is None:
                raise MissingFieldError("must be set: exactly one of its members", field=name)
        # An empty list is not among the fields that are set.
        for field in self._never_empty:
            if not getattr(message, field.name):
                raise InvalidFieldError(
                    f"must have at least {_bounds_of(field).min_items} items", field=field.name
                )


@cache
def _checker(descriptor: Descriptor) -> _Checker:
    checker = _Checker(descriptor)
    _UNDER_WAY[descriptor] = checker
    try:
        checker.compile()
    finally:
        del _UNDER_WAY[descriptor]
    return checker


_UNDER_WAY: Final[dict[Descriptor, _Checker]] = {}


def _bounds_of(field: FieldDescriptor) -> bounds_pb2.Bounds:
    return field.GetOptions().Extensions[bounds_pb2.bounds]


def _field_rule(field: FieldDescriptor, bounds: bounds_pb2.Bounds) -> Rule | None:
    entry = (
        field.message_type
        if field.message_type is not None and field.message_type.GetOptions().map_entry
        else None
    )
    if entry is not None:
        return _map_rule(entry, bounds)
    rule = _one_rule(field, bounds)
    return _repeated_rule(rule, bounds) if field.is_repeated else rule


def _one_rule(field: FieldDescriptor, bounds: bounds_pb2.Bounds) -> Rule | None:
    """Return what checks one value of a field, be it its only one or an element."""
    descriptor = field.message_type
    if descriptor is None:
        return _all(value_rules(field, bounds))
    if descriptor.full_name.startswith("google."):
        return message_rule(descriptor.full_name, bounds)
    checker = _UNDER_WAY.get(descriptor) or _checker(descriptor)
    return checker.check


def _all(rules: list[Rule]) -> Rule | None:
    if len(rules) <= 1:
        return rules[0] if rules else None
    each = tuple(rules)

    def check_all(value: Any) -> None:  # noqa: ANN401  of the field's type
        for rule in each:
            rule(value)

    return check_all


def _repeated_rule(rule: Rule | None, bounds: bounds_pb2.Bounds) -> Rule | None:
    count = _count_rule(bounds)
    if rule is None:
        return count

    def check_elements(values: Iterable[Any]) -> None:
        if count is not None:
            count(values)
        for index, value in enumerate(values):
            try:
                rule(value)
            except RemitError as error:
                error.field = f"[{index}].{error.field}" if error.field else f"[{index}]"
                raise

    return check_elements


def _map_rule(entry: Descriptor, bounds: bounds_pb2.Bounds) -> Rule:
    count = _count_rule(bounds)
    key_rule = _all(value_rules(entry.fields_by_name["key"], bounds.keys))
    value_rule = _one_rule(entry.fields_by_name["value"], bounds)

    def check_entries(entries: Mapping[Any, Any]) -> None:
        if count is not None:
            count(entries)
        for key in entries:
            try:
                if key_rule is not None:
                    key_rule(key)
                if value_rule is not None:
                    value_rule(entries[key])
            except RemitError as error:
                error.field = f"[{str(key)[:64]!r}]"
                raise

    return check_entries


def _count_rule(bounds: bounds_pb2.Bounds) -> Rule | None:
    if not (bounds.HasField("min_items") or bounds.HasField("max_items")):
        return None
    return length_of(
        "items", least=bounds.min_items, most=bounds.max_items if bounds.HasField("max_items") else None
    )


def _batch_rule(bounds: bounds_pb2.Bounds, max_items: int) -> Rule:
    limit = min(max_items, bounds.max_items) if bounds.HasField("max_items") else max_items
    least = bounds.min_items

    def check_count(values: Any) -> None:  # noqa: ANN401  a repeated field has no public type
        if len(values) > limit:
            raise BatchTooLargeError(
                f"has {len(values)} items, at most {limit} are taken; split it", limit=str(limit)
            )
        if len(values) < least:
            raise InvalidFieldError(f"must have at least {least} items")

    return check_count


def _joined(name: str, rest: str) -> str:
    if not rest:
        return name
    return name + rest if rest.startswith("[") else f"{name}.{rest}"
