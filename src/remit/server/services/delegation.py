"""Delegations: who may act on behalf of whom."""

from typing import Final

from remit.administration import delegation as delegations
from remit.administration.listing import Query, page_of, read_all
from remit.identity.authenticate import require_scope
from remit.identity.model import Delegation
from remit.server.call import Call
from remit.server.convert.delegation import from_delegation, to_delegation, to_state
from remit.server.convert.entity import from_optional
from remit.server.services.desk import Service, caller
from remitpb.v1 import identity_service_pb2 as pb

GRANT_FOR_OTHERS: Final = "delegation:create"
"""The permission, on the grantor, to grant what is another's. One's own needs none: it exceeds neither."""


class DelegationCalls(Service):
    """Delegations."""

    async def CreateDelegation(
        self, request: pb.CreateDelegationRequest, call: Call
    ) -> pb.CreateDelegationResponse:
        """Record that one may act for another: for the caller, or for a grantor with the permission on it."""
        desk, principal = self._desk, call.principal
        default = "" if request.delegation.HasField("grantor") else caller(principal, "delegation.grantor")
        wanted = from_delegation(request.delegation, default)
        require_scope(principal, GRANT_FOR_OTHERS)
        if wanted.owner != principal.subject:
            await desk.authority.require(
                principal, GRANT_FOR_OTHERS, resource=wanted.owner, field="delegation.grantor"
            )
        written = await delegations.create_delegation(desk.editor(call, request), wanted)
        return pb.CreateDelegationResponse(
            delegation=to_delegation(written.result, desk.now), revision=written.revision
        )

    async def ListDelegations(
        self, request: pb.ListDelegationsRequest, call: Call
    ) -> pb.ListDelegationsResponse:
        """List delegations, newest first."""
        desk, at = self._desk, self._desk.now
        grantor, delegate = (
            from_optional(request.grantor, "grantor"),
            from_optional(request.delegate, "delegate"),
        )

        def wanted(grant: Delegation) -> bool:
            return delegate in {"", grant.delegate} and request.state in {0, to_state(grant, at)}

        query = Query(Delegation, wanted=wanted, where={"owner": grantor} if grantor else {})
        # Stored by pair; only their public names are in order of time.
        found = await read_all(desk.reader, call.principal.tenant, query=query)
        page = page_of(
            found, desk.part(call, request), key=lambda grant: grant.delegation_id, newest_first=True
        )
        return pb.ListDelegationsResponse(
            delegations=[to_delegation(grant, at) for grant in page.items],
            next_page_token=desk.token(call, request, last=page.last),
        )

    async def RevokeDelegation(
        self, request: pb.RevokeDelegationRequest, call: Call
    ) -> pb.RevokeDelegationResponse:
        """End a delegation."""
        desk = self._desk
        found = await desk.found_by(call, Delegation, attribute="delegation_id", value=request.delegation_id)
        written = await delegations.revoke_delegation(
            desk.editor(call, request),
            found.id,
            delegation_id=request.delegation_id,
            reason=request.reason,
        )
        return pb.RevokeDelegationResponse(
            delegation=to_delegation(written.result, desk.now), revision=written.revision
        )
