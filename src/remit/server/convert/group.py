"""Groups and teams between the wire and the inside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.identity.model import Group, Team
from remit.server.convert.entity import from_entities
from remit.server.convert.made import to_made
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb

FIELDS: Final = ("display_name",)
"""What an update may change; members have calls of their own."""


def from_group(
    message: pb.Group, members: Sequence[core.Entity] = (), *, before: Group | None = None
) -> Group:
    """Return a group as it shall be; with `before` its members stay who they were."""
    base = before or Group(message.group_id, members=from_entities(members, "members"))
    return replace(base, display_name=message.display_name)


def to_group(group: Group) -> pb.Group:
    """Return a group."""
    return pb.Group(
        group_id=group.id,
        display_name=group.display_name,
        member_count=len(group.members),
        created_at=to_made(group.created_at),
        updated_at=to_made(group.updated_at),
        etag=etag_of(group),
    )


def from_team(message: pb.Team, members: Sequence[core.Entity] = (), *, before: Team | None = None) -> Team:
    """Return a team as it shall be; with `before` its members stay who they were."""
    base = before or Team(message.team_id, members=from_entities(members, "members"))
    return replace(base, display_name=message.display_name)


def to_team(team: Team) -> pb.Team:
    """Return a team."""
    return pb.Team(
        team_id=team.id,
        display_name=team.display_name,
        member_count=len(team.members),
        created_at=to_made(team.created_at),
        updated_at=to_made(team.updated_at),
        etag=etag_of(team),
    )
