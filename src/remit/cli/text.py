"""Values of the contract as people read them. Never prints, never shortens an id."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.text import Text

_GOOD: Final = frozenset(
    {"ALLOW", "ACTIVE", "APPROVED", "SUCCEEDED", "SUCCESS", "PASS", "VERIFIED", "OPEN", "SETTLED", "RECORDED"}
)
_BAD: Final = frozenset(
    {
        "DENY",
        "DENIED",
        "REJECTED",
        "FAILED",
        "FAILURE",
        "FAIL",
        "BLOCKED",
        "REVOKED",
        "LOST",
        "SUSPENDED",
        "DELETED",
    }
)
_CAUTION: Final = frozenset(
    {
        "NEEDS_APPROVAL",
        "PENDING",
        "WARNING",
        "WAITING",
        "EXPIRED",
        "DEGRADED",
        "CANCELLED",
        "RUNNING",
        "SUPERSEDED",
    }
)


_PERCENT: Final = "_percent"


def text_at(message: Any, path: str) -> str:  # noqa: ANN401  any message of the contract
    """Return the text of a field, given as a dotted path: `scope_entity`, `error.code`; empty when absent."""
    first, _, rest = path.partition(".")
    field = message.DESCRIPTOR.fields_by_name[first]
    if field.has_presence and not message.HasField(first):
        return ""
    value = getattr(message, first)
    return text_at(value, rest) if rest else field_text(field, value)


def rows_of(message: Any, indent: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  as text_at
    """Yield name and text of each field that is set, those of inner messages below them."""
    for field, value in message.ListFields():
        name = indent + heading(field.name)
        if not _is_plain_message(field):
            yield name, field_text(field, value)
            continue
        for number, one in enumerate(value if field.is_repeated else [value], 1):
            yield f"{name} {number}" if field.is_repeated else name, ""
            yield from rows_of(one, indent + "  ")


def field_text(field: Any, value: Any) -> str:  # noqa: ANN401  a field descriptor and its value
    """Return the text of a field's value; elements of a list are joined by commas."""
    if field.message_type and field.message_type.GetOptions().map_entry:
        return ", ".join(f"{key}={value[key]}" for key in sorted(value))
    if field.is_repeated:
        return ", ".join(_one(field, item) for item in value)
    return _one(field, value)


def heading(name: str) -> str:
    """Return a field's name as a heading: `role_id` becomes `role`, `used_percent` becomes `used`."""
    last = name.rpartition(".")[2] or name
    for suffix in ("_id", "_at", _PERCENT):
        last = last.removesuffix(suffix)
    return last.replace("_", " ")


def styled(text: str) -> "Text":
    """Return a text in the colour of what it says, where it is the name of a state."""
    from rich.text import Text

    for words, style in ((_GOOD, "green"), (_BAD, "red"), (_CAUTION, "yellow")):
        if text in words:
            return Text(text, style=style)
    return Text(text)


def time_text(value: Any) -> str:  # noqa: ANN401  a Timestamp
    """Return a point in time in UTC, to the second: `2026-11-21 04:03:09Z`."""
    return value.ToDatetime().strftime("%Y-%m-%d %H:%M:%SZ")  # type: ignore[no-any-return]


def span_text(value: Any) -> str:  # noqa: ANN401  a Duration
    """Return a length of time: `1h30m`, `15m`, `1.5s`, `7d`."""
    seconds, text = value.seconds, ""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    rest = seconds + value.nanos / 1_000_000_000
    return text + (f"{rest:g}s" if rest or not text else "")


def _one(field: Any, value: Any) -> str:  # noqa: ANN401  as field_text
    if field.enum_type:
        return _enum(field.enum_type, value)
    if field.message_type:
        known = _SPECIAL.get(field.message_type.full_name)
        return known(value) if known else "; ".join(f"{name} {text}".strip() for name, text in rows_of(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, bytes):
        return value.hex()
    if field.name.endswith(_PERCENT):
        return f"{value} %"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _enum(enum: Any, number: int) -> str:  # noqa: ANN401  an enum descriptor
    known = enum.values_by_number.get(number)
    if known is None:
        return str(number)
    zero = enum.values_by_number[0].name
    return "" if number == 0 else str(known.name.removeprefix(zero.removesuffix("UNSPECIFIED")))


def _entity(value: Any) -> str:  # noqa: ANN401
    return f"{value.type}:{value.id}" if value.type or value.id else ""


def _model(value: Any) -> str:  # noqa: ANN401
    return f"{value.provider}/{value.model}" if value.provider else str(value.model)


def _money(value: Any) -> str:  # noqa: ANN401
    from remit.client import money_text

    return money_text(value)


def _amount(value: Any) -> str:  # noqa: ANN401
    from remit.client import amount_text

    return amount_text(value)


def _permission(value: Any) -> str:  # noqa: ANN401
    denies = (
        "not " if _enum(value.DESCRIPTOR.fields_by_name["effect"].enum_type, value.effect) == "DENY" else ""
    )
    return f"{denies}{value.action}" + (f"@{value.resource}" if value.resource not in {"", "*"} else "")


def _window(value: Any) -> str:  # noqa: ANN401
    burst = f" (burst {value.burst:,})" if value.HasField("burst") else ""
    return f"{value.limit:,}/{span_text(value.period)}{burst}"


def _threshold(value: Any) -> str:  # noqa: ANN401
    action = _enum(value.DESCRIPTOR.fields_by_name["action"].enum_type, value.action)
    return f"{value.percent}% {action.lower().replace('_', ' ')}"


_SPECIAL: Final[dict[str, Callable[[Any], str]]] = {
    "google.protobuf.Timestamp": time_text,
    "google.protobuf.Duration": span_text,
    "google.type.Money": _money,
    "remit.v1.Amount": _amount,
    "remit.v1.Entity": _entity,
    "remit.v1.ModelRef": _model,
    "remit.v1.Permission": _permission,
    "remit.v1.RateWindow": _window,
    "remit.v1.Threshold": _threshold,
}


def _is_plain_message(field: Any) -> bool:  # noqa: ANN401  a field descriptor
    kind = field.message_type
    return bool(kind) and kind.full_name not in _SPECIAL and not kind.GetOptions().map_entry
