"""Delegations between the wire and the inside. What this version does not enforce, it refuses."""

from typing import Final

from remit.administration.delegation import GrantState, state_of
from remit.errors import NotImplementedHereError
from remit.identity.model import Delegation
from remit.server.convert.entity import from_entity, from_optional, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import identity_pb2 as pb

EVERY_ACTION: Final = ("*:*",)
"""All that both may."""

_STATES: Final = {
    GrantState.ACTIVE: pb.DELEGATION_STATE_ACTIVE,
    GrantState.EXPIRED: pb.DELEGATION_STATE_EXPIRED,
    GrantState.REVOKED: pb.DELEGATION_STATE_REVOKED,
}


def from_delegation(message: pb.Delegation, caller: str) -> Delegation:
    """Return the grant that is asked for; without a grantor it is the caller's.

    Raises:
        NotImplementedHereError: for what would not be enforced: patterns of resources, and grants passed on.
    """
    _refuse(bool(message.resources), "resources", what="limits on resources")
    _refuse(message.further_depth > 0, "further_depth", what="grants that are passed on")
    _refuse(bool(message.parent_delegation_id), "parent_delegation_id", what="grants that are passed on")
    return Delegation(
        "",
        from_optional(message.grantor, "delegation.grantor") or caller,
        from_entity(message.delegate, "delegation.delegate"),
        actions=tuple(dict.fromkeys(message.actions)) or EVERY_ACTION,
        expires_at=from_time(message.expires_at) if message.HasField("expires_at") else None,
    )


def to_delegation(grant: Delegation, at: int) -> pb.Delegation:
    """Return a grant as it stands at an instant."""
    return pb.Delegation(
        delegation_id=grant.delegation_id,
        grantor=to_entity(grant.owner),
        delegate=to_entity(grant.delegate),
        actions=() if grant.actions == EVERY_ACTION else grant.actions,
        further_depth=grant.depth - 1,
        expires_at=to_time(grant.expires_at),
        state=to_state(grant, at),
        created_at=to_made(grant.created_at),
        revoked_at=to_time(grant.revoked_at),
    )


def to_state(grant: Delegation, at: int) -> "pb.DelegationState.ValueType":
    """Return whether a grant counts at an instant."""
    return _STATES[state_of(grant, at)]


def _refuse(given: bool, field: str, *, what: str) -> None:  # noqa: FBT001  a finding, not a switch
    if given:
        message = f"delegation.{field}: {what} are not built in this version; leave it out"
        raise NotImplementedHereError(message, field=f"delegation.{field}")
