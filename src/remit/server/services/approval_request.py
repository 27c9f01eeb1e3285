"""RequestApproval: ask a human about one exact act, and wait for the answer if wanted."""

import asyncio
from hashlib import sha256
from typing import Final

from remit.administration.approval_step import approval_topic, topics_of
from remit.administration.request_approval import Request, request_approval
from remit.approval.model import Approval, ApprovalState
from remit.clock import monotonic
from remit.decision import asked
from remit.decision.authorize import require_may_ask
from remit.decision.case import Case
from remit.decision.model import Ask
from remit.errors import NotFoundError
from remit.identity.authenticate import require_behalf
from remit.ids import DECISION
from remit.server.call import Call
from remit.server.convert.approval import approval_message
from remit.server.convert.decision import estimate_of, party_of
from remit.server.convert.money import from_duration
from remit.server.services.plane import Plane
from remitpb.v1 import policy_decision_service_pb2 as pb

MARGIN: Final = 0.25
"""Seconds before the caller's deadline at which a waiting call answers PENDING, so that the answer still arrives."""
LONGEST_WAIT: Final = 300.0
"""Seconds that a call without a deadline waits."""
LOOK_AGAIN: Final = 5.0
"""Seconds after which a waiting call looks by itself, should an announcement be lost."""


class ApprovalRequests(Plane):
    """Asks humans."""

    async def RequestApproval(
        self, request: pb.RequestApprovalRequest, call: Call
    ) -> pb.RequestApprovalResponse:
        """Ask a human about one exact act."""
        app, principal = self._app, call.principal
        ask = await self._ask(request, call)
        case: Case = await app.authorizer.gatherer.gather(ask)
        require_may_ask(case)
        wanted = Request(
            request_id=request.request_id,
            digest=sha256(request.SerializeToString(deterministic=True)).digest(),
            reason=request.justification,
            decide_within=from_duration(request.decide_within) if request.HasField("decide_within") else None,
            use_within=from_duration(request.use_within) if request.HasField("use_within") else None,
            uses=request.uses or 1,
            decision_id=request.decision_id,
        )
        written = await request_approval(app.office, case, request=wanted)
        approval = written.result
        if not written.repeated:
            await app.announcements.publish(topics_of(principal.tenant, approval))
        if request.wait:
            approval = await self._decided(approval, call)
        used = await app.decisions.approval_uses(approval.id)
        currency = await self._currency(principal.tenant)
        return pb.RequestApprovalResponse(approval=approval_message(approval, used=used, currency=currency))

    async def _ask(self, request: pb.RequestApprovalRequest, call: Call) -> Ask:
        principal = call.principal
        if request.WhichOneof("asked") == "decision_id":
            return await self._asked(request.decision_id, call)
        action = request.action
        behalf = (
            party_of(action.on_behalf_of, "action.on_behalf_of") if action.HasField("on_behalf_of") else ""
        )
        return Ask(
            principal=principal,
            request_id=request.request_id,
            digest=b"",
            subject=party_of(action.subject, "action.subject")
            if action.HasField("subject")
            else principal.subject,
            action=action.action,
            resource=f"{action.resource.type}:{action.resource.id}",
            on_behalf_of=require_behalf(principal, behalf, field="action.on_behalf_of"),
            session_id=action.session_id,
            run_id=action.run_id,
            step_id=action.step_id,
            subject_attributes_json=action.subject.attributes_json,
            resource_attributes_json=action.resource.attributes_json,
            arguments_json=action.arguments_json,
            estimate=estimate_of(action.estimate) if action.HasField("estimate") else None,
        )

    async def _asked(self, decision_id: str, call: Call) -> Ask:
        """The act of an earlier decision of the same caller."""
        body = await self._app.decisions.asked(call.principal.tenant, decision_id)
        if body is not None:
            ask, asker = asked.decode(body, call.principal)
            if asker == call.principal.subject and call.principal.on_behalf_of in {"", ask.on_behalf_of}:
                return ask
        message = f"no decision {decision_id[:64]!r} of yours said NEEDS_APPROVAL; ids begin with {DECISION}"
        raise NotFoundError(message, field="decision_id")

    async def _decided(self, approval: Approval, call: Call) -> Approval:
        """Wait until the approval is decided, the deadline comes near, or the server shuts down."""
        app, tenant = self._app, call.principal.tenant
        topic = approval_topic(tenant, approval.id)
        remaining = call.remaining()
        until = monotonic() + (LONGEST_WAIT if remaining is None else max(0.0, remaining - MARGIN))
        draining = asyncio.ensure_future(call.drain.wait())
        try:
            while approval.state is ApprovalState.PENDING and not call.drain.is_set():
                seen = app.announcements.position(topic)
                approval = await app.entities.find(tenant, Approval, identity=approval.id) or approval
                left = min(until - monotonic(), LOOK_AGAIN)
                if approval.state is not ApprovalState.PENDING or left <= 0:
                    break
                news = asyncio.ensure_future(app.announcements.wait(topic, seen, within=left))
                await asyncio.wait((news, draining), return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
        finally:
            draining.cancel()
        return approval
