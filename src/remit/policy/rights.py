"""What a subject may do by its roles: deny wins, and the default is to deny. Never looks at attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from remit.policy.index import PatternIndex
from remit.policy.model import Permission, PermissionEffect, Role
from remit.policy.pattern import compile_action, compile_resource

MOST_REMEMBERED_ACTIONS: Final = 512
"""Actions kept ready for one set of roles. Runtimes take a few dozen; beyond it all are forgotten."""


class RoleOutcome(StrEnum):
    """What roles say."""

    GRANTED = "GRANTED"
    NO_ROLE = "NO_ROLE"
    """The subject has no live role at all."""
    NO_PERMISSION = "NO_PERMISSION"
    """No role permits it; a guardrail still can."""
    DENIED = "DENIED"
    """A role takes it away; nothing gives it back."""


@dataclass(frozen=True, slots=True)
class RoleVerdict:
    """What roles say about one action, and which permission said it."""

    outcome: RoleOutcome
    role: str = ""
    """The role that holds the permission, perhaps an inherited one; empty without a permission."""
    permission: Permission | None = None


NO_ROLE: Final = RoleVerdict(RoleOutcome.NO_ROLE)
NO_PERMISSION: Final = RoleVerdict(RoleOutcome.NO_PERMISSION)

Rule = tuple[str, RoleVerdict]
"""A resource pattern, and what is said where it matches."""

RoleIndex = PatternIndex[Rule]
"""The rules of one role by action."""

_Row = tuple[PatternIndex[RoleVerdict], PatternIndex[RoleVerdict]]
"""What takes an action away and what grants it, by resource."""


def index_role(role: Role) -> RoleIndex:
    """Compile a role's own permissions.

    Raises:
        InvalidFieldError: at `permissions[i].action` or `.resource`, when a pattern is not of its form.
    """
    for place, permission in enumerate(role.permissions):
        compile_action(permission.action, f"permissions[{place}].action")
        compile_resource(permission.resource, f"permissions[{place}].resource")
    return PatternIndex(
        (((permission.action,), _rule(role.id, permission)) for permission in role.permissions),
        compile_pattern=compile_action,
    )


def _rule(role: str, permission: Permission) -> Rule:
    denies = permission.effect is PermissionEffect.DENY
    outcome = RoleOutcome.DENIED if denies else RoleOutcome.GRANTED
    return permission.resource, RoleVerdict(outcome, role, permission)


class Rights:
    """What one set of roles may do; shared by all subjects that are bound to the same."""

    __slots__ = ("_indexes", "_rows", "roles")

    def __init__(self, roles: frozenset[str], indexes: Mapping[str, RoleIndex]) -> None:
        """Hold these roles, inherited ones included; `indexes` has the rules of each."""
        self.become(roles, indexes)

    def become(self, roles: frozenset[str], indexes: Mapping[str, RoleIndex]) -> None:
        """Hold these roles instead, with their rules as they are now."""
        self.roles = roles
        # In the order of their ids, so that the same permission is named whatever order the roles were bound
        # in.
        self._indexes = tuple(indexes[role] for role in sorted(roles))
        self._rows: dict[str, _Row] = {}

    def decide(self, action: str, resource: str) -> RoleVerdict:
        """Say what these roles say; at least one role is there."""
        row = self._rows.get(action)
        if row is None:
            row = self._row(action)
        denies, allows = row
        if denies and (denied := denies.first(resource)) is not None:
            return denied
        return allows.first(resource) or NO_PERMISSION

    def _row(self, action: str) -> _Row:
        if len(self._rows) >= MOST_REMEMBERED_ACTIONS:
            self._rows.clear()
        rules = [rule for index in self._indexes for rule in index.matching(action)]
        denies = _by_resource(rule for rule in rules if rule[1].outcome is RoleOutcome.DENIED)
        allows = _by_resource(rule for rule in rules if rule[1].outcome is RoleOutcome.GRANTED)
        row = self._rows[action] = denies, allows
        return row


def _by_resource(rules: Iterable[Rule]) -> PatternIndex[RoleVerdict]:
    return PatternIndex(
        (((resource,), verdict) for resource, verdict in rules), compile_pattern=compile_resource
    )
