"""Which fields an update changes: a field mask laid over what is there. Knows no noun."""

from collections.abc import Sequence
from typing import TypeVar, cast

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from remit.errors import InvalidFieldError

M = TypeVar("M", bound=Message)

EVERYTHING = "*"
"""The path that names every writable field."""


def merged(current: M, wanted: M, *, mask: FieldMask | None, writable: Sequence[str]) -> M:
    """Return what is there with the wanted fields in it.

    Args:
        current: as stored; left as it is.
        wanted: as sent.
        mask: which fields to take over; one that is named but not set is cleared. None: every writable one
            that is set.
        writable: paths of the fields that may be changed, such as `display_name` or `settings.time_zone`.

    Raises:
        InvalidFieldError: at `update_mask`, when a path is unknown or not writable.
    """
    result = type(current)()
    result.CopyFrom(current)
    paths = [path for path in writable if _is_set(wanted, path)] if mask is None else _paths(mask, writable)
    for path in paths:
        _take(result, wanted, path=path)
    return result


def _paths(mask: FieldMask, writable: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for path in mask.paths:
        below = [one for one in writable if path in {EVERYTHING, one} or one.startswith(f"{path}.")]
        if not below:
            message = f"update_mask names {path[:100]!r}, which is no field that can be changed"
            raise InvalidFieldError(message, field="update_mask")
        found.update(dict.fromkeys(below))
    return list(found)


def _is_set(message: Message, path: str) -> bool:
    *parents, name = path.split(".")
    for parent in parents:
        if not message.HasField(parent):
            return False
        message = cast("Message", getattr(message, parent))
    return any(field.name == name for field, _ in message.ListFields())


def _take(result: Message, wanted: Message, *, path: str) -> None:
    """Make one field of `result` what it is in `wanted`: copied when it is set, else cleared."""
    *parents, name = path.split(".")
    given = _is_set(wanted, path)
    for parent in parents:
        # Clearing below a parent that is not there must not bring an empty parent into being.
        if not given and not result.HasField(parent):
            return
        result, wanted = getattr(result, parent), getattr(wanted, parent)
    result.ClearField(name)
    if given:
        part = type(result)()
        _copy(part, wanted, name=name)
        result.MergeFrom(part)


def _copy(part: Message, wanted: Message, *, name: str) -> None:
    """Copy one field by itself, of whatever kind it is."""
    part.CopyFrom(wanted)
    for field in part.DESCRIPTOR.fields:
        if field.name != name:
            part.ClearField(field.name)
