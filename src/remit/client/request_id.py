"""Ids that make calls repeatable, for callers who give none. Never changes an id that was given."""

import itertools
import os
import secrets
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

_OWN_ID: Final = "request_id"
_ITEM_IDS: Final = {
    "remit.v1.AuthorizeRequest": "request_id",
    "remit.v1.UsageRecord": "usage_id",
    "remit.v1.Step": "step_id",
}
"""Which field makes an item of a batch idempotent, by the item's type."""


class RequestIds:
    """Makes ids of this client alone, each sorting after the last: random ones would scatter over indexes."""

    __slots__ = ("_count", "_prefix")

    def __init__(self) -> None:
        """Take a random prefix."""
        self._prefix = secrets.token_hex(8)
        self._count = itertools.count(1)

    def new(self) -> str:
        """Return a new id of at most 64 characters."""
        # The process is part of it, since a fork would take prefix and count with it.
        return f"{self._prefix}-{os.getpid():x}-{next(self._count):012x}"


class IdFields:
    """Where requests of one type carry the ids that make them idempotent."""

    __slots__ = ("_items", "_own")

    def __init__(self, request: Descriptor) -> None:
        """Look for them in the descriptor."""
        self._own = _OWN_ID if _OWN_ID in request.fields_by_name else ""
        self._items = [
            (field.name, _ITEM_IDS[field.message_type.full_name])
            for field in request.fields
            if _is_repeated(field) and field.message_type and field.message_type.full_name in _ITEM_IDS
        ]

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._own or self._items)

    def missing(self, request: Message) -> bool:
        """Tell whether one that should be there is not."""
        return any(not getattr(place, name) for place, name in self._places(request))

    def fill(self, request: Message, ids: RequestIds) -> None:
        """Give a new id to each that is missing."""
        for place, name in self._places(request):
            if not getattr(place, name):
                setattr(place, name, ids.new())

    def _places(self, request: Message) -> list[tuple[Any, str]]:
        places: list[tuple[Any, str]] = [(request, self._own)] if self._own else []
        for field, name in self._items:
            places += [(item, name) for item in getattr(request, field)]
        return places


def _is_repeated(field: FieldDescriptor) -> bool:
    return field.is_repeated
