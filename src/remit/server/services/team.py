"""Teams and their members."""

from collections.abc import Callable

from remit.administration import team as teams
from remit.administration.listing import Query, page_of
from remit.identity.model import Team
from remit.server.call import Call
from remit.server.convert.entity import from_entity, from_optional, to_entity
from remit.server.convert.group import FIELDS, from_team, to_team
from remit.server.convert.mask import merged
from remit.server.services.desk import Service, mask_of
from remitpb.v1 import identity_service_pb2 as pb


class TeamCalls(Service):
    """Named sets of subjects that share budgets and limits."""

    async def CreateTeam(self, request: pb.CreateTeamRequest, call: Call) -> pb.CreateTeamResponse:
        """Create a team with its first members."""
        team = from_team(request.team, request.members)
        written = await teams.create_team(self._desk.editor(call, request), team)
        return pb.CreateTeamResponse(team=to_team(written.result), revision=written.revision)

    async def GetTeam(self, request: pb.GetTeamRequest, call: Call) -> pb.GetTeamResponse:
        """Read one team."""
        found = await self._desk.found(call, Team, identity=request.team_id, field="team_id")
        return pb.GetTeamResponse(team=to_team(found))

    async def ListTeams(self, request: pb.ListTeamsRequest, call: Call) -> pb.ListTeamsResponse:
        """List teams by id."""
        member = from_optional(request.member, "member")
        query = Query(Team, wanted=lambda one: not member or member in one.members)
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListTeamsResponse(teams=map(to_team, page.items), next_page_token=token)

    async def UpdateTeam(self, request: pb.UpdateTeamRequest, call: Call) -> pb.UpdateTeamResponse:
        """Change the name of a team."""
        written = await teams.update_team(
            self._desk.editor(call, request),
            request.team.team_id,
            etag=request.etag,
            change=_change(request),
        )
        return pb.UpdateTeamResponse(team=to_team(written.result), revision=written.revision)

    async def DeleteTeam(self, request: pb.DeleteTeamRequest, call: Call) -> pb.DeleteTeamResponse:
        """Remove a team with its bindings."""
        written = await teams.delete_team(
            self._desk.editor(call, request), request.team_id, etag=request.etag
        )
        return pb.DeleteTeamResponse(revision=written.revision)

    async def AddTeamMember(self, request: pb.AddTeamMemberRequest, call: Call) -> pb.AddTeamMemberResponse:
        """Add a member; needs to hold all that the team's roles grant."""
        desk, member = self._desk, from_entity(request.member, "member")
        catalog = await desk.catalog(call)
        await desk.authority.require_membership(call.principal, catalog, member=f"team:{request.team_id}")
        written = await teams.add_team_member(desk.editor(call, request), request.team_id, member=member)
        return pb.AddTeamMemberResponse(revision=written.revision)

    async def RemoveTeamMember(
        self, request: pb.RemoveTeamMemberRequest, call: Call
    ) -> pb.RemoveTeamMemberResponse:
        """Remove a member."""
        member = from_entity(request.member, "member")
        written = await teams.remove_team_member(
            self._desk.editor(call, request), request.team_id, member=member
        )
        return pb.RemoveTeamMemberResponse(revision=written.revision)

    async def ListTeamMembers(
        self, request: pb.ListTeamMembersRequest, call: Call
    ) -> pb.ListTeamMembersResponse:
        """List members by type and id."""
        desk = self._desk
        found = await desk.found(call, Team, identity=request.team_id, field="team_id")
        page = page_of(found.members, desk.part(call, request), key=str)
        members = [entity for ref in page.items if (entity := to_entity(ref)) is not None]
        return pb.ListTeamMembersResponse(
            members=members, next_page_token=desk.token(call, request, last=page.last)
        )


def _change(request: pb.UpdateTeamRequest) -> Callable[[Team], Team]:
    def change(before: Team) -> Team:
        wanted = merged(to_team(before), request.team, mask=mask_of(request), writable=FIELDS)
        return from_team(wanted, before=before)

    return change
