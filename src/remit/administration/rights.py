"""What a subject holds by its roles, and whether a permission lies within it. Reads a catalog; no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remit.decision.catalog import Catalog
from remit.policy.builtin import BUILTIN_ROLES
from remit.policy.model import Binding, Permission, PermissionEffect, Role
from remit.policy.pattern import compile_glob

_BUILTIN = {role.id: role for role in BUILTIN_ROLES}


@dataclass(frozen=True, slots=True)
class Holding:
    """A permission that somebody has, the role that says it, and the member whose binding gives the role."""

    permission: Permission
    role: str
    through: str


def role_of(catalog: Catalog, role: str) -> Role | None:
    """Return a role, built in or the tenant's own."""
    return _BUILTIN.get(role) or catalog.get(Role, role)


def members_of(catalog: Catalog, subject: str) -> Iterator[str]:
    """Yield every member that a subject is bound as: itself, its groups, its teams."""
    yield subject
    for group in catalog.policy.groups_of(subject):
        yield f"group:{group}"
    for team in catalog.policy.teams_of(subject):
        yield f"team:{team}"


def reached(catalog: Catalog, role: str) -> Iterator[Role]:
    """Yield a role and all that it inherits, each once; roles that are not there give nothing."""
    waiting, seen = [role], set()
    while waiting:
        identity = waiting.pop(0)
        found = role_of(catalog, identity)
        if identity not in seen and found is not None:
            seen.add(identity)
            waiting.extend(found.inherits)
            yield found


def holdings(catalog: Catalog, subject: str, *, at: int) -> tuple[Holding, ...]:
    """Return what a subject's roles say at an instant, by role."""
    found = []
    members = tuple(members_of(catalog, subject))
    for role in sorted(catalog.policy.roles_of(subject, at)):
        for member in members:
            if is_bound(catalog, role, member=member, at=at):
                found += [
                    Holding(permission, each.id, member)
                    for each in reached(catalog, role)
                    for permission in each.permissions
                ]
    return tuple(dict.fromkeys(found))


def is_bound(catalog: Catalog, role: str, *, member: str, at: int) -> bool:
    """Tell whether a member itself is bound to a role at an instant."""
    binding = catalog.get(Binding, binding_id(role, member))
    return binding is not None and (binding.expires_at is None or at < binding.expires_at)


def binding_id(role: str, member: str) -> str:
    """Return the id of the binding of a role to a member."""
    return f"{role}@{member}"


def roles_bound_to(catalog: Catalog, member: str) -> tuple[str, ...]:
    """Return the roles that a group or team, or a subject itself, is bound to, expired bindings included."""
    return tuple(binding.role for binding in catalog.policy.bindings_of(member))


def grants_of(catalog: Catalog, role: str) -> tuple[Permission, ...]:
    """Return all that a role grants, by itself and by what it inherits."""
    return tuple(
        permission
        for each in reached(catalog, role)
        for permission in each.permissions
        if permission.effect is PermissionEffect.ALLOW
    )


def holds(held: Sequence[Permission], wanted: Permission) -> bool:
    """Tell whether all that `wanted` covers is granted by one of `held`, and none of it is denied.

    Cautious: what several patterns would cover only together is not held, and of two patterns with stars that
    might share a name, it is assumed that they do.
    """
    granted = any(_within(one, wanted) for one in held if one.effect is PermissionEffect.ALLOW)
    return granted and not any(_touches(one, wanted) for one in held if one.effect is PermissionEffect.DENY)


def _within(one: Permission, wanted: Permission) -> bool:
    # Only a star of the one can match a star of the wanted, so whoever matches its text covers its names.
    return compile_glob(one.action)(wanted.action) and compile_glob(one.resource)(wanted.resource)


def _touches(one: Permission, wanted: Permission) -> bool:
    return may_meet(one.action, wanted.action) and may_meet(one.resource, wanted.resource)


def may_meet(one: str, other: str) -> bool:
    """Tell whether two patterns may have a name in common; False only when they certainly have not."""
    if "*" not in one:
        return compile_glob(other)(one)
    if "*" not in other:
        return compile_glob(one)(other)
    heads = one.partition("*")[0], other.partition("*")[0]
    tails = one.rpartition("*")[2], other.rpartition("*")[2]
    starts = heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])
    return starts and (tails[0].endswith(tails[1]) or tails[1].endswith(tails[0]))
