"""References such as `agent:researcher-7` between the wire and the inside. Never asks who is there."""

from collections.abc import Collection, Sequence
from typing import Final

from remit.errors import InvalidFieldError, MissingFieldError
from remit.identity.entity import split_ref
from remitpb.v1 import core_pb2 as core

SUBJECTS: Final = frozenset({"user", "agent", "service"})
"""Who may be created, hold a credential and act. `system` is Remit itself."""

MEMBERS: Final = SUBJECTS | {"group", "team"}
"""To whom a role can be bound."""

APPROVERS: Final = SUBJECTS | {"group", "team", "role"}
"""Who can be asked to approve."""


def to_entity(ref: str) -> core.Entity | None:
    """Return a reference as an entity; an empty one stays absent."""
    if not ref:
        return None
    kind, _, identity = ref.partition(":")
    return core.Entity(type=kind, id=identity)


def from_entity(entity: core.Entity, field: str, *, types: Collection[str] = SUBJECTS) -> str:
    """Return an entity as a reference.

    Raises:
        MissingFieldError: when type or id is empty.
        InvalidFieldError: when the type is not one of `types`, or it brings attributes.
    """
    if entity.attributes_json:
        message = f"{field} names somebody; attributes belong to the subject itself"
        raise InvalidFieldError(message, field=f"{field}.attributes_json")
    return ref_of(entity, field, types=types)


def ref_of(entity: core.Entity, field: str, *, types: Collection[str] = SUBJECTS) -> str:
    """Return type and id of an entity as a reference, whatever its attributes.

    Raises:
        MissingFieldError: when type or id is empty.
        InvalidFieldError: when the type is not one of `types`.
    """
    if not entity.type or not entity.id:
        missing = f"{field}.id" if entity.type else f"{field}.type"
        message = f"{missing} must be set"
        raise MissingFieldError(message, field=missing)
    if entity.type not in types:
        message = f"{field}.type must be one of {', '.join(sorted(types))}"
        raise InvalidFieldError(message, field=f"{field}.type")
    ref = f"{entity.type}:{entity.id}"
    split_ref(ref, field, types=types)
    return ref


def from_optional(entity: core.Entity, field: str, *, types: Collection[str] = SUBJECTS) -> str:
    """Return an entity as a reference; one that is not set is empty."""
    return from_entity(entity, field, types=types) if entity.ByteSize() else ""


def from_entities(
    entities: Sequence[core.Entity], field: str, *, types: Collection[str] = SUBJECTS
) -> tuple[str, ...]:
    """Return entities as references, each once, in the order in which they first stand."""
    refs = (from_entity(one, f"{field}[{place}]", types=types) for place, one in enumerate(entities))
    return tuple(dict.fromkeys(refs))
