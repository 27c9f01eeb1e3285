"""Sessions: a span of a subject's work, and what it has used."""

from dataclasses import replace

from remit.administration import session as sessions
from remit.administration.listing import Query
from remit.identity.authenticate import require_behalf
from remit.identity.model import Session
from remit.identity.session import as_of
from remit.server.call import Call
from remit.server.convert.entity import from_optional
from remit.server.convert.money import from_duration
from remit.server.convert.session import from_session_request, to_account, to_session, to_state
from remit.server.services.desk import Service, caller
from remit.server.services.subject import has_labels
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2
from remitpb.v1 import identity_service_pb2 as pb


class SessionCalls(Service):
    """Sessions and their accounts."""

    async def StartSession(self, request: pb.StartSessionRequest, call: Call) -> pb.StartSessionResponse:
        """Begin a session, with fresh budgets of its own."""
        owner = from_optional(request.subject, "subject") or caller(call.principal, "subject")
        wanted = from_session_request(request, owner)
        behalf = require_behalf(call.principal, wanted.on_behalf_of, field="on_behalf_of")
        lifetime = from_duration(request.lifetime) if request.HasField("lifetime") else None
        editor = self._desk.editor(call, request)
        written = await sessions.start_session(
            editor, replace(wanted, on_behalf_of=behalf), lifetime=lifetime
        )
        return pb.StartSessionResponse(session=self._session(written.result), revision=written.revision)

    async def EndSession(self, request: pb.EndSessionRequest, call: Call) -> pb.EndSessionResponse:
        """End a session and its runs, and give the account."""
        written = await sessions.end_session(
            self._desk.editor(call, request), request.session_id, reason=request.reason
        )
        return pb.EndSessionResponse(
            session=self._session(written.result),
            account=await self._account(call, request.session_id),
            revision=written.revision,
        )

    async def GetSession(self, request: pb.GetSessionRequest, call: Call) -> pb.GetSessionResponse:
        """Read one session and its account so far."""
        found = await self._desk.found(call, Session, identity=request.session_id, field="session_id")
        return pb.GetSessionResponse(
            session=self._session(found), account=await self._account(call, request.session_id)
        )

    async def ListSessions(self, request: pb.ListSessionsRequest, call: Call) -> pb.ListSessionsResponse:
        """List sessions, newest first."""
        owner, at = from_optional(request.subject, "subject"), self._desk.now

        def wanted(session: Session) -> bool:
            return request.state in {0, to_state(as_of(session, at))} and has_labels(
                session.labels, request.labels
            )

        query = Query(Session, wanted=wanted, newest_first=True, where={"owner": owner} if owner else {})
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListSessionsResponse(sessions=map(self._session, page.items), next_page_token=token)

    def _session(self, session: Session) -> core.Session:
        return to_session(as_of(session, self._desk.now))

    async def _account(self, call: Call, session_id: str) -> identity_pb2.SessionAccount:
        desk = self._desk
        catalog = await desk.catalog(call)
        account = await desk.accounts.of_session(catalog.tenant, session_id)
        return to_account(account, catalog.settings.currency, costs=await desk.may_see_costs(call))
