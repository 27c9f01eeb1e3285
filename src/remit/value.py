"""Values that are made for every decision. Never for what is kept: that is a frozen dataclass."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make a dataclass with slots, equality and a hash, that nobody writes to.

    The type checker sees to that, and no check at run time: a frozen dataclass sets each field by a call, which
    makes it take three to four times as long to build.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
