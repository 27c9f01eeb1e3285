"""Tenants between the wire and the inside."""

from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.decision.tenant import Tenant
from remit.identity.model import State
from remit.server.convert.made import to_made
from remit.server.convert.settings import from_settings, to_settings
from remitpb.v1 import tenant_service_pb2 as pb

FIELDS: Final = (
    "display_name",
    "labels",
    *(f"settings.{field.name}" for field in pb.TenantSettings.DESCRIPTOR.fields),
)
"""What an update may change."""

_STATES: Final = {State.ACTIVE: pb.TENANT_STATE_ACTIVE, State.SUSPENDED: pb.TENANT_STATE_SUSPENDED}


def from_tenant(message: pb.Tenant, before: Tenant | None = None) -> Tenant:
    """Return a tenant as it shall be; what Remit sets stays as it was `before`."""
    base = before or Tenant(message.tenant_id)
    return replace(
        base,
        display_name=message.display_name,
        settings=from_settings(message.settings, base.settings),
        labels=dict(message.labels),
    )


def to_tenant(tenant: Tenant) -> pb.Tenant:
    """Return a tenant, with every default filled in."""
    return pb.Tenant(
        tenant_id=tenant.id,
        display_name=tenant.display_name,
        state=to_state(tenant),
        settings=to_settings(tenant.settings),
        labels=tenant.labels,
        suspend_reason=tenant.suspend_reason,
        created_at=to_made(tenant.created_at),
        updated_at=to_made(tenant.updated_at),
        etag=etag_of(tenant),
    )


def to_state(tenant: Tenant) -> "pb.TenantState.ValueType":
    """Return what has become of a tenant."""
    return _STATES[tenant.state]
