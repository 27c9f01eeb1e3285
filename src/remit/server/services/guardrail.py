"""Guardrails. A condition that does not compile is refused, naming its part."""

from collections.abc import Callable

from remit.administration import guardrail as guardrails
from remit.administration.listing import Query
from remit.policy.model import Guardrail
from remit.server.call import Call
from remit.server.convert.guardrail import FIELDS, from_guardrail, to_guardrail
from remit.server.convert.mask import merged
from remit.server.services.desk import Service, mask_of
from remitpb.v1 import policy_service_pb2 as pb


class GuardrailCalls(Service):
    """Conditions that forbid, permit or ask a human, beyond roles."""

    async def CreateGuardrail(
        self, request: pb.CreateGuardrailRequest, call: Call
    ) -> pb.CreateGuardrailResponse:
        """Create a guardrail; one that permits needs to hold what it permits."""
        desk, guardrail = self._desk, from_guardrail(request.guardrail)
        await desk.authority.require_guardrail(call.principal, guardrail)
        written = await guardrails.create_guardrail(desk.editor(call, request), guardrail)
        return pb.CreateGuardrailResponse(guardrail=to_guardrail(written.result), revision=written.revision)

    async def GetGuardrail(self, request: pb.GetGuardrailRequest, call: Call) -> pb.GetGuardrailResponse:
        """Read one guardrail."""
        found = await self._desk.found(call, Guardrail, identity=request.guardrail_id, field="guardrail_id")
        return pb.GetGuardrailResponse(guardrail=to_guardrail(found))

    async def ListGuardrails(
        self, request: pb.ListGuardrailsRequest, call: Call
    ) -> pb.ListGuardrailsResponse:
        """List guardrails by id."""
        query = Query(
            Guardrail, wanted=lambda one: not request.effect or to_guardrail(one).effect == request.effect
        )
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListGuardrailsResponse(guardrails=map(to_guardrail, page.items), next_page_token=token)

    async def UpdateGuardrail(
        self, request: pb.UpdateGuardrailRequest, call: Call
    ) -> pb.UpdateGuardrailResponse:
        """Change a guardrail; one that then permits needs to hold what it permits."""
        desk, change = self._desk, _change(request)
        before = (await desk.catalog(call)).get(Guardrail, request.guardrail.guardrail_id)
        if before is not None:
            await desk.authority.require_guardrail(call.principal, change(before))
        written = await guardrails.update_guardrail(
            desk.editor(call, request), request.guardrail.guardrail_id, etag=request.etag, change=change
        )
        return pb.UpdateGuardrailResponse(guardrail=to_guardrail(written.result), revision=written.revision)

    async def DeleteGuardrail(
        self, request: pb.DeleteGuardrailRequest, call: Call
    ) -> pb.DeleteGuardrailResponse:
        """Remove a guardrail."""
        written = await guardrails.delete_guardrail(
            self._desk.editor(call, request), request.guardrail_id, etag=request.etag
        )
        return pb.DeleteGuardrailResponse(revision=written.revision)


def _change(request: pb.UpdateGuardrailRequest) -> Callable[[Guardrail], Guardrail]:
    def change(before: Guardrail) -> Guardrail:
        wanted = merged(to_guardrail(before), request.guardrail, mask=mask_of(request), writable=FIELDS)
        return from_guardrail(wanted, before)

    return change
