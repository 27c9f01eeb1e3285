"""Roles and bindings between the wire and the inside."""

from dataclasses import replace
from typing import Final

from remit.administration.binding import new_binding
from remit.administration.etag import etag_of
from remit.policy.model import Binding, Permission, PermissionEffect, Role
from remit.server.convert.entity import MEMBERS, from_entity, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import policy_pb2 as pb

FIELDS: Final = ("display_name", "description", "permissions", "inherits")
"""What an update of a role may change."""

EVERY_RESOURCE: Final = "*"

_EFFECTS: Final = {
    PermissionEffect.ALLOW: pb.PERMISSION_EFFECT_ALLOW,
    PermissionEffect.DENY: pb.PERMISSION_EFFECT_DENY,
}


def from_role(message: pb.Role, before: Role | None = None) -> Role:
    """Return a role as it shall be; what Remit sets stays as it was `before`."""
    return replace(
        before or Role(message.role_id),
        display_name=message.display_name,
        description=message.description,
        permissions=tuple(map(_from_permission, message.permissions)),
        inherits=tuple(dict.fromkeys(message.inherits)),
    )


def to_role(role: Role) -> pb.Role:
    """Return a role."""
    return pb.Role(
        role_id=role.id,
        display_name=role.display_name,
        description=role.description,
        permissions=map(_to_permission, role.permissions),
        inherits=role.inherits,
        created_at=to_made(role.created_at),
        updated_at=to_made(role.updated_at),
        etag=etag_of(role),
    )


def _from_permission(message: pb.Permission) -> Permission:
    denies = message.effect == pb.PERMISSION_EFFECT_DENY
    effect = PermissionEffect.DENY if denies else PermissionEffect.ALLOW
    return Permission(message.action, message.resource or EVERY_RESOURCE, effect)


def _to_permission(permission: Permission) -> pb.Permission:
    return pb.Permission(
        action=permission.action, resource=permission.resource, effect=_EFFECTS[permission.effect]
    )


def from_binding(message: pb.Binding) -> Binding:
    """Return the binding that is asked for."""
    member = from_entity(message.member, "binding.member", types=MEMBERS)
    expires_at = from_time(message.expires_at) if message.HasField("expires_at") else None
    return new_binding(message.role_id, member, expires_at=expires_at)


def to_binding(binding: Binding) -> pb.Binding:
    """Return a binding."""
    return pb.Binding(
        binding_id=binding.id,
        role_id=binding.role,
        member=to_entity(binding.member),
        expires_at=to_time(binding.expires_at),
        created_at=to_made(binding.created_at),
        updated_at=to_made(binding.updated_at),
        etag=etag_of(binding),
    )
