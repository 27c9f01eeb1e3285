"""Whether somebody is left who administers a tenant: no change may lock everybody out without saying so.

An administrator is an active subject that holds the built-in role `admin`, by itself, by a group or by a
team. Roles of the tenant's own that grant as much do not count. A tenant that never had one stays as it is:
a platform operator may give it one, and can make a new key for an administrator whose keys are all revoked.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from remit.administration.unit import PAGE, Unit
from remit.errors import PreconditionFailedError
from remit.identity.model import Group, Subject, Team, is_active
from remit.policy.model import Binding

T = TypeVar("T")

ADMIN_ROLE: Final = "admin"


def keeping_an_administrator(unit: Unit, change: Callable[[], T]) -> T:
    """Make a change, unless nobody would be left who administers the tenant.

    Raises:
        PreconditionFailedError: when there was an administrator before and none after.
    """
    before = has_administrator(unit)
    result = change()
    if before and not has_administrator(unit):
        message = "nobody would be left who administers the tenant; give somebody else the role admin first"
        raise PreconditionFailedError(message)
    return result


def has_administrator(unit: Unit) -> bool:
    """Tell whether an active subject holds the role `admin`."""
    return any(
        _is_active(unit, subject)
        for binding in bindings_of(unit, ADMIN_ROLE)
        if binding.expires_at is None or unit.at < binding.expires_at
        for subject in _subjects(unit, binding.member)
    )


def bindings_of(unit: Unit, role: str) -> Iterator[Binding]:
    """Yield the bindings of a role, expired ones included."""
    prefix = after = f"{role}@"
    while found := unit.page(Binding, after=after, limit=PAGE):
        for binding in found:
            if not binding.id.startswith(prefix):
                return
            yield binding
        after = found[-1].id


def _subjects(unit: Unit, member: str) -> tuple[str, ...]:
    kind, _, identity = member.partition(":")
    if kind not in {"group", "team"}:
        return (member,)
    circle = unit.find(Group, identity) if kind == "group" else unit.find(Team, identity)
    return circle.members if circle is not None else ()


def _is_active(unit: Unit, subject: str) -> bool:
    found = unit.find(Subject, subject)
    return found is not None and is_active(found, unit.at)
