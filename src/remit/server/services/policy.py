"""PolicyService: what is allowed. Converts and passes on; the calls of each noun stand in its own file."""

from remit.administration.apply import Options, apply_policy
from remit.administration.policy import KINDS, export, policy_in
from remit.errors import InvalidFieldError
from remit.policy.document import parse_policy
from remit.server.call import Call
from remit.server.convert.policy import to_change, to_warning
from remit.server.services.guardrail import GuardrailCalls
from remit.server.services.rate_limit import RateLimitCalls
from remit.server.services.role import RoleCalls
from remit.server.services.sandbox_profile import SandboxProfileCalls
from remitpb.v1 import policy_service_pb2 as pb


class PolicyService(RoleCalls, GuardrailCalls, RateLimitCalls, SandboxProfileCalls):
    """Roles, bindings, guardrails, limits, sandboxes, and the whole of them as one document."""

    async def ApplyPolicy(self, request: pb.ApplyPolicyRequest, call: Call) -> pb.ApplyPolicyResponse:
        """Bring the policy to what a document says, all or nothing; needs to hold all that it then grants."""
        options = Options(
            dry_run=request.dry_run,
            prune=request.prune,
            base_revision=request.base_revision if request.HasField("base_revision") else None,
        )
        written = await apply_policy(
            self._desk.editor(call, request),
            parse_policy(request.document),
            options=options,
            authority=self._desk.authority,
        )
        return pb.ApplyPolicyResponse(
            changes=map(to_change, written.result.differences),
            warnings=map(to_warning, written.result.remarks),
            revision=written.revision,
        )

    async def ExportPolicy(self, request: pb.ExportPolicyRequest, call: Call) -> pb.ExportPolicyResponse:
        """Write the policy as one document that `ApplyPolicy` takes."""
        for place, kind in enumerate(request.kinds):
            if kind not in KINDS:
                message = f"there is no kind {kind!r}; name some of {', '.join(sorted(KINDS))}"
                raise InvalidFieldError(message, field=f"kinds[{place}]")
        catalog = await self._desk.catalog(call)
        document = export(policy_in(catalog), request.kinds or KINDS)
        return pb.ExportPolicyResponse(document=document, revision=catalog.revision)
