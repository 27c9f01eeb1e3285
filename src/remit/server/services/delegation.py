"""Delegations: who may act on behalf of whom."""

from remit.administration import delegation as delegations
from remit.administration.delegation import GRANT, PARENT
from remit.administration.listing import Query, read_named
from remit.errors import CallerPermissionMissingError
from remit.identity.authenticate import require_scope
from remit.identity.model import Delegation
from remit.server.call import Call
from remit.server.convert.delegation import from_delegation, to_delegation, to_state
from remit.server.convert.entity import from_optional
from remit.server.services.desk import Service, caller
from remitpb.v1 import identity_service_pb2 as pb


class DelegationCalls(Service):
    """Delegations."""

    async def CreateDelegation(
        self, request: pb.CreateDelegationRequest, call: Call
    ) -> pb.CreateDelegationResponse:
        """Record that one may act for another: for the caller, or for a grantor with the permission on it."""
        desk, principal, asked = self._desk, call.principal, request.delegation
        require_scope(principal, GRANT)
        parent = await self._parent(call, asked.parent_delegation_id) if asked.parent_delegation_id else None
        named = from_optional(asked.grantor, "delegation.grantor") if asked.HasField("grantor") else ""
        if parent is not None and named not in {"", parent.delegate}:
            message = "a delegation is passed on by its delegate alone"
            raise CallerPermissionMissingError(message, field="delegation.grantor", permission=GRANT)
        grantor = parent.delegate if parent else named or caller(principal, "delegation.grantor")
        wanted = from_delegation(asked, grantor, parent=parent)
        # Whose token acts for one alone gives nothing away that is not that one's.
        own = grantor == principal.subject and principal.on_behalf_of in {"", wanted.owner}
        if not own:
            field = "delegation.grantor" if named or parent is None else PARENT
            await desk.authority.require(principal, GRANT, resource=grantor, field=field)
        written = await delegations.create_delegation(desk.editor(call, request), wanted)
        return pb.CreateDelegationResponse(
            delegation=to_delegation(written.result, desk.now), revision=written.revision
        )

    async def _parent(self, call: Call, delegation_id: str) -> Delegation:
        """Return the grant that is to be passed on."""
        return await self._desk.found_named(call, Delegation, name=delegation_id, field=PARENT)

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
            ends = grantor in {"", grant.grantor} and delegate in {"", grant.delegate}
            return ends and request.state in {0, to_state(grant, at)}

        query = Query(Delegation, wanted=wanted)
        part = desk.part(call, request)
        page = await read_named(desk.reader, call.principal.tenant, query=query, part=part)
        return pb.ListDelegationsResponse(
            delegations=[to_delegation(grant, at) for grant in page.items],
            next_page_token=desk.token(call, request, last=page.last),
        )

    async def RevokeDelegation(
        self, request: pb.RevokeDelegationRequest, call: Call
    ) -> pb.RevokeDelegationResponse:
        """End a delegation, and all that pass it on."""
        desk = self._desk
        found = await desk.found_named(call, Delegation, name=request.delegation_id, field="delegation_id")
        written = await delegations.revoke_delegation(
            desk.editor(call, request),
            found.id,
            delegation_id=request.delegation_id,
            reason=request.reason,
        )
        return pb.RevokeDelegationResponse(
            delegation=to_delegation(written.result, desk.now), revision=written.revision
        )
