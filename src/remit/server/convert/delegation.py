"""Delegations between the wire and the inside, and the chains of them that decisions looked at."""

from collections.abc import Iterable, Iterator
from typing import Final

from remit.administration.delegation import GrantState, state_of
from remit.identity.delegation import EVERY_ACTION, EVERY_RESOURCE, Chain
from remit.identity.model import Delegation
from remit.server.convert.entity import from_entity, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_time, to_time
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import policy_decision_service_pb2 as plane

_STATES: Final = {
    GrantState.ACTIVE: pb.DELEGATION_STATE_ACTIVE,
    GrantState.EXPIRED: pb.DELEGATION_STATE_EXPIRED,
    GrantState.REVOKED: pb.DELEGATION_STATE_REVOKED,
}


def from_delegation(message: pb.Delegation, grantor: str, *, parent: Delegation | None) -> Delegation:
    """Return the grant that is asked for: the grantor's own, or what passes `parent` on."""
    return Delegation(
        "",
        parent.owner if parent else grantor,
        from_entity(message.delegate, "delegation.delegate"),
        actions=tuple(dict.fromkeys(message.actions)),
        resources=tuple(dict.fromkeys(message.resources)),
        expires_at=from_time(message.expires_at) if message.HasField("expires_at") else None,
        depth=message.further_depth + 1,
        passed_by=grantor if parent else "",
        parent_id=parent.delegation_id if parent else "",
    )


def to_delegation(grant: Delegation, at: int) -> pb.Delegation:
    """Return a grant as it stands at an instant."""
    return pb.Delegation(
        delegation_id=grant.delegation_id,
        grantor=to_entity(grant.grantor),
        delegate=to_entity(grant.delegate),
        actions=() if grant.actions == EVERY_ACTION else grant.actions,
        resources=() if grant.resources == EVERY_RESOURCE else grant.resources,
        further_depth=grant.depth - 1,
        parent_delegation_id=grant.parent_id,
        expires_at=to_time(grant.expires_at),
        state=to_state(grant, at),
        created_at=to_made(grant.created_at),
        revoked_at=to_time(grant.revoked_at),
        on_behalf_of=to_entity(grant.owner),
    )


def to_state(grant: Delegation, at: int) -> "pb.DelegationState.ValueType":
    """Return whether a grant counts at an instant."""
    return _STATES[state_of(grant, at)]


def to_chain(links: Chain) -> Iterator[plane.DelegationLink]:
    """Return the grants of a chain, outermost first; one without an id is vouched for by a token."""
    for link in links:
        yield plane.DelegationLink(
            principal=to_entity(link.grantor),
            delegate=to_entity(link.delegate),
            proof=plane.DELEGATION_PROOF_GRANT if link.delegation_id else plane.DELEGATION_PROOF_TOKEN,
            grant_id=link.delegation_id,
            expires_at=to_time(link.expires_at),
        )


def to_links(links: Iterable[str]) -> Iterator[plane.DelegationLink]:
    """Return a chain as answers have it, from `grantor>delegate>grant>end`: no grant means a token, no end none."""
    for link in links:
        # Evidence of earlier versions has no end.
        grantor, delegate, grant, *end = link.split(">")
        yield plane.DelegationLink(
            principal=to_entity(grantor),
            delegate=to_entity(delegate),
            proof=plane.DELEGATION_PROOF_GRANT if grant else plane.DELEGATION_PROOF_TOKEN,
            grant_id=grant,
            expires_at=to_time(int(end[0])) if end and end[0] else None,
        )
