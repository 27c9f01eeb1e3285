"""Subjects: who acts."""

from collections.abc import Callable, Mapping

from remit.administration import subject as subjects
from remit.administration.listing import Query, Slice, read_page
from remit.administration.rights import holdings
from remit.clock import Clock
from remit.identity.model import LifeState, Session, Subject
from remit.identity.session import as_of
from remit.server.call import Call
from remit.server.convert.entity import from_entity, ref_of
from remit.server.convert.mask import merged
from remit.server.convert.session import to_session
from remit.server.convert.subject import (
    FIELDS,
    TYPES,
    from_subject,
    is_in_state,
    to_permissions,
    to_subject,
)
from remit.server.services.desk import Service, mask_of
from remitpb.v1 import identity_service_pb2 as pb

OPEN_SESSIONS = 100
"""Open sessions that are shown with a subject, at most."""

BIND = "binding:create"
"""The permission to bind roles, also while a subject is created."""


class SubjectCalls(Service):
    """Users, agents and services."""

    async def CreateSubject(self, request: pb.CreateSubjectRequest, call: Call) -> pb.CreateSubjectResponse:
        """Create a subject, with roles if asked; giving roles needs what `CreateBinding` needs."""
        desk, principal = self._desk, call.principal
        subject = from_subject(request.subject)
        if request.role_ids:
            await desk.authority.require(principal, BIND, resource="*", field="role_ids")
            catalog = await desk.catalog(call)
            await desk.authority.require_roles(principal, catalog, roles=request.role_ids, field="role_ids")
        written = await subjects.create_subject(desk.editor(call, request), subject, roles=request.role_ids)
        return pb.CreateSubjectResponse(
            subject=to_subject(written.result, desk.now), revision=written.revision
        )

    async def GetSubject(self, request: pb.GetSubjectRequest, call: Call) -> pb.GetSubjectResponse:
        """Read one subject with its roles, effective permissions and open sessions."""
        desk, ref = self._desk, from_entity(request.subject, "subject")
        found = await desk.found(call, Subject, identity=ref, field="subject")
        catalog, at = await desk.catalog(call), desk.now
        query = Query(
            Session,
            wanted=lambda one: as_of(one, at) is one,
            newest_first=True,
            where={"owner": ref, "state": LifeState.ACTIVE},
        )
        sessions = await read_page(desk.reader, catalog.tenant, query=query, part=Slice("", OPEN_SESSIONS))
        return pb.GetSubjectResponse(
            subject=to_subject(found, at),
            role_ids=sorted(catalog.policy.roles_of(ref, at)),
            permissions=to_permissions(holdings(catalog, ref, at=at)),
            open_sessions=map(to_session, sessions.items),
        )

    async def ListSubjects(self, request: pb.ListSubjectsRequest, call: Call) -> pb.ListSubjectsResponse:
        """List subjects by type and id."""
        desk, at = self._desk, self._desk.now
        policy = (await desk.catalog(call)).policy

        def wanted(subject: Subject) -> bool:
            return (
                (not request.type or subject.id.startswith(TYPES[request.type]))
                and (not request.state or is_in_state(subject, request.state, at=at))
                and (not request.role_id or request.role_id in policy.roles_of(subject.id, at))
                and has_labels(subject.labels, request.labels)
            )

        page, token = await desk.page(call, request, query=Query(Subject, wanted=wanted))
        shown = [to_subject(one, at) for one in page.items]
        return pb.ListSubjectsResponse(subjects=shown, next_page_token=token)

    async def UpdateSubject(self, request: pb.UpdateSubjectRequest, call: Call) -> pb.UpdateSubjectResponse:
        """Change a subject."""
        desk = self._desk
        written = await subjects.update_subject(
            desk.editor(call, request),
            ref_of(request.subject.entity, "subject.entity"),
            etag=request.etag,
            change=_change(request, desk.clock),
        )
        return pb.UpdateSubjectResponse(
            subject=to_subject(written.result, desk.now), revision=written.revision
        )

    async def SuspendSubject(
        self, request: pb.SuspendSubjectRequest, call: Call
    ) -> pb.SuspendSubjectResponse:
        """Stop a subject: the kill switch."""
        desk, ref = self._desk, from_entity(request.subject, "subject")
        written = await subjects.suspend_subject(
            desk.editor(call, request), ref, etag=request.etag, reason=request.reason
        )
        return pb.SuspendSubjectResponse(
            subject=to_subject(written.result, desk.now), revision=written.revision
        )

    async def ResumeSubject(self, request: pb.ResumeSubjectRequest, call: Call) -> pb.ResumeSubjectResponse:
        """Let a suspended subject act again."""
        desk, ref = self._desk, from_entity(request.subject, "subject")
        written = await subjects.resume_subject(desk.editor(call, request), ref, etag=request.etag)
        return pb.ResumeSubjectResponse(
            subject=to_subject(written.result, desk.now), revision=written.revision
        )

    async def DeleteSubject(self, request: pb.DeleteSubjectRequest, call: Call) -> pb.DeleteSubjectResponse:
        """Remove a subject with all that lets it act."""
        ref = from_entity(request.subject, "subject")
        written = await subjects.delete_subject(self._desk.editor(call, request), ref, etag=request.etag)
        return pb.DeleteSubjectResponse(revision=written.revision)


def has_labels(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Tell whether all wanted labels are there."""
    return all(labels.get(name) == value for name, value in wanted.items())


def _change(request: pb.UpdateSubjectRequest, clock: Clock) -> Callable[[Subject], Subject]:
    def change(before: Subject) -> Subject:
        current = to_subject(before, clock.now())
        wanted = merged(current, request.subject, mask=mask_of(request), writable=FIELDS)
        return from_subject(wanted, before)

    return change
