"""Teams: named sets of subjects that share budgets and limits."""

from collections.abc import Callable

from remit.administration import circle
from remit.administration.editor import Editor, Written
from remit.administration.unit import Unit, every
from remit.budget.model import Budget, ScopeType
from remit.errors import PreconditionFailedError
from remit.identity.model import Team
from remit.policy.model import RateLimit


async def create_team(editor: Editor, team: Team) -> Written[Team]:
    """Create a team; raises as `circle.create_circle`."""
    return await circle.create_circle(editor, team)


async def update_team(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Team], Team]
) -> Written[Team]:
    """Change the name of a team."""
    return await circle.update_circle(editor, Team, identity=identity, etag=etag, change=change)


async def delete_team(editor: Editor, identity: str, *, etag: str) -> Written[Team]:
    """Remove a team with its bindings.

    Raises:
        PreconditionFailedError: while a budget or limit names it, or when the last administrator would go.
    """
    return await circle.delete_circle(
        editor,
        Team,
        identity=identity,
        etag=etag,
        require_unused=lambda unit: require_team_unused(unit, identity),
    )


def require_team_unused(unit: Unit, identity: str) -> None:
    """Refuse to let go of a team that a budget or limit names.

    Raises:
        PreconditionFailedError: naming the first.
    """
    named = [
        one.id for one in every(unit, Budget) if (one.scope_type, one.scope_id) == (ScopeType.TEAM, identity)
    ]
    named += [one.id for one in every(unit, RateLimit) if one.scope == f"team:{identity}"]
    if named:
        message = f"{named[0]} is for the team {identity}; delete that first"
        raise PreconditionFailedError(message, field="team_id")


async def add_team_member(editor: Editor, identity: str, *, member: str) -> Written[Team]:
    """Put a subject into a team; one that is in it already changes nothing."""
    return await circle.add_member(editor, Team, identity=identity, member=member)


async def remove_team_member(editor: Editor, identity: str, *, member: str) -> Written[Team]:
    """Take a subject out of a team; one that is not in it changes nothing."""
    return await circle.remove_member(editor, Team, identity=identity, member=member)
