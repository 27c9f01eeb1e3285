"""Who holds which role: gives roles to subjects, groups and teams, and takes them away."""

from remit.administration.administrator import keeping_an_administrator
from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.rights import binding_id
from remit.administration.unit import Unit, delete, every
from remit.errors import InvalidFieldError, NotFoundError
from remit.identity.model import Group, Subject, Team
from remit.policy.builtin import BUILTIN_ROLE_IDS
from remit.policy.model import Binding, Role


async def create_binding(editor: Editor, binding: Binding) -> Written[Binding]:
    """Give a role to a member; an earlier binding of the two is replaced.

    Raises:
        NotFoundError: when role or member is not there.
        InvalidFieldError: when it would have ended already.
        PreconditionFailedError: when the last administrator would cease to be one.
    """

    def work(unit: Unit) -> Binding:
        editor.claim(unit, Binding, identity=binding.id)
        require_role(unit, binding.role, field="binding.role_id")
        require_member(unit, binding.member, field="binding.member")
        before = unit.find(Binding, binding.id)
        if before is not None and before.expires_at == binding.expires_at:
            raise UnchangedError(before)
        return keeping_an_administrator(unit, lambda: bind(unit, binding))

    return await editor.write("binding:create", binding.member, work=work)


async def delete_binding(editor: Editor, identity: str) -> Written[Binding]:
    """Take a role away.

    Raises:
        NotFoundError: when there is no such binding.
        PreconditionFailedError: when it is the last administrator's.
    """

    def work(unit: Unit) -> Binding:
        return keeping_an_administrator(unit, lambda: delete(unit, Binding, identity=identity))

    return await editor.write("binding:delete", identity.partition("@")[2], work=work)


def new_binding(role: str, member: str, *, expires_at: int | None = None) -> Binding:
    """Return the binding of a role to a member."""
    return Binding(binding_id(role, member), role, member, expires_at)


def bind(unit: Unit, binding: Binding) -> Binding:
    """Write a binding whose role and member are known to be there."""
    if binding.expires_at is not None and binding.expires_at <= unit.at:
        message = "a binding must end in the future; to take the role away now, delete it"
        raise InvalidFieldError(message, field="binding.expires_at")
    before = unit.find(Binding, binding.id)
    created_at = before.created_at if before else unit.at
    made = Binding(
        binding.id,
        binding.role,
        binding.member,
        binding.expires_at,
        created_at=created_at,
        updated_at=unit.at,
    )
    unit.put(made)
    return made


def require_role(unit: Unit, role: str, *, field: str) -> None:
    """Refuse a role that is neither built in nor the tenant's own.

    Raises:
        NotFoundError: at `field`.
    """
    if role not in BUILTIN_ROLE_IDS and unit.find(Role, role) is None:
        message = f"there is no role {role!r}"
        raise NotFoundError(message, field=field)


def require_member(unit: Unit, member: str, *, field: str) -> None:
    """Refuse a subject, group or team that is not there.

    Raises:
        NotFoundError: at `field`.
    """
    kind, _, identity = member.partition(":")
    found: object | None
    if kind == "group":
        found = unit.find(Group, identity)
    elif kind == "team":
        found = unit.find(Team, identity)
    else:
        found = unit.find(Subject, member)
    if found is None:
        message = f"there is no {kind} {identity!r}"
        raise NotFoundError(message, field=field)


def unbind(unit: Unit, member: str) -> None:
    """Take away every role that a member itself is bound to."""
    for binding in tuple(every(unit, Binding, owner=member)):
        unit.drop(Binding, binding.id)
