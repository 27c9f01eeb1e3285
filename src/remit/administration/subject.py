"""Subjects: made with their roles, stopped, let go on, and removed with all that lets them act."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from remit.administration.administrator import keeping_an_administrator
from remit.administration.api_key import revoke_all
from remit.administration.binding import bind, new_binding, require_role, unbind
from remit.administration.circle import leave_all
from remit.administration.delegation import revoke_all_of
from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.session import end_all
from remit.administration.sign_in import drop_links
from remit.administration.token import revoke_all_tokens
from remit.administration.unit import Unit, create, delete, update
from remit.identity.model import State, Subject

REMOVED = "the subject was removed"
"""Why its keys and grants were revoked and its sessions ended."""


async def create_subject(editor: Editor, subject: Subject, *, roles: Sequence[str]) -> Written[Subject]:
    """Create a subject and bind roles to it, all or nothing.

    Raises:
        AlreadyExistsError: when the id is taken.
        NotFoundError: at `role_ids[i]`, when a role is not there.
    """

    def work(unit: Unit) -> Subject:
        editor.claim(unit, Subject, identity=subject.id)
        made = create(unit, replace(subject, created_at=unit.at, updated_at=unit.at))
        for place, role in enumerate(roles):
            require_role(unit, role, field=f"role_ids[{place}]")
        for role in dict.fromkeys(roles):
            bind(unit, new_binding(role, subject.id))
        return made

    return await editor.write("subject:create", subject.id, work=work)


async def update_subject(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Subject], Subject]
) -> Written[Subject]:
    """Change a subject.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since it was read.
        PreconditionFailedError: when the last administrator would expire by it.
    """

    def work(unit: Unit) -> Subject:
        def changed(before: Subject) -> Subject:
            after = change(before)
            if after == before:
                raise UnchangedError(before)
            return replace(after, updated_at=unit.at)

        return keeping_an_administrator(
            unit, lambda: update(unit, Subject, identity=identity, etag=etag, change=changed)
        )

    return await editor.write("subject:update", identity, work=work)


async def suspend_subject(editor: Editor, identity: str, *, etag: str, reason: str) -> Written[Subject]:
    """Stop a subject: the kill switch. Its keys, sessions and runs are refused; a suspended one stays so.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since it was read.
        PreconditionFailedError: when it is the last administrator.
    """
    return await _turn(editor, identity, etag=etag, state=State.SUSPENDED, reason=reason)


async def resume_subject(editor: Editor, identity: str, *, etag: str) -> Written[Subject]:
    """Let a suspended subject act again; an active one stays as it is.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since it was read.
    """
    return await _turn(editor, identity, etag=etag, state=State.ACTIVE)


async def delete_subject(editor: Editor, identity: str, *, etag: str) -> Written[Subject]:
    """Remove a subject with bindings and memberships; revoke its keys, tokens and grants, end its sessions and runs.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since it was read.
        PreconditionFailedError: when it is the last administrator.
    """

    def work(unit: Unit) -> Subject:
        def remove() -> Subject:
            removed = delete(unit, Subject, identity=identity, etag=etag)
            unbind(unit, identity)
            leave_all(unit, identity)
            return removed

        removed = keeping_an_administrator(unit, remove)
        revoke_all(unit, identity, reason=REMOVED)
        revoke_all_of(unit, identity, reason=REMOVED)
        revoke_all_tokens(unit, identity, reason=REMOVED)
        end_all(unit, identity, reason=REMOVED)
        drop_links(unit, identity)
        return removed

    return await editor.write("subject:delete", identity, work=work)


async def _turn(
    editor: Editor, identity: str, *, etag: str, state: State, reason: str = ""
) -> Written[Subject]:
    def work(unit: Unit) -> Subject:
        def turned(before: Subject) -> Subject:
            if before.state is state:
                raise UnchangedError(before)
            return replace(before, state=state, suspend_reason=reason, updated_at=unit.at)

        return keeping_an_administrator(
            unit, lambda: update(unit, Subject, identity=identity, etag=etag, change=turned)
        )

    verb = "suspend" if state is State.SUSPENDED else "resume"
    return await editor.write(f"subject:{verb}", identity, work=work)
