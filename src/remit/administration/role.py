"""Roles of a tenant: made, changed and removed. Those built in are the same everywhere and never change."""

from collections.abc import Callable

from remit.administration.administrator import bindings_of
from remit.administration.editor import Editor, Written
from remit.administration.field import under
from remit.administration.unit import Unit, delete, every
from remit.errors import AlreadyExistsError, InvalidFieldError, NotFoundError, PreconditionFailedError
from remit.policy.builtin import BUILTIN_ROLE_IDS, BUILTIN_ROLES
from remit.policy.inherit import inheritance
from remit.policy.model import Binding, Role
from remit.policy.pattern import compile_action, compile_resource


async def create_role(editor: Editor, role: Role) -> Written[Role]:
    """Create a role.

    Raises:
        AlreadyExistsError: when the id is taken, also by a built-in role.
        NotFoundError: when it inherits a role that is not there.
        InvalidFieldError: when a pattern is not of its form, or it inherits over more than 8 steps.
    """
    if role.id in BUILTIN_ROLE_IDS:
        message = f"{role.id!r} is the id of a built-in role; choose another"
        raise AlreadyExistsError(message, field="role.role_id")
    return await editor.create(role, check_role)


async def update_role(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Role], Role]
) -> Written[Role]:
    """Change a role for all who hold it.

    Raises:
        PreconditionFailedError: when it is built in.
        NotFoundError: when it is not there, or would inherit what is not.
        InvalidFieldError: as `create_role`, and when it would inherit itself.
    """
    require_own(identity)
    return await editor.update(Role, identity, etag=etag, change=change, check=check_role)


async def delete_role(editor: Editor, identity: str, *, etag: str) -> Written[Role]:
    """Remove a role that nobody holds.

    Raises:
        PreconditionFailedError: while it is bound or inherited, or when it is built in.
    """
    require_own(identity)

    def work(unit: Unit) -> Role:
        role = delete(unit, Role, identity=identity, etag=etag)
        require_unused(unit, identity)
        for binding in tuple(bindings_of(unit, identity)):
            unit.drop(Binding, binding.id)
        return role

    return await editor.write("role:delete", f"role:{identity}", work=work)


def require_own(role: str) -> None:
    """Refuse to change a built-in role.

    Raises:
        PreconditionFailedError: when it is one.
    """
    if role in BUILTIN_ROLE_IDS:
        message = f"{role!r} is built in and cannot be changed; make a role of your own"
        raise PreconditionFailedError(message, field="role_id")


def require_unused(unit: Unit, role: str) -> None:
    """Refuse to let go of a role that somebody holds or another role inherits; ended bindings do not count.

    Raises:
        PreconditionFailedError: naming who.
    """
    for binding in bindings_of(unit, role):
        if binding.expires_at is None or unit.at < binding.expires_at:
            message = f"the role is bound to {binding.member}; delete the binding {binding.id} first"
            raise PreconditionFailedError(message, field="role_id")
    for other in every(unit, Role):
        if role in other.inherits:
            message = f"the role {other.id} inherits it; change that first"
            raise PreconditionFailedError(message, field="role_id")


def check_role(unit: Unit, role: Role) -> None:
    """Refuse a role that is not of its form, or that inherits in a way that cannot be."""
    with under("role"):
        check_patterns(role)
        roles = {one.id: one for one in (*every(unit, Role), *BUILTIN_ROLES)} | {role.id: role}
        for place, inherited in enumerate(role.inherits):
            if inherited not in roles:
                message = f"there is no role {inherited!r} to inherit"
                raise NotFoundError(message, field=f"inherits[{place}]")
        inheritance(roles)


def check_patterns(role: Role) -> None:
    """Refuse a role whose id or patterns are not of their form.

    Raises:
        InvalidFieldError: at `role_id`, `permissions[i].action` or `.resource`.
    """
    # `a@user:b` bound to `user:c` would have the same id as `a` bound to `user:b@user:c`.
    if "@" in role.id:
        message = "the id of a role has no @; choose another"
        raise InvalidFieldError(message, field="role_id")
    for place, permission in enumerate(role.permissions):
        compile_action(permission.action, f"permissions[{place}].action")
        compile_resource(permission.resource, f"permissions[{place}].resource")
