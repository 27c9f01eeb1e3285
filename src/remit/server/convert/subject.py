"""Subjects between the wire and the inside. Refuses the malformed; never asks who is there."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.administration.rights import Holding
from remit.identity.model import State, Subject, is_active
from remit.policy.model import PermissionEffect
from remit.server.convert.entity import from_optional, ref_of, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb

FIELDS: Final = ("entity.attributes_json", "display_name", "owner", "expires_at", "labels")
"""What an update may change."""

TYPES: Final = {
    core.SUBJECT_TYPE_USER: "user:",
    core.SUBJECT_TYPE_AGENT: "agent:",
    core.SUBJECT_TYPE_SERVICE: "service:",
    core.SUBJECT_TYPE_SYSTEM: "system:",
}
"""How references of a type begin."""


def from_subject(message: pb.Subject, before: Subject | None = None) -> Subject:
    """Return a subject as it shall be; what Remit sets stays as it was `before`."""
    base = before or Subject(ref_of(message.entity, "subject.entity"))
    return replace(
        base,
        display_name=message.display_name,
        attributes_json=message.entity.attributes_json,
        owner=from_optional(message.owner, "subject.owner"),
        expires_at=from_time(message.expires_at) if message.HasField("expires_at") else None,
        labels=dict(message.labels),
    )


def to_subject(subject: Subject, at: int) -> pb.Subject:
    """Return a subject as it stands at an instant."""
    entity = to_entity(subject.id)
    if entity is not None:
        entity.attributes_json = subject.attributes_json
    return pb.Subject(
        entity=entity,
        display_name=subject.display_name,
        state=_state(subject, at),
        suspend_reason=subject.suspend_reason,
        owner=to_entity(subject.owner),
        expires_at=to_time(subject.expires_at),
        labels=subject.labels,
        created_at=to_made(subject.created_at),
        updated_at=to_made(subject.updated_at),
        etag=etag_of(subject),
    )


def to_permissions(holdings: Iterable[Holding]) -> list[pb.EffectivePermission]:
    """Return what somebody holds, and through which role and member."""
    return [
        pb.EffectivePermission(
            action=one.permission.action,
            resource=one.permission.resource,
            denies=one.permission.effect is PermissionEffect.DENY,
            role_id=one.role,
            through=to_entity(one.through),
        )
        for one in holdings
    ]


def is_in_state(subject: Subject, state: "pb.SubjectState.ValueType", *, at: int) -> bool:
    """Tell whether a subject is in a state at an instant."""
    return _state(subject, at) == state


def _state(subject: Subject, at: int) -> "pb.SubjectState.ValueType":
    if subject.state is State.SUSPENDED:
        return pb.SUBJECT_STATE_SUSPENDED
    return pb.SUBJECT_STATE_ACTIVE if is_active(subject, at) else pb.SUBJECT_STATE_EXPIRED
