"""What one value of a field may be: numbers, text, enums, money, times. Never knows where it stands."""

import math
import re
import zoneinfo
from collections.abc import Callable, Sized
from functools import cache
from typing import Any, Final, TypeAlias

import orjson
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money

from remit.errors import (
    AmountOutOfRangeError,
    CurrencyUnknownError,
    InvalidFieldError,
    JsonInvalidError,
    MissingFieldError,
    UnknownEnumValueError,
)
from remit.money import CURRENCIES, MAX_NANOS, NANOS_PER_UNIT
from remitpb.v1 import bounds_pb2

Rule: TypeAlias = Callable[[Any], None]
"""Raises, with a path relative to the value, when the value breaks its bounds."""

MAX_JSON_BYTES: Final = 65_536
MAX_JSON_DEPTH: Final = 16

# Years 1 to 9999, as google.protobuf.Timestamp has it; and the Duration of the same file.
_FIRST_SECOND: Final = -62_135_596_800
_LAST_SECOND: Final = 253_402_300_799
_MAX_DURATION_SECONDS: Final = 315_576_000_000

_AMOUNT_TYPES: Final = frozenset({FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64})
_INTEGER_TYPES: Final = _AMOUNT_TYPES | {FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_UINT32}
_FLOAT_TYPES: Final = frozenset({FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT})


def value_rules(field: FieldDescriptor, bounds: bounds_pb2.Bounds) -> list[Rule]:
    """Return what a scalar or enum value of a field must pass, in order; none when anything will do."""
    kind = field.cpp_type
    rules: list[Rule] = []
    if bounds.required and (field.is_repeated or field.has_presence):
        rules.append(_not_empty)
    if kind == FieldDescriptor.CPPTYPE_ENUM and field.enum_type is not None:
        rules.append(_enum_rule(frozenset(field.enum_type.values_by_number)))
    elif kind == FieldDescriptor.CPPTYPE_STRING:
        rules += _text_rules(bounds, is_text=field.type == FieldDescriptor.TYPE_STRING)
    elif kind in _INTEGER_TYPES:
        error = AmountOutOfRangeError if kind in _AMOUNT_TYPES else InvalidFieldError
        rules += _range_rules(bounds, error)
    elif kind in _FLOAT_TYPES:
        rules.append(_is_finite)
    return rules


def message_rule(full_name: str, bounds: bounds_pb2.Bounds) -> Rule | None:
    """Return what a message of Google's must pass; None for a type with nothing to check."""
    least = bounds.minimum if bounds.HasField("minimum") else None
    most = bounds.maximum if bounds.HasField("maximum") else None
    if full_name == Money.DESCRIPTOR.full_name:
        return _money_rule(max(least or 0, 0), MAX_NANOS if most is None else most)
    if full_name == Duration.DESCRIPTOR.full_name:
        return _duration_rule(least, most)
    return _check_timestamp if full_name == Timestamp.DESCRIPTOR.full_name else None


def length_of(noun: str, *, least: int, most: int | None) -> Rule:
    """Return a rule for how many characters, bytes or items there must be."""
    said = f"at least {least} {noun}" if most is None else f"{least} to {most} {noun}"
    limit = math.inf if most is None else most

    def check_length(value: Sized) -> None:
        if not least <= len(value) <= limit:
            raise InvalidFieldError(f"must have {said}")

    return check_length


def _not_empty(value: object) -> None:
    if not value:
        raise MissingFieldError("must be set")


def _enum_rule(known: frozenset[int]) -> Rule:
    def check_enum(value: int) -> None:
        if value not in known:
            raise UnknownEnumValueError(
                f"has the value {value}, which this server does not know", value=str(value)
            )

    return check_enum


def _range_rules(
    bounds: bounds_pb2.Bounds, error: type[AmountOutOfRangeError | InvalidFieldError]
) -> list[Rule]:
    if not (bounds.HasField("minimum") or bounds.HasField("maximum")):
        return []
    least = bounds.minimum if bounds.HasField("minimum") else -math.inf
    most = bounds.maximum if bounds.HasField("maximum") else math.inf
    said = _range_said(bounds)

    def check_range(value: int) -> None:
        if not least <= value <= most:
            raise error(f"must be {said}")

    return [check_range]


def _range_said(bounds: bounds_pb2.Bounds) -> str:
    if not bounds.HasField("maximum"):
        return f"{bounds.minimum} or more"
    return (
        f"{bounds.minimum} to {bounds.maximum}" if bounds.HasField("minimum") else f"at most {bounds.maximum}"
    )


def _is_finite(value: float) -> None:
    if not math.isfinite(value):
        raise InvalidFieldError("must be a finite number")


def _text_rules(bounds: bounds_pb2.Bounds, *, is_text: bool) -> list[Rule]:
    has_length = bounds.HasField("min_length") or bounds.HasField("max_length")
    most = bounds.max_length if bounds.HasField("max_length") else None
    rules: list[Rule] = []
    if has_length and bounds.pattern and most is not None:
        rules.append(_word_rule(bounds.pattern, least=bounds.min_length, most=most))
    else:
        if has_length:
            rules.append(length_of("characters" if is_text else "bytes", least=bounds.min_length, most=most))
        if bounds.pattern:
            rules.append(TextRule(bounds.pattern, f"must match {bounds.pattern}"))
    if bounds.format:
        rules.append(_FORMATS[bounds.format]())
    return rules


class TextRule:
    """What text must match. Nearly every field is text: whoever asks `matches` first need not call the rule."""

    __slots__ = ("_said", "matches")

    def __init__(self, pattern: str, said: str) -> None:
        """Match the whole text; `said` is what it must do."""
        self.matches = re.compile(pattern, re.ASCII).fullmatch
        self._said = said

    def __call__(self, value: str) -> None:
        """Raise unless it matches."""
        if self.matches(value) is None:
            raise InvalidFieldError(self._said)


def _word_rule(pattern: str, *, least: int, most: int) -> Rule:
    """Return length and pattern as one rule: entity types and labels are in nearly every message."""
    said = f"must have {least} to {most} characters and match {pattern}"
    return TextRule(rf"(?=[\s\S]{{{least},{most}}}\Z)(?:{pattern})", said)


def _check_json(text: str) -> None:
    """Refuse what is no JSON at all; duplicate keys and large integers are refused where the text is read."""
    if len(text) > MAX_JSON_BYTES or (not text.isascii() and len(text.encode()) > MAX_JSON_BYTES):
        raise JsonInvalidError(f"must have at most {MAX_JSON_BYTES} bytes of JSON", limit=str(MAX_JSON_BYTES))
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise JsonInvalidError("must be JSON text of one value") from None
    # Only as many opening brackets can nest; almost no text has so many.
    if text.count("[") + text.count("{") > MAX_JSON_DEPTH and _depth(value) > MAX_JSON_DEPTH:
        raise JsonInvalidError(f"must be at most {MAX_JSON_DEPTH} levels deep", limit=str(MAX_JSON_DEPTH))


def _depth(value: Any) -> int:  # noqa: ANN401  any JSON value
    level, depth = [value], 0
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return depth


def _check_currency(text: str) -> None:
    if text not in CURRENCIES:
        raise CurrencyUnknownError("must be a currency code of ISO 4217, such as USD")


def _check_time_zone(text: str) -> None:
    if text not in _time_zones():
        raise InvalidFieldError("must be a zone of the IANA time zone database, such as Europe/Paris")


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


_FORMATS: Final[dict[int, Callable[[], Rule]]] = {
    bounds_pb2.Bounds.FORMAT_ID: lambda: TextRule(
        r"[A-Za-z0-9._\-/@:]{1,128}", "must be 1 to 128 characters of A-Z a-z 0-9 . _ - / @ :"
    ),
    bounds_pb2.Bounds.FORMAT_ACTION: lambda: TextRule(
        r"(?=.{1,128}\Z)[a-z][a-z0-9_]*:[a-z][a-z0-9_]*",
        "must be noun:verb, such as tool:execute, in lower case",
    ),
    bounds_pb2.Bounds.FORMAT_JSON: lambda: _check_json,
    bounds_pb2.Bounds.FORMAT_DECIMAL: lambda: TextRule(
        r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?", "must be a decimal number, such as 0.0625"
    ),
    bounds_pb2.Bounds.FORMAT_CURRENCY: lambda: _check_currency,
    bounds_pb2.Bounds.FORMAT_TIME_ZONE: lambda: _check_time_zone,
}


def _money_rule(least: int, most: int) -> Rule:
    def check_money(value: Money) -> None:
        units, nanos = value.units, value.nanos
        if not -NANOS_PER_UNIT < nanos < NANOS_PER_UNIT or (units < 0 < nanos) or (nanos < 0 < units):
            raise AmountOutOfRangeError("must have units and nanos of one sign, and less than 10^9 nanos")
        if not least <= units * NANOS_PER_UNIT + nanos <= most:
            raise AmountOutOfRangeError(f"must be {least} to {most} nano-units")
        if value.currency_code not in CURRENCIES:
            raise CurrencyUnknownError("must name a currency of ISO 4217, such as USD", field="currency_code")

    return check_money


def _duration_rule(least: int | None, most: int | None) -> Rule:
    lowest = -_MAX_DURATION_SECONDS if least is None else least
    highest = _MAX_DURATION_SECONDS if most is None else most

    def check_duration(value: Duration) -> None:
        seconds, nanos = value.seconds, value.nanos
        if not -NANOS_PER_UNIT < nanos < NANOS_PER_UNIT or (seconds < 0 < nanos) or (nanos < 0 < seconds):
            raise InvalidFieldError("must have seconds and nanos of one sign, and less than 10^9 nanos")
        if not lowest * NANOS_PER_UNIT <= seconds * NANOS_PER_UNIT + nanos <= highest * NANOS_PER_UNIT:
            raise InvalidFieldError(f"must be {lowest} to {highest} seconds")

    return check_duration


def _check_timestamp(value: Timestamp) -> None:
    if not (_FIRST_SECOND <= value.seconds <= _LAST_SECOND and 0 <= value.nanos < NANOS_PER_UNIT):
        raise InvalidFieldError("must be a time in the years 1 to 9999")
