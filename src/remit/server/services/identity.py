"""IdentityService: who acts. Converts and passes on; the calls of each noun stand in its own file."""

from typing import Final

from remit.administration.rights import holdings
from remit.decision.catalog import Catalog
from remit.decision.delegated import find_chain, vouched
from remit.decision.model import Reason, ReasonCode, Stage
from remit.identity.delegation import Chain
from remit.identity.model import CredentialKind, Principal, Session, Subject, is_active
from remit.identity.session import check_session
from remit.server.call import Call
from remit.server.convert.decision import reason_message
from remit.server.convert.delegation import to_chain
from remit.server.convert.entity import to_entity
from remit.server.convert.money import to_time
from remit.server.convert.subject import to_permissions, to_subject
from remit.server.services.api_key import ApiKeyCalls
from remit.server.services.delegation import DelegationCalls
from remit.server.services.group import GroupCalls
from remit.server.services.run import RunCalls
from remit.server.services.session import SessionCalls
from remit.server.services.sign_in import SignInCalls
from remit.server.services.subject import SubjectCalls
from remit.server.services.team import TeamCalls
from remit.server.services.token import TokenCalls
from remit.server.services.validation import TokenValidations
from remitpb.v1 import identity_pb2
from remitpb.v1 import identity_service_pb2 as pb

_KINDS: Final = {
    CredentialKind.API_KEY: identity_pb2.CREDENTIAL_KIND_API_KEY,
    CredentialKind.TOKEN: identity_pb2.CREDENTIAL_KIND_TOKEN,
    CredentialKind.EXTERNAL_TOKEN: identity_pb2.CREDENTIAL_KIND_EXTERNAL_TOKEN,
    CredentialKind.CERTIFICATE: identity_pb2.CREDENTIAL_KIND_CERTIFICATE,
}


class IdentityService(
    SubjectCalls,
    GroupCalls,
    TeamCalls,
    SessionCalls,
    RunCalls,
    ApiKeyCalls,
    DelegationCalls,
    TokenCalls,
    TokenValidations,
    SignInCalls,
):
    """Subjects, groups, teams, sessions, runs, keys, delegations, tokens, sign-in."""

    async def WhoAmI(self, _: pb.WhoAmIRequest, call: Call) -> pb.WhoAmIResponse:
        """Say who the caller is, and with what rights: an operator's are those at home, wherever it acts."""
        principal, at = call.principal, self._desk.now
        home = await self._desk.office.catalogs.of(principal.home or principal.tenant)
        subject = principal.home_subject or principal.subject
        return pb.WhoAmIResponse(
            tenant_id=principal.tenant,
            principal=to_entity(subject),
            credential_kind=_KINDS[principal.kind],
            credential_id=principal.credential,
            expires_at=to_time(principal.expires_at),
            scopes=principal.scopes,
            role_ids=sorted(home.policy.roles_of(subject, at)),
            permissions=to_permissions(holdings(home, subject, at=at)),
            delegation=to_chain(await self._chain(principal, home)),
            platform_operator=principal.operator,
        )

    async def _chain(self, principal: Principal, home: Catalog) -> Chain:
        """Return the grants by which a caller acts for the one that its token names, as far as they are there."""
        owner, delegate = principal.on_behalf_of, principal.home_subject or principal.subject
        if not owner:
            return ()
        links = vouched(principal, owner=owner, delegate=delegate)
        return links or await find_chain(self._desk.office.catalogs, home, owner=owner, delegate=delegate)

    async def VerifyAgent(self, request: pb.VerifyAgentRequest, call: Call) -> pb.VerifyAgentResponse:
        """Say whether an agent is known, active and validly signed for, and its session open."""
        catalog, agent = await self._desk.catalog(call), f"agent:{request.agent_id}"
        subject = catalog.get(Subject, agent)
        reasons = _objections(catalog, subject, agent=agent, at=self._desk.now)
        if request.session_id:
            session = await self._desk.reader.find(catalog.tenant, Session, identity=request.session_id)
            if code := check_session(session, agent, at=self._desk.now):
                message = "the session is not an open one of the agent"
                reasons.append(Reason(ReasonCode(code), Stage.IDENTITY, message))
        manifest = catalog.ceilings.manifest_of(agent)
        return pb.VerifyAgentResponse(
            valid=not reasons,
            reasons=map(reason_message, reasons),
            agent=to_subject(subject, self._desk.now) if subject is not None else None,
            manifest_id=manifest.id if manifest is not None else "",
        )


def _objections(catalog: Catalog, subject: Subject | None, *, agent: str, at: int) -> list[Reason]:
    if subject is None:
        return [Reason(ReasonCode.SUBJECT_UNKNOWN, Stage.IDENTITY, "the agent is not registered")]
    reasons = []
    if not is_active(subject, at):
        message = "the agent is suspended or has expired"
        reasons.append(Reason(ReasonCode.SUBJECT_SUSPENDED, Stage.IDENTITY, message))
    refusal = catalog.ceilings.objection(agent, at)
    if refusal is not None:
        reasons.append(Reason(ReasonCode(refusal.reason), Stage.MANIFEST, refusal.message))
    elif catalog.ceilings.manifest_of(agent) is None and catalog.settings.manifests_required:
        message = "the agent has no registered manifest, and the tenant requires one"
        reasons.append(Reason(ReasonCode.MANIFEST_MISSING, Stage.MANIFEST, message))
    return reasons
