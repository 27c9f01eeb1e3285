"""What a condition may look at. Attributes stay JSON text until a path asks; nothing here decides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, Never

from remit.errors import JsonInvalidError
from remit.policy.number import read_decimal, read_integer

MOST_JSON_BYTES: Final = 64 * 1024
"""Bytes of one JSON text: a tool call with a page of text in it is below; a file belongs elsewhere."""

MOST_JSON_DEPTH: Final = 16
"""Arrays and objects within each other."""

NANOS_EXPONENT: Final = -9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(slots=True, eq=False)
class Facts:
    """One action as guardrails see it. Made for one decision, and read by one thread."""

    subject: str
    """`agent:researcher-7`."""
    action: str
    resource: str
    """`type:id`."""
    subject_attributes_json: str = ""
    """One JSON object; empty means none."""
    resource_attributes_json: str = ""
    arguments_json: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    data_classes: tuple[str, ...] = ()
    """Empty means that the action touches none."""
    estimate_money: int | None = None
    """Nano-units of the tenant's currency; None means unknown. Conditions see units, such as 2.5."""
    estimate_tokens: int | None = None
    estimate_model: str = ""
    """`<provider>/<model>`; empty means that none is called."""
    on_behalf_of: str = ""
    """`user:ann`; empty when the subject acts for itself."""
    session_id: str = ""
    run_id: str = ""
    now: int = 0
    """Microseconds since the epoch."""
    zone: tzinfo = UTC
    """The tenant's time zone."""
    _parsed: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    def subject_attributes(self) -> object:
        """Return the subject's attributes, read once; None when there are none."""
        return self._read("subject.attributes_json", self.subject_attributes_json)

    def resource_attributes(self) -> object:
        """Return the resource's attributes, read once; None when there are none."""
        return self._read("resource.attributes_json", self.resource_attributes_json)

    def arguments(self) -> object:
        """Return the arguments of the tool call, read once; None when there are none."""
        return self._read("arguments_json", self.arguments_json)

    def money(self) -> Decimal | None:
        """Return the estimate in units of currency, exactly; None when unknown."""
        return None if self.estimate_money is None else Decimal(self.estimate_money).scaleb(NANOS_EXPONENT)

    def local_time(self) -> datetime:
        """Return the instant in the tenant's zone."""
        return (_EPOCH + timedelta(microseconds=self.now)).astimezone(self.zone)

    def _read(self, name: str, text: str) -> object:
        if not text:
            return None
        if name not in self._parsed:
            self._parsed[name] = read_json(text, name)
        return self._parsed[name]


def read_json(text: str, field: str) -> object:
    """Read one JSON value: numbers as int or Decimal, exactly; objects as dict, arrays as list.

    Raises:
        JsonInvalidError: at `field`, when it is malformed, longer than 64 KiB, deeper than 16, has a key
            twice, an integer beyond ±(2^53−1), NaN or an infinity, or half of a surrogate pair.
    """
    try:
        _check_length(text)
        value: object = _DECODER.decode(text)
        _check_depth(value)
        if "\\u" in text:
            _check_surrogates(value)
    except RecursionError as error:
        raise JsonInvalidError(f"the JSON text is deeper than {MOST_JSON_DEPTH}", field=field) from error
    except ValueError as error:
        raise JsonInvalidError(f"the JSON text cannot be read: {_told(error)}", field=field) from error
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _constant(name: str) -> Never:
    raise ValueError(f"{name} is no JSON number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=read_integer, parse_float=read_decimal, parse_constant=_constant
)


def _children(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _check_length(text: str) -> None:
    if len(text) > MOST_JSON_BYTES or (not text.isascii() and len(text.encode()) > MOST_JSON_BYTES):
        raise ValueError(f"it is longer than {MOST_JSON_BYTES} bytes")


def _check_depth(value: object) -> None:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MOST_JSON_DEPTH):
        if not level:
            return
        level = [child for parent in level for child in _children(parent) if isinstance(child, (dict, list))]
    if level:
        raise ValueError(f"it is deeper than {MOST_JSON_DEPTH}")


def _check_surrogates(value: object) -> None:
    """Refuse text that has no UTF-8 form: it could be neither stored nor signed."""
    if isinstance(value, str):
        value.encode()
        return
    if isinstance(value, dict):
        for key in value:
            key.encode()
    for child in _children(value):
        _check_surrogates(child)


def _told(error: ValueError) -> str:
    """Say what is wrong, without echoing what may be a secret."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeError):
        return "half of a surrogate pair stands alone"
    return str(error)
