"""ApprovalService: what humans decide about single actions. Asking them is a call of the data plane."""

from collections.abc import AsyncGenerator

from remit.administration import approval as approvals
from remit.administration.approval import Ballot, can_still_vote, may_vote
from remit.administration.approval_list import Approvals, Seen
from remit.administration.approval_step import topics_of
from remit.approval.model import Approval
from remit.decision.catalog import Catalog
from remit.decision.check import DECIDE
from remit.errors import CallerPermissionMissingError
from remit.policy.pattern import compile_action
from remit.server.call import Call
from remit.server.convert.approval import VERDICTS, approval_message
from remit.server.convert.entity import from_optional
from remit.server.convert.money import from_time
from remit.server.services.access import require_credential
from remit.server.services.approval_watch import ApprovalWatch, Changes, View
from remit.server.services.desk import Desk, Service, missing
from remitpb.v1 import approval_service_pb2 as pb
from remitpb.v1 import core_pb2 as core


class ApprovalService(Service):
    """Approvals."""

    def __init__(self, desk: Desk, *, approvals: Approvals, changes: Changes) -> None:
        """Serve from `desk`: `approvals` as they stand, and `changes` in the order in which they changed."""
        super().__init__(desk)
        self._approvals = approvals
        self._watch = ApprovalWatch(desk, approvals=approvals, changes=changes)

    async def GetApproval(self, request: pb.GetApprovalRequest, call: Call) -> pb.GetApprovalResponse:
        """Read one approval; who asked for it, or may vote on it, needs no permission."""
        catalog = await self._desk.catalog(call)
        seen = await self._approvals.find(call.principal.tenant, request.approval_id)
        reads_all = await self._reads_all(call)
        if seen is None or not (reads_all or await self._is_party(seen.approval, call, catalog=catalog)):
            raise missing(Approval, request.approval_id, field="approval_id")
        return pb.GetApprovalResponse(
            approval=_message(seen, catalog),
            used_by=await self._approvals.used_by(seen.approval.id) if seen.used else (),
        )

    async def ListApprovals(self, request: pb.ListApprovalsRequest, call: Call) -> pb.ListApprovalsResponse:
        """List approvals, newest first; without the permission one sees what one asked for or may vote on."""
        catalog = await self._desk.catalog(call)
        view = await self._view(request.filter, call, catalog=catalog)
        since = from_time(getattr(request, "from")) if request.HasField("from") else None
        until = from_time(request.to) if request.HasField("to") else None

        def wanted(approval: Approval) -> bool:
            early = since is not None and approval.created_at < since
            late = until is not None and approval.created_at >= until
            return not early and not late and view.shows(approval) and view.wants(approval)

        page = await self._approvals.page(
            call.principal.tenant,
            wanted,
            part=self._desk.part(call, request),
            owner=from_optional(request.filter.requested_by, "filter.requested_by"),
        )
        return pb.ListApprovalsResponse(
            approvals=[_message(seen, catalog) for seen in page.items],
            next_page_token=self._desk.token(call, request, last=page.last),
        )

    async def DecideApproval(
        self, request: pb.DecideApprovalRequest, call: Call
    ) -> pb.DecideApprovalResponse:
        """Vote on an approval."""
        ballot = Ballot(
            request.approval_id, VERDICTS[request.choice], request.action_digest.hex(), request.comment
        )
        editor = self._desk.editor(call, request)
        written = await approvals.decide_approval(editor, ballot, authority=self._desk.authority)
        if not written.repeated:
            await self._announce(call, written.result)
        return pb.DecideApprovalResponse(
            approval=await self._shown(call, written.result), revision=written.revision
        )

    async def CancelApproval(
        self, request: pb.CancelApprovalRequest, call: Call
    ) -> pb.CancelApprovalResponse:
        """Withdraw an approval."""
        written = await approvals.cancel_approval(
            self._desk.editor(call, request),
            request.approval_id,
            authority=self._desk.authority,
            etag=request.etag,
            reason=request.reason,
        )
        if not written.repeated:
            await self._announce(call, written.result)
        return pb.CancelApprovalResponse(
            approval=await self._shown(call, written.result), revision=written.revision
        )

    async def WatchApprovals(
        self, request: pb.WatchApprovalsRequest, call: Call
    ) -> AsyncGenerator[pb.WatchApprovalsResponse, None]:
        """Follow approvals: first those that match now, then every change."""
        read_all = await self._reads_all(call)

        async def access() -> View:
            await require_credential(
                self._desk.office.catalogs, self._desk.clock, principal=call.principal, peer_ip=call.peer_ip
            )
            if read_all and not await self._reads_all(call):
                message = "the permission to watch approvals was taken away"
                raise CallerPermissionMissingError(message, permission=call.permission)
            return await self._view(request.filter, call, catalog=await self._desk.catalog(call))

        # Closed here and now, not when somebody collects what is left of it.
        stream = self._watch.follow(request, call, access=access)
        try:
            async for message in stream:
                yield message
        finally:
            await stream.aclose()

    async def _view(self, request: pb.ApprovalFilter, call: Call, *, catalog: Catalog) -> View:
        """Return which approvals the caller may see, and which of them it wants now."""
        reads_all, may_decide = await self._reads_all(call), await self._may_decide(call)
        me, now = call.principal.subject, self._desk.now
        states = {core.ApprovalState.Name(state).removeprefix("APPROVAL_STATE_") for state in request.states}
        subject = from_optional(request.subject, "filter.subject")
        asker = from_optional(request.requested_by, "filter.requested_by")
        acts = compile_action(request.action, "filter.action") if request.action else None

        def shows(approval: Approval) -> bool:
            return (
                subject in {"", approval.subject}
                and asker in {"", approval.requested_by}
                and request.run_id in {"", approval.run_id}
                and (acts is None or acts(approval.action))
                and (reads_all or _is_party(approval, me, catalog=catalog, permitted=may_decide, at=now))
            )

        def wants(approval: Approval) -> bool:
            if states and approval.state not in states:
                return False
            return not request.for_me or can_still_vote(
                catalog, approval, subject=me, permitted=may_decide, at=now
            )

        return View(shows, wants)

    async def _reads_all(self, call: Call) -> bool:
        return await self._desk.authority.may(call.principal, call.permission, resource="*")

    async def _may_decide(self, call: Call) -> bool:
        return await self._desk.authority.may(call.principal, DECIDE, resource="*")

    async def _is_party(self, approval: Approval, call: Call, *, catalog: Catalog) -> bool:
        permitted = await self._may_decide(call)
        me = call.principal.subject
        return _is_party(approval, me, catalog=catalog, permitted=permitted, at=self._desk.now)

    async def _announce(self, call: Call, approval: Approval) -> None:
        await self._desk.announcements.publish(topics_of(call.principal.tenant, approval))

    async def _shown(self, call: Call, approval: Approval) -> core.Approval:
        seen = (await self._approvals.seen([approval]))[0]
        return _message(seen, await self._desk.catalog(call))


def _is_party(approval: Approval, subject: str, *, catalog: Catalog, permitted: bool, at: int) -> bool:
    """Tell whether somebody may read an approval without the permission: who asked, and who may vote."""
    asked = subject in {approval.owner, approval.requested_by, approval.subject}
    return asked or may_vote(catalog, approval, subject=subject, permitted=permitted, at=at)


def _message(seen: Seen, catalog: Catalog) -> core.Approval:
    return approval_message(seen.approval, used=seen.used, currency=catalog.settings.currency)
