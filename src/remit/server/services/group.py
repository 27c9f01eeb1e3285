"""Groups and their members."""

from collections.abc import Callable

from remit.administration import group as groups
from remit.administration.listing import Query, page_of
from remit.identity.model import Group
from remit.server.call import Call
from remit.server.convert.entity import from_entity, from_optional, to_entity
from remit.server.convert.group import FIELDS, from_group, to_group
from remit.server.convert.mask import merged
from remit.server.services.desk import Service, mask_of
from remitpb.v1 import identity_service_pb2 as pb


class GroupCalls(Service):
    """Named sets of subjects to which roles are bound."""

    async def CreateGroup(self, request: pb.CreateGroupRequest, call: Call) -> pb.CreateGroupResponse:
        """Create a group with its first members."""
        group = from_group(request.group, request.members)
        written = await groups.create_group(self._desk.editor(call, request), group)
        return pb.CreateGroupResponse(group=to_group(written.result), revision=written.revision)

    async def GetGroup(self, request: pb.GetGroupRequest, call: Call) -> pb.GetGroupResponse:
        """Read one group."""
        found = await self._desk.found(call, Group, identity=request.group_id, field="group_id")
        return pb.GetGroupResponse(group=to_group(found))

    async def ListGroups(self, request: pb.ListGroupsRequest, call: Call) -> pb.ListGroupsResponse:
        """List groups by id."""
        member = from_optional(request.member, "member")
        query = Query(Group, wanted=lambda one: not member or member in one.members)
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListGroupsResponse(groups=map(to_group, page.items), next_page_token=token)

    async def UpdateGroup(self, request: pb.UpdateGroupRequest, call: Call) -> pb.UpdateGroupResponse:
        """Change the name of a group."""
        written = await groups.update_group(
            self._desk.editor(call, request),
            request.group.group_id,
            etag=request.etag,
            change=_change(request),
        )
        return pb.UpdateGroupResponse(group=to_group(written.result), revision=written.revision)

    async def DeleteGroup(self, request: pb.DeleteGroupRequest, call: Call) -> pb.DeleteGroupResponse:
        """Remove a group with its bindings."""
        written = await groups.delete_group(
            self._desk.editor(call, request), request.group_id, etag=request.etag
        )
        return pb.DeleteGroupResponse(revision=written.revision)

    async def AddGroupMember(
        self, request: pb.AddGroupMemberRequest, call: Call
    ) -> pb.AddGroupMemberResponse:
        """Add a member; needs to hold all that the group's roles grant."""
        desk, member = self._desk, from_entity(request.member, "member")
        catalog = await desk.catalog(call)
        await desk.authority.require_membership(call.principal, catalog, member=f"group:{request.group_id}")
        written = await groups.add_group_member(desk.editor(call, request), request.group_id, member=member)
        return pb.AddGroupMemberResponse(revision=written.revision)

    async def RemoveGroupMember(
        self, request: pb.RemoveGroupMemberRequest, call: Call
    ) -> pb.RemoveGroupMemberResponse:
        """Remove a member."""
        member = from_entity(request.member, "member")
        written = await groups.remove_group_member(
            self._desk.editor(call, request), request.group_id, member=member
        )
        return pb.RemoveGroupMemberResponse(revision=written.revision)

    async def ListGroupMembers(
        self, request: pb.ListGroupMembersRequest, call: Call
    ) -> pb.ListGroupMembersResponse:
        """List members by type and id."""
        desk = self._desk
        found = await desk.found(call, Group, identity=request.group_id, field="group_id")
        page = page_of(found.members, desk.part(call, request), key=str)
        members = [entity for ref in page.items if (entity := to_entity(ref)) is not None]
        return pb.ListGroupMembersResponse(
            members=members, next_page_token=desk.token(call, request, last=page.last)
        )


def _change(request: pb.UpdateGroupRequest) -> Callable[[Group], Group]:
    def change(before: Group) -> Group:
        wanted = merged(to_group(before), request.group, mask=mask_of(request), writable=FIELDS)
        return from_group(wanted, before=before)

    return change
