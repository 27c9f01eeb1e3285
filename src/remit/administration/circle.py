"""What groups and teams have in common: an id, a name, and members. Never says what membership is for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from remit.administration.administrator import keeping_an_administrator
from remit.administration.binding import unbind
from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_subject
from remit.administration.unit import Unit, delete, every, existing
from remit.identity.model import Group, Team

C = TypeVar("C", Group, Team)


async def create_circle(editor: Editor, circle: C) -> Written[C]:
    """Create a group or team with its first members.

    Raises:
        AlreadyExistsError: when the id is taken.
        NotFoundError: at `members[i]`, when one is not there.
    """

    def check(unit: Unit, _: C) -> None:
        for place, member in enumerate(circle.members):
            require_subject(unit, member, field=f"members[{place}]")

    return await editor.create(replace(circle, members=_ordered(circle.members)), check)


async def update_circle(
    editor: Editor, kind: type[C], *, identity: str, etag: str, change: Callable[[C], C]
) -> Written[C]:
    """Change the name of a group or team; members stay who they are."""
    return await editor.update(kind, identity, etag=etag, change=change)


async def delete_circle(
    editor: Editor,
    kind: type[C],
    *,
    identity: str,
    etag: str,
    require_unused: Callable[[Unit], None] | None = None,
) -> Written[C]:
    """Remove a group or team with its bindings.

    Raises:
        PreconditionFailedError: from `require_unused`, or when the last administrator would go with it.
    """

    def work(unit: Unit) -> C:
        def remove() -> C:
            circle = delete(unit, kind, identity=identity, etag=etag)
            unbind(unit, f"{kind.kind}:{identity}")
            return circle

        if require_unused is not None:
            existing(unit, kind, identity=identity)
            require_unused(unit)
        return keeping_an_administrator(unit, remove)

    return await editor.write(f"{kind.kind}:delete", f"{kind.kind}:{identity}", work=work)


async def add_member(editor: Editor, kind: type[C], *, identity: str, member: str) -> Written[C]:
    """Put a subject into a group or team; one that is in it already changes nothing.

    Raises:
        NotFoundError: when either is not there.
    """

    def work(unit: Unit) -> C:
        editor.claim(unit, kind, identity=identity)
        circle: C = existing(unit, kind, identity=identity)
        require_subject(unit, member, field="member")
        if member in circle.members:
            raise UnchangedError(circle)
        return _with(unit, circle, members=_ordered((*circle.members, member)))

    return await editor.write(f"{kind.kind}_member:add", f"{kind.kind}:{identity}", work=work)


async def remove_member(editor: Editor, kind: type[C], *, identity: str, member: str) -> Written[C]:
    """Take a subject out of a group or team; one that is not in it changes nothing.

    Raises:
        NotFoundError: when the group or team is not there.
        PreconditionFailedError: when the last administrator would cease to be one.
    """

    def work(unit: Unit) -> C:
        circle: C = existing(unit, kind, identity=identity)
        if member not in circle.members:
            raise UnchangedError(circle)
        return keeping_an_administrator(unit, lambda: _without(unit, circle, member=member))

    return await editor.write(f"{kind.kind}_member:remove", f"{kind.kind}:{identity}", work=work)


def leave_all(unit: Unit, subject: str) -> None:
    """Take a subject out of every group and team."""
    _leave(unit, Group, subject=subject)
    _leave(unit, Team, subject=subject)


def _leave(unit: Unit, kind: type[C], *, subject: str) -> None:
    for circle in tuple(every(unit, kind)):
        if subject in circle.members:
            _without(unit, circle, member=subject)


def _without(unit: Unit, circle: C, *, member: str) -> C:
    return _with(unit, circle, members=tuple(one for one in circle.members if one != member))


def _with(unit: Unit, circle: C, *, members: Sequence[str]) -> C:
    changed = replace(circle, members=tuple(members), updated_at=unit.at)
    unit.put(changed)
    return changed


def _ordered(members: Sequence[str]) -> tuple[str, ...]:
    """By type and id, each once: as they are listed."""
    return tuple(sorted(set(members)))
