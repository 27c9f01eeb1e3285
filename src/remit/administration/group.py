"""Groups: named sets of subjects to which roles are bound."""

from collections.abc import Callable

from remit.administration import circle
from remit.administration.editor import Editor, Written
from remit.identity.model import Group


async def create_group(editor: Editor, group: Group) -> Written[Group]:
    """Create a group; raises as `circle.create_circle`."""
    return await circle.create_circle(editor, group)


async def update_group(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Group], Group]
) -> Written[Group]:
    """Change the name of a group."""
    return await circle.update_circle(editor, Group, identity=identity, etag=etag, change=change)


async def delete_group(editor: Editor, identity: str, *, etag: str) -> Written[Group]:
    """Remove a group with its bindings.

    Raises:
        PreconditionFailedError: when the last administrator would go with it.
    """
    return await circle.delete_circle(editor, Group, identity=identity, etag=etag)


async def add_group_member(editor: Editor, identity: str, *, member: str) -> Written[Group]:
    """Put a subject into a group; one that is in it already changes nothing."""
    return await circle.add_member(editor, Group, identity=identity, member=member)


async def remove_group_member(editor: Editor, identity: str, *, member: str) -> Written[Group]:
    """Take a subject out of a group; one that is not in it changes nothing."""
    return await circle.remove_member(editor, Group, identity=identity, member=member)
